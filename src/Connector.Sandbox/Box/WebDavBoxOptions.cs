namespace Connector.Sandbox;

/// <summary>What a <see cref="WebDavBox"/> serves, and to whom.</summary>
/// <param name="Root">Folder that holds the files; made when it is missing.</param>
/// <param name="Port">TCP port; 0 (default) takes a free one, see <see cref="WebDavBox.Uri"/>.</param>
/// <param name="User">Basic user name; null (default) admits everyone.</param>
/// <param name="Password">Basic password; needed with <paramref name="User"/>.</param>
/// <param name="PathBase">Where the tree begins in the URL, default <c>/</c>; <c>/on/demandware.servlet/webdav/Sites/Impex/</c> looks like SFCC.</param>
public sealed record WebDavBoxOptions(string Root, int Port = 0, string? User = null, string? Password = null, string PathBase = "/")
{
    /// <summary>IP address to listen on; default 127.0.0.1. In a container: 0.0.0.0.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Whether everybody may read files (GET, HEAD) without login, as catalogs that pull by URL must; default false.</summary>
    public bool PublicReads { get; init; }

    /// <summary>Folder below the root in which alone <see cref="PublicReads"/> holds; empty (default): everywhere.</summary>
    public string PublicFolder { get; init; } = "";

    /// <summary>Opens <c>/__control/faults</c> to requests with this <c>X-Control-Token</c>; null (default) keeps it shut.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Bytes that one PUT may have, else 413; null = no limit. Default 500 MB, the limit in SFCC's newest help text (older text: 100 MB).</summary>
    public long? MaxUploadBytes { get; init; } = 500_000_000;

    public override string ToString() => $"WebDavBoxOptions {{ Root = {Root}, Port = {Port}, User = {User}, PathBase = {PathBase} }}";
}
