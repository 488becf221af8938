namespace Connector.Drop;

/// <summary>What is known of the WebDAV folders of Salesforce B2C Commerce (facts: sfcc.md 2.6), where it differs from other servers. Recognised by their path.</summary>
/// <remarks>Times of files are set anew whenever one is moved, copied or unpacked: nothing here goes by the time of a file that was moved. A MKCOL of what is there says 405.</remarks>
internal static class SfccFolder
{
    private const string Path = "/on/demandware.servlet/webdav/";

    /// <summary>Largest file in MB (10^6 bytes). The newest help text says 500; 413 was met above 100.</summary>
    public const int LargestMb = 99;

    /// <summary>The web tier closes a request after so long.</summary>
    public static TimeSpan LongestRequest { get; } = TimeSpan.FromMinutes(5);

    public static bool Holds(Uri url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https" } && (url.AbsolutePath + "/").Contains(Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>The time, or as much of it as the server grants.</summary>
    public static TimeSpan Within(Uri url, TimeSpan asked) => Holds(url) && asked > LongestRequest ? LongestRequest : asked;

    /// <summary>What to do about an answer, where SFCC's has a cure of its own.</summary>
    public static string? Cure(Uri url, int status) => !Holds(url) ? null : status switch
    {
        401 => "Check the Business Manager user and its access key \"WebDAV File Access and UX Studio\", which expires and is not the user's password; or that the API client is known to Account Manager and admitted in WebDAV Client Permissions.",
        403 => url.Scheme == "http" ? "SFCC gives access by https only: correct the address." : "Give the user's role WebDAV rights on this folder in Business Manager (with read and write), or the API client in WebDAV Client Permissions.",
        413 => "Lower drop.partLimitMb (SFCC takes files below 100 MB), and check that the instance is running: a stopped sandbox answers 413 too.",
        _ => null,
    };
}
