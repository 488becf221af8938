using System.Text;
using System.Text.Json;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Archive;

/// <summary>A run, as far as it answers who sent something and by what.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Kind">The kind of feed.</param>
/// <param name="ToldAt">When TikTok took its alert; where goods go by calls, when the run was sealed.</param>
/// <param name="StartedBy">Who or what started it.</param>
/// <param name="ReadNumber">The read of the mirror that it was made from.</param>
/// <param name="Documents">The documents that decided, with their versions.</param>
/// <param name="Fingerprint">Of all that decided.</param>
/// <param name="RefusedAt">When it was said that TikTok refused its files; null: it was not.</param>
public sealed record TracedRun(
    string Run, string Kind, DateTimeOffset ToldAt, string StartedBy, long ReadNumber, IReadOnlyList<string> Documents, string Fingerprint, DateTimeOffset? RefusedAt)
{
    /// <summary>Whether it told nothing itself, but put down what calls behind it were to tell.</summary>
    public bool ByCalls { get; init; }
}

/// <summary>What a run told TikTok of a SKU in one view.</summary>
/// <param name="View">The view.</param>
/// <param name="By">The run.</param>
/// <param name="IsDeletion">It stands in a delete file.</param>
/// <param name="File">The file.</param>
public sealed record TracedRow(string View, TracedRun By, bool IsDeletion, string File)
{
    /// <summary>The row, column by column; null for a deletion, and where <see cref="Missing"/> says why.</summary>
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>Why the row cannot be shown; null: it can.</summary>
    public string? Missing { get; init; }

    /// <summary>What the shop said, before any policy; null where it was not kept.</summary>
    public JsonElement? Source { get; init; }

    /// <summary>Of a row that was told again, the first run that told it.</summary>
    public TracedRun? Since { get; init; }

    /// <summary>Of a run by calls: when the first record of calls for it was made; null where none is known.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>The calls of that record that TikTok took, such as create, stock.</summary>
    public string Calls { get; init; } = "";

    /// <summary>The last full feed that told it once more; null: none did.</summary>
    public string? AgainBy { get; init; }
}

/// <summary>A quantity that TikTok was told.</summary>
public sealed record TracedQuantity(string List, long Quantity, TracedRun By);

/// <summary>What TikTok answered.</summary>
/// <param name="View">The view.</param>
/// <param name="At">When it was asked.</param>
/// <param name="State">What it answered.</param>
/// <param name="Confirms">Whether it showed the row last sent.</param>
/// <param name="RowRun">The run that had sent that row.</param>
/// <param name="Reasons">Why it was rejected.</param>
public sealed record TracedAnswer(string View, DateTimeOffset At, string State, bool Confirms, string RowRun, IReadOnlyList<string> Reasons)
{
    /// <summary>The calls that brought it; empty: TikTok was asked.</summary>
    public string Calls { get; init; } = "";
}

/// <summary>Something done beside the feeds whose record names the SKU.</summary>
public sealed record TracedEvent(DateTimeOffset At, string What, string By, string Because, string Record);

/// <summary>What TikTok had of a SKU, and what it answered.</summary>
public sealed record SkuTrace(string Account, string Sku, DateTimeOffset? At)
{
    /// <summary>With a time: the row that stood in each view then. Without: all rows and deletions, in order.</summary>
    public IReadOnlyList<TracedRow> Rows { get; init; } = [];

    /// <summary>With a time: the quantity in each list then. Without: all, in order.</summary>
    public IReadOnlyList<TracedQuantity> Quantities { get; init; } = [];

    /// <summary>Up to then, in order.</summary>
    public IReadOnlyList<TracedAnswer> Answers { get; init; } = [];

    /// <summary>Up to then, in order.</summary>
    public IReadOnlyList<TracedEvent> Events { get; init; } = [];

