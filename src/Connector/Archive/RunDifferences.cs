using System.Globalization;
using System.Text;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Archive;

/// <summary>How a row differs between two runs.</summary>
public enum RowChange
{
    /// <summary>Only the second has it.</summary>
    Added,

    /// <summary>Only the first has it.</summary>
    Removed,

    /// <summary>Both have it, with other values.</summary>
    Changed,
}

/// <summary>A row that differs.</summary>
/// <param name="Where">The view; of quantities, the inventory list.</param>
/// <param name="Sku">The SKU.</param>
/// <param name="Change">How.</param>
/// <param name="Columns">The columns that differ, before and after; of a row that only one run has, those that are not empty.</param>
public sealed record RowDifference(string Where, string Sku, RowChange Change, IReadOnlyList<ColumnDifference> Columns);

/// <summary>A column before and after.</summary>
public sealed record ColumnDifference(string Column, string Before, string After);

/// <summary>How many rows differ, and in what.</summary>
/// <param name="First">Rows that the first side has; of states, of those that any run between the two told of.</param>
/// <param name="Second">The same of the second.</param>
/// <param name="Added">Rows that only the second has.</param>
/// <param name="Removed">Rows that only the first has.</param>
/// <param name="Changed">Rows that differ.</param>
/// <param name="Columns">Of the rows that differ, how many do in each column.</param>
public sealed record DifferenceCounts(long First, long Second, long Added, long Removed, long Changed, IReadOnlyDictionary<string, long> Columns);

