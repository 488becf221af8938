using Connector.Accounts;
using Connector.Archive;
using Connector.Review;
using Connector.State;

namespace Connector.Listings;

/// <summary>
/// Before a full feed of an account whose goods go by calls, compares every product that the shop has at TikTok with what it was told: price, quantity, whether it is still there. What
/// differs is told again behind the feed. Products that were not listed from here are named and left alone.
/// </summary>
public sealed class ListingComparison(ListingReview listings, ListingBook book, Runs runs, TimeProvider clock)
{
    /// <summary>Compares.</summary>
    /// <inheritdoc cref="Reconciling.GoAsync"/>
    internal async Task<ReconcileRecord> GoAsync(FeedOrder order, Account account, RunRow? run, string folder, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var at = clock.GetUtcNow();
        var view = account.Views[0].Name;
        var (shown, asSent) = (0L, 0L);
        var (drifted, lost, unknown, seen) = (new List<ProductLook>(), new List<KnownListing>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var (product, look) in listings.CompareAsync(order.Account, account, cancellation).ConfigureAwait(false))
        {
            seen.Add(product.Id);
            if (product.Status == "DELETED")
            {
                if (look.Seen is not null)
                {
                    lost.Add(look.Seen);
                }

                continue;
            }

            shown += product.Skus.Count;
            told.Report(new TripStep("reconcile", "products shown", Done: false, seen.Count));
            if (look.Seen is null)
            {
                unknown.AddRange(product.Skus.Select(sku => sku.SellerSku.Length > 0 ? sku.SellerSku : $"product {product.Id}"));
            }
            else if (look.Drift is { IsNone: false })
            {
                drifted.Add(look);
            }

            asSent += look.Seen is null ? 0 : product.Skus.Count - (look.Drift is { } drift ? drift.Prices.Concat(drift.Stock).Select(each => each.Sku.Sku).Distinct(StringComparer.Ordinal).Count() : 0);
        }

        foreach (var known in book.All(order.Account).Where(known => known.Exists && !seen.Contains(known.ProductId)).ToList())
        {
            // A search is no proof: TikTok is asked for the product itself.
            var looks = listings.LookAtAsync(order.Account, account, [known.ProductId], cancellation);
            var isThere = false;
            await foreach (var look in looks.ConfigureAwait(false))
            {
                isThere |= look.Seen is { Status: not "DELETED" };
            }

            if (!isThere)
            {
                lost.Add(book.Find(order.Account, known.View, known.Group)! with { Status = "DELETED" });
            }
        }

        var record = new ReconcileRecord(order.Account, run?.Id ?? "", at, "", 0,
        [
            new ReconciledView(view, account.Shop.ShopId)
            {
                Shown = shown, AsSent = asSent, Unknown = unknown, Lost = [.. lost.SelectMany(known => known.Skus.Select(sku => sku.Sku))],
                Edited = [.. drifted.SelectMany(look => look.Drift!.Prices.Select(each => (each.Sku.Sku, Difference: new ShownDifference("price", each.Sku.Price, each.Shown)))
                    .Concat(look.Drift.Stock.Select(each => (each.Sku.Sku, Difference: new ShownDifference("quantity", string.Join(" + ", each.Sku.Stock.Values), each.Shown))))
                    .GroupBy(each => each.Sku, StringComparer.Ordinal).Select(same => new EditedSku(same.Key, [.. same.Select(each => each.Difference)])))],
            },
        ]);
        if (run is null)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, RecordNames.Reconcile), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(record, RunFolders.Json), cancellation).ConfigureAwait(false);
        }
        else
        {
            runs.Append(order.Account, run.Id, RecordNames.Reconcile, (previous, position) => record with { Previous = previous, Position = position }, (db, transaction) =>
            {
                foreach (var look in drifted)
                {
                    ListingBook.Settle(db, transaction, order.Account, look.Seen!.View, look.Seen.Group);
                    CallQueue.AskAt(db, transaction, order.Account, look.Seen.View, look.Seen.Group, CallPriorities.Stock, at, ListingBook.Doubt(db, transaction, order.Account, look.Seen, look.Drift!, at));
                }

                foreach (var known in lost)
                {
                    // Who deleted it, and why, is not known here: a person lists it again.
                    ListingBook.See(db, transaction, order.Account, known, at);
                    CallQueue.Ask(db, transaction, order.Account, known.View, known.Group, CallTaskKind.Product, CallPriorities.Edit, at);
                }
            });
        }

        told.Report(new TripStep("reconcile", Reconciling.Sentence(record.Views[0]), Done: true, shown));
        return record;
    }
}