    /// <summary>What cannot be known, in sentences.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}

/// <summary>Answers what TikTok had of a SKU at a time, why, and what it answered. Checklist AUD-03.</summary>
public sealed class Tracing(ArchiveIndex index, RunFolders folders)
{
    /// <summary>Asks the index as it is; see <see cref="ArchiveIndexing.CatchUp"/>.</summary>
    /// <param name="account">The account.</param>
    /// <param name="sku">The SKU, as the shop writes it.</param>
    /// <param name="view">Only this view; null: all.</param>
    /// <param name="at">As of when; null: all that was ever told.</param>
    public SkuTrace Trace(string account, string sku, string? view, DateTimeOffset? at)
    {
        using var db = index.Open();
        var id = db.ExecuteScalar<long?>("SELECT id FROM account WHERE name = @account", new { account }) ?? 0;
        var until = at is { } instant ? Instants.Text(instant) : "9999";
        using var look = new Look(db, folders, account, id, until);
        var rows = new List<TracedRow>();
        var answers = new List<(long Position, TracedAnswer Answer)>();
        foreach (var (place, name) in look.Places(isList: false).Where(place => view is null || place.Name == view))
        {
            var told = look.Versions(place, sku);
            rows.AddRange(at is null ? told.Select((_, number) => look.Row(place, name, told, number)) : told.Count > 0 && look.Standing(place, told) is { } standing ? [standing with { View = name }] : []);
            answers.AddRange(look.Answers(place, name, sku));
            look.Gaps(place, name, told);
        }

        var quantities = new List<TracedQuantity>();
        foreach (var (place, name) in look.Places(isList: true))
        {
            var told = look.Quantities(place, name, sku);
            quantities.AddRange(at is null ? told : told.Where(quantity => quantity.By.RefusedAt is null).TakeLast(1));
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var calls = rows[i].By.ByCalls
                ? answers.Where(answer => answer.Answer.View == rows[i].View && answer.Answer.RowRun == rows[i].By.Run && answer.Answer.Calls.Length > 0).OrderBy(answer => answer.Position).Select(answer => answer.Answer)
                : [];
            if (calls.FirstOrDefault() is { } called)
            {
                rows[i] = rows[i] with { CalledAt = called.At, Calls = called.Calls };
            }
        }

        return new SkuTrace(account, sku, at)
        {
            Rows = at is null ? [.. rows.OrderBy(row => row.By.Run, StringComparer.Ordinal)] : rows,
            Quantities = at is null ? [.. quantities.OrderBy(quantity => quantity.By.Run, StringComparer.Ordinal)] : quantities,
            Answers = [.. answers.OrderBy(answer => answer.Position).Select(answer => answer.Answer)],
            Events = look.Events(sku),
            Unknown = look.Unknown,
        };
    }

    /// <summary>The row that stood at TikTok behind a place of the chain, as bytes; null where none did or it cannot be read. For comparisons of many.</summary>
    internal sealed record Told(long Position, string Run, string Kind, string ToldAt, string? RefusedAt, long File, string Name, long Start, long Length, byte[]? Hash)
    {
        /// <summary>For Dapper.</summary>
        private Told()
            : this(0, "", "", "", null, 0, "", 0, 0, null)
        {
        }

        public bool IsDeletion => Length < 0;

        public bool SaysAsMuchAs(Told other) => (Hash ?? []).AsSpan().SequenceEqual(other.Hash ?? []);
    }

    internal sealed class Look(SqliteConnection db, RunFolders folders, string account, long id, string until) : IDisposable
    {
        private readonly Dictionary<string, TracedRun> _runs = new(StringComparer.Ordinal);
        private readonly Dictionary<string, FeedMade?> _made = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string), ArchivedFile?> _files = [];
        private readonly List<string> _unknown = [];

        public IReadOnlyList<string> Unknown => _unknown;

        public IReadOnlyList<(long Place, string Name)> Places(bool isList) =>
            [.. db.Query<(long, string)>("SELECT id, name FROM place WHERE account = @id AND is_list = @isList ORDER BY name", new { id, isList })];

        /// <summary>All that was told of a SKU's row, in order.</summary>
        public IReadOnlyList<Told> Versions(long place, string sku) =>
        [
            .. db.Query<Told>(
                """
                SELECT v.position AS Position, r.id AS Run, r.kind AS Kind, r.told_at AS ToldAt, r.refused_at AS RefusedAt, v.file AS File, f.name AS Name, v.start AS Start, v.length AS Length, v.hash AS Hash
                FROM version v JOIN run r ON r.account = @id AND r.position = v.position JOIN file f ON f.id = v.file
                WHERE v.place = @place AND v.sku = @sku AND r.told_at <= @until ORDER BY v.position
                """,
                new { id, place, sku, until }),
        ];

        /// <summary>
        /// What stood at TikTok in the end. What TikTok refused never did, unless a full feed said it once more that was not refused: such a feed names every row, and
        /// only what differs has an entry.
        /// </summary>
        public (Told Row, string? Since, string? Again)? Standing(long place, IReadOnlyList<Told> told, long last = long.MaxValue)
        {
            var next = last;
            for (var i = told.Count - 1; i >= 0; i--)
            {
                var one = told[i];
                var again = one.IsDeletion ? null : Fulls(place, one.Position, next).ToList();
                if (one.RefusedAt is null || again?.Count > 0)
                {
                    var first = i;
                    while (one.RefusedAt is null && first > 0 && told[first - 1].RefusedAt is null && told[first - 1].SaysAsMuchAs(one))
                    {
                        first--;
                    }

                    return (one, one.RefusedAt is null ? (first < i ? told[first].Run : null) : again![0], again?.LastOrDefault());
                }

                next = one.Position;
            }

            return null;
        }

