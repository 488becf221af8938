using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Connector.Archive;
using Connector.Lines;

namespace Connector.Drop;

/// <summary>
/// Opens folders. Keeps what they share while the process lives: connections of those whose server is trusted by settings of its own, or that are signed in to by Digest, and the
/// tokens of API clients, so that nobody asks for a second one.
/// </summary>
/// <param name="http">From <see cref="Http.NewClient"/>: the connections of all others.</param>
/// <param name="clock">For time limits, waits and tokens.</param>
/// <param name="log">Notes the calls that belong to an account.</param>
/// <param name="lines">Lets calls to a dead host rest.</param>
public sealed class Doors(HttpClient http, TimeProvider clock, FeedLog? log = null, LineBreakers? lines = null) : IDisposable
{
    /// <summary>How long a body waits for the server's word: where it does not, it is sent twice.</summary>
    private static readonly TimeSpan DigestPatience = TimeSpan.FromSeconds(5);

    /// <summary>From when on a certificate's end is warned of.</summary>
    private static readonly TimeSpan SoonEnding = TimeSpan.FromDays(14);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (HttpClient Client, ServerTrust Trust)> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClientToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>A folder into which files are dropped.</summary>
    public FeedDrop Drop(DropLocation location) => new(Folder(location), location, clock, jitter: null);

    /// <summary>A WebDAV folder.</summary>
    /// <param name="location">Where.</param>
    /// <param name="room">First word of the codes of faults.</param>
    public WebDavClient Client(DropLocation location, string room = "drop")
    {
        ArgumentNullException.ThrowIfNull(location);
        location.OrThrow();
        return new WebDavClient(Line(location).Client, location, clock, jitter: null, location.Client is null ? null : Token(location, location.Client).AuthorizeAsync, room);
    }

    public void Dispose()
    {
        foreach (var (client, _) in _lines.Values)
        {
            client.Dispose();
        }
    }

    internal IDropFolder Folder(DropLocation location, string room = "drop") =>
        location.Url is { IsAbsoluteUri: true, IsFile: true } ? new LocalFolder(location) : new WebDavFolder(Client(location, room), location);

    /// <summary>Tries everything that a folder is used for, on a probe file, and looks how long the server's certificate is still good; for <c>connector check</c>.</summary>
    internal async Task<IReadOnlyList<DropFinding>> CheckAsync(DropLocation location, CancellationToken cancellation, string room = "drop")
    {
        var findings = await new DropCheck(Folder(location, room)).RunAsync(cancellation).ConfigureAwait(false);
        return Certificate(location) is { } certificate ? [.. findings, certificate] : findings;
    }

    private DropFinding? Certificate(DropLocation location)
    {
        if (location.Url.Scheme != Uri.UriSchemeHttps || Line(location).Trust.EndOf(location.Url.IdnHost) is not { } end)
        {
            return null;
        }

        // A pinned key counts whatever the date.
        var left = end - clock.GetUtcNow();
        var soon = left < SoonEnding && (location.Trust.Pins.Count == 0 || location.Trust.Authority.Length > 0);
        return new DropFinding(
            "drop.certificate", Fine: true,
            string.Create(CultureInfo.InvariantCulture, $"The server's certificate ends on {end.UtcDateTime:yyyy-MM-dd}{(soon ? $", in {Math.Max(0, Math.Floor(left.TotalDays)):0} days" : "")}."), soon ? "Let the server's owner renew it." : "");
    }

    private (HttpClient Client, ServerTrust Trust) Line(DropLocation location)
    {
        var digest = location is { SignIn: SignIn.Digest, User: not null, Password: not null, Client: null };
        if (location.Trust.IsSystems && !digest)
        {
            return (http, ServerTrust.Systems);
        }

        string[] who = digest ? [location.Url.AbsoluteUri, location.User!, location.Password!.Reveal()] : [];
        return Kept(Key(["folder", Stamp(location.Trust), .. who]), () => ServerTrust.Of(location.Trust), handler =>
        {
            if (digest)
            {
                handler.Credentials = new CredentialCache { { new Uri(location.Url.GetLeftPart(UriPartial.Authority)), "Digest", new NetworkCredential(location.User, location.Password!.Reveal()) } };
                handler.Expect100ContinueTimeout = DigestPatience;
            }
        });
    }

    private ClientToken Token(DropLocation location, ApiClient client)
    {
        var line = Uri.Compare(client.TokenUrl, location.Url, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0 ? Line(location).Client
            : location.Trust.Authority.Length == 0 ? http
            : Kept(Key(["token", Stamp(location.Trust)]), () => ServerTrust.Beside(location.Trust), _ => { }).Client;
        var key = Key(["client", Stamp(location.Trust), client.TokenUrl.AbsoluteUri, client.Id, client.Secret.Reveal(), string.Join(' ', client.Scopes), location.Retries.ToString(CultureInfo.InvariantCulture)]);
        lock (_lock)
        {
            return _tokens.TryGetValue(key, out var kept) ? kept : _tokens[key] = new ClientToken(line, client.TokenUrl, client.Id, client.Secret, clock, location.Retries) { Scopes = client.Scopes };
        }
    }

    private (HttpClient Client, ServerTrust Trust) Kept(string key, Func<ServerTrust> trust, Action<SocketsHttpHandler> dress)
    {
        lock (_lock)
        {
            if (_lines.TryGetValue(key, out var kept))
            {
                return kept;
            }

            var trusted = trust();
            var handler = Http.NewHandler(trusted);
            dress(handler);
            return _lines[key] = (Http.ClientOf(handler, log, lines), trusted);
        }
    }

    /// <summary>An authority's file that is changed makes a new door.</summary>
    private static string Stamp(FolderTrust trust) =>
        trust.IsSystems ? "" : string.Create(CultureInfo.InvariantCulture, $"{trust.Authority}|{(trust.Authority.Length > 0 ? File.GetLastWriteTimeUtc(trust.Authority).Ticks : 0)}|{string.Join(',', trust.Pins)}");

    /// <summary>Hashed, for there are secrets among the parts.</summary>
    private static string Key(string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));
}
