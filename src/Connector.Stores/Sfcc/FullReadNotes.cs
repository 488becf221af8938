using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// What a full read leaves for the deltas: how old each scope is, and for each outbox the last archive that the export holds. Archives
/// that may be younger than the export are read after it, also those that were read before: the export has put older values over theirs.
/// </summary>
internal sealed class FullReadNotes
{
    private readonly StoreFetch _fetch;
    private readonly string _fingerprint;
    private readonly Dictionary<string, IReadOnlyList<OutboxArchive>> _outboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset?> _scopes = new(StringComparer.Ordinal);

    private FullReadNotes(StoreFetch fetch, string fingerprint) => (_fetch, _fingerprint) = (fetch, fingerprint);

    /// <summary>The very same files were read by the last full read.</summary>
    public bool WasRead => FullReadMark.Of(_fetch.Marks)?.Fingerprint == _fingerprint;

    public static async Task<FullReadNotes> BeginAsync(StoreFetch fetch, IExportPlace place, string fingerprint, CancellationToken cancellation)
    {
        var notes = new FullReadNotes(fetch, fingerprint);
        foreach (var folder in fetch.Source.Deltas.Folders)
        {
            notes._outboxes[folder] = OutboxArchive.In(await place.ListFolderAsync(folder, cancellation) ?? []);
        }

        return notes;
    }

    /// <summary>Notes the scopes that are told.</summary>
    public IStoreRead Listen(IStoreRead read) => new ScopeEar(read)
    {
        Begun = (scope, time) =>
        {
            var key = FullReadMark.KeyOf(scope);
            _scopes[key] = _scopes.TryGetValue(key, out var other) && other < time ? other : time;
            return true;
        },
    };

    public void Leave(IStoreRead read)
    {
        var full = new FullReadMark(_fingerprint, _scopes);
        full.Leave(read);
        var known = full.Oldest - _fetch.Source.Deltas.Overlap;
        foreach (var (folder, archives) in _outboxes)
        {
            var hole = OutboxMark.Of(_fetch.Marks, folder)?.Hole;
            var last = archives.Where(archive => archive.IsBefore(known)).OrderBy(archive => archive.File.Time).ThenBy(archive => archive.Number).LastOrDefault();
            new OutboxMark(last?.Number, last?.File.Time, last?.File.Length, "", hole?.Before <= known ? null : hole).Leave(read, folder);
        }

        // Folders that are no longer read leave nothing behind.
        foreach (var name in _fetch.Marks.Keys.Where(name => name.StartsWith(StoreMarks.Missing, StringComparison.Ordinal) && !_outboxes.Keys.Any(folder => name == StoreMarks.Missing + folder.Trim('/'))))
        {
            read.SetMark(name, null);
        }
    }
}