        public TracedRow? Standing(long place, IReadOnlyList<Told> told) => Standing(place, told, long.MaxValue) is { } standing
            ? Row(standing.Row, place) with { Since = standing.Since is { } since ? Run(since) : null, AgainBy = standing.Again }
            : null;

        /// <summary>One of a SKU's history.</summary>
        public TracedRow Row(long place, string view, IReadOnlyList<Told> told, int number)
        {
            var before = number > 0 && told[number - 1].SaysAsMuchAs(told[number]) ? told[number - 1] : null;
            return Row(told[number], place) with { View = view, Since = before is null ? null : Run(before.Run) };
        }

        public IReadOnlyList<TracedQuantity> Quantities(long place, string list, string sku) =>
        [
            .. db.Query<(long Quantity, string Run)>(
                "SELECT q.quantity, r.id FROM quantity q JOIN run r ON r.account = @id AND r.position = q.position WHERE q.place = @place AND q.sku = @sku AND r.told_at <= @until ORDER BY q.position",
                new { id, place, sku, until }).Select(told => new TracedQuantity(list, told.Quantity, Run(told.Run))),
        ];

        public IEnumerable<(long Position, TracedAnswer Answer)> Answers(long place, string view, string sku) =>
            db.Query<(long Position, string At, string State, bool Confirms, string RowRun, string Reasons, string Calls)>(
                "SELECT position, at, state, confirms, row_run, reasons, calls FROM answer WHERE place = @place AND sku = @sku AND at <= @until ORDER BY position", new { place, sku, until })
                .Select(answer => (answer.Position, new TracedAnswer(view, Instants.Parse(answer.At), answer.State, answer.Confirms, answer.RowRun, JsonSerializer.Deserialize<string[]>(answer.Reasons)!) { Calls = answer.Calls }));

        public IReadOnlyList<TracedEvent> Events(string sku) =>
        [
            .. db.Query<(string At, string What, string By, string Because, string Folder, string Name)>(
                """
                SELECT e.at, e.what, e.made_by, e.because, e.folder, e.name FROM event_sku s JOIN event e ON e.account = s.account AND e.position = s.position
                WHERE s.account = @id AND s.sku = @sku AND e.at <= @until ORDER BY e.position
                """,
                new { id, sku, until }).Select(one => new TracedEvent(Instants.Parse(one.At), one.What, one.By, one.Because, $"{one.Folder}/{one.Name}")),
        ];

        /// <summary>Runs behind what is known that may have said something else: their files had left the archive before they were looked at.</summary>
        public void Gaps(long place, string view, IReadOnlyList<Told> told)
        {
            var gone = db.Query<(string Run, long Files)>(
                """
                SELECT r.id, COUNT(*) FROM file f JOIN run r ON r.account = f.account AND r.position = f.position
                WHERE f.account = @id AND f.place = @place AND f.is_known = 0 AND r.told_at <= @until AND r.position > @last GROUP BY r.id ORDER BY r.id
                """,
                new { id, place, until, last = told.Count > 0 ? told[^1].Position : 0 }).ToList();
            if (gone.Count > 0)
            {
                _unknown.Add($"view {view}: the files of {(gone.Count == 1 ? $"run {gone[0].Run}" : $"{gone.Count} runs, {gone[0].Run} to {gone[^1].Run},")} have left the archive and nothing of them was kept: what they told of this SKU is not known");
            }
        }

        /// <summary>A row's bytes as they stand in the archive; null with the reason where they cannot be had.</summary>
        public (byte[]? Bytes, string? Missing) Bytes(Told told)
        {
            if (Made(told.Run)?.Files.FirstOrDefault(made => made.Name == told.Name) is not { } file)
            {
                return (null, $"run {told.Run} no longer tells of a file {told.Name}; see `connector archive verify`");
            }

            try
            {
                if (Archived(told.Run, file) is not { } archived)
                {
                    return (null, $"file {told.Name} of run {told.Run} has left the archive and its rows were not kept");
                }

                var bytes = new byte[told.Length];
                archived.Read(told.Start, bytes);
                return Hash128.Of(bytes).ToArray().AsSpan().SequenceEqual(told.Hash)
                    ? (bytes, null)
                    : (null, $"file {told.Name} of run {told.Run} no longer has the row that was taken into the index; see `connector archive verify`");
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException)
            {
                return (null, $"file {told.Name} of run {told.Run} cannot be read: {fault.Message}; see `connector archive verify`");
            }
        }

