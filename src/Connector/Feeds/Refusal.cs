using System.Data.Common;
using Connector.Accounts;
using Connector.Archive;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>What was put back because TikTok refused a run's files.</summary>
/// <param name="Run">The run.</param>
/// <param name="WasDone">It had been put back before; now nothing was changed, and the counts are zero.</param>
/// <param name="Rows">Rows that the ledger no longer takes as sent.</param>
/// <param name="Accepted">Of those, rows for which the ledger says again what TikTok approved before.</param>
/// <param name="Deletions">Of those, SKUs that are not deleted after all.</param>
/// <param name="Quantities">Quantities that count as never told.</param>
/// <param name="Awaiting">SKUs that the next delta looks at.</param>
public sealed record RefusalResult(string Run, bool WasDone, long Rows, long Accepted, long Deletions, long Quantities, long Awaiting);

/// <summary>That TikTok refused the files of a run, who said so, and what was put back. Chained.</summary>
public sealed record RefusalRecord(string Account, string Run, DateTimeOffset At, string By, string Because, string Previous, long Position, RefusalResult Result);

/// <summary>
/// What TikTok refuses as a file is put back to what was last accepted. Which of the rows before TikTok holds now is known of none of them: one may have been
/// on its way. So the row that it approved last stands in the ledger again, for what is made from a row, and counts as one that must be sent. No cursor moves
/// back: the SKUs wait for the next delta.
/// </summary>
public sealed class Refusal(Documents documents, Runs runs, Leases leases, TimeProvider clock)
{
    /// <summary>Puts back what a run sent. A second time, it only says that it was done.</summary>
    /// <param name="account">The account.</param>
    /// <param name="id">The run whose files TikTok refused.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="because">What they say; TikTok's own words, where there are any.</param>
    /// <exception cref="PersonMustDecideException">There is no such run, it delivered nothing, or another run is going on.</exception>
    public RefusalResult PutBack(string account, string id, string by, string because)
    {
        var known = documents.Account(account);
        if (runs.Find(account, id) is not { } found || !Enum.TryParse<FeedKind>(found.Kind, out var kind))
        {
            throw new PersonMustDecideException("run.unknown", $"Account {account} has no feed of run {id}.", $"See `connector run list --account {account}`.");
        }

        using var lease = leases.Take(kind.IsInventory() ? Leases.InventoryOf(account) : Leases.ProductOf(account), $"run {id} is put back by {by}");
        // What an open run made before would be sealed over what is put back.
        runs.DemandNoneOpen(account, kind.Beside());
        var result = new RefusalResult(id, false, 0, 0, 0, 0, 0);
        switch (runs.Find(account, id)!.State)
        {
            case "refused":
                return result with { WasDone = true };
            case "sealed":
                break;
            case var state:
                throw new PersonMustDecideException("run.unsent", $"Run {id} is {state}: it has not told TikTok of any file.", "Name a run that is sealed; one that is open is finished by the worker or by the next feed.");
        }

        var at = clock.GetUtcNow();
        lease.Demand();
        runs.Append(
            account, id, RecordNames.Refused,
            (previous, position) => new RefusalRecord(account, id, at, by, because, previous, position, result),
            (db, transaction) =>
            {
                var skus = new HashSet<string>(StringComparer.Ordinal);
                result = kind.IsInventory() ? Quantities(db, transaction, known, account, result, skus) : Rows(db, account, at, result, skus);
                result = result with { Awaiting = skus.Count };
                if (kind == FeedKind.Full)
                {
                    // It refreshed no row at TikTok: when one grows too old is looked up anew.
                    db.Execute(
                        "DELETE FROM feed_cursor WHERE account = @account AND kind = 'Full' AND run = @id; UPDATE feed_cursor SET expires_at = NULL WHERE account = @account",
                        new { account, id }, transaction);
                }

                Awaiting.Add(db, transaction, account, skus.Order(StringComparer.Ordinal), Awaiting.Refused, Instants.Text(at), by, because);
                db.Execute(
                    "UPDATE run SET state = 'refused', message = @message WHERE account = @account AND id = @id",
                    new { account, id, message = $"TikTok refused it, says {by}{(because.Length > 0 ? $": {because}" : "")}" }, transaction);
            });
        return result;
    }

    private static RefusalResult Rows(DbConnection db, string account, DateTimeOffset at, RefusalResult result, HashSet<string> skus)
    {
        var connection = (SqliteConnection)db;
        using var doubts = new LedgerDoubts(connection, account, at);
        using var find = new Prepared(connection, "SELECT view_name, sku, state FROM ledger WHERE account = ?1 AND run = ?2 ORDER BY view_name, grp, sku");
        using var accepted = new Prepared(connection, "SELECT sheet, accepted FROM ledger_row WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND accepted IS NOT NULL");
        using var says = new Prepared(connection, "UPDATE ledger_row SET row = accepted WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
        foreach (var (view, sku, state) in Of(find, account, result.Run))
        {
            var isAccepted = state != SentState.Deleting && IsRow(accepted, account, view, sku);
            if (isAccepted)
            {
                says.Run(account, view, sku);
            }

            doubts.Add(view, sku, state, SentState.Listed);
            skus.Add(sku);
            result = result with
            {
                Rows = result.Rows + 1, Accepted = result.Accepted + (isAccepted ? 1 : 0), Deletions = result.Deletions + (state == SentState.Deleting ? 1 : 0),
            };
        }

        return result;
    }

    /// <summary>Taken out before they are changed: what is read while it is written may come twice.</summary>
    private static List<(string View, string Sku, SentState State)> Of(Prepared find, string account, string run)
    {
        var found = new List<(string, string, SentState)>();
        using var rows = find.Read(account, run);
        while (rows.Next())
        {
            found.Add((rows.Text(0), rows.Text(1), (SentState)rows.Number(2)));
        }

        return found;
    }

    /// <summary>Whether a row that was accepted is known, in the sheet of the row that stands there now: one of a sheet of before cannot be read as it.</summary>
    private static bool IsRow(Prepared accepted, string account, string view, string sku)
    {
        using var rows = accepted.Read(account, view, sku);
        if (!rows.Next() || FeedSheets.Find(rows.Text(0)) is not { } sheet)
        {
            return false;
        }

        try
        {
            EncodedRow.Parse(sheet, rows.Bytes(1).ToArray());
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>
    /// Of a list that the account writes, they count as never told. One that it wrote once is kept by its entries alone: those stay, with a quantity that is
    /// none, until TikTok has been told that nothing is there.
    /// </summary>
    private static RefusalResult Quantities(DbConnection db, DbTransaction transaction, Account known, string account, RefusalResult result, HashSet<string> skus)
    {
        var written = known.Warehouses.Count == 0 ? [known.InventoryListId] : known.Warehouses.Select(warehouse => warehouse.InventoryListId).ToArray();
        skus.UnionWith(db.Query<string>("SELECT sku FROM stock_ledger WHERE account = @account AND run = @Run", new { account, result.Run }, transaction));
        var kept = db.Execute("UPDATE stock_ledger SET quantity = -1 WHERE account = @account AND run = @Run AND list NOT IN @written", new { account, result.Run, written }, transaction);
        if (kept > 0)
        {
            // Only a delta that looks at everything tells such lists.
            db.Execute("DELETE FROM feed_cursor WHERE account = @account AND kind = 'InventoryDelta'", new { account }, transaction);
        }

        var forgotten = db.Execute("DELETE FROM stock_ledger WHERE account = @account AND run = @Run AND list IN @written", new { account, result.Run, written }, transaction);
        return result with { Quantities = kept + forgotten };
    }
}
