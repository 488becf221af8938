using Connector.Feeds;

namespace Connector.Archive;

/// <summary>A feed file of a run, to be read as it was before compression: as it was delivered, or, where it has left the archive, from the rows that were kept.</summary>
internal sealed class ArchivedFile : IDisposable
{
    private readonly StoredFile? _stored;
    private readonly KeptFile? _kept;

    private ArchivedFile(StoredFile? stored, KeptFile? kept) => (_stored, _kept) = (stored, kept);

    /// <summary>Opens a file of a run; null where neither it nor its rows are there any more.</summary>
    public static ArchivedFile? Open(RunFolders folders, string account, string run, FeedFile file) =>
        StoredFile.Open(Path.Combine(folders.Of(account, run), "files", file.Name), file) is { } stored ? new ArchivedFile(stored, null)
        : KeptFile.Open(folders, account, run, file.Name) is { } kept ? new ArchivedFile(null, kept)
        : null;

    /// <summary>Whether something of a file is there.</summary>
    public static bool Exists(RunFolders folders, string account, string run, string name) =>
        File.Exists(Path.Combine(folders.Of(account, run), "files", name)) || KeptFile.Exists(folders, account, run, name);

    /// <summary>All of it.</summary>
    public Stream Plain() => _stored?.Plain() ?? _kept!.Plain();

    /// <summary>A piece of it.</summary>
    public void Read(long at, Span<byte> into)
    {
        if (_stored is not null)
        {
            _stored.Read(at, into);
        }
        else
        {
            _kept!.Read(at, into);
        }
    }

    public void Dispose()
    {
        _stored?.Dispose();
        _kept?.Dispose();
    }
}
