namespace Connector.Alerts;

/// <summary>How a shop is connected with TikTok, asked after and disconnected (interface A).</summary>
public sealed record ConnectionSettings
{
    /// <summary>Host, id and patience: as for alerts.</summary>
    public required AlertSettings Alert { get; init; }

    /// <summary>The shop's external_data key: it signs who asks.</summary>
    public required Secret Key { get; init; }

    /// <summary>Id of the connection's app. Empty (default): not told.</summary>
    public string AppId { get; init; } = "";

    /// <summary>User with whom TikTok reads the folder.</summary>
    public string ReaderUser { get; init; } = "";

    /// <summary>That user's password; needed to connect only.</summary>
    public Secret? ReaderPassword { get; init; }

    /// <summary>The SFCC site of the account's files. Empty (default): not told.</summary>
    public string SiteId { get; init; } = "";
}
