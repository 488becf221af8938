using System.Data.Common;
using Connector.State;
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

    /// <summary>Applies what a sealed run changed. Runs inside the seal's transaction; doing it twice changes nothing more.</summary>
    public static void Apply(DbConnection db, DbTransaction transaction, string account, string run, string sentAt, string sheet, IEnumerable<LedgerChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var leaves = new Statement(db, transaction, "DELETE FROM ledger WHERE account = @account AND view_name = @view AND sku = @sku", "account", "view", "sku");
        using var sends = new Statement(
            db, transaction,
            """
            INSERT INTO ledger(account, view_name, grp, sku, content, price, stock, state, run, sent_at, held_code, held_since)
            VALUES(@account, @view, @grp, @sku, @content, @price, @stock, @state, @run, @sentAt, @heldCode, @heldSince)
            """,
            "account", "view", "grp", "sku", "content", "price", "stock", "state", "run", "sentAt", "heldCode", "heldSince");
        using var keepsRow = new Statement(
            db, transaction,
            """
            INSERT INTO ledger_row(account, view_name, sku, sheet, row) VALUES(@account, @view, @sku, @sheet, @row)
            ON CONFLICT(account, view_name, sku) DO UPDATE SET sheet = excluded.sheet, row = excluded.row, accepted =
                CASE WHEN ledger_row.row <> excluded.row AND EXISTS(
                    SELECT 1 FROM answer a JOIN ledger l ON l.account = a.account AND l.view_name = a.view_name AND l.sku = a.sku
                    WHERE a.account = @account AND a.view_name = @view AND a.sku = @sku AND a.state = 'Approved' AND a.confirms = 1
                        AND substr(a.row_hash, 1, 16) = l.content AND substr(a.row_hash, 17, 16) = l.price AND substr(a.row_hash, 33, 16) = l.stock)
                THEN ledger_row.row ELSE ledger_row.accepted END
            """,
            "account", "view", "sku", "sheet", "row");
        using var forgetsRow = new Statement(db, transaction, "DELETE FROM ledger_row WHERE account = @account AND view_name = @view AND sku = @sku", "account", "view", "sku");
        using var forgetsAnswer = new Statement(db, transaction, "DELETE FROM answer WHERE account = @account AND view_name = @view AND sku = @sku", "account", "view", "sku");
        using var counts = new Statement(
            db, transaction,
            """
            INSERT INTO stock_ledger(account, list, sku, quantity, run, sent_at) VALUES(@account, @list, @sku, @quantity, @run, @sentAt)
            ON CONFLICT(account, list, sku) DO UPDATE SET quantity = excluded.quantity, run = excluded.run, sent_at = excluded.sent_at
            """,
            "account", "list", "sku", "quantity", "run", "sentAt");
        foreach (var change in changes)
        {
            switch (change)
            {
                case RowSent sent:
                    // First the row: whether the one before was accepted is judged by the ledger's entry of before.
                    if (sent.Row is { } row)
                    {
                        keepsRow.Run(account, sent.View, sent.Sku, sheet, row);
                    }

                    // What TikTok said before the deletion was announced says nothing of the deletion.
                    if (sent is { State: SentState.Deleting, Resent: true })
                    {
                        forgetsAnswer.Run(account, sent.View, sent.Sku);
                    }

                    // A SKU that moved to another item group leaves its old place.
                    leaves.Run(account, sent.View, sent.Sku);
                    sends.Run(
                        account, sent.View, sent.Group, sent.Sku, sent.Hashes.Content.ToArray(), sent.Hashes.Price.ToArray(), sent.Hashes.Stock.ToArray(), (int)sent.State,
                        sent.Resent ? run : sent.Run ?? run, sent.Resent ? sentAt : sent.SentAt ?? sentAt, sent.HeldCode, sent.HeldSince is { } since ? Instants.Text(since) : null);
                    break;
                case RowForgotten:
                    leaves.Run(account, change.View, change.Sku);
                    forgetsRow.Run(account, change.View, change.Sku);
                    forgetsAnswer.Run(account, change.View, change.Sku);
                    break;
                case QuantitySent quantity:
                    counts.Run(account, quantity.List, quantity.Sku, quantity.Quantity, run, sentAt);
                    break;
            }
        }
    }
}

/// <summary>The ledger of one view, as it was when this was opened.</summary>
public sealed class LedgerView : IDisposable
{
    private readonly SqliteConnection? _connection;
    private readonly SqliteTransaction? _transaction;
    private readonly string _account = "";
    private readonly string _view = "";

    internal LedgerView(SqliteConnection connection, string account, string view)
    {
        (_connection, _account, _view) = (connection, account, view);
        _transaction = connection.BeginTransaction(deferred: true);
    }

    private LedgerView()
    {
    }

    /// <summary>The ledger of a view of which nothing was ever sent.</summary>
    public static LedgerView Empty() => new();

    /// <summary>Entries in feed order, from a group up to, not including, another.</summary>
    public IEnumerable<LedgerEntry> Entries(Store.KeyRange range)
    {
        if (_connection is null)
        {
            yield break;
        }

        using var command = Command(
            Select + " AND grp >= $from AND ($to IS NULL OR grp < $to) ORDER BY grp, sku", ("$from", range.From ?? ""), ("$to", (object?)range.To ?? DBNull.Value));
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return Entry(rows);
        }
    }

    public LedgerEntry? Find(string sku)
    {
        if (_connection is null)
        {
            return null;
        }

        using var command = Command(Select + " AND sku = $sku", ("$sku", sku));
        using var rows = command.ExecuteReader();
        return rows.Read() ? Entry(rows) : null;
    }

    /// <summary>The row last sent, as it stood in the file; null where none was.</summary>
    public (string Sheet, byte[] Row)? Row(string sku)
    {
        if (_connection is null)
        {
            return null;
        }

        using var command = Command("SELECT sheet, row FROM ledger_row WHERE account = $account AND view_name = $view AND sku = $sku", ("$sku", sku));
        using var rows = command.ExecuteReader();
        return rows.Read() ? (rows.GetString(0), rows.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>How many SKUs are in a state.</summary>
    public long Count(SentState state)
    {
        if (_connection is null)
        {
            return 0;
        }

        using var command = Command("SELECT COUNT(*) FROM ledger WHERE account = $account AND view_name = $view AND state = $state", ("$state", (int)state));
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        _connection?.Dispose();
    }

    private const string Select =
        "SELECT grp, sku, content, price, stock, state, run, sent_at, held_code, held_since FROM ledger WHERE account = $account AND view_name = $view";

    private static LedgerEntry Entry(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1),
        new FacetHashes(new Hash128(row.GetFieldValue<byte[]>(2)), new Hash128(row.GetFieldValue<byte[]>(3)), new Hash128(row.GetFieldValue<byte[]>(4))),
        (SentState)row.GetInt32(5), row.GetString(6), Instants.Parse(row.GetString(7)), row.IsDBNull(8) ? null : row.GetString(8),
        row.IsDBNull(9) ? null : Instants.Parse(row.GetString(9)));

    private SqliteCommand Command(string text, params (string Name, object Value)[] values)
    {
        var command = _connection!.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = text;
        command.Parameters.AddWithValue("$account", _account);
        command.Parameters.AddWithValue("$view", _view);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
