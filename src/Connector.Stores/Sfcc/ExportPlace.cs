namespace Connector.Stores.Sfcc;

/// <summary>Where an export lies: a folder of this machine or a WebDAV folder.</summary>
internal interface IExportPlace : IDisposable
{
    /// <summary>The files that the globs can name, and perhaps others. Names that begin with <c>TEMP_</c> (still being written) or with a dot are not there.</summary>
    Task<IReadOnlyList<ListedFile>> ListAsync(IReadOnlyList<Glob> globs, CancellationToken cancellation);

    /// <summary>The files directly in one folder; null where there is no such folder.</summary>
    Task<IReadOnlyList<ListedFile>?> ListFolderAsync(string folder, CancellationToken cancellation);

    /// <summary>Has a listed file on this machine; null where it is not any more what was listed.</summary>
    Task<BroughtFile?> BringAsync(ListedFile file, CancellationToken cancellation);
}

/// <summary>A file as its place listed it.</summary>
/// <param name="Path">Path below the location, with slashes.</param>
/// <param name="Length">Bytes, where the place says so.</param>
/// <param name="Time">When it was last written, by the clock of the place.</param>
/// <param name="Tag">The server's entity tag, where it gives one.</param>
internal sealed record ListedFile(string Path, long? Length, DateTimeOffset? Time, string? Tag)
{
    /// <summary>Path below the one top folder in which everything lies; null where there is none.</summary>
    public string? Below { get; init; }

    /// <summary>A link to somewhere else.</summary>
    public bool LeavesRoot { get; init; }

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public static bool Ignored(string name) => name.StartsWith('.') || name.StartsWith("TEMP_", StringComparison.Ordinal);

    public (string Family, string Choice)? Match(Glob glob) => glob.Match(Path) ?? (Below is { } below ? glob.Match(below) : null);
}

/// <summary>A file of an export on this machine.</summary>
/// <param name="FullName">Where it lies.</param>
/// <param name="Changed">Whether it was written since it was listed.</param>
internal sealed record BroughtFile(string FullName, Func<bool> Changed);
