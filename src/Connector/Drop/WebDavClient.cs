using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using Connector.Lines;

namespace Connector.Drop;

/// <summary>
/// A small WebDAV client. Its verbs are named as the WebDav.Client library names them. Paths are relative to the
/// location's base folder, decoded; a path that ends with <c>/</c>, and the empty one, is a folder.
/// Every verb repeats what can heal; what it cannot do ends as one of the two run failures.
/// </summary>
public sealed partial class WebDavClient
{
    private const int MaxRedirects = 3;
    private const int Large = 1_000_000, LargeForDigest = 16_384;
    private static readonly HttpMethod PropfindVerb = new("PROPFIND");
    private static readonly HttpMethod MkcolVerb = new("MKCOL");
    private static readonly HttpMethod MoveVerb = new("MOVE");
    private static readonly byte[] PropfindBody =
        """<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getetag/><getlastmodified/></prop></propfind>"""u8.ToArray();

    private readonly HttpClient _http;
    private readonly DropLocation _location;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private readonly Authorize _authorize;
    private readonly string _room;

    /// <param name="http">From <see cref="Http.NewClient"/>: it must follow no redirects and have no time-out of its own.</param>
    /// <param name="location">The base folder and the settings.</param>
    /// <param name="time">The clock for time-outs and waits.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    /// <param name="authorize">Instead of the location's user and password: the tokens of its API client, see <see cref="Doors"/>.</param>
    /// <param name="room">First word of the codes of faults.</param>
    public WebDavClient(HttpClient http, DropLocation location, TimeProvider time, Random? jitter = null, Authorize? authorize = null, string room = "drop")
    {
        (_http, _location, _time, _room) = (http, location.OrThrow(), time, room);
        _backOff = new BackOff(location.Retries, location.FirstDelay, location.MaxDelay, time, jitter);
        var basic = location is { SignIn: SignIn.Basic, User: { } user, Password: { } password }
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password.Reveal()}")))
            : null;
        _authorize = authorize ?? ((refused, _) => ValueTask.FromResult(refused is null ? basic : null));
    }

    /// <summary>Lists a folder (Depth 1), or asks about one URL (Depth 0). Null when nothing is there.</summary>
    public async Task<Listing?> Propfind(string path, int depth, CancellationToken cancellation) =>
        (await TryPropfindAsync(path, depth, cancellation)).OrThrow();

    /// <summary>Sends a file with its Content-Length, never chunked, never with Content-Range (Apache would patch in place).</summary>
    /// <param name="path">Where to; an existing file is overwritten.</param>
    /// <param name="length">Bytes that <paramref name="open"/> will give.</param>
    /// <param name="open">Opens the bytes; called again for every repeat.</param>
    /// <param name="cancellation">Ends the sending.</param>
    /// <returns>SHA-256 of the bytes that were sent, lower-case hexadecimal.</returns>
    public async Task<string> PutFile(string path, long length, Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellation)
    {
        var put = await _backOff.RunAsync<string>(
            async (_, inner) =>
            {
                SentBytes? bytes = null;
                try
                {
                    return await OnceAsync(HttpMethod.Put, path, _location.PutTimeout, (request, movement) =>
                    {
                        request.Content = bytes = new SentBytes(open, length, movement);
                        // A large body is only sent once the server has said that it wants it, so that a 401 or 413 is heard. Digest begins with a 401.
                        request.Headers.ExpectContinue = length > (_location.SignIn == SignIn.Digest ? LargeForDigest : Large);
                    }, (_, _, _) => ValueTask.FromResult(bytes?.Sha256 ?? ""), inner);
                }
                catch (SourceChangedException fault)
                {
                    throw fault.ForPerson(path);
                }
            },
            cancellation);
        return (put.Fault is { } cut && cut.Code == _room + ".unreachable"
            ? put with { Fault = cut with { Remedy = cut.Remedy + " A server that cannot store a file may hang up in the middle of it too (rclone, where its disk is full or closed to it): look into its log." } }
            : put).OrThrow();
    }

    /// <summary>Reads a file as it is stored. <paramref name="read"/> starts over when the line breaks. Default of T when nothing is there.</summary>
    public async Task<T?> GetRawFile<T>(string path, Func<Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellation) =>
        (await AskAsync<T?>(HttpMethod.Get, path, _location.GetTimeout, static (_, _) => { }, async (answer, body, inner) => IsGone(answer) ? default : await read(body, inner), cancellation, NotFound)).OrThrow();

    /// <summary>Makes one folder. False when it was there already (405), or its parent is missing or closed (403, 404, 409): ask <see cref="Propfind"/>.</summary>
    public async Task<bool> Mkcol(string path, CancellationToken cancellation) =>
        (await AskAsync(MkcolVerb, path, _location.MkcolTimeout, static (_, _) => { }, static (answer, _, _) => ValueTask.FromResult(answer.IsSuccessStatusCode), cancellation,
            HttpStatusCode.MethodNotAllowed, HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.MovedPermanently)).OrThrow();

    /// <summary>
    /// Moves a file over whatever stands under the new name. Where the source is gone and the target has its length, it took place: an answer was lost, or it was done twice.
    /// A repeat looks first: asked to move what is gone, rclone deletes the target and answers 403.
    /// </summary>
    public async Task Move(string from, string to, long length, CancellationToken cancellation)
    {
        var target = DropPath.Address(_location.Url, to);
        var moved = await _backOff.RunAsync<bool>(
            async (attempt, inner) =>
            {
                if (attempt > 1 && await IsGoneAsync(from, inner))
                {
                    return await ArrivedAsync(inner);
                }

                var once = await OnceAsync(MoveVerb, from, _location.MoveTimeout, (request, _) =>
                {
                    request.Headers.TryAddWithoutValidation("Destination", target.AbsoluteUri);
                    request.Headers.TryAddWithoutValidation("Overwrite", "T");
                }, static (_, _, _) => ValueTask.FromResult(true), inner);
                return once.Fault?.Status is 403 or 404 or 409 or 410 or 412 or 500 && await IsGoneAsync(from, inner) ? await ArrivedAsync(inner) : once;
            },
            cancellation);
        moved.OrThrow();

        async Task<Try<bool>> ArrivedAsync(CancellationToken inner) => await LengthAsync(to, inner) == length
            ? Try.Got(true)
            : Try.Failed<bool>(new Fault(_room + ".lost", $"After MOVE {target.GetLeftPart(UriPartial.Path)}, the file stands neither under its old name nor whole under its new one.", "It is sent again by the next run; look for another program that writes into the folder.") { Mend = Mend.Later });
    }

    /// <summary>Deletes a file or folder. False when nothing was there.</summary>
    public async Task<bool> Delete(string path, CancellationToken cancellation) =>
        (await AskAsync(HttpMethod.Delete, path, _location.DeleteTimeout, static (_, _) => { }, static (answer, _, _) => ValueTask.FromResult(!IsGone(answer)), cancellation, NotFound)).OrThrow();

    /// <summary>What HEAD tells of a file; null when nothing is there, a null length where the server does not tell it or knows no HEAD.</summary>
    public async Task<DropEntry?> Head(string path, CancellationToken cancellation) =>
        (await AskAsync(HttpMethod.Head, path, _location.HeadTimeout, static (_, _) => { }, (answer, _, _) => ValueTask.FromResult(IsGone(answer) ? null : new DropEntry(
            DropPath.Segments(path) is [.., var name] ? name : "",
            answer.IsSuccessStatusCode ? answer.Content.Headers.ContentLength : null,
            IsFolder: false,
            answer.Headers.ETag?.ToString(),
            answer.Content.Headers.LastModified)), cancellation, [.. NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotImplemented])).OrThrow();

    internal async Task<Try<Listing?>> TryPropfindAsync(string path, int depth, CancellationToken cancellation) =>
        await AskAsync<Listing?>(PropfindVerb, path, _location.PropfindTimeout, (request, _) =>
        {
            request.Headers.TryAddWithoutValidation("Depth", depth == 0 ? "0" : "1");
            request.Content = new ByteArrayContent(PropfindBody) { Headers = { ContentType = new("application/xml") { CharSet = "utf-8" } } };
        }, async (answer, body, inner) => IsGone(answer) ? null : await Multistatus.ReadAsync(body, answer.RequestMessage!.RequestUri!, inner), cancellation, NotFound);

    /// <summary>By HEAD, or by PROPFIND where HEAD tells no length.</summary>
    internal async Task<long?> LengthAsync(string path, CancellationToken cancellation) =>
        await Head(path, cancellation) is not { } seen ? null : seen.Length ?? (await Propfind(path, 0, cancellation))?.Self?.Length;

    /// <summary>Whether the server says so when asked once.</summary>
    private async Task<bool> IsGoneAsync(string path, CancellationToken cancellation) =>
        await OnceAsync(HttpMethod.Head, path, _location.HeadTimeout, static (_, _) => { }, static (answer, _, _) => ValueTask.FromResult(IsGone(answer)), cancellation, NotFound) is { Fault: null, Value: true };

    private static HttpStatusCode[] NotFound => [HttpStatusCode.NotFound, HttpStatusCode.Gone];

    private static bool IsGone(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    private Task<Try<T>> AskAsync<T>(
        HttpMethod verb, string path, TimeSpan limit, Action<HttpRequestMessage, Movement> dress, Func<HttpResponseMessage, Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellation, params HttpStatusCode[] alsoFine) =>
        _backOff.RunAsync((_, inner) => OnceAsync(verb, path, limit, dress, read, inner, alsoFine), cancellation);

    private async ValueTask<Try<T>> OnceAsync<T>(
        HttpMethod verb, string path, TimeSpan limit, Action<HttpRequestMessage, Movement> dress, Func<HttpResponseMessage, Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellation, params HttpStatusCode[] alsoFine)
    {
        var url = DropPath.Address(_location.Url, path);
        var call = $"{verb} {url.GetLeftPart(UriPartial.Path)}";
        var proof = await _authorize(null, cancellation);
        var renewed = false;
        for (var hop = 0; ; hop++)
        {
            using var movement = new Movement(limit, _location.InactivityTimeout, _time, cancellation);
            try
            {
                using var request = new HttpRequestMessage(verb, url);
                LineBreakers.Ordered(request, by: cancellation);
                request.Headers.Authorization = proof;
                request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
                dress(request, movement);
                using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, movement.Token);
                if (answer.IsSuccessStatusCode || alsoFine.Contains(answer.StatusCode))
                {
                    await using var body = movement.Counted(await answer.Content.ReadAsStreamAsync(movement.Token));
                    return Try.Got(await read(answer, body, movement.Token));
                }

                // A 401 says that nothing was done: any verb is repeated, once.
                if (answer.StatusCode == HttpStatusCode.Unauthorized && !renewed && await _authorize(proof, cancellation) is { } fresh)
                {
                    (proof, renewed) = (fresh, true);
                    continue;
                }

                if (hop < MaxRedirects && NextHop(verb, url, answer) is { } next)
                {
                    url = next;
                    continue;
                }

                return Try.Failed<T>(WebDavStatus.FaultOf(_room, call, verb, url, answer, _time));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return Try.Failed<T>(movement.Fault(_room, call));
            }
            catch (HttpRequestException broken)
            {
                return Try.Failed<T>(Http.FaultOf(broken, _room, call));
            }
            catch (IOException broken)
            {
                return Try.Failed<T>(new Fault(_room + ".unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to the server.") { Cause = broken });
            }
            catch (XmlException unreadable)
            {
                // The parser quotes what it stumbles over.
                var why = NoEcho.Strip(unreadable.Message, proof);
                return Try.Failed<T>(new Fault(_room + ".unreadable", $"{call}: the answer is not a readable multistatus: {why}", "Check that the URL is a WebDAV folder.") { Mend = Mend.Later, Cause = why == unreadable.Message ? unreadable : null });
            }
        }
    }

    private static bool OnlyReads(HttpMethod verb) => verb == HttpMethod.Get || verb == HttpMethod.Head || verb == PropfindVerb;

    private static Uri? NextHop(HttpMethod verb, Uri url, HttpResponseMessage answer)
    {
        return OnlyReads(verb) && (int)answer.StatusCode is 301 or 302 or 307 or 308 && WebDavStatus.Goal(url, answer) is { } goal
            && Uri.Compare(url, goal, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0 ? goal : null;
    }
}

/// <summary>Gives what stands in a request's Authorization header.</summary>
/// <param name="refused">What a server has just refused (401); null for a first try.</param>
/// <param name="cancellation">Ends the asking.</param>
/// <returns>Null: nothing; after a refusal, nothing else.</returns>
public delegate ValueTask<AuthenticationHeaderValue?> Authorize(AuthenticationHeaderValue? refused, CancellationToken cancellation);
