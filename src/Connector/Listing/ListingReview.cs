using System.Data.Common;
using System.Text.Json;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Review;

namespace Connector.Listings;

/// <summary>Up to where an account's products were looked through.</summary>
/// <param name="UpdateTime">TikTok's unix second of the latest change that was seen.</param>
public sealed record ProductsLookedThrough(long UpdateTime);

/// <summary>
/// Asks the Shop Open Platform where products stand: those that have changed since the last look, and those of which a webhook told. For accounts whose goods go by calls a product is known
/// by its id; for those whose files TikTok fetches, where the app is authorised, by its sellers' SKUs.
/// </summary>
public sealed class ListingReview(Shops shops, ShopTokens tokens, ShopData data, ListingBook book, CallQueue queue, Ledger ledger, DropLedger stock, TimeProvider clock)
{
    /// <summary>Changes of so long before the last one that was seen are looked at again: values move while pages are read.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Whether an account's products can be asked about.</summary>
    public bool Can(string name, Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Shop.AppKey.Length > 0 && (account.Delivery == DeliveryChannel.Calls || tokens.Find(name) is not null);
    }

    /// <summary>The SKUs that TikTok has, where every call that is left waits for something: stock, another day. Null while calls are due, for they may bring any SKU there.</summary>
    internal HashSet<(string View, string Sku)>? ThereAtLast(string name) => queue.Count(name, clock.GetUtcNow()).Due > 0
        ? null
        : [.. book.Skus(name)];

    /// <summary>Looks through what has changed. Up to where is put down once all of it is: <see cref="Ended"/>.</summary>
    internal async IAsyncEnumerable<(ProductLook Look, long Changed)> LookAsync(string name, Account account, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var api = shops.Of(name);
        var since = data.Find<ProductsLookedThrough>(name)?.Data.UpdateTime is { } last ? last - (long)Overlap.TotalSeconds : (long?)null;
        await foreach (var product in ChangedAsync(api, since, cancellation).ConfigureAwait(false))
        {
            yield return (await OneAsync(name, account, api, product, alsoLess: false, cancellation).ConfigureAwait(false), product.UpdateTime ?? 0);
        }
    }

    /// <summary>All products were looked through that have changed up to then.</summary>
    internal void Ended(string name, long latest)
    {
        if (latest > (data.Find<ProductsLookedThrough>(name)?.Data.UpdateTime ?? -1))
        {
            data.Put(name, new ProductsLookedThrough(latest));
        }
    }

    /// <summary>Looks at all products of an account by calls, and counts everything that TikTok shows otherwise than it was told, pieces that were sold too.</summary>
    internal async IAsyncEnumerable<(ShopListing Shown, ProductLook Look)> CompareAsync(string name, Account account, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var api = shops.Of(name);
        await foreach (var product in ChangedAsync(api, null, cancellation).ConfigureAwait(false))
        {
            var look = await OneAsync(name, account, api, product, alsoLess: true, cancellation).ConfigureAwait(false);
            yield return (product, look.Drift is { Stock.Count: > 0 } drift ? look with { Drift = await UnsoldAsync(api, product.Id, drift, cancellation).ConfigureAwait(false) } : look);
        }
    }

    /// <summary>Without the pieces that orders have taken: told again before the shop's own stock knows of them, they would be sold twice.</summary>
    private static async Task<Drift> UnsoldAsync(ShopApi api, string product, Drift drift, CancellationToken cancellation)
    {
        var there = (await api.SearchInventoryAsync([product], cancellation).ConfigureAwait(false)).SelectMany(one => one.Skus).ToLookup(sku => sku.Id, StringComparer.Ordinal);
        return drift with { Stock = [.. drift.Stock.Where(each => there[each.Sku.Id].FirstOrDefault() is not { } shown || shown.WarehouseInventory.Any(stock => IsUnsold(each.Sku, shown, stock)))] };

        static bool IsUnsold(KnownSku sku, SkuStockShown shown, WarehouseStock stock) =>
            stock.AvailableQuantity is { } left && sku.Stock.TryGetValue(stock.WarehouseId, out var told) && (left > told || left + (stock.CommittedQuantity ?? shown.TotalCommittedQuantity ?? 0) < told);
    }

