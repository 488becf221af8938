using System.Security.Cryptography;

namespace Connector.Drop;

/// <summary>A drop on this machine's disk: written beside, flushed to the disk, then renamed.</summary>
internal sealed class LocalFolder(DropLocation location) : IDropFolder
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(location.OrThrow().Url.LocalPath));

    public Task EnsureAsync(string folder, CancellationToken cancellation) => DiskAsync(folder, path =>
    {
        if (!Directory.Exists(_root))
        {
            throw new PersonMustDecideException("drop.base-missing", $"The drop's base folder {_root} does not exist.", "Make it, or correct the account's drop location.");
        }

        Directory.CreateDirectory(path);
        return Task.FromResult(true);
    });

    public Task<DropEntry?> LookAsync(string path, CancellationToken cancellation) => DiskAsync(path, full =>
    {
        var file = new FileInfo(full);
        return Task.FromResult(file.Exists ? EntryOf(file) : null);
    });

    public Task<string?> HashAsync(string path, CancellationToken cancellation) => DiskAsync<string?>(path, async full =>
    {
        if (!File.Exists(full))
        {
            return null;
        }

        await using var file = File.OpenRead(full);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    });

    public Task<DropEntry?> ReadAsync(string path, Stream into, long most, CancellationToken cancellation) => DiskAsync<DropEntry?>(path, async full =>
    {
        if (!File.Exists(full))
        {
            return null;
        }

        await using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (file.Length > most)
        {
            throw new PersonMustDecideException("drop.too-large", $"'{path}' has {file.Length:N0} bytes, {most:N0} are allowed.", "Check what lies there.");
        }

        await file.CopyToAsync(into, cancellation);
        return EntryOf(new FileInfo(full)) with { Length = into.Length };
    });

    public Task<string> WriteAsync(string path, long length, Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellation) => DiskAsync(path, async full =>
    {
        await using var source = await open(cancellation);
        await using var file = new FileStream(full, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        try
        {
            var hash = await SentBytes.CopyAsync(source, file, length, cancellation);
            file.Flush(flushToDisk: true);
            return hash;
        }
        catch (SourceChangedException fault)
        {
            throw fault.ForPerson(path);
        }
    });

    public Task MoveAsync(string from, string to, long length, CancellationToken cancellation) => DiskAsync(from, full =>
    {
        File.Move(full, Full(to), overwrite: true);
        return Task.FromResult(true);
    });

    public Task<bool> RemoveAsync(string path, CancellationToken cancellation) => DiskAsync(path, full =>
    {
        var there = File.Exists(full);
        if (there)
        {
            File.Delete(full);
        }

        return Task.FromResult(there);
    });

    public Task<IReadOnlyList<DropEntry>> ListAsync(string folder, CancellationToken cancellation) => DiskAsync<IReadOnlyList<DropEntry>>(folder, full =>
        Task.FromResult<IReadOnlyList<DropEntry>>(Directory.Exists(full)
            ? [.. new DirectoryInfo(full).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal).Select(EntryOf)]
            : []));

    private static DropEntry EntryOf(FileSystemInfo item) =>
        new(item.Name, (item as FileInfo)?.Length, item is DirectoryInfo, ETag: null, new DateTimeOffset(item.LastWriteTimeUtc));

    private string Full(string path) => Path.Combine([_root, .. DropPath.Segments(path)]);

    private async Task<T> DiskAsync<T>(string path, Func<string, Task<T>> act)
    {
        try
        {
            return await act(Full(path));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new PersonMustDecideException("drop.denied", denied.Message, $"Give the connector's user read and write rights in {_root}.");
        }
        catch (IOException broken)
        {
            throw new RemoteFailedException("drop.disk", $"'{path}' in {_root}: {broken.Message}", "Check the disk: its room, its mount, its health.", broken);
        }
    }
}
