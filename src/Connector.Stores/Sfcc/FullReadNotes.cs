using System.Globalization;
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

    /// <summary>
    /// No archive lies there that is surely older than the export. One that was read earlier and is older will do; else nobody knows whether
    /// the first that lies there goes on where the export ends.
    /// </summary>
    private static OutboxMark Unanchored(string folder, IReadOnlyList<OutboxArchive> archives, OutboxMark? before, DateTimeOffset? known, OutboxHole? hole)
    {
        if (before is { Number: not null } && before.Time < known)
        {
            return before with { Sha256 = "", Hole = hole };
        }

        var first = archives.Count > 0 ? archives[0] : null;
        var gone = first is { Number: > 1 } ? new OutboxHole(first.File.Time ?? DateTimeOffset.MaxValue, string.Create(CultureInfo.InvariantCulture, $"archives before {first.Number:D6} are gone from {folder}, and the full export may not hold them"))
            : first is null && before is { Number: { } read } ? new OutboxHole(before.Time ?? DateTimeOffset.MaxValue, string.Create(CultureInfo.InvariantCulture, $"archives up to {read:D6} are gone from {folder}, and the full export may not hold them"))
            : null;
        return new OutboxMark(null, null, null, "", OutboxHole.Joined(hole, gone));
    }

    public void Leave(IStoreRead read)
    {
        var full = new FullReadMark(_fingerprint, _scopes);
        full.Leave(read);
        var known = full.Oldest - _fetch.Source.Deltas.Overlap;
        foreach (var (folder, archives) in _outboxes)
        {
            var before = OutboxMark.Of(_fetch.Marks, folder);
            var last = archives.Where(archive => archive.IsBefore(known)).OrderBy(archive => archive.File.Time).ThenBy(archive => archive.Number).LastOrDefault();
            var hole = before?.Hole?.Before <= known ? null : before?.Hole;
            (last is not null ? new OutboxMark(last.Number, last.File.Time, last.File.Length, "", hole) : Unanchored(folder, archives, before, known, hole)).Leave(read, folder);
        }

        // Folders that are no longer read leave nothing behind.
        foreach (var name in _fetch.Marks.Keys.Where(name => name.StartsWith(StoreMarks.Missing, StringComparison.Ordinal) && !_outboxes.Keys.Any(folder => name == StoreMarks.Missing + folder.Trim('/'))))
        {
            read.SetMark(name, null);
        }
    }
}
