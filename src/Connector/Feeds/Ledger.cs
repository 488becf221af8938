using System.Data.Common;
using Connector.Policy;
using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>How TikTok holds a SKU, as far as what was sent tells.</summary>
public enum SentState
{
    /// <summary>Its row is in TikTok's hands.</summary>
    Listed,

    /// <summary>Gone from the shop: its row stays, out of stock.</summary>
    Deactivated,

    /// <summary>It stands in a delete file; forgotten once TikTok must have read that.</summary>
    Deleting,
}

/// <summary>What the ledger knows of one SKU in one view of an account.</summary>
public sealed record LedgerEntry(string Group, string Sku, FacetHashes Hashes, SentState State, string Run, DateTimeOffset SentAt, string? HeldCode, DateTimeOffset? HeldSince);

/// <summary>What was last sent to TikTok, SKU by SKU. Changes only when a run is sealed.</summary>
public sealed class Ledger(StateDatabase state)
{
    /// <summary>Opens the ledger of an account's view as it is now.</summary>
    public LedgerView View(string account, string view) => new((SqliteConnection)state.Open(), account, view);

    /// <summary>
    /// Applies what a sealed run changed. Runs inside the seal's transaction; doing it twice changes nothing more. Changes come in feed order,
    /// as the ledger is sorted; its two indexes by SKU are kept in memory meanwhile, as far as they go.
    /// </summary>
    public static void Apply(DbConnection db, string account, string run, string sentAt, string sheet, IEnumerable<LedgerChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var writer = new LedgerWriter((SqliteConnection)db, account, run, sentAt, sheet);
        foreach (var change in changes)
        {
            writer.Apply(change);
        }
    }
}

/// <summary>The ledger of one view, as it was when this was opened. For one thread.</summary>
public sealed class LedgerView : IDisposable
{
    private const string Select = "SELECT grp, sku, content, price, stock, state, run, sent_at, held_code, held_since FROM ledger WHERE account = ?1 AND view_name = ?2";

    private readonly SqliteConnection? _connection;
    private readonly SqliteTransaction? _transaction;
    private readonly string _account = "";
    private readonly string _view = "";
    private readonly Prepared? _find;
    private readonly Prepared? _entries;
    private readonly Prepared? _row;
    private readonly Prepared? _answer;
    private readonly Prepared? _accepted;
    private Prepared? _isDue;
    private Prepared? _manual;

