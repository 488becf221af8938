using Connector.Drop;

namespace Connector.Alerts;

/// <summary>How TikTok is told that files are ready. (The namespace is in the plural because <see cref="Alert"/> is a record.)</summary>
public sealed record AlertSettings
{
    /// <summary>Host of the alert. Default https://business-api.tiktok.com (Salesforce's cartridge, services.xml).</summary>
    public Uri BaseUrl { get; init; } = new("https://business-api.tiktok.com");

    /// <summary>The id under which the shop was connected; TikTok finds the shop, and its WebDAV credentials, by it.</summary>
    public required string ExternalBusinessId { get; init; }

    /// <summary>Default <c>SALESFORCE</c>; leave it alone for a shop that was connected by Salesforce's cartridge.</summary>
    public string BusinessPlatform { get; init; } = "SALESFORCE";

    /// <summary>Rest between a delete alert and the alert after it. Default 30 s, as the cartridge does.</summary>
    public TimeSpan DeletePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How patiently one alert is tried (the cartridge: three times at once, with 5 s each).</summary>
    public CallPatience Patience { get; init; } = new();

    /// <summary>Allows <c>http://</c> to another machine, for the sandbox. Default false. Loopback is always allowed.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Everything that is wrong with these settings, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!BaseUrl.IsAbsoluteUri)
        {
            faults.Add($"BaseUrl '{Http.Shown(BaseUrl.OriginalString)}' is relative; write the whole URL.");
        }
        else if (Http.PlainHttpFault(BaseUrl, AllowPlainHttp) is { } plain)
        {
            faults.Add("BaseUrl: " + plain);
        }

        if (string.IsNullOrWhiteSpace(ExternalBusinessId))
        {
            faults.Add("ExternalBusinessId is empty; copy it from the shop's connection to TikTok.");
        }

        if (string.IsNullOrWhiteSpace(BusinessPlatform))
        {
            faults.Add("BusinessPlatform is empty; the default is SALESFORCE.");
        }

        if (DeletePause < TimeSpan.Zero)
        {
            faults.Add($"DeletePause {DeletePause} is negative; give the time between two alerts, or 0.");
        }

        faults.AddRange(Patience.Faults());
        return faults;
    }
}
