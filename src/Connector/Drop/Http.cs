using System.Net;
using System.Security.Authentication;
using Connector.Archive;
using Connector.Lines;

namespace Connector.Drop;

/// <summary>The one place where HTTP connections are set up, for the drop, the alert and the review.</summary>
public static class Http
{
    /// <summary>Redirects are not followed (the callers decide), no cookies are kept, and bytes arrive as they were stored (no decompression).</summary>
    public static SocketsHttpHandler NewHandler() => NewHandler(ServerTrust.Systems);

    /// <summary>A client without a time-out of its own: every call brings the time-out of its verb, on the injected clock.</summary>
    /// <param name="log">Notes the calls that belong to an account; null: nothing does.</param>
    /// <param name="lines">Lets calls to a dead host rest; null: nothing does.</param>
    public static HttpClient NewClient(FeedLog? log = null, LineBreakers? lines = null) => ClientOf(NewHandler(), log, lines);

    internal static SocketsHttpHandler NewHandler(ServerTrust trust)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        trust.Guard(handler.SslOptions);
        return handler;
    }

    internal static HttpClient ClientOf(HttpMessageHandler handler, FeedLog? log, LineBreakers? lines)
    {
        // What a server repeats is taken out before a breaker remembers how a call went.
        var quiet = new NoEcho { InnerHandler = log?.Handler(handler) ?? handler };
        return new(lines?.Handler(quiet) ?? quiet, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>An address as it may be told of: what stands before an @ could be a password that somebody put there.</summary>
    public static string Shown(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var host = address.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 ? slashes + 2 : 0;
        return address.LastIndexOf('@') is var at && at >= host ? $"{address[..host]}***{address[at..]}" : address;
    }

    internal static string? PlainHttpFault(Uri url, bool allowPlainHttp) => url.Scheme switch
    {
        "https" => null,
        "http" when allowPlainHttp || url.IsLoopback => null,
        "http" => $"http://{url.Authority} is plain http, which shows secrets to the network; use https, or set AllowPlainHttp.",
        _ => $"'{url.Scheme}:' is not a scheme the connector can use; use https.",
    };

    /// <summary>What went wrong before there was an answer.</summary>
    internal static Fault FaultOf(HttpRequestException broken, string room, string call) => broken.InnerException is CertificateRefusedException refused
        ? new Fault($"{room}.certificate", $"{call}: {refused.Message}.", refused.Remedy) { Mend = Mend.ByPerson, Cause = broken }
        : broken.InnerException is AuthenticationException tls
        ? new Fault($"{room}.certificate", $"{call}: no secure connection: {tls.Message}", "Check the server's certificate, its name and its date.") { Mend = Mend.ByPerson, Cause = broken }
        : new Fault($"{room}.unreachable", $"{call}: {broken.Message}", "Check that the server runs and can be reached from this machine.") { Cause = broken };

    internal static Fault TimedOut(string room, string call, TimeSpan limit) => new(
        $"{room}.timeout", $"{call}: no whole answer within {limit.TotalSeconds:0.#} s.", "Check the line and the server's load, or raise the time-out.");

    /// <summary>Retry-After as a span from now, whichever of its two forms the server used.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time)
    {
        var header = answer.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>The body, or null where it is longer than the limit.</summary>
    internal static async Task<byte[]?> ReadAtMostAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > limit)
        {
            return null;
        }

        await using var body = await content.ReadAsStreamAsync(cancellation);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int got;
        while ((got = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (read.Length + got > limit)
            {
                return null;
            }

            read.Write(buffer, 0, got);
        }

        return read.ToArray();
    }
}
