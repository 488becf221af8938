using Connector.Policy;
using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>Writes a run's changes into the ledger, a million of them after a first full feed.</summary>
internal sealed class LedgerWriter : IDisposable
{
    /// <summary>KiB: the indexes by SKU of a hundred thousand rows; beyond, their pages come from the system's cache.</summary>
    private const int Cache = 16_384, UsualCache = 2000;

    private readonly SqliteConnection _connection;
    private readonly string _account;
    private readonly string _run;
    private readonly string _sentAt;
    private readonly string _sheet;
    private readonly Prepared _leaves;
    private readonly Prepared _changes;
    private readonly Prepared _sends;
    private readonly Prepared _keepsRow;
    private readonly Prepared _forgetsRow;
    private readonly Prepared _forgetsAnswer;
    private readonly Prepared _counts;
    private readonly Prepared _ends;
    private readonly Prepared _dues;
    private readonly Prepared _awaits;
    private readonly Prepared _isAnswered;
    private readonly Prepared _endsManual;

    /// <param name="connection">Inside the seal's transaction.</param>
    /// <param name="account">The account.</param>
    /// <param name="run">The run that is sealed.</param>
    /// <param name="sentAt">When TikTok took its alert.</param>
    /// <param name="sheet">The feed sheet of its rows.</param>
    public LedgerWriter(SqliteConnection connection, string account, string run, string sentAt, string sheet)
    {
        (_connection, _account, _run, _sentAt, _sheet) = (connection, account, run, sentAt, sheet);
        SetCache(Cache);
        _leaves = new Prepared(connection, "DELETE FROM ledger WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
        _changes = new Prepared(
            connection,
            """
            UPDATE ledger SET grp = ?3, content = ?5, price = ?6, stock = ?7, state = ?8, run = ?9, sent_at = ?10, held_code = ?11, held_since = ?12
            WHERE account = ?1 AND view_name = ?2 AND sku = ?4
            """);
        _sends = new Prepared(
            connection,
            """
            INSERT INTO ledger(account, view_name, grp, sku, content, price, stock, state, run, sent_at, held_code, held_since)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """);
        _keepsRow = new Prepared(
            connection,
            """
            INSERT INTO ledger_row(account, view_name, sku, sheet, row) VALUES(?1, ?2, ?3, ?4, ?5)
            ON CONFLICT(account, view_name, sku) DO UPDATE SET sheet = excluded.sheet, row = excluded.row, accepted =
                CASE WHEN ledger_row.row <> excluded.row AND EXISTS(
                    SELECT 1 FROM answer a JOIN ledger l ON l.account = a.account AND l.view_name = a.view_name AND l.sku = a.sku
                    WHERE a.account = ?1 AND a.view_name = ?2 AND a.sku = ?3 AND a.state = 'Approved' AND a.confirms = 1
                        AND substr(a.row_hash, 1, 16) = l.content AND substr(a.row_hash, 17, 16) = l.price AND substr(a.row_hash, 33, 16) = l.stock)
                THEN ledger_row.row ELSE ledger_row.accepted END
            """);
        _forgetsRow = new Prepared(connection, "DELETE FROM ledger_row WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
        _forgetsAnswer = new Prepared(connection, "DELETE FROM answer WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
        _ends = new Prepared(connection, ListingPast.End);
        _dues = new Prepared(connection, "INSERT INTO due(account, view_name, grp, until) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
        _awaits = new Prepared(connection, "INSERT INTO awaiting(account, sku, what, at, made_by, because) VALUES(?1, ?2, ?3, ?4, ?5, '')");
        _isAnswered = new Prepared(
            connection,
            """
            INSERT INTO awaiting(account, sku, what, at, made_by, because)
            SELECT ?1, ?3, ?4, ?5, ?6, '' WHERE NOT EXISTS(SELECT 1 FROM answer WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND state = 'InReview' AND confirms = 1)
            """);
        _endsManual = new Prepared(connection, "UPDATE manual_value SET ended_at = ?1, ended_by = ?2, ended_because = ?3 WHERE id = ?4 AND ended_at IS NULL");
        _counts = new Prepared(
            connection,
            """
            INSERT INTO stock_ledger(account, list, sku, quantity, run, sent_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT(account, list, sku) DO UPDATE SET quantity = excluded.quantity, run = excluded.run, sent_at = excluded.sent_at
            """);
    }

    public void Apply(LedgerChange change)
    {
        switch (change)
        {
            case RowSent sent:
                Send(sent);
                break;
            case RowForgotten:
                _ends.Run(_account, change.View, change.Sku, _sentAt, "", 1, Array.Empty<byte>());
                _leaves.Run(_account, change.View, change.Sku);
                _forgetsRow.Run(_account, change.View, change.Sku);
                _forgetsAnswer.Run(_account, change.View, change.Sku);
                break;
            case GroupDue due:
                _dues.Run(_account, due.View, due.Group, Instants.Text(due.Until));
                break;
            case SkuAwaits awaits:
                _awaits.Run(_account, awaits.Sku, awaits.What, _sentAt, _run);
                break;
            case ManualOver over:
                _endsManual.Run(_sentAt, _run, over.Why == ManualEnd.Time ? "its time is over" : "the shop's own value is another one", over.Id);
                break;
            case QuantitySent quantity:
                _counts.Run(_account, quantity.List, quantity.Sku, quantity.Quantity, _run, _sentAt);
                break;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Prepared>)[_leaves, _changes, _sends, _keepsRow, _forgetsRow, _forgetsAnswer, _counts, _ends, _dues, _awaits, _isAnswered, _endsManual])
        {
            statement.Dispose();
        }

        SetCache(UsualCache);
    }

    private void Send(RowSent sent)
    {
        // What TikTok never had stood nowhere.
        if (sent.Run is not null)
        {
            _ends.Run(_account, sent.View, sent.Sku, _sentAt, Word(sent.State), sent.Resent ? 1 : 0, sent.Hashes.Content.ToArray());
        }

        // First the row: whether the one before was accepted is judged by the ledger's entry of before.
        if (sent.Row is { } row)
        {
            _keepsRow.Run(_account, sent.View, sent.Sku, _sheet, row);
        }

        // What TikTok said before the deletion was announced says nothing of the deletion.
        if (sent is { State: SentState.Deleting, Resent: true })
        {
            _forgetsAnswer.Run(_account, sent.View, sent.Sku);
        }

        // A SKU that moved to another item group leaves its old place.
        Span<SqlValue> values =
        [
            _account, sent.View, sent.Group, sent.Sku, sent.Hashes.Content.ToArray(), sent.Hashes.Price.ToArray(), sent.Hashes.Stock.ToArray(), (int)sent.State,
            sent.Resent ? _run : sent.Run ?? _run, sent.Resent ? _sentAt : sent.SentAt ?? _sentAt, sent.HeldCode, sent.HeldSince is { } since ? Instants.Text(since) : null,
        ];
        if (_changes.Run(values) == 0)
        {
            _sends.Run(values);
        }

        // TikTok may have answered between the making of this run and its seal: nobody would tell the next delta then.
        if (sent.HeldCode == PublishingReasons.InReview.Code)
        {
            _isAnswered.Run(_account, sent.View, sent.Sku, Awaiting.Answered, _sentAt, _run);
        }
    }

    /// <summary>The state that begins with an entry; of a listed one, TikTok's answer has the last word.</summary>
    private static string Word(SentState state) => state switch
    {
        SentState.Deleting => nameof(ListingState.Deleting),
        SentState.Deactivated => nameof(ListingState.Deactivated),
        _ => nameof(SentState.Listed),
    };

    private void SetCache(int kib)
    {
        using var cache = _connection.CreateCommand();
        cache.CommandText = $"PRAGMA cache_size=-{kib}";
        cache.ExecuteNonQuery();
    }
}
