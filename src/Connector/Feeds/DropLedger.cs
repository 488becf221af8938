using System.Data.Common;
using System.IO.Compression;
using System.Text;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>A file that lies, or lay, in the drop.</summary>
public sealed record DroppedFileRow
{
    public string Run { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Folder { get; init; } = "";

    public string Name { get; init; } = "";

    public string ViewName { get; init; } = "";

    public string? AlertedAt { get; init; }
}

/// <summary>Which files lie in the drop, and what follows from that for deletions.</summary>
public sealed class DropLedger(StateDatabase state, Archive.RunFolders folders)
{
    /// <summary>Files of sealed runs that were not removed yet, oldest first.</summary>
    public IReadOnlyList<DroppedFileRow> Lying(string account, FeedFileKind? kind = null)
    {
        using var db = state.Open();
        return [.. db.Query<DroppedFileRow>(
            """
            SELECT run, kind, folder, name, view_name AS ViewName, alerted_at AS AlertedAt FROM dropped
            WHERE account = @account AND removed_at IS NULL AND (@kind IS NULL OR kind = @kind) ORDER BY run, name
            """,
            new { account, kind = kind?.ToString() })];
    }

    /// <summary>Notes the files of a sealed run. Runs inside the seal's transaction.</summary>
    public static void Note(DbConnection db, DbTransaction transaction, string account, string run, string folder, FeedFile file, string alertedAt)
    {
        ArgumentNullException.ThrowIfNull(file);
        db.Execute(
            """
            INSERT INTO dropped(account, run, kind, folder, name, view_name, alerted_at) VALUES(@account, @run, @kind, @folder, @name, @view, @alertedAt)
            ON CONFLICT(account, folder, name) DO UPDATE SET alerted_at = excluded.alerted_at
            """,
            new { account, run, kind = file.Kind.ToString(), folder, name = file.Name, view = file.View, alertedAt },
            transaction);
    }

    /// <summary>Notes that a file has left the drop.</summary>
    public void Removed(string account, DroppedFileRow file, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(file);
        state.Write((db, transaction) => db.Execute(
            "UPDATE dropped SET removed_at = @at WHERE account = @account AND folder = @Folder AND name = @Name",
            new { at = Instants.Text(now), account, file.Folder, file.Name },
            transaction));
    }

    /// <summary>
    /// The view's product files that TikTok may still be about to fetch. A file counts as fetched a set time after its alert and, for one
    /// SKU, when interface B shows that SKU's row as a run at least as late sent it.
    /// </summary>
    public IReadOnlyList<UnfetchedFile> Unfetched(FeedPlan plan, StoreView view)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            .. Lying(plan.AccountName, FeedFileKind.Product)
                .Where(file => file.ViewName == view.Name && (file.AlertedAt is null || plan.Instant - Instants.Parse(file.AlertedAt) < plan.Account.FetchedAfter))
                .Select(file => new UnfetchedFile(file.Run, () => Rows(plan.AccountName, file), sku => ShownRun(plan.AccountName, view.Name, sku))),
        ];
    }

    /// <summary>Whether an archived product file has a row of one of these SKUs. One that the archive lost may name any.</summary>
    public bool NamesAny(string account, DroppedFileRow file, IReadOnlySet<string> skus)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Rows(account, file) is not { } rows || rows.Any(skus.Contains);
    }

    /// <summary>Whether interface B was asked for a SKU after its deletion was announced, and did not show it any more.</summary>
    public bool IsGone(string account, string view, string sku, DateTimeOffset announced)
    {
        using var db = state.Open();
        return db.ExecuteScalar<string?>(
            "SELECT seen_at FROM answer WHERE account = @account AND view_name = @view AND sku = @sku AND state = 'Absent'", new { account, view, sku })
            is { } asked && Instants.Parse(asked) > announced;
    }

    /// <summary>Of goods that go by calls: whether a product that was listed from here has a SKU still.</summary>
    public bool IsInAProduct(string account, string view, string sku)
    {
        using var db = state.Open();
        return db.ExecuteScalar<bool>(
            """
            SELECT EXISTS(SELECT 1 FROM shop_sku s JOIN shop_product p ON p.account = s.account AND p.view_name = s.view_name AND p.grp = s.grp
                WHERE s.account = @account AND s.view_name = @view AND s.sku = @sku AND p.product_id <> '')
            """,
            new { account, view, sku });
    }

    /// <summary>Looks up the quantities last sent.</summary>
    public QuantityLookup Quantities(string account) => new((SqliteConnection)state.Open(), account);

    private string? ShownRun(string account, string view, string sku)
    {
        using var db = state.Open();
        return db.ExecuteScalar<string?>(
            """
            SELECT l.run FROM answer a JOIN ledger l ON l.account = a.account AND l.view_name = a.view_name AND l.sku = a.sku
            WHERE a.account = @account AND a.view_name = @view AND a.sku = @sku AND a.confirms = 1
                AND substr(a.row_hash, 1, 16) = l.content AND substr(a.row_hash, 17, 16) = l.price AND substr(a.row_hash, 33, 16) = l.stock
            """,
            new { account, view, sku });
    }

    /// <summary>First fields of an archived product file's rows; null where the archive does not have the file.</summary>
    private IEnumerable<string>? Rows(string account, DroppedFileRow file)
    {
        var path = Path.Combine(folders.Of(account, file.Run), "files", file.Name);
        return File.Exists(path) ? Rows(path) : null;
    }

    private static IEnumerable<string> Rows(string path)
    {
        using var raw = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var rows = new Archive.RowReader(plain, isQuoted: true);
        var separator = (byte)(Path.GetFileName(path).Contains(".csv", StringComparison.Ordinal) ? ',' : '|');
        for (var isHeader = true; rows.Next(); isHeader = false)
        {
            if (!isHeader)
            {
                yield return Encoding.UTF8.GetString(Archive.RowReader.FirstField(rows.Row, separator));
            }
        }
    }
}

