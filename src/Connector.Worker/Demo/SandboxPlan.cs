using System.Net;

namespace Connector.Worker.Demo;

/// <summary>How a sandbox is set up.</summary>
internal sealed record SandboxPlan(string Folder)
{
    public int WebDavPort { get; init; }

    public int TikTokPort { get; init; }

    /// <summary>Port of the sample shop's pictures.</summary>
    public int PicturePort { get; init; }

    /// <summary>Address to listen on. In a container 0.0.0.0.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Host name under which others reach the sandbox; empty: the address.</summary>
    public string Host { get; init; } = "";

    /// <summary>A WebDAV folder elsewhere that takes the box's place.</summary>
    public string WebDavUrl { get; init; } = "";

    public string User { get; init; } = "connector";

    public string? PasswordFile { get; init; }

    /// <summary>Time from a row's arrival to its verdict.</summary>
    public TimeSpan ReviewDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Open the stand-in's control endpoint.</summary>
    public bool Control { get; init; }

    /// <summary>Write an account for each way in which goods reach TikTok, not only the one by alert. Only where all of the sandbox is on this machine.</summary>
    public bool EveryWay { get; init; }

    /// <summary>Whether all of it is on this machine, and reached by nobody else: other machines would not be let at its pictures, nor at files that a catalog pulls.</summary>
    public bool IsAlone => Host.Length == 0 && WebDavUrl.Length == 0 && IPAddress.TryParse(Address, out var address) && IPAddress.IsLoopback(address);

    /// <summary>Whether there are accounts by pull and by calls.</summary>
    public bool HasEveryWay => EveryWay && IsAlone;
}
