using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Connector.Drop;
using Connector.Lines;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Asks Omnichannel Inventory (facts: sfcc.md 1.8): an export of locations or groups, and the changes since a delta token. Busy answers
/// (429, 503) are asked again after the time that they name. The bearer token goes to the interface's own address only: links to another
/// host are followed without it.
/// </summary>
internal sealed class OmnichannelApi
{
    private const int LongestAnswer = 1 << 20;

    /// <summary>A page holds some thousand records.</summary>
    private const int LongestPage = 64 << 20;

    /// <summary>Some 80 million records.</summary>
    private const long LongestExport = 16L << 30;

    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly SourceOmnichannel _settings;
    private readonly Uri _base;
    private readonly Authorize _authorize;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;

    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="settings">Where to, and for which tenant group.</param>
    /// <param name="authorize">Gives the bearer token.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    public OmnichannelApi(HttpClient http, SourceOmnichannel settings, Authorize authorize, TimeProvider time, Random? jitter = null)
    {
        (_http, _settings, _authorize, _time) = (http, settings, authorize, time);
        _base = new Uri(settings.Api.TrimEnd('/') + "/");
        _backOff = new BackOff(5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2), time, jitter);
    }

    /// <summary>Has an export made and writes it down.</summary>
    /// <param name="kind"><c>locations</c> or <c>groups</c>.</param>
    /// <param name="ids">Of which.</param>
    /// <param name="into">The file; emptied where a try failed.</param>
    /// <param name="cancellation">Ends the waiting as well as the calls.</param>
    public async Task ExportAsync(string kind, IReadOnlyList<string> ids, Stream into, CancellationToken cancellation)
    {
        var begun = _time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["objects"] = new Dictionary<string, object> { [kind] = ids } });
        var asked = await AskAsync(HttpMethod.Post, Path("impex", "availability-records/exports"), body, cancellation);
        var status = Link(Text(asked.OrThrow(), "exportStatusLink"), "exportStatusLink");
        while (true)
        {
            var answer = (await AskAsync(HttpMethod.Get, status, null, cancellation)).OrThrow();
            switch (Text(answer, "status"))
            {
                case "COMPLETED":
                    var download = answer.TryGetProperty("download", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : answer;
                    await DownloadAsync(Link(Text(download, "downloadLink"), "downloadLink"), into, cancellation);
                    return;
                case "RUNNING":
                    if (_time.GetUtcNow() - begun > _settings.ExportLimit)
                    {
                        throw new RemoteFailedException(
                            "oci.slow", $"Omnichannel Inventory's export of {kind} {string.Join(", ", ids)} was still running after {_settings.ExportLimit.TotalMinutes:0} minutes.",
                            "Raise omnichannel.exportLimit if such exports take longer.");
                    }

                    await Task.Delay(PollEvery, _time, cancellation);
                    break;
                case var other:
                    throw new RemoteFailedException(
                        "oci.export-failed", $"Omnichannel Inventory's export of {kind} {string.Join(", ", ids)} ended as '{other}'.", "Check the ids of locations and groups; then read again.");
            }
        }
    }

    /// <summary>The page of changes that follows a token; null where the token is no longer known.</summary>
    public async Task<byte[]?> DeltasAsync(string token, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["deltaToken"] = token });
        var answer = await _backOff.RunAsync(
            (_, inner) => CallAsync(HttpMethod.Post, Path("availability", "availability-records/actions/get-deltas"), body, CallLimit, async (response, reading) =>
                await Http.ReadAtMostAsync(response.Content, LongestPage, reading) is { } page ? Try.Got<byte[]?>(page) : Try.Failed<byte[]?>(TooLong("get-deltas", LongestPage)), inner),
            cancellation);
        return answer.Fault is { Code: "oci.refused" } ? null : answer.OrThrow();
    }

    private Task<Try<JsonElement>> AskAsync(HttpMethod verb, Uri url, byte[]? body, CancellationToken cancellation) => _backOff.RunAsync(
        (_, inner) => CallAsync(verb, url, body, CallLimit, async (response, reading) =>
        {
            if (await Http.ReadAtMostAsync(response.Content, LongestAnswer, reading) is not { } bytes)
            {
                return Try.Failed<JsonElement>(TooLong(url.AbsolutePath, LongestAnswer));
            }

            try
            {
                using var document = ReadableJson.Parse(bytes, 32);
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? Try.Got(document.RootElement.Clone())
                    : Try.Failed<JsonElement>(Unreadable(url, "it is no JSON object"));
            }
            catch (JsonException)
            {
                return Try.Failed<JsonElement>(Unreadable(url, "it is no JSON"));
            }
        }, inner),
        cancellation);

    private async Task DownloadAsync(Uri url, Stream into, CancellationToken cancellation)
    {
        var done = await _backOff.RunAsync(
            (_, inner) => CallAsync(HttpMethod.Get, url, null, DownloadLimit, async (response, reading) =>
            {
                into.SetLength(0);
                await using var bytes = await response.Content.ReadAsStreamAsync(reading);
                var buffer = new byte[256 * 1024];
                int got;
                while ((got = await bytes.ReadAsync(buffer, reading)) > 0)
                {
                    if (into.Length + got > LongestExport)
                    {
                        return Try.Failed<bool>(TooLong(url.AbsolutePath, LongestExport));
                    }

                    await into.WriteAsync(buffer.AsMemory(0, got), reading);
                }

                return Try.Got(true);
            }, inner),
            cancellation);
        _ = done.OrThrow();
    }

    private async ValueTask<Try<T>> CallAsync<T>(
        HttpMethod verb, Uri url, byte[]? body, TimeSpan limit, Func<HttpResponseMessage, CancellationToken, Task<Try<T>>> read, CancellationToken cancellation)
    {
        var call = $"{verb} {url.GetLeftPart(UriPartial.Path)}";
        var isOwn = Uri.Compare(url, _base, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
        var proof = isOwn ? await _authorize(null, cancellation) : null;
        using var deadline = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            for (var renewed = false; ; renewed = true)
            {
                using var request = new HttpRequestMessage(verb, url);
                LineBreakers.Ordered(request, by: cancellation);
                request.Headers.Authorization = proof;
                if (body is not null)
                {
                    request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                }

                // A link to another host is that host's word: it may not lead to this machine's neighbours.
                using var outside = isOwn ? null : Outside.NewClient(_base.IsLoopback);
                using var answer = await (outside ?? _http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return await read(answer, either.Token);
                }

                if (answer.StatusCode == HttpStatusCode.Unauthorized && isOwn && !renewed && await _authorize(proof, cancellation) is { } fresh)
                {
                    proof = fresh;
                    continue;
                }

                return Try.Failed<T>(Refused(call, answer));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Try.Failed<T>(Http.TimedOut("oci", call, limit));
        }
        catch (HttpRequestException broken) when (broken.InnerException is NotFetchedException why)
        {
            return Try.Failed<T>(new Fault("oci.private", $"{call} is not made: {why.Message}.", "Ask the owner of the interface.") { Mend = Mend.ByPerson });
        }
        catch (HttpRequestException broken)
        {
            return Try.Failed<T>(Http.FaultOf(broken, "oci", call));
        }
        catch (IOException broken)
        {
            return Try.Failed<T>(new Fault("oci.unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to the server.") { Cause = broken });
        }
    }

    private Fault Refused(string call, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var said = $"{call} was answered {status} {answer.ReasonPhrase}.".Replace(" .", ".", StringComparison.Ordinal);
        return status switch
        {
            401 or 403 => new Fault("oci.denied", said, "Check the API client, its secret and its scopes: SALESFORCE_COMMERCE_API:TENANT, sfcc.inventory.availability and sfcc.inventory.impex-inventory.") { Mend = Mend.ByPerson },
            408 or 429 or >= 500 => new Fault("oci.busy", said, "Omnichannel Inventory is busy; if it stays so, look at Salesforce's status page.") { RetryAfter = Http.RetryAfter(answer, _time) },
            >= 300 and < 400 => new Fault("oci.redirected", said, "Set omnichannel.api to where the interface really is.") { Mend = Mend.ByPerson },
            _ => new Fault("oci.refused", said, "Check omnichannel.api, the tenant group, and the ids of locations and groups.") { Mend = Mend.ByPerson },
        };
    }

    private Uri Path(string family, string rest) => new(_base, $"inventory/{family}/v1/organizations/{Uri.EscapeDataString(_settings.TenantGroup)}/{rest}");

    private Uri Link(string text, string member)
    {
        if (!Uri.TryCreate(_base, text, out var link))
        {
            throw Unreadable(_base, $"its {member} is no address").ToException();
        }

        return Http.PlainHttpFault(link, allowPlainHttp: false) is { } fault
            ? throw new PersonMustDecideException("oci.plain-http", $"Omnichannel Inventory's {member} cannot be followed: {fault}", "Ask the owner of the interface.")
            : link;
    }

    private static string Text(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unreadable(null, $"it has no {member}").ToException();

    private static Fault Unreadable(Uri? url, string why) => new(
        "oci.unreadable", $"Omnichannel Inventory's answer{(url is null ? "" : $" at {url.GetLeftPart(UriPartial.Path)}")} cannot be read: {why}.", "Check that omnichannel.api is the address of the interface.") { Mend = Mend.Later };

    private static Fault TooLong(string what, long limit) => new(
        "oci.too-long", $"Omnichannel Inventory's answer to {what} is longer than {limit >> 20} MB.", "Check that omnichannel.api is the address of the interface.") { Mend = Mend.ByPerson };
}