/// <summary>A product file that TikTok may still be about to fetch. Read once, when it is first asked.</summary>
public sealed class UnfetchedFile
{
    private readonly string _run;
    private readonly Lazy<HashSet<string>?> _skus;
    private readonly Func<string, string?> _shownRun;

    internal UnfetchedFile(string run, Func<IEnumerable<string>?> skus, Func<string, string?> shownRun)
    {
        _run = run;
        _skus = new Lazy<HashSet<string>?>(() => skus()?.ToHashSet(StringComparer.Ordinal));
        _shownRun = shownRun;
    }

    /// <summary>Whether it has a row of the SKU that TikTok is not known to have fetched.</summary>
    public bool Names(string sku) => (_skus.Value is not { } skus || skus.Contains(sku)) && !(_shownRun(sku) is { } shown && string.CompareOrdinal(shown, _run) >= 0);
}

/// <summary>The quantities last sent, by warehouse and SKU. For one thread.</summary>
public sealed class QuantityLookup : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _account;
    private readonly Dictionary<string, Prepared> _find = new(StringComparer.Ordinal);

    internal QuantityLookup(SqliteConnection connection, string account) => (_connection, _account) = (connection, account);

    /// <summary>The inventory lists in which quantities were ever sent.</summary>
    public IReadOnlyList<string> Lists()
    {
        // From one list to the next: to tell them apart row by row takes a look at every SKU.
        var lists = new List<string>();
        while (Texts("SELECT MIN(list) FROM stock_ledger WHERE account = ?1 AND list > ?2", _account, lists.LastOrDefault() ?? "").FirstOrDefault() is { Length: > 0 } next)
        {
            lists.Add(next);
        }

        return lists;
    }

    /// <summary>How many quantities were told, over all lists; counts no further than a number.</summary>
    public long Count(long upTo)
    {
        using var count = new Prepared(_connection, "SELECT COUNT(*) FROM (SELECT 1 FROM stock_ledger WHERE account = ?1 LIMIT ?2)");
        return count.Number(_account, upTo);
    }

    /// <summary>The SKUs of which a list was told a quantity.</summary>
    public IEnumerable<string> Skus(string list) => Texts("SELECT sku FROM stock_ledger WHERE account = ?1 AND list = ?2 ORDER BY sku", _account, list);

    /// <summary>The quantity last sent, and by which run (their ids rise); null where none was.</summary>
    /// <param name="list">The inventory list id that was written.</param>
    /// <param name="sku">The SKU.</param>
    public (int Quantity, string Run)? LastSent(string list, string sku)
    {
        using var find = new Prepared(_connection, "SELECT quantity, run FROM stock_ledger WHERE account = ?1 AND list = ?2 AND sku = ?3");
        using var rows = find.Read(_account, list, sku);
        return rows.Next() ? ((int)rows.Number(0), rows.Text(1)) : null;
    }

    /// <param name="list">The inventory list id that was written.</param>
    /// <param name="sku">The SKU.</param>
    public int? Last(string list, string sku)
    {
        if (!_find.TryGetValue(list, out var find))
        {
            // Asked for every SKU of a feed: what is the same for all of them stays bound.
            find = new Prepared(_connection, "SELECT quantity FROM stock_ledger WHERE sku = ?1 AND account = ?2 AND list = ?3");
            find.BindText(2, Encoding.UTF8.GetBytes(_account));
            find.BindText(3, Encoding.UTF8.GetBytes(list));
            _find.Add(list, find);
        }

        using var rows = find.Read(sku);
        return rows.Next() ? (int)rows.Number(0) : null;
    }

    public void Dispose()
    {
        foreach (var find in _find.Values)
        {
            find.Dispose();
        }

        _connection.Dispose();
    }

    private IEnumerable<string> Texts(string query, params SqlValue[] values)
    {
        using var list = new Prepared(_connection, query);
        using var rows = list.Read(values);
        while (rows.Next())
        {
            yield return rows.Text(0);
        }
    }
}