        /// <summary>A row's columns, in the sheet of its run.</summary>
        public IReadOnlyDictionary<string, string> Columns(string run, byte[] row)
        {
            try
            {
                return EncodedRow.Parse(ArchiveIndexing.SheetOf(folders, account, run), row).Columns();
            }
            catch (InvalidDataException)
            {
                // Of a sheet that this program no longer has as it was.
                return new Dictionary<string, string> { ["row"] = Encoding.UTF8.GetString(row).TrimEnd('\n') };
            }
        }

        public TracedRun Run(string run)
        {
            if (!_runs.TryGetValue(run, out var traced))
            {
                var (kind, toldAt, refusedAt) = db.QuerySingle<(string, string, string?)>("SELECT kind, told_at, refused_at FROM run WHERE account = @id AND id = @run", new { id, run });
                var policy = folders.Get<PolicyRecord>(account, run, RecordNames.Policy);
                traced = new TracedRun(
                    run, kind, Instants.Parse(toldAt), folders.Get<RunRecord>(account, run, RecordNames.Run)?.StartedBy ?? "", folders.Get<StoreRecord>(account, run, RecordNames.Store)?.ReadNumber ?? 0,
                    policy?.Documents ?? [], policy?.Fingerprint ?? "", refusedAt is null ? null : Instants.Parse(refusedAt)) { ByCalls = folders.Get<AlertRecord>(account, run, RecordNames.Alert)?.Calls is not null };
                _runs.Add(run, traced);
            }

            return traced;
        }

        public void Dispose() => CloseFiles();

        /// <summary>A file of a run; those that were asked for lately stay open, with the block that was unpacked last.</summary>
        private ArchivedFile? Archived(string run, FeedFile file)
        {
            const int MostOpen = 64;
            if (!_files.TryGetValue((run, file.Name), out var archived))
            {
                if (_files.Count == MostOpen)
                {
                    CloseFiles();
                }

                _files.Add((run, file.Name), archived = ArchivedFile.Open(folders, account, run, file));
            }

            return archived;
        }

        private void CloseFiles()
        {
            foreach (var file in _files.Values)
            {
                file?.Dispose();
            }

            _files.Clear();
        }

        private TracedRow Row(Told told, long place)
        {
            var row = new TracedRow("", Run(told.Run), told.IsDeletion, told.Name);
            if (told.IsDeletion)
            {
                return row;
            }

            var (bytes, missing) = Bytes(told);
            return row with { Columns = bytes is null ? null : Columns(told.Run, bytes), Missing = missing, Source = bytes is null ? null : Source(place, told, bytes) };
        }

        private JsonElement? Source(long place, Told told, byte[] row)
        {
            var sku = Encoding.UTF8.GetString(RowReader.FirstField(row, (byte)ArchiveIndexing.SheetOf(folders, account, told.Run).Separator));
            if (db.QuerySingleOrDefault<(long Start, int Length)?>("SELECT start, length FROM offer WHERE place = @place AND sku = @sku AND position = @Position", new { place, sku, told.Position }) is not { } offer
                || Made(told.Run)?.Offers is not { } file)
            {
                return null;
            }

            using var lines = StoredFile.Open(Path.Combine(folders.Of(account, told.Run), file.Name), file);
            if (lines is null)
            {
                return null;
            }

            var bytes = new byte[offer.Length];
            lines.Read(offer.Start, bytes);
            return JsonElement.Parse(bytes);
        }

        private FeedMade? Made(string run)
        {
            if (!_made.TryGetValue(run, out var made))
            {
                _made.Add(run, made = folders.Get<FeedMade>(account, run, RecordNames.Feed));
            }

            return made;
        }

        /// <summary>Full feeds of a view that were not refused, behind one place of the chain and before another.</summary>
        private IEnumerable<string> Fulls(long place, long after, long before) => db.Query<string>(
            """
            SELECT r.id FROM run r WHERE r.account = @id AND r.position > @after AND r.position < @before AND r.kind = 'Full' AND r.refused_at IS NULL AND r.told_at <= @until
                AND EXISTS(SELECT 1 FROM file f WHERE f.account = @id AND f.position = r.position AND f.place = @place AND f.name NOT LIKE 'delete-feed-%')
            ORDER BY r.position
            """,
            new { id, place, after, before, until });
    }
}