    /// <summary>Looks at single products, whatever is known of them.</summary>
    internal async IAsyncEnumerable<ProductLook> LookAtAsync(string name, Account account, IReadOnlyList<string> productIds, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var api = shops.Of(name);
        foreach (var id in productIds)
        {
            var outcome = await api.GetProductAsync(id, ShownVersion.Live, cancellation).ConfigureAwait(false);
            if (outcome.Value is { } product)
            {
                yield return await OneAsync(name, account, api, product, alsoLess: false, cancellation).ConfigureAwait(false);
            }
            else if (outcome.Has(12052901) || outcome.Has(12052260) || outcome.Has(12052032) || outcome.Has(12019150))
            {
                // Of frozen and deleted products TikTok shows no more than that; the search tells which.
                var found = await api.SearchPageAsync(new ListingSearch { SellerSkus = [.. (book.OfProduct(name, id)?.Skus ?? []).Select(sku => sku.Sku).Take(ListingSearch.MaxSellerSkus)] }, SearchVersion.V202309, "", ShopApi.MaxPage, cancellation).ConfigureAwait(false);
                if (found.Products.FirstOrDefault(product => product.Id == id) is { } shown)
                {
                    yield return await OneAsync(name, account, api, shown, alsoLess: false, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Puts down what a look showed, and what is to be done about it. Runs inside the transaction that records what it means.</summary>
    internal static void Keep(DbConnection db, DbTransaction transaction, string name, ProductLook look, DateTimeOffset now)
    {
        if (look.Seen is not { } seen)
        {
            return;
        }

        ListingBook.See(db, transaction, name, seen, now);
        if (look.Wakes)
        {
            CallQueue.Ask(db, transaction, name, seen.View, seen.Group, CallTaskKind.Product, CallPriorities.Edit, now);
        }

        if (look.Drift is { IsNone: false } drift)
        {
            CallQueue.AskAt(db, transaction, name, seen.View, seen.Group, drift.Stock.Count > 0 ? CallPriorities.Stock : CallPriorities.Edit, now, ListingBook.Doubt(db, transaction, name, seen, drift, now));
        }
        else if (look.Drift is { IsWhole: true })
        {
            ListingBook.Settle(db, transaction, name, seen.View, seen.Group);
        }
    }

    /// <summary>Products that have changed since a second. TikTok shows ten thousand of a search: where there are more, the time is halved.</summary>
    private async IAsyncEnumerable<ShopListing> ChangedAsync(ShopApi api, long? since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var windows = new Stack<(long? From, long? To)>([(since, null)]);
        while (windows.TryPop(out var window))
        {
            var search = new ListingSearch { Status = "ALL", UpdateTimeGe = window.From, UpdateTimeLe = window.To };
            var first = await api.SearchPageAsync(search, SearchVersion.V202502, "", ShopApi.MaxPage, cancellation).ConfigureAwait(false);
            var (from, to) = (window.From ?? 0, window.To ?? clock.GetUtcNow().ToUnixTimeSeconds());
            if (first.Total > ListingPage.MostResults && to > from)
            {
                windows.Push((from + ((to - from) / 2) + 1, window.To));
                windows.Push((window.From, from + ((to - from) / 2)));
                continue;
            }

            for (var page = first; ; page = await api.SearchPageAsync(search, SearchVersion.V202502, page.NextPageToken, ShopApi.MaxPage, cancellation).ConfigureAwait(false))
            {
                foreach (var product in page.Products)
                {
                    yield return product;
                }

                if (page.Products.Count == 0 || page.NextPageToken.Length == 0)
                {
                    break;
                }
            }
        }
    }

    private async Task<ProductLook> OneAsync(string name, Account account, ShopApi api, ShopListing product, bool alsoLess, CancellationToken cancellation)
    {
        var audit = product.Audit?.Status ?? "";
        var reasons = product.Status == "FAILED" || audit == "FAILED" ? await ReasonsAsync(api, product, cancellation).ConfigureAwait(false) : [.. product.Audit?.PreApprovedReasons ?? []];
        return account.Delivery == DeliveryChannel.Calls ? OfCalls(name, account, product, audit, reasons, alsoLess) : new ProductLook(OfFiles(name, account, product, audit, reasons));
    }

    private ProductLook OfCalls(string name, Account account, ShopListing product, string audit, IReadOnlyList<string> reasons, bool alsoLess)
    {
        if (book.OfProduct(name, product.Id) is not { } known)
        {
            return new ProductLook([]);
        }

        var before = known.Status;
        var isNews = (known.Status, known.Audit, known.ProductStatus) != (product.Status, audit, product.ProductStatus) || !known.Reasons.SequenceEqual(reasons);
        known = known with { Status = product.Status, Audit = audit, ProductStatus = product.ProductStatus, Reasons = reasons, SeenAt = clock.GetUtcNow(), UpdateTime = product.UpdateTime ?? known.UpdateTime };
        var look = new ProductLook([]) { Seen = known, Drift = product.Status is "DELETED" or "FREEZE" ? null : Drift.Of(known, product, alsoLess) };
        if (!isNews)
        {
            return look;
        }

        var desired = DesiredListing.Of(ledger, stock, queue, name, account, known.View, known.Group);
        var waits = queue.Of(name, known.View, known.Group);
        // One that is sold out and was never taken is not in the product; nothing is learnt of it here.
        var there = new DesiredListing(known.View, known.Group, [.. desired.Kept.Where(sku => known.Skus.Any(one => one.Sku == sku.Sku))]);
        var isThere = waits.Count == 0 && known.Content is { } content && there.Kept.All(sku => known.Skus.First(one => one.Sku == sku.Sku).Price == sku.Price) && content.AsSpan().SequenceEqual(there.Content);
        // That it is not on sale is true of any content.
        var isDown = IsDown(product.Status) && !known.IsOff;
        // What waited for its status may go now; what other hands deleted is listed anew; what is on sale again is as its task finds it.
        look = look with { Wakes = waits.Count > 0 || product.Status == "DELETED" || (!isThere && !isDown && IsDown(before)) };
        var shown = JsonSerializer.Serialize(new { product = product.Id, status = product.Status, product_status = product.ProductStatus, audit, reasons });
        return !isThere && !isDown ? look : look with
        {
            News = [.. there.Kept.Select(sku => (new AnswerRecord(known.View, sku.Sku, ShopStates.Of(product.Status, audit).ToString(), true, sku.Entry.Run, reasons, shown), Hash(sku.Entry)))],
        };
    }

    private static bool IsDown(string status) => status is "PLATFORM_DEACTIVATED" or "SELLER_DEACTIVATED" or "FREEZE" or "FAILED" or "DELETED";

    /// <summary>By the seller's SKU: TikTok made the product from rows of our files.</summary>
    private List<(AnswerRecord Answer, byte[] RowHash)> OfFiles(string name, Account account, ShopListing product, string audit, IReadOnlyList<string> reasons)
    {
        var news = new List<(AnswerRecord, byte[])>();
        foreach (var view in account.Views.Where(view => view.CatalogId.Length == 0))
        {
            using var sent = ledger.View(name, view.Name);
            foreach (var shown in product.Skus)
            {
                if (sent.Find(shown.SellerSku) is not { } entry || sent.Row(shown.SellerSku) is not { } row || FeedSheets.Find(row.Sheet) is not { } sheet)
                {
                    continue;
                }

                var price = shown.Price is { } money && decimal.TryParse(money.SalePrice.Length > 0 ? money.SalePrice : money.TaxExclusivePrice, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var amount) ? amount : (decimal?)null;
                var isSent = entry.State != SentState.Deleting && ShownRow.IsSent(
                    sheet, EncodedRow.Parse(sheet, row.Row), new ShownProduct { Sku = shown.SellerSku, Title = product.Title, Price = price, Currency = shown.Price?.Currency, AuditStatus = AuditStatus.Unknown, RejectedReasons = [], Raw = "" });
                var state = isSent ? ShopStates.Of(product.Status, audit) : ListingState.DeliveredUnconfirmed;
                news.Add((
                    new AnswerRecord(
                        view.Name, shown.SellerSku, state.ToString(), isSent, entry.Run, isSent ? reasons : [],
                        JsonSerializer.Serialize(new { product = product.Id, sku = shown.Id, status = product.Status, product_status = product.ProductStatus, audit })),
                    Hash(entry)));
            }
        }

        return news;
    }

    /// <summary>Why an audit failed: a search does not tell, and of a live product's edit only the version under review knows.</summary>
    private static async Task<IReadOnlyList<string>> ReasonsAsync(ShopApi api, ShopListing product, CancellationToken cancellation)
    {
        var failures = new List<AuditFailure>(product.AuditFailedReasons);
        foreach (var version in (ShownVersion[])(failures.Count > 0 ? [] : product.Status == "ACTIVATE" ? [ShownVersion.UnderReview, ShownVersion.Live] : [ShownVersion.Live]))
        {
            try
            {
                if (failures.Count == 0 && (await api.GetProductAsync(product.Id, version, cancellation).ConfigureAwait(false)).Value is { } whole)
                {
                    failures.AddRange(whole.AuditFailedReasons);
                }
            }
            catch (PersonMustDecideException fault) when (fault.Code is "shop.refused" or "shop.closed")
            {
                // That it failed is known; one product of which TikTok says no more keeps no other from being looked at.
            }
        }

        return [.. failures.Select(failure => $"{(failure.Position.Length > 0 ? failure.Position + ": " : "")}{string.Join(" ", failure.Reasons)}{(failure.Suggestions.Count > 0 ? $"; {string.Join(" ", failure.Suggestions)}" : "")}")];
    }

    private static byte[] Hash(LedgerEntry entry) => [.. entry.Hashes.Content.ToArray(), .. entry.Hashes.Price.ToArray(), .. entry.Hashes.Stock.ToArray()];
}
