using System.Net;

namespace Connector.Worker.Api;

/// <summary>The worker's local API: machine setting <c>api</c>.</summary>
internal sealed record ApiSettings
{
    /// <summary>The members that the setting may have.</summary>
    public static readonly string[] Members = ["url", "token", "enabled"];

    /// <summary>
    /// Where it listens: <c>http://</c> with an IP address or localhost, and a port. Default <c>http://127.0.0.1:8417</c>: only this machine. For another
    /// address a token is demanded; let a server in front of it speak https.
    /// </summary>
    public string Url { get; init; } = "http://127.0.0.1:8417";

    /// <summary>Where the token is kept that callers send as <c>Authorization: Bearer ...</c>. Default: none, which is allowed on loopback only.</summary>
    public SecretReference Token { get; init; } = new();

    /// <summary>Whether there is an API at all. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The address to bind.</summary>
    public IPAddress Address => IPAddress.TryParse(new Uri(Url).Host.Trim('[', ']'), out var address) ? address : IPAddress.Loopback;

    public int Port => new Uri(Url).Port;

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public static ApiSettings Of(IConfiguration configuration)
    {
        var usual = new ApiSettings();
        return new ApiSettings
        {
            Url = configuration["api:url"] ?? usual.Url,
            Token = new SecretReference { Environment = configuration["api:token:environment"] ?? "", File = configuration["api:token:file"] ?? "" },
            Enabled = configuration["api:enabled"] is not { } given || !bool.TryParse(given, out var on) || on,
        };
    }

    /// <summary>Everything that is wrong, each with its cure; empty when all is well.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != "http" || url.UserInfo.Length > 0 || url.PathAndQuery != "/")
        {
            yield return new Fault("settings", $"api.url: '{Drop.Http.Shown(Url)}' is no address to listen at", "write http://, an IP address or localhost, and a port, such as http://127.0.0.1:8417; https is spoken by a server in front of it");
        }
        else if (!url.IsLoopback && !IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
        {
            yield return new Fault("settings", $"api.url: '{url.Host}' is no IP address", "write the address of one of this machine's interfaces, 0.0.0.0 for all of them, or localhost");
        }
        else if (Enabled && !IsLoopback && Token.IsEmpty)
        {
            yield return new Fault("settings", $"api.url: {Url} can be reached from other machines, and api.token names no token", "name a file or an environment variable in api.token, or listen at http://127.0.0.1:8417");
        }
    }
}