    internal LedgerView(SqliteConnection connection, string account, string view)
    {
        (_connection, _account, _view) = (connection, account, view);
        _transaction = connection.BeginTransaction(deferred: true);
        _find = new Prepared(connection, Select + " AND sku = ?3");
        _entries = new Prepared(connection, Select + " AND grp >= ?3 AND grp < ?4 ORDER BY grp, sku");
        _row = new Prepared(connection, "SELECT sheet, row FROM ledger_row WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
        _answer = new Prepared(connection, "SELECT state, confirms, row_hash FROM answer WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
        _accepted = new Prepared(connection, "SELECT sheet, accepted FROM ledger_row WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND accepted IS NOT NULL");
        using var seals = new Prepared(connection, "SELECT length FROM chain WHERE account = ?1");
        Seals = seals.Number(account);
        using var manual = new Prepared(connection, "SELECT EXISTS(" + ManualEntries.Statement + ")");
        HasManual = manual.Number(account, view) > 0;
    }

    private LedgerView()
    {
    }

    /// <summary>How many records the account's chain has: two views of the ledger with as many show the same.</summary>
    internal long Seals { get; }

    /// <summary>Whether people have given values by file that are in force.</summary>
    internal bool HasManual { get; }

    /// <summary>The ledger of a view of which nothing was ever sent.</summary>
    public static LedgerView Empty() => new();

    /// <summary>Whether anything was ever sent.</summary>
    public bool HasAny()
    {
        using var first = Cursor(KeyRange.All);
        return first.More;
    }

    /// <summary>Entries in feed order, from a group up to, not including, another.</summary>
    public IEnumerable<LedgerEntry> Entries(KeyRange range)
    {
        using var cursor = Cursor(range);
        for (; cursor.More; cursor.Next())
        {
            yield return cursor.Entry();
        }
    }

    /// <summary>The same, to be compared where they stand. One at a time.</summary>
    internal LedgerCursor Cursor(KeyRange range) => new(_entries, _account, _view, range.From ?? "", range.To ?? SqlValue.BehindAllTexts);

    public LedgerEntry? Find(string sku)
    {
        if (_find is null)
        {
            return null;
        }

        using var rows = _find.Read(_account, _view, sku);
        return rows.Next() ? Entry(rows) : null;
    }

    /// <summary>The row last sent, as it stood in the file; null where none was.</summary>
    public (string Sheet, byte[] Row)? Row(string sku)
    {
        if (_row is null)
        {
            return null;
        }

        using var rows = _row.Read(_account, _view, sku);
        return rows.Next() ? (rows.Text(0), rows.Bytes(1).ToArray()) : null;
    }

    /// <summary>The row that TikTok approved before the one last sent, as it stood in the file; null where none is known, or the last one is approved.</summary>
    public (string Sheet, byte[] Row)? Accepted(string sku)
    {
        if (_accepted is null)
        {
            return null;
        }

        using var rows = _accepted.Read(_account, _view, sku);
        return rows.Next() ? (rows.Text(0), rows.Bytes(1).ToArray()) : null;
    }

    /// <summary>
    /// Where a SKU stands that was sent, by its content: that its price or stock was sent again since makes no difference. Asked of few: where a row
    /// differs from the one sent, or a policy asks.
    /// </summary>
    public ListingState StateOf(LedgerEntry sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        return sent.State switch
        {
            SentState.Deleting => ListingState.Deleting,
            SentState.Deactivated => ListingState.Deactivated,
            _ => Answer(sent.Sku) is { Confirms: true } answer && answer.Row.Content == sent.Hashes.Content ? answer.State : ListingState.DeliveredUnconfirmed,
        };
    }

    /// <summary>The values that people gave for a SKU by file, as far as nothing has ended them yet.</summary>
    internal IReadOnlyList<ManualValue> Manual(string sku)
    {
        if (!HasManual)
        {
            return [];
        }

        _manual ??= new Prepared(_connection!, ManualEntries.Statement + " AND sku = ?3 ORDER BY id");
        List<ManualValue>? found = null;
        using var rows = _manual.Read(_account, _view, sku);
        while (rows.Next())
        {
            (found ??= []).Add(ManualEntries.Value(rows));
        }

        return found ?? (IReadOnlyList<ManualValue>)[];
    }

    /// <summary>Whether TikTok reviews the content that was sent; that its price or stock was sent again since makes no difference.</summary>
    public bool IsInReview(LedgerEntry sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        return sent.State == SentState.Listed && Answer(sent.Sku) is { Confirms: true, State: ListingState.InReview } answer && answer.Row.Content == sent.Hashes.Content;
    }

    /// <summary>SKUs that stand in a delete file, or are deactivated, as asked for: what becomes of them may change although nothing of the shop does.</summary>
    public IEnumerable<(string Group, string Sku)> InState(SentState state)
    {
        if (_connection is null)
        {
            yield break;
        }

        using var list = new Prepared(_connection, "SELECT grp, sku FROM ledger WHERE account = ?1 AND view_name = ?2 AND state = ?3 AND state <> 0");
        using var rows = list.Read(_account, _view, (int)state);
        while (rows.Next())
        {
            yield return (rows.Text(0), rows.Text(1));
        }
    }

    /// <summary>SKUs whose row was sent before an instant, and the instant at which the oldest of the others was. Looks at all of the ledger.</summary>
    public (IReadOnlyList<(string Group, string Sku)> Old, DateTimeOffset? Next) SentBefore(DateTimeOffset instant)
    {
        var (old, next, bound) = (new List<(string, string)>(), (string?)null, Instants.Text(instant));
        if (_connection is null)
        {
            return (old, null);
        }

        using var list = new Prepared(_connection, "SELECT grp, sku, sent_at FROM ledger WHERE account = ?1 AND view_name = ?2");
        using var rows = list.Read(_account, _view);
        while (rows.Next())
        {
            var at = rows.Text(2);
            if (string.CompareOrdinal(at, bound) < 0)
            {
                old.Add((rows.Text(0), rows.Text(1)));
            }
            else if (next is null || string.CompareOrdinal(at, next) < 0)
            {
                next = at;
            }
        }

        return (old, next is null ? null : Instants.Parse(next));
    }

    /// <summary>Item groups of which something may come out otherwise since an instant and until another, by time alone.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset since, DateTimeOffset until)
    {
        var groups = new List<string>();
        if (_connection is not null)
        {
            using var list = new Prepared(_connection, "SELECT DISTINCT grp FROM due WHERE account = ?1 AND view_name = ?2 AND until > ?3 AND until <= ?4");
            using var rows = list.Read(_account, _view, Instants.Text(since), Instants.Text(until));
            while (rows.Next())
            {
                groups.Add(rows.Text(0));
            }
        }

        return groups;
    }

    /// <summary>Whether it is noted that a group may come out otherwise from an instant on.</summary>
    public bool IsDue(string group, DateTimeOffset until)
    {
        if (_connection is null)
        {
            return false;
        }

        _isDue ??= new Prepared(_connection, "SELECT COUNT(*) FROM due WHERE account = ?1 AND view_name = ?2 AND grp = ?3 AND until = ?4");
        return _isDue.Number(_account, _view, group, Instants.Text(until)) > 0;
    }

    /// <summary>SKUs that are noted as held for a reason. Looks at all of the ledger: for people.</summary>
    public IReadOnlyList<string> HeldFor(string code)
    {
        var skus = new List<string>();
        if (_connection is not null)
        {
            using var list = new Prepared(_connection, "SELECT sku FROM ledger WHERE account = ?1 AND view_name = ?2 AND held_code = ?3 ORDER BY grp, sku");
            using var rows = list.Read(_account, _view, code);
            while (rows.Next())
            {
                skus.Add(rows.Text(0));
            }
        }

        return skus;
    }

    /// <summary>Whether more rows than a number are in TikTok's hands; counts no further.</summary>
    public bool HasMoreListedThan(long number)
    {
        if (_connection is null)
        {
            return false;
        }

        using var count = new Prepared(_connection, "SELECT COUNT(*) FROM (SELECT 1 FROM ledger WHERE account = ?1 AND view_name = ?2 AND state = 0 LIMIT ?3)");
        return count.Number(_account, _view, number + 1) > number;
    }

    /// <summary>How many SKUs are in a state.</summary>
    public long Count(SentState state)
    {
        if (_connection is null)
        {
            return 0;
        }

        using var count = new Prepared(_connection, "SELECT COUNT(*) FROM ledger WHERE account = ?1 AND view_name = ?2 AND state = ?3");
        return count.Number(_account, _view, (int)state);
    }

    private (ListingState State, bool Confirms, FacetHashes Row)? Answer(string sku)
    {
        if (_answer is null)
        {
            return null;
        }

        using var rows = _answer.Read(_account, _view, sku);
        return rows.Next() ? (Enum.TryParse<ListingState>(rows.Text(0), out var state) ? state : ListingState.DeliveredUnconfirmed, rows.Number(1) == 1, FacetHashes.Read(rows.Bytes(2))) : null;
    }

    internal static LedgerEntry Entry(Prepared.Rows row) => new(
        row.Text(0), row.Text(1), new FacetHashes(new Hash128(row.Bytes(2)), new Hash128(row.Bytes(3)), new Hash128(row.Bytes(4))),
        (SentState)row.Number(5), row.Text(6), Instants.Parse(row.Text(7)), row.IsNull(8) ? null : row.Text(8), row.IsNull(9) ? null : Instants.Parse(row.Text(9)));

    public void Dispose()
    {
        _find?.Dispose();
        _entries?.Dispose();
        _row?.Dispose();
        _answer?.Dispose();
        _accepted?.Dispose();
        _isDue?.Dispose();
        _manual?.Dispose();
        _transaction?.Dispose();
        _connection?.Dispose();
    }
}
