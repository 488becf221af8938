using System.Net;

namespace Connector.Worker.Serving;

/// <summary>Where the worker listens for TikTok's webhooks: machine setting <c>webhooks</c>.</summary>
internal sealed record WebhookSettings
{
    /// <summary>The members that the setting may have.</summary>
    public static readonly string[] Members = ["url", "largestKb"];

    /// <summary>
    /// <c>http://</c> with an IP address or localhost, a port of its own, and the path that TikTok posts to, such as <c>http://127.0.0.1:8418/tiktok</c>. Empty (default): it does not
    /// listen. A server with https stands in front of it; nothing but webhooks is answered here.
    /// </summary>
    public string Url { get; init; } = "";

    /// <summary>Largest body in KB (1024 bytes), 1 to 10,000; larger ones are refused with 413. Default 256: the longest that is documented has a few KB.</summary>
    public int LargestKb { get; init; } = 256;

    public bool Enabled => Url.Length > 0;

    /// <summary>The address to bind.</summary>
    public IPAddress Address => IPAddress.TryParse(new Uri(Url).Host.Trim('[', ']'), out var address) ? address : IPAddress.Loopback;

    public int Port => new Uri(Url).Port;

    /// <summary>The path that is answered.</summary>
    public string Path => new Uri(Url).AbsolutePath;

    public static WebhookSettings Of(IConfiguration configuration)
    {
        var usual = new WebhookSettings();
        return new WebhookSettings
        {
            Url = configuration["webhooks:url"] ?? usual.Url,
            LargestKb = configuration["webhooks:largestKb"] is not { } given ? usual.LargestKb : int.TryParse(given, out var kb) ? kb : -1,
        };
    }

    /// <summary>Everything that is wrong, each with its cure; empty when all is well.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (LargestKb is < 1 or > 10_000)
        {
            yield return new Fault("settings", $"webhooks.largestKb is no number from 1 to 10,000", "leave it out for 256");
        }

        if (!Enabled)
        {
            yield break;
        }

        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != "http" || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return new Fault("settings", $"webhooks.url: '{Drop.Http.Shown(Url)}' is no address to listen at", "write http://, an IP address or localhost, a port and a path, such as http://127.0.0.1:8418/tiktok; https is spoken by a server in front of it");
        }
        else if (!url.IsLoopback && !IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
        {
            yield return new Fault("settings", $"webhooks.url: '{url.Host}' is no IP address", "write the address of one of this machine's interfaces, 0.0.0.0 for all of them, or localhost");
        }
    }
}
