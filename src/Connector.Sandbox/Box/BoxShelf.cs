using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Connector.Sandbox;

/// <summary>The folder on disk: what is there, its ETags, and one gate for everything that changes the tree.</summary>
internal sealed class BoxShelf
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public BoxShelf(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Directory.CreateDirectory(Root);
        // Uploads that a crash cut off were never visible and never will be.
        foreach (var left in Directory.EnumerateFiles(Root, BoxPath.UploadPrefix + "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            File.Delete(left);
    }

    public string Root { get; }

    /// <summary>Held while the tree changes, so that a condition and the effect it guards are one step.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The file or folder at the path, or null. A link on the way counts as absent: it could lead out of the root.</summary>
    public FileSystemInfo? Find(BoxPath path)
    {
        FileSystemInfo here = new DirectoryInfo(Root);
        foreach (var name in path.Names)
        {
            if (here is not DirectoryInfo) return null;
            var next = Path.Combine(here.FullName, name);
            here = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!here.Exists || here.LinkTarget is not null) return null;
        }

        return here is FileInfo && path.EndsInSlash ? null : here;
    }

    public bool ParentExists(BoxPath path) => Find(new BoxPath(path.Names.Take(path.Names.Count - 1).ToValueList(), true)) is DirectoryInfo;

    public static IEnumerable<FileSystemInfo> Children(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos()
            .Where(e => !e.Name.StartsWith(BoxPath.UploadPrefix, StringComparison.Ordinal) && e.LinkTarget is null && !e.Name.Any(char.IsControl))
            .OrderBy(e => e.Name, StringComparer.Ordinal);

    /// <summary>A strong ETag: a hash of the content, so two contents written within one tick of the disk's clock differ.</summary>
    public async Task<string> EtagAsync(FileInfo file, CancellationToken ct)
    {
        file.Refresh();
        if (_known.TryGetValue(file.FullName, out var known) && known.Length == file.Length && known.Written == file.LastWriteTimeUtc) return known.Etag;
        await using var stream = file.OpenRead();
        var etag = Quote(await SHA256.HashDataAsync(stream, ct));
        Remember(file, etag);
        return etag;
    }

    public void Remember(FileInfo file, string etag)
    {
        file.Refresh();
        _known[file.FullName] = new Known(file.Length, file.LastWriteTimeUtc, etag);
    }

    public static string Quote(byte[] hash) => string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}\"");

    public static void Remove(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo folder) folder.Delete(true);
        else entry.Delete();
    }

    private sealed record Known(long Length, DateTime Written, string Etag);
}
