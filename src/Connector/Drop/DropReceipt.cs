namespace Connector.Drop;

/// <summary>A file to be dropped.</summary>
/// <param name="Folder">Folder below the location's base, parts divided by <c>/</c>; empty for the base itself.</param>
/// <param name="Name">The final name; it never shows a part of the file.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, in hexadecimal; what is sent is counted and hashed against it.</param>
/// <param name="Open">Opens the bytes from their beginning; called once for every time that they are sent.</param>
public sealed record DropFile(string Folder, string Name, long Length, string Sha256, Func<CancellationToken, ValueTask<Stream>> Open);

/// <summary>What stands at the drop under one name.</summary>
/// <param name="Name">The name, decoded.</param>
/// <param name="Length">Length in bytes; null for a folder, or where the server does not say.</param>
/// <param name="IsFolder">True for a folder (a WebDAV collection).</param>
/// <param name="ETag">The server's entity tag, if it gave one. Proves nothing by itself: nginx gives two contents of one second and length the same tag.</param>
/// <param name="Modified">The server's time of the last change. SFCC sets it anew on every move.</param>
public sealed record DropEntry(string Name, long? Length, bool IsFolder, string? ETag, DateTimeOffset? Modified)
{
    /// <summary>As far as the server tells. A weak tag becomes a strong one on Apache a moment after the file was written.</summary>
    public bool IsSameAs(DropEntry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Length is null || other.Length is null || Length == other.Length)
            && (ETag is null || other.ETag is null || Strong(ETag) == Strong(other.ETag))
            && (Modified is null || other.Modified is null || Modified == other.Modified);
    }

    private static string Strong(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}

/// <summary>One file's part of the receipt.</summary>
/// <param name="Folder">As asked.</param>
/// <param name="Name">As asked.</param>
/// <param name="Length">Bytes that now stand under the name.</param>
/// <param name="Sha256">SHA-256 of these bytes, lower-case hexadecimal.</param>
/// <param name="Attempts">How often the bytes were sent; 0 when they were there already.</param>
/// <param name="AlreadyThere">True when an earlier attempt had placed the file.</param>
/// <param name="ETag">The server's entity tag, if any.</param>
/// <param name="Started">When the first look at the drop was taken.</param>
/// <param name="Finished">When the final name was verified.</param>
public sealed record DroppedFile(
    string Folder, string Name, long Length, string Sha256, int Attempts, bool AlreadyThere, string? ETag, DateTimeOffset Started, DateTimeOffset Finished);

/// <summary>All files stand at the drop under their final names.</summary>
public sealed record DropReceipt(IReadOnlyList<DroppedFile> Files, DateTimeOffset Started, DateTimeOffset Finished);

/// <summary>One thing that was tried at the drop by <c>connector check</c>.</summary>
/// <param name="Code">Stable code: <c>drop.list</c>, <c>drop.write</c> ..., or that of the fault.</param>
/// <param name="Fine">False where something must be mended.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Cure">What to do; empty where there is nothing. Of what is fine: before long.</param>
public sealed record DropFinding(string Code, bool Fine, string Sentence, string Cure);
