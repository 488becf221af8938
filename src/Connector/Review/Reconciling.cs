using System.Data.Common;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Review;

/// <summary>
/// Before a full feed, compares what TikTok shows with what was sent. Where the two have drifted apart the ledger takes it back, or takes it up, so that the
/// feed that follows repairs it, and a delta would as well.
/// </summary>
public sealed class Reconciling(Catalogs catalogs, ListingComparison listings, Ledger ledger, StateDatabase state, Mirror mirror, Runs runs, TimeProvider clock)
{
    private const int Examples = 5;

    /// <summary>Whether TikTok can be asked what it shows of a view.</summary>
    public static bool CanCompare(Account account, StoreView view)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(view);
        return WhyNot(account, view) is null;
    }

    /// <summary>Compares the views of an order, under the lease of its run.</summary>
    /// <param name="order">The feed.</param>
    /// <param name="account">Its account.</param>
    /// <param name="run">The run; null: a dry run, of which nothing is kept but what is told and, in its folder, the record.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="told">Told of each view.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PersonMustDecideException">TikTok does not accept the account's token.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked; nothing was changed.</exception>
    public async Task<ReconcileRecord> GoAsync(FeedOrder order, Account account, RunRow? run, string folder, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(told);
        if (account.Delivery == DeliveryChannel.Calls)
        {
            return await listings.GoAsync(order, account, run, folder, told, cancellation).ConfigureAwait(false);
        }

        var at = clock.GetUtcNow();
        var asked = account.Views.Where(view => order.View is null || view.Name == order.View).ToList();
        var views = asked.Where(view => !CanCompare(account, view)).Select(view => new ReconciledView(view.Name, view.CatalogId) { NotCompared = WhyNot(account, view) }).ToList();
        var path = Path.Combine(folder, AdoptedRows.Name);
        try
        {
            using var adopted = new AdoptedRows(path);
            var row = new AdoptedRow(account);
            if (asked.Exists(view => CanCompare(account, view)))
            {
                var api = catalogs.Of(account);
                foreach (var catalog in account.Views.Where(view => CanCompare(account, view)).GroupBy(view => view.CatalogId, StringComparer.Ordinal).Where(shared => shared.Any(asked.Contains)))
                {
                    using var comparison = new CatalogComparison(
                        order.Account, account, [.. catalog], asked.Contains, ledger, state, mirror, at, (view, shown, group) => adopted.Add(row.Of(view, shown, group, out _)));
                    await comparison.RunAsync(api, catalog.Key, (count, total) => told.Report(new TripStep("reconcile", "products shown", Done: false, count, total)), cancellation).ConfigureAwait(false);
                    views.AddRange(comparison.Views);
                }
            }

            var record = new ReconcileRecord(order.Account, run?.Id ?? "", at, "", 0, [.. views.OrderBy(view => asked.FindIndex(known => known.Name == view.View))]);
            if (run is null)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, RecordNames.Reconcile), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(record, RunFolders.Json), cancellation).ConfigureAwait(false);
            }
            else
            {
                runs.Append(order.Account, run.Id, RecordNames.Reconcile, (previous, position) => record with { Previous = previous, Position = position }, (db, transaction) =>
                    Apply(db, transaction, order, account, run, record, row.Sheet, adopted));
            }

            foreach (var view in record.Views)
            {
                told.Report(new TripStep("reconcile", Sentence(view), Done: true, view.Shown));
            }

            return record;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>In a sentence.</summary>
    public static string Sentence(ReconciledView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.NotCompared is { } why)
        {
            return $"view {view.View} cannot be compared: {why}";
        }

        var edited = view.Edited.Take(Examples).Select(sku => $"{sku.Sku}: {string.Join(", ", sku.Differences.Select(difference => $"{difference.Column} {difference.Shown} in place of {difference.Sent}"))}");
        return $"view {view.View}: {view.Shown:N0} shown, {view.AsSent:N0} as sent, {Some(view.Edited.Count, "edited on TikTok", edited)}, {Some(view.Unknown.Count, "unknown to us", view.Unknown.Take(Examples))}, "
            + $"{Some(view.Lost.Count, "lost", view.Lost.Take(Examples))}"
            + (view.Undeleted.Count > 0 ? $", {Some(view.Undeleted.Count, "still there though deleted", view.Undeleted.Take(Examples))}" : "")
            + (view.Pending > 0 ? $"; {view.Pending:N0} sent lately, in review, waiting to be sent again or never taken" : "")
            + (view.OnlyFirstOf is { } total ? $". TikTok lists only the first {ReviewSettings.MaxDepth:N0} of {total:N0}: what it has beyond and was not sent from here stays unseen" : "");
    }

    private static string Some(int count, string what, IEnumerable<string> examples)
    {
        var named = string.Join("; ", examples);
        return count == 0 ? $"0 {what}" : $"{count:N0} {what} ({named}{(count > Examples ? "; ..." : "")})";
    }

    internal static string? WhyNot(Account account, StoreView view) => view.CatalogId.Length == 0 ? "it names no catalogId" : account.Review.AccessToken.IsEmpty ? "the account names no review.accessToken" : null;

    private static void Apply(DbConnection db, DbTransaction transaction, FeedOrder order, Account account, RunRow run, ReconcileRecord record, string sheet, AdoptedRows adopted)
    {
        var at = Instants.Text(record.At);
        var lists = account.Warehouses.Count == 0 ? [account.InventoryListId] : account.Warehouses.Select(warehouse => warehouse.InventoryListId).ToArray();
        using (var doubts = new LedgerDoubts((SqliteConnection)db, order.Account, record.At))
        using (var forgets = new Prepared((SqliteConnection)db, "DELETE FROM stock_ledger WHERE account = ?1 AND list = ?2 AND sku = ?3"))
        {
            foreach (var view in record.Views)
            {
                foreach (var sku in view.Edited.Select(edited => edited.Sku).Concat(view.Lost))
                {
                    var before = (SentState)db.ExecuteScalar<long>("SELECT state FROM ledger WHERE account = @Account AND view_name = @View AND sku = @sku", new { order.Account, view.View, sku }, transaction);
                    doubts.Add(view.View, sku, before, before);
                }

                foreach (var sku in view.Undeleted)
                {
                    doubts.Add(view.View, sku, SentState.Deleting, SentState.Listed);
                }

                // What says that something is sold out, or lost it, does not hold the quantity that was told either.
                foreach (var sku in view.Edited.Where(edited => edited.Differences.Any(difference => difference.Column == "availability")).Select(edited => edited.Sku).Concat(view.Lost))
                {
                    Array.ForEach(lists, list => forgets.Run(order.Account, list, sku));
                }
            }
        }

        Ledger.Apply(db, order.Account, run.Id, at, sheet, adopted.Read());
        var skus = record.Views.SelectMany(view => view.Edited.Select(edited => edited.Sku).Concat(view.Undeleted).Concat(view.Unknown).Concat(view.Lost)).Distinct(StringComparer.Ordinal);
        Awaiting.Add(db, transaction, order.Account, skus, Awaiting.Drifted, at, order.StartedBy, "TikTok has it otherwise than it was sent");
    }
}
