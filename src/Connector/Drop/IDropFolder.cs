namespace Connector.Drop;

/// <summary>What <see cref="FeedDrop"/> needs of a place: WebDAV or a local folder. Paths are relative to the base and checked.</summary>
internal interface IDropFolder
{
    /// <summary>Makes the folder and those above it, down from the base; the base itself must exist.</summary>
    Task EnsureAsync(string folder, CancellationToken cancellation);

    /// <summary>Null when nothing stands under this path.</summary>
    Task<DropEntry?> LookAsync(string path, CancellationToken cancellation);

    /// <summary>SHA-256 of what stands there, lower-case hexadecimal; null when nothing does.</summary>
    Task<string?> HashAsync(string path, CancellationToken cancellation);

    /// <summary>Reads the whole file into a stream that can seek; null when nothing stands there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="into">Empty; holds the file afterwards.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<DropEntry?> ReadAsync(string path, Stream into, long most, CancellationToken cancellation);

    /// <summary>Writes the whole file under this path, over what stands there; gives the SHA-256 of the bytes that were written.</summary>
    Task<string> WriteAsync(string path, long length, Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellation);

    /// <summary>Gives the file its new name at once, over what stands there.</summary>
    Task MoveAsync(string from, string to, long length, CancellationToken cancellation);

    /// <summary>False when nothing stood there.</summary>
    Task<bool> RemoveAsync(string path, CancellationToken cancellation);

    /// <summary>Files and folders directly in the folder; none when the folder is missing.</summary>
    Task<IReadOnlyList<DropEntry>> ListAsync(string folder, CancellationToken cancellation);
}
