using System.Data.Common;
using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.State;
using Connector.Store;
using Dapper;

namespace Connector.Review;

/// <summary>What an account's ledger holds, and what is forgotten when it begins from zero.</summary>
public sealed record LedgerContents
{
    /// <summary>SKUs that count as sent, over all views.</summary>
    public long Rows { get; init; }

    /// <summary>Quantities that count as told, over all lists.</summary>
    public long Quantities { get; init; }

    /// <summary>TikTok's answers, as they stand.</summary>
    public long Answers { get; init; }

    /// <summary>SKUs that wait for a delta.</summary>
    public long Waiting { get; init; }

    /// <summary>Kinds of feed that know up to where they have looked.</summary>
    public long Cursors { get; init; }
}

/// <summary>What stays when a ledger begins from zero, and what follows.</summary>
/// <param name="Forgotten">What is forgotten.</param>
/// <param name="Lying">Files that lie in the drop; they stay known, and leave it as ever.</param>
/// <param name="Records">Records in the account's chain; it goes on.</param>
/// <param name="Decisions">Takedowns and assignments in force.</param>
/// <param name="Past">States in which SKUs once stood with TikTok.</param>
/// <param name="InShop">SKUs that the shop sells, view by view: as many rows a first full feed sends at most.</param>
public sealed record RebuildPreview(LedgerContents Forgotten, long Lying, long Records, long Decisions, long Past, IReadOnlyDictionary<string, long> InShop);

/// <summary>That an account's ledger was begun from zero, by whom and why. Chained.</summary>
public sealed record RebuildRecord(string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, LedgerContents Forgotten);

/// <summary>
/// Begins an account's ledger from zero: for one that cannot be trusted any more. What TikTok has, and is not sent again, is unknown then.
/// </summary>
public sealed class Rebuilding(StateDatabase state, Documents documents, DropLedger dropped, SkuDecisions decisions, Mirror mirror, Runs runs, Leases leases, TimeProvider clock)
{
    /// <summary>What it would do.</summary>
    public RebuildPreview Preview(string account)
    {
        var views = documents.Account(account).Views;
        var inShop = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var view in views)
        {
            using var shop = mirror.Snapshot(view.Source);
            inShop[view.Name] = shop.View(view, clock.GetUtcNow()).Count();
        }

        using var db = state.Open();
        return new RebuildPreview(
            Contents(db, null, account), dropped.Lying(account).Count, db.ExecuteScalar<long?>("SELECT length FROM chain WHERE account = @account", new { account }) ?? 0,
            decisions.InForce(account).Count, db.ExecuteScalar<long>("SELECT COUNT(*) FROM listing_past WHERE account = @account", new { account }), inShop);
    }

    /// <summary>Does it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="because">Why.</param>
    /// <exception cref="PersonMustDecideException">A run is going on, or was begun and not ended.</exception>
    public RebuildRecord Rebuild(string account, string by, string because)
    {
        documents.Account(account);
        using var products = leases.Take(Leases.ProductOf(account), $"rebuild by {by}");
        using var quantities = leases.Take(Leases.InventoryOf(account), $"rebuild by {by}");
        runs.DemandNoneOpen(account);
        var run = runs.Prepare(account, "Rebuild", by);
        var record = new RebuildRecord(run.Id, account, clock.GetUtcNow(), by, because, "", 0, new LedgerContents());
        products.Demand();
        quantities.Demand();
        runs.Note(
            run, $"the ledger begins from zero, says {by}{(because.Length > 0 ? $": {because}" : "")}", RecordNames.Rebuild, (previous, position) => record = record with { Previous = previous, Position = position },
            (db, transaction) =>
            {
                record = record with { Forgotten = Contents(db, transaction, account) };
                foreach (var table in (string[])["ledger", "ledger_row", "stock_ledger", "answer", "due", "awaiting", "feed_cursor"])
                {
                    db.Execute($"DELETE FROM {table} WHERE account = @account", new { account }, transaction);
                }

                // Which item group is which product stays known, or the goods would be listed a second time.
                ListingBook.ForgetAll(db, transaction, account);
            });
        return record;
    }

    private static LedgerContents Contents(DbConnection db, DbTransaction? transaction, string account)
    {
        long Count(string what) => db.ExecuteScalar<long>($"SELECT COUNT({what} WHERE account = @account", new { account }, transaction);
        return new LedgerContents
        {
            Rows = Count("*) FROM ledger"), Quantities = Count("*) FROM stock_ledger"), Answers = Count("*) FROM answer"), Waiting = Count("DISTINCT sku) FROM awaiting"), Cursors = Count("*) FROM feed_cursor"),
        };
    }
}