/// <summary>
/// The difference between two runs, row by row and column by column: of what stands in their files, or of what TikTok had after each. Checklist AUD-04. Files are in feed
/// order, which is by item groups that rows need not name, and a SKU may change its group: rows are matched by SKU, through a file beside that is removed in the end.
/// </summary>
public sealed class RunDifferences(ArchiveIndex index, RunFolders folders)
{
    /// <summary>Compares the files of two runs.</summary>
    /// <param name="account">The account.</param>
    /// <param name="first">The run before.</param>
    /// <param name="second">The run after.</param>
    /// <param name="skus">Only these; null: all.</param>
    /// <param name="found">Told each row that differs: those of the second run in its order, then those that only the first has.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PersonMustDecideException"><c>run.unknown</c>; <c>run.files</c>: its files have left the archive; <c>run.kinds</c>: rows cannot be compared with quantities.</exception>
    public DifferenceCounts OfFiles(string account, string first, string second, IReadOnlySet<string>? skus, Action<RowDifference> found, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(found);
        using var before = new Side(folders, account, first);
        using var after = new Side(folders, account, second);
        DemandComparable(before.Kind, after.Kind, first, second);
        var path = Path.Combine(Path.GetTempPath(), $"connector-diff-{Guid.NewGuid():N}.db");
        try
        {
            using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            db.Open();
            db.Execute(
                """
                PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;
                CREATE TABLE row(place TEXT NOT NULL, sku TEXT NOT NULL, file INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, hash BLOB NOT NULL, number INTEGER NOT NULL,
                    PRIMARY KEY(place, sku)) WITHOUT ROWID;
                """);
            return Compare(db, before, after, skus, new Tally(found), cancellation);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Compares what TikTok had after each of two runs: for runs that tell only what changed. Asks the index as it is.</summary>
    /// <param name="account">The account.</param>
    /// <param name="first">The run before.</param>
    /// <param name="second">The run after.</param>
    /// <param name="skus">Only these; null: all.</param>
    /// <param name="found">Told each row that differs, by view and SKU.</param>
    /// <param name="cancellation">Ends it.</param>
    public DifferenceCounts OfStates(string account, string first, string second, IReadOnlySet<string>? skus, Action<RowDifference> found, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(found);
        using var db = index.Open();
        var id = db.ExecuteScalar<long?>("SELECT id FROM account WHERE name = @account", new { account }) ?? 0;
        var (from, to) = (Position(db, id, account, first), Position(db, id, account, second));
        var (low, high) = (Math.Min(from, to), Math.Max(from, to));
        using var look = new Tracing.Look(db, folders, account, id, "9999");
        var tally = new Tally(found);
        foreach (var (place, view) in look.Places(isList: false))
        {
            // What no run between told of stands as it stood. A run that was refused since counts as never told.
            foreach (var sku in db.Query<string>("SELECT DISTINCT sku FROM version WHERE place = @place AND position > @low AND position <= @high ORDER BY sku", new { place, low, high }, buffered: false)
                .Where(sku => skus is null || skus.Contains(sku)))
            {
                cancellation.ThrowIfCancellationRequested();
                var told = look.Versions(place, sku);
                var (one, other) = (Standing(from), Standing(to));
                if (one is not null && other is not null && one.SaysAsMuchAs(other))
                {
                    tally.Same(isRow: !one.IsDeletion);
                }
                else
                {
                    tally.Take(view, sku, Columns(look, one), Columns(look, other));
                }

                Tracing.Told? Standing(long position) => look.Standing(place, [.. told.Where(version => version.Position <= position)], position + 1)?.Row;
            }
        }

        foreach (var (place, list) in look.Places(isList: true))
        {
            foreach (var (sku, before, after) in db.Query<(string, long?, long?)>(
                """
                SELECT s.sku, (SELECT q.quantity FROM quantity q JOIN run r ON r.account = @id AND r.position = q.position AND r.refused_at IS NULL
                               WHERE q.place = @place AND q.sku = s.sku AND q.position <= @from ORDER BY q.position DESC LIMIT 1),
                              (SELECT q.quantity FROM quantity q JOIN run r ON r.account = @id AND r.position = q.position AND r.refused_at IS NULL
                               WHERE q.place = @place AND q.sku = s.sku AND q.position <= @to ORDER BY q.position DESC LIMIT 1)
                FROM (SELECT DISTINCT sku FROM quantity WHERE place = @place AND position > @low AND position <= @high ORDER BY sku) s
                """,
                new { id, place, from, to, low, high }, buffered: false).Where(row => skus is null || skus.Contains(row.Item1)))
            {
                cancellation.ThrowIfCancellationRequested();
                tally.Take(list, sku, Quantity(before), Quantity(after));
            }
        }

        return tally.Counts;

        static IReadOnlyDictionary<string, string>? Quantity(long? quantity) =>
            quantity is { } told ? new Dictionary<string, string> { ["quantity"] = told.ToString(CultureInfo.InvariantCulture) } : null;
    }

    private static IReadOnlyDictionary<string, string>? Columns(Tracing.Look look, Tracing.Told? told)
    {
        if (told is null or { IsDeletion: true })
        {
            return null;
        }

        var (bytes, missing) = look.Bytes(told);
        return bytes is null ? new Dictionary<string, string> { ["row"] = missing! } : look.Columns(told.Run, bytes);
    }

    private static long Position(SqliteConnection db, long id, string account, string run) =>
        db.ExecuteScalar<long?>("SELECT position FROM run WHERE account = @id AND id = @run", new { id, run })
        ?? throw new PersonMustDecideException("run.unknown", $"The archive has no sealed feed of run {run} of account {account}.", $"See `connector run list --account {account}`.");

    private static void DemandComparable(bool isInventory, bool other, string first, string second)
    {
        if (isInventory != other)
        {
            throw new PersonMustDecideException(
                "run.kinds", $"Of runs {first} and {second}, one tells rows and the other quantities.", "Name two runs that tell rows, or two that tell quantities; or compare what TikTok had after each, with --state.");
        }
    }

    private static DifferenceCounts Compare(SqliteConnection db, Side before, Side after, IReadOnlySet<string>? skus, Tally tally, CancellationToken cancellation)
    {
        db.Execute("BEGIN TRANSACTION");
        using (var add = new Prepared(db, "INSERT OR REPLACE INTO row(place, sku, file, start, length, hash, number) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"))
        {
            var number = 0L;
            foreach (var row in before.Rows())
            {
                cancellation.ThrowIfCancellationRequested();
                if (skus is null || skus.Contains(row.Sku))
                {
                    add.Run(row.Place, row.Sku, row.File, row.Start, row.Length, row.Hash, number++);
                    tally.CountFirst();
                }
            }
        }

        using (var find = new Prepared(db, "SELECT hash, file, start, length FROM row WHERE place = ?1 AND sku = ?2"))
        using (var take = new Prepared(db, "DELETE FROM row WHERE place = ?1 AND sku = ?2"))
        {
            foreach (var row in after.Rows())
            {
                cancellation.ThrowIfCancellationRequested();
                if (skus is not null && !skus.Contains(row.Sku))
                {
                    continue;
                }

                var there = default((int File, long Start, int Length)?);
                var isSame = false;
                using (var rows = find.Read(row.Place, row.Sku))
                {
                    if (rows.Next())
                    {
                        isSame = rows.Bytes(0).SequenceEqual(row.Hash);
                        there = ((int)rows.Number(1), rows.Number(2), (int)rows.Number(3));
                    }
                }

                tally.CountSecond();
                if (!isSame)
                {
                    tally.Differ(row.Place, row.Sku, there is { } place ? before.Columns(place.File, place.Start, place.Length) : null, after.Columns(row.File, row.Start, row.Length));
                }

                if (there is not null)
                {
                    take.Run(row.Place, row.Sku);
                }
            }
        }

        using (var left = new Prepared(db, "SELECT place, sku, file, start, length FROM row ORDER BY number"))
        using (var rows = left.Read())
        {
            while (rows.Next())
            {
                tally.Differ(rows.Text(0), rows.Text(1), before.Columns((int)rows.Number(2), rows.Number(3), (int)rows.Number(4)), null);
            }
        }

        db.Execute("COMMIT TRANSACTION");
        return tally.Counts;
    }

    /// <summary>The rows of one run.</summary>
    private sealed class Side : IDisposable
    {
        private readonly List<(FeedFile File, ArchivedFile Archived)> _files = [];
        private readonly FeedSheet _sheet;

        public Side(RunFolders folders, string account, string run)
        {
            var made = Restoring.Demand(folders, account, run);
            Kind = made.Files.Any(file => file.Kind == FeedFileKind.Inventory);
            _sheet = ArchiveIndexing.SheetOf(folders, account, run);
            foreach (var file in made.Files)
            {
                _files.Add((file, ArchivedFile.Open(folders, account, run, file) ?? throw new PersonMustDecideException(
                    "run.files", $"File {file.Name} of run {run} has left the archive and its rows were not kept.", "Compare what TikTok had after each run, with --state; rows that are gone are said there one by one.")));
            }
        }

        /// <summary>Whether it tells quantities.</summary>
        public bool Kind { get; }

        public IEnumerable<(string Place, string Sku, int File, long Start, int Length, byte[] Hash)> Rows()
        {
            for (var number = 0; number < _files.Count; number++)
            {
                var (file, archived) = _files[number];
                using var plain = archived.Plain();
                if (file.Kind == FeedFileKind.Inventory)
                {
                    foreach (var (list, sku, quantity) in InventoryRows.Read(plain))
                    {
                        yield return (list, sku, number, quantity, 0, Hash128.Of(BitConverter.GetBytes(quantity)).ToArray());
                    }

                    continue;
                }

                using var rows = new RowReader(plain, isQuoted: file.Kind == FeedFileKind.Product);
                for (var isHeader = file.Kind == FeedFileKind.Product; rows.Next(); isHeader = false)
                {
                    if (!isHeader)
                    {
                        var sku = file.Kind == FeedFileKind.Product ? RowReader.FirstField(rows.Row, (byte)_sheet.Separator) : rows.Row.TrimEnd("\r\n"u8);
                        yield return (file.View, Encoding.UTF8.GetString(sku), number, rows.At, rows.Row.Length, Hash128.Of(rows.Row).ToArray());
                    }
                }
            }
        }

        public IReadOnlyDictionary<string, string> Columns(int number, long start, int length)
        {
            var (file, archived) = _files[number];
            switch (file.Kind)
            {
                case FeedFileKind.Inventory:
                    return new Dictionary<string, string> { ["quantity"] = start.ToString(CultureInfo.InvariantCulture) };
                case FeedFileKind.Delete:
                    return new Dictionary<string, string> { ["delete file"] = "yes" };
                default:
                    var row = new byte[length];
                    archived.Read(start, row);
                    return EncodedRow.Parse(_sheet, row).Columns();
            }
        }

        public void Dispose() => _files.ForEach(file => file.Archived.Dispose());
    }

    /// <summary>Counts what differs and tells it.</summary>
    private sealed class Tally(Action<RowDifference> found)
    {
        private readonly SortedDictionary<string, long> _columns = new(StringComparer.Ordinal);
        private long _first;
        private long _second;
        private long _added;
        private long _removed;
        private long _changed;

        public DifferenceCounts Counts => new(_first, _second, _added, _removed, _changed, _columns);

        public void CountFirst() => _first++;

        public void CountSecond() => _second++;

        /// <summary>Counts what is the same on both sides.</summary>
        public void Same(bool isRow)
        {
            _first += isRow ? 1 : 0;
            _second += isRow ? 1 : 0;
        }

        /// <summary>Counts a row on both sides.</summary>
        public void Take(string where, string sku, IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? after)
        {
            _first += before is null ? 0 : 1;
            _second += after is null ? 0 : 1;
            Differ(where, sku, before, after);
        }

        public void Differ(string where, string sku, IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? after)
        {
            var columns = (before ?? after)?.Keys.Union((after ?? before!).Keys, StringComparer.Ordinal)
                .Select(column => new ColumnDifference(column, before?.GetValueOrDefault(column) ?? "", after?.GetValueOrDefault(column) ?? ""))
                .Where(column => column.Before != column.After).ToList() ?? [];
            if (before is not null && after is not null && columns.Count == 0)
            {
                return;
            }

            switch (before, after)
            {
                case (null, null):
                    return;
                case (null, _):
                    _added++;
                    break;
                case (_, null):
                    _removed++;
                    break;
                default:
                    _changed++;
                    columns.ForEach(column => _columns[column.Column] = _columns.GetValueOrDefault(column.Column) + 1);
                    break;
            }

            found(new RowDifference(where, sku, before is null ? RowChange.Added : after is null ? RowChange.Removed : RowChange.Changed, columns));
        }
    }
}
