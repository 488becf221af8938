using System.Globalization;
using Connector.Accounts;
using Connector.Alerts;
using Connector.Policy.Documents;

namespace Connector.Listings;

/// <summary>
/// Brings one product at TikTok to what the ledger says. Whatever was done before, only what differs is called: first what is not there any more, then prices, then content. Each
/// effect is put down as soon as TikTok has confirmed it, so that a cut loses nothing and repeats nothing with another meaning.
/// </summary>
public sealed class ListingCalls(
    string name, Account account, ShopApi api, ListingBook book, ImageDepot images, PolicyDocuments policies, IReadOnlyList<(string List, string Warehouse)> warehouses, Func<string, CancellationToken, Task<string?>> brand,
    TimeProvider clock)
{
    private const long NotInThisStatus = 12052901;
    private const long Quantity = 12052055;

    /// <summary>Longest wait for an image whose host does not answer. Then the product goes without it.</summary>
    private static readonly TimeSpan MostWaitForImages = TimeSpan.FromHours(17);

    private readonly List<CallLine> _lines = [];
    private readonly Dictionary<(string SkuId, string Warehouse), ToldQuantity> _told = [];

    /// <summary>Whether TikTok allows another new product today.</summary>
    public bool MayCreate { get; init; } = true;

    /// <summary>Why the shop takes no new content just now, as another product's call has shown; null: it is not known to.</summary>
    public CallFault? Closed { get; init; }

    /// <summary>Does what a task asks for. What concerns this product, and a line that fails, is an outcome: what was called before it counts, and other products go on.</summary>
    /// <exception cref="PersonMustDecideException">The account as a whole cannot call: its authorisation, its app, its shop.</exception>
    public async Task<CallOutcome> DoAsync(CallTask task, DesiredListing desired, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(desired);
        try
        {
            return await GoAsync(task, desired, cancellation).ConfigureAwait(false);
        }
        catch (PersonMustDecideException fault) when (fault.Code is "shop.refused" or "shop.closed")
        {
            var kept = new CallFault(
                fault.Code, fault.Sentence.TrimEnd('.'),
                fault.Code == "shop.closed" || desired.Skus.Count == 0 ? fault.Remedy : $"correct {desired.Skus[0].Sku} by what TikTok says, then: connector product upload {desired.Skus[0].Sku} --account {name}");
            return Waits(task, kept, Later(task)) with { Closed = fault.Code == "shop.closed" ? kept : null };
        }
        catch (RemoteFailedException fault)
        {
            return Waits(task, new CallFault(fault.Code, fault.Sentence.TrimEnd('.'), fault.Remedy), fault.RetryAfter ?? TimeSpan.FromMinutes(Math.Min(Math.Pow(2, task.Tries), 60))) with { IsVain = true };
        }
    }

    private async Task<CallOutcome> GoAsync(CallTask task, DesiredListing desired, CancellationToken cancellation)
    {
        var known = book.Find(name, desired.View, desired.Group) ?? new KnownListing { View = desired.View, Group = desired.Group };
        if (known is { Exists: true, Status: "DELETED" })
        {
            if (desired.Kept.Count > 0)
            {
                // Other hands deleted it, or TikTok did: listed anew by itself it would be taken down again and again, and such shops are blocked.
                return Outcome();
            }

            known = Gone(known);
        }

        if (!known.Exists)
        {
            return desired.Kept.Count == 0 || desired.IsOff ? Outcome() : await CreateAsync(task, desired, known, cancellation).ConfigureAwait(false);
        }

        if (known.Status == "FREEZE")
        {
            return Frozen(task, known);
        }

        if (desired.Skus.Count == 0)
        {
            return await UnknownAsync(task, desired, known, cancellation).ConfigureAwait(false);
        }

        return desired.Kept.Count == 0 ? await DeleteAsync(task, known, cancellation).ConfigureAwait(false)
            // Nothing of it is on sale, and another item group's product needs a SKU that it has.
            : desired.IsOff && book.AreElsewhere(name, known.View, known.Group) ? await DeleteAsync(task, known, cancellation).ConfigureAwait(false)
            : desired.IsOff ? await TurnOffAsync(task, desired, known, cancellation).ConfigureAwait(false)
            : await UpdateAsync(task, desired, known, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// A product of which the ledger says nothing: its SKUs went to another item group, which takes it over where it has no product of its own yet; or the ledger began anew. Only behind
    /// a feed that told everything is it known that it is to go; until then nothing is concluded from silence.
    /// </summary>
    private async Task<CallOutcome> UnknownAsync(CallTask task, DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        if (task.Priority != CallPriorities.Off && !book.AreElsewhere(name, known.View, known.Group))
        {
            return Outcome();
        }

        if (book.GroupNow(name, known.View, known.Group) is { } group && book.Find(name, known.View, group) is not { Exists: true })
        {
            book.Move(name, known, group, clock.GetUtcNow());
            _lines.Add(Line(known, "none", done: true, [$"its SKUs are in item group {group} now, and product {known.ProductId} with them"]));
            return Outcome();
        }

        // One whose SKUs are in several other groups makes room for their products. Of any other it is not known whether the shop lost it or only holds it: it is turned off, whatever the policy deletes.
        return book.AreElsewhere(name, known.View, known.Group)
            ? await DeleteAsync(task, known, cancellation).ConfigureAwait(false) : await TurnOffAsync(task, desired, known, cancellation).ConfigureAwait(false);
    }

    private async Task<CallOutcome> CreateAsync(CallTask task, DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        var draft = new ListingDraft(desired, policies.Categories, account.Country);
        if (draft.Faults.Count > 0)
        {
            return Own(desired, known, draft.Faults);
        }

        if (desired.Kept.Any(IsUntold))
        {
            return Untold(task);
        }

        if (desired.Kept.All(sku => warehouses.All(warehouse => sku.Quantity(warehouse.List) == 0)))
        {
            return Waits(task, new CallFault("call.soldOut", "it is sold out, and TikTok takes no new product without a piece", "it goes by itself when there is stock"), TimeSpan.FromDays(1));
        }

        if (Closed is { } closed)
        {
            return Waits(task, closed, TimeSpan.FromHours(1));
        }

        // Somebody may have listed it by hand, or the answer to a call of ours was lost.
        var (found, elsewhere) = await FoundAsync(desired, known, cancellation).ConfigureAwait(false);
        if (elsewhere is not null)
        {
            return Waits(task, elsewhere, Later(task));
        }

        if (found is not null)
        {
            book.Keep(name, found, clock.GetUtcNow());
            _lines.Add(Line(found, "adopt", done: true, [$"TikTok has these SKUs as product {found.ProductId}"]));
            return await UpdateAsync(task, desired, found, cancellation).ConfigureAwait(false);
        }

        if (!MayCreate)
        {
            return Waits(task, new CallFault("call.cap", "as many products were created in a day as TikTok allows (shop.creationsPerDay)", "it goes by itself; TikTok raises the number as a shop sells"), TomorrowIn()) with { IsCapped = true };
        }

        var (uris, missing, later) = await images.BringAsync(name, api, draft.Images, HasWaited(task), cancellation).ConfigureAwait(false);
        if (later is not null && !HasWaited(task))
        {
            return Waits(task, later, TimeSpan.FromMinutes(Math.Min(5 * Math.Pow(2, task.Tries), 2 * 60)));
        }

        if (uris.Count == 0)
        {
            return Own(desired, known, missing);
        }

        var form = await FormAsync(draft, uris, cancellation).ConfigureAwait(false);
        form = form with
        {
            SaveMode = account.Shop.AsDraft ? "AS_DRAFT" : "LISTING",
            IdempotencyKey = Hash128.Of(System.Text.Encoding.UTF8.GetBytes($"{name}\n{desired.View}\n{desired.Group}\n{known.Generation}\n{Convert.ToHexStringLower(desired.Content)}")).ToString(),
        };
        var kept = desired.Kept;
        var outcome = await api.CreateAsync(form with { Skus = [.. kept.Select(sku => Sku(draft, sku, null))] }, cancellation).ConfigureAwait(false);
        if (outcome.Has(Quantity) && kept.Any(IsSoldOut))
        {
            // A SKU of which nothing is there may be refused at first; it follows when there is stock.
            kept = [.. kept.Where(sku => !IsSoldOut(sku))];
            outcome = await api.CreateAsync(form with { IdempotencyKey = form.IdempotencyKey + "-in-stock", Skus = [.. kept.Select(sku => Sku(draft, sku, null))] }, cancellation).ConfigureAwait(false);
        }

        if (outcome.Faults.Any(fault => fault.Action == CodeAction.DailyCap))
        {
            return Waits(task, new CallFault("call.cap", $"TikTok allows no more new products today: {outcome.Faults[0].Sentence}", "it goes by itself tomorrow; TikTok raises the number as a shop sells"), TomorrowIn()) with { IsCapped = true };
        }

        if (outcome.Value is not { ProductId.Length: > 0 } written)
        {
            return Refused(task, known, "create", outcome.Faults);
        }

        known = known with { ProductId = written.ProductId, Status = account.Shop.AsDraft ? "DRAFT" : "PENDING", Audit = account.Shop.AsDraft ? "NONE" : "AUDITING", ProductStatus = "", Reasons = [], IsOff = false, UpdateTime = 0 };
        return Written(desired, known, kept, written, "create", isNew: true, missing);
    }

    private async Task<CallOutcome> UpdateAsync(CallTask task, DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        // What is gone first: it must not be sold while the rest is being written.
        var stock = await StockAsync(desired, known, cancellation).ConfigureAwait(false);
        known = stock.Known;
        var missing = desired.Kept.Where(sku => known.Skus.All(one => one.Sku != sku.Sku) && !IsSoldOut(sku)).ToList();
        if (task.Kind == CallTaskKind.Stock && missing.Count == 0)
        {
            return stock.Faults.Count > 0 ? Waits(task, stock.Faults[0], Later(task)) : Outcome();
        }

        if (desired.Kept.Any(sku => known.Skus.Any(one => one.Sku == sku.Sku) && IsUntold(sku)))
        {
            return Untold(task);
        }

        var faults = stock.Faults.ToList();
        var prices = known.Skus.Where(one => desired.Kept.Any(sku => sku.Sku == one.Sku && sku.Price != one.Price)).ToList();
        var isEdited = missing.Count > 0 || known.Content is null || !known.Content.AsSpan().SequenceEqual(Included(desired, known).Content) || (prices.Count > 0 && known.Status is not ("ACTIVATE" or "PENDING" or ""));
        if (prices.Count > 0 && known.Status == "ACTIVATE")
        {
            // Before the content, which TikTok may refuse.
            faults.AddRange(await PricesAsync(desired, known, prices, cancellation).ConfigureAwait(false));
            known = book.Find(name, known.View, known.Group)!;
        }

        if (isEdited)
        {
            var edited = await EditAsync(task, desired, known, cancellation).ConfigureAwait(false);
            return faults.Count > 0 && edited.Again is null ? Waits(task, faults[0], Later(task)) : edited;
        }

        if (prices.Count > 0 && known.Status != "ACTIVATE")
        {
            return Waits(task, new CallFault("call.inReview", "TikTok takes no price while it looks at a new product", "it goes by itself when the review has ended"), TimeSpan.FromMinutes(15));
        }

        if (known.IsOff)
        {
            faults.AddRange(await ActivateAsync(known, cancellation).ConfigureAwait(false));
        }

        return faults.Count > 0 ? Waits(task, faults[0], Later(task)) : Outcome();
    }

    private async Task<CallOutcome> EditAsync(CallTask task, DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        var draft = new ListingDraft(desired, policies.Categories, account.Country);
        if (draft.Faults.Count > 0)
        {
            return Own(desired, known, draft.Faults);
        }

        var (uris, missing, later) = await images.BringAsync(name, api, draft.Images, HasWaited(task), cancellation).ConfigureAwait(false);
        if (later is not null && !HasWaited(task))
        {
            return Waits(task, later, TimeSpan.FromMinutes(Math.Min(5 * Math.Pow(2, task.Tries), 2 * 60)));
        }

        if (uris.Count == 0)
        {
            return Own(desired, known, missing);
        }

        if (Closed is { } closed)
        {
            return Waits(task, closed, TimeSpan.FromHours(1));
        }

        var form = await FormAsync(draft, uris, cancellation).ConfigureAwait(false);
        var kept = Included(desired, known).Kept;
        // An edit writes quantities too: never more than TikTok still has of what was told, or what it has sold since would be there again.
        var there = await ThereAsync(known, cancellation).ConfigureAwait(false);
        var outcome = await api.EditAsync(
            known.ProductId,
            form with { SaveMode = known.Status == "DRAFT" ? "AS_DRAFT" : form.SaveMode, Skus = [.. kept.Select(sku => Sku(draft, sku, known.Skus.FirstOrDefault(one => one.Sku == sku.Sku), there))] }, cancellation).ConfigureAwait(false);
        if (outcome.Has(NotInThisStatus))
        {
            return Waits(task, new CallFault("call.status", $"TikTok takes no edit of product {known.ProductId} as it stands ({known.Status}): {outcome.Faults[0].Sentence}", "it is tried again when its status has changed"), TimeSpan.FromHours(1));
        }

        if (outcome.Value is not { } written)
        {
            return Refused(task, known, "edit", outcome.Faults);
        }

        known = known with { Audit = written.Audit?.Status is { Length: > 0 } audit ? audit : known.Audit, Reasons = [] };
        var done = Written(desired, known, kept, written, "edit", isNew: false, missing, there);
        if (known.IsOff && await ActivateAsync(book.Find(name, known.View, known.Group)!, cancellation).ConfigureAwait(false) is { Count: > 0 } faults)
        {
            return Waits(task, faults[0], Later(task));
        }

        return done with { Lines = [.. _lines] };
    }

    /// <summary>Tells quantities that differ, each SKU with all of its warehouses.</summary>
    private async Task<(KnownListing Known, IReadOnlyList<CallFault> Faults)> StockAsync(DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        var wanted = new List<(KnownSku Sku, Dictionary<string, int> Stock)>();
        foreach (var one in known.Skus)
        {
            // What is in the product and not in the feed any more has nothing to sell.
            var sku = desired.Kept.FirstOrDefault(sku => sku.Sku == one.Sku);
            if (sku is not null && IsUntold(sku))
            {
                continue;
            }

            var stock = warehouses.ToDictionary(warehouse => warehouse.Warehouse, warehouse => sku is null ? 0 : sku.Quantity(warehouse.List) ?? one.Stock.GetValueOrDefault(warehouse.Warehouse), StringComparer.Ordinal);
            if (stock.Any(each => !one.Stock.TryGetValue(each.Key, out var told) || told != each.Value))
            {
                wanted.Add((one, stock));
            }
        }

        if (wanted.Count == 0)
        {
            return (known, []);
        }

        var outcome = await api.UpdateInventoryAsync(
            known.ProductId, [.. wanted.Select(each => new SkuStock(each.Sku.Id, [.. each.Stock.Select(stock => new WarehouseQuantity { WarehouseId = stock.Key, Quantity = stock.Value })]))], cancellation).ConfigureAwait(false);
        var done = outcome.Done.ToHashSet(StringComparer.Ordinal);
        known = known with { Skus = [.. known.Skus.Select(one => wanted.FirstOrDefault(each => each.Sku.Id == one.Id) is { Sku: not null } told && done.Contains(one.Id) ? one with { Stock = told.Stock } : one)] };
        book.KeepTold(name, known.Skus.Where(one => done.Contains(one.Id)));
        foreach (var (sku, stock) in wanted.Where(each => done.Contains(each.Sku.Id)))
        {
            foreach (var (warehouse, quantity) in stock)
            {
                _told[(sku.Id, warehouse)] = new ToldQuantity(quantity, sku.Stock.TryGetValue(warehouse, out var before) ? before : null);
            }
        }

        _lines.Add(Line(known, "stock", outcome.IsDone, [.. outcome.Faults.Select(fault => fault.Sentence)]));
        return (known, [.. outcome.Faults.Select(fault => new CallFault("call.stock", $"TikTok does not take a quantity: {fault.Sentence}", fault.Known.Cure))]);
    }

    private async Task<IReadOnlyList<CallFault>> PricesAsync(DesiredListing desired, KnownListing known, IReadOnlyList<KnownSku> prices, CancellationToken cancellation)
    {
        var draft = new ListingDraft(desired, policies.Categories, account.Country);
        var outcome = await api.UpdatePricesAsync(known.ProductId, [.. prices.Select(one => draft.Sku(Desired(desired, one))).Zip(prices, (sku, one) => new SkuPrice(one.Id, sku.Price!) { ListPrice = sku.ListPrice })], cancellation).ConfigureAwait(false);
        var done = outcome.Done.ToHashSet(StringComparer.Ordinal);
        book.KeepTold(name, prices.Where(one => done.Contains(one.Id)).Select(one => one with { Price = Desired(desired, one).Price }));
        _lines.Add(Line(known, "prices", outcome.IsDone, [.. outcome.Faults.Select(fault => fault.Sentence)]));
        return [.. outcome.Faults.Select(fault => new CallFault("call.price", $"TikTok does not take a price: {fault.Sentence}", fault.Known.Cure))];
    }

    private async Task<CallOutcome> TurnOffAsync(CallTask task, DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        var stock = await StockAsync(desired, known, cancellation).ConfigureAwait(false);
        known = stock.Known;
        if (!known.IsOff && known.Status is not ("SELLER_DEACTIVATED" or "PLATFORM_DEACTIVATED" or "DRAFT" or "FAILED"))
        {
            var outcome = await api.DeactivateAsync([known.ProductId], cancellation).ConfigureAwait(false);
            var isNotNow = outcome.Faults.Any(fault => fault.Code == NotInThisStatus);
            _lines.Add(Line(known, "deactivate", outcome.IsDone, [.. outcome.Faults.Select(fault => fault.Sentence)]));
            if (!outcome.IsDone)
            {
                return Waits(
                    task, new CallFault("call.off", $"TikTok does not turn product {known.ProductId} off{(isNotNow ? $" as it stands ({known.Status})" : "")}: {outcome.Faults[0].Sentence}", isNotNow ? "nothing of it can be sold: its stock is 0; it is tried again" : outcome.Faults[0].Known.Cure),
                    Later(task));
            }

            known = known with { IsOff = true, Status = "SELLER_DEACTIVATED" };
            book.Keep(name, known, clock.GetUtcNow());
        }

        return stock.Faults.Count > 0 ? Waits(task, stock.Faults[0], Later(task)) : Outcome();
    }

    private async Task<IReadOnlyList<CallFault>> ActivateAsync(KnownListing known, CancellationToken cancellation)
    {
        var outcome = await api.ActivateAsync([known.ProductId], cancellation).ConfigureAwait(false);
        _lines.Add(Line(known, "activate", outcome.IsDone, [.. outcome.Faults.Select(fault => fault.Sentence)]));
        // One that is not off needs no turning on.
        var isOn = outcome.Faults.Any(fault => fault.Code == NotInThisStatus) && known.Status is not ("SELLER_DEACTIVATED" or "PLATFORM_DEACTIVATED");
        if (outcome.IsDone || isOn)
        {
            book.Keep(name, known with { IsOff = false, Status = outcome.IsDone ? "PENDING" : known.Status }, clock.GetUtcNow());
            return [];
        }

        return [new CallFault("call.on", $"TikTok does not put product {known.ProductId} on sale again ({known.Status}): {outcome.Faults[0].Sentence.TrimEnd('.')}", outcome.Faults[0].Known.Cure)];
    }

    private async Task<CallOutcome> DeleteAsync(CallTask task, KnownListing known, CancellationToken cancellation)
    {
        ShopBatchOutcome outcome;
        try
        {
            outcome = await api.DeleteAsync([known.ProductId], cancellation).ConfigureAwait(false);
        }
        catch (PersonMustDecideException fault) when (fault.Code is "shop.refused" or "shop.closed")
        {
            // What cannot go has at least nothing to sell.
            await StockAsync(new DesiredListing(known.View, known.Group, []), known, cancellation).ConfigureAwait(false);
            throw;
        }

        _lines.Add(Line(known, "delete", outcome.IsDone, [.. outcome.Faults.Select(fault => fault.Sentence)]));
        if (outcome.Faults.Any(fault => fault.Code == NotInThisStatus) && await FrozenAsync(known, cancellation).ConfigureAwait(false) is { } frozen)
        {
            book.Keep(name, frozen, clock.GetUtcNow());
            return Frozen(task, frozen);
        }

        if (!outcome.IsDone && !outcome.Faults.Any(fault => fault.Code is NotInThisStatus or 12052260 or 12052032))
        {
            await StockAsync(new DesiredListing(known.View, known.Group, []), known, cancellation).ConfigureAwait(false);
            return Waits(task, new CallFault("call.delete", $"TikTok does not delete product {known.ProductId}: {outcome.Faults[0].Sentence}", outcome.Faults[0].Known.Cure), Later(task));
        }

        Gone(known);
        return Outcome();
    }

    private CallOutcome Frozen(CallTask task, KnownListing known) => Waits(
        task, new CallFault("call.frozen", $"TikTok has frozen product {known.ProductId}: nothing of it can be changed", "look into TikTok's Seller Center for the reason, and appeal there"), TimeSpan.FromHours(6));

    /// <summary>The product as it stands, where TikTok has frozen it: it deletes none of those.</summary>
    private async Task<KnownListing?> FrozenAsync(KnownListing known, CancellationToken cancellation)
    {
        var skus = known.Skus.Select(sku => sku.Sku).Take(ListingSearch.MaxSellerSkus).ToList();
        var page = skus.Count == 0 ? null : await api.SearchPageAsync(new ListingSearch { SellerSkus = skus }, SearchVersion.V202309, "", ShopApi.MaxPage, cancellation).ConfigureAwait(false);
        return page?.Products.FirstOrDefault(product => product.Id == known.ProductId)?.Status == "FREEZE" ? known with { Status = "FREEZE" } : null;
    }

    private KnownListing Gone(KnownListing known)
    {
        book.Keep(name, known.Gone(), clock.GetUtcNow());
        return known.Gone();
    }

    /// <summary>
    /// The product at TikTok that has of these SKUs some and no others, if there is one; or why none may be created: a SKU that is in two products would be sold twice.
    /// </summary>
    private async Task<(KnownListing? Found, CallFault? Elsewhere)> FoundAsync(DesiredListing desired, KnownListing known, CancellationToken cancellation)
    {
        var skus = desired.Kept.Select(sku => sku.Sku).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, ShopListing>(StringComparer.Ordinal);
        foreach (var some in skus.Chunk(ListingSearch.MaxSellerSkus))
        {
            for (var page = ""; ;)
            {
                var result = await api.SearchPageAsync(new ListingSearch { SellerSkus = some }, SearchVersion.V202309, page, ShopApi.MaxPage, cancellation).ConfigureAwait(false);
                foreach (var one in result.Products.Where(one => one.Status != "DELETED" && one.Skus.Any(sku => skus.Contains(sku.SellerSku))))
                {
                    found[one.Id] = one;
                }

                page = result.NextPageToken;
                if (result.Products.Count == 0 || page.Length == 0)
                {
                    break;
                }
            }
        }

        if (found.Count == 0)
        {
            return (null, null);
        }

        var product = found.Values.First();
        var shared = product.Skus.First(sku => skus.Contains(sku.SellerSku)).SellerSku;
        if (found.Values.Select(one => book.OfProduct(name, one.Id)).FirstOrDefault(owner => owner is not null) is { } ours)
        {
            return (null, new CallFault("call.elsewhere", $"SKU {shared} is still in product {ours.ProductId} of item group {ours.Group}", "it goes by itself when it has left that one"));
        }

        if (found.Count > 1 || product.Status == "FREEZE" || product.Skus.FirstOrDefault(sku => !skus.Contains(sku.SellerSku)) is not null)
        {
            var other = product.Skus.FirstOrDefault(sku => !skus.Contains(sku.SellerSku));
            return (null, new CallFault(
                "call.elsewhere",
                found.Count > 1 ? $"SKU {shared} or its siblings are in {found.Count} products that were not listed from here: {string.Join(", ", found.Keys.Order(StringComparer.Ordinal))}"
                    : product.Status == "FREEZE" ? $"SKU {shared} is in product {product.Id}, which was not listed from here and is frozen"
                    : $"SKU {shared} is in product {product.Id}, which was not listed from here and has SKUs that this item group does not have, such as '{other!.SellerSku}'",
                "delete it in TikTok's Seller Center, or let the shop list the same variants; then it goes by itself"));
        }

        return (known with
        {
            ProductId = product.Id, Content = null, Status = product.Status, ProductStatus = product.ProductStatus, Audit = product.Audit?.Status ?? "", IsOff = false,
            Skus = [.. product.Skus.Select(sku => new KnownSku(sku.SellerSku, sku.Id, "", new Dictionary<string, int>()))],
        }, null);
    }

    private async Task<ListingForm> FormAsync(ListingDraft draft, IReadOnlyList<ImageUri> uris, CancellationToken cancellation) =>
        draft.Form() with { MainImages = uris, BrandId = draft.Brand.Length > 0 ? await brand(draft.Brand, cancellation).ConfigureAwait(false) : null };

    private ListingSku Sku(ListingDraft draft, DesiredSku sku, KnownSku? known, IReadOnlyDictionary<(string SkuId, string Warehouse), int>? there = null) => draft.Sku(sku) with
    {
        Id = known?.Id,
        Inventory = [.. warehouses.Select(warehouse => new WarehouseQuantity { WarehouseId = warehouse.Warehouse, Quantity = Written(sku, known, warehouse, there) })],
    };

    /// <summary>The quantity that goes with a product's content.</summary>
    private static int Written(DesiredSku sku, KnownSku? known, (string List, string Warehouse) warehouse, IReadOnlyDictionary<(string SkuId, string Warehouse), int>? there)
    {
        var wanted = sku.Quantity(warehouse.List) ?? known?.Stock.GetValueOrDefault(warehouse.Warehouse) ?? 0;
        return known is not null && there is not null && there.TryGetValue((known.Id, warehouse.Warehouse), out var left) ? Math.Min(wanted, left) : wanted;
    }

    /// <summary>What TikTok has left of each SKU.</summary>
    private async Task<IReadOnlyDictionary<(string SkuId, string Warehouse), int>> ThereAsync(KnownListing known, CancellationToken cancellation) =>
        (await api.SearchInventoryAsync([known.ProductId], cancellation).ConfigureAwait(false)).SelectMany(product => product.Skus)
            .SelectMany(sku => sku.WarehouseInventory.Where(stock => stock.AvailableQuantity is not null).Select(stock => ((sku.Id, stock.WarehouseId), (int)stock.AvailableQuantity!.Value)))
            .GroupBy(each => each.Item1)
            // What was told a moment ago may not be shown yet.
            .ToDictionary(same => same.Key, same => Math.Max(_told.TryGetValue(same.Key, out var told) ? told.Quantity : same.First().Item2, 0));

    private CallOutcome Written(DesiredListing desired, KnownListing known, IReadOnlyList<DesiredSku> kept, WrittenListing written, string call, bool isNew, IReadOnlyList<CallFault> missing, IReadOnlyDictionary<(string SkuId, string Warehouse), int>? there = null)
    {
        // By the seller's SKU; where TikTok does not repeat that, in the order in which they were written.
        var ids = written.Skus.All(sku => sku.SellerSku.Length == 0) && written.Skus.Count == kept.Count
            ? kept.Zip(written.Skus).ToDictionary(pair => pair.First.Sku, pair => pair.Second.Id, StringComparer.Ordinal)
            : written.Skus.GroupBy(sku => sku.SellerSku, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Id, StringComparer.Ordinal);
        var before = known.Skus.ToDictionary(sku => sku.Sku, sku => sku.Stock, StringComparer.Ordinal);
        known = known with
        {
            Content = new DesiredListing(desired.View, desired.Group, kept).Content,
            Skus = [.. kept.Select(sku => new KnownSku(
                sku.Sku, ids.GetValueOrDefault(sku.Sku) ?? known.Skus.FirstOrDefault(one => one.Sku == sku.Sku)?.Id ?? "", sku.Price,
                warehouses.ToDictionary(warehouse => warehouse.Warehouse, warehouse => sku.Quantity(warehouse.List) ?? known.Skus.FirstOrDefault(one => one.Sku == sku.Sku)?.Stock.GetValueOrDefault(warehouse.Warehouse) ?? 0, StringComparer.Ordinal)))],
        };
        book.Keep(name, known, clock.GetUtcNow(), isNew);
        foreach (var (sku, one) in known.Skus.Zip(kept).Where(pair => pair.First.Id.Length > 0))
        {
            foreach (var warehouse in warehouses)
            {
                int? told = before.GetValueOrDefault(sku.Sku)?.TryGetValue(warehouse.Warehouse, out var quantity) == true ? quantity : null;
                _told[(sku.Id, warehouse.Warehouse)] = new ToldQuantity(Written(one, sku, warehouse, there), told);
            }
        }

        _lines.Add(Line(known, call, done: true, [.. written.Warnings.Select(warning => warning.Message), .. missing.Select(fault => fault.Sentence)]));
        return Outcome();
    }

    /// <summary>Of the SKUs that shall be there, those that can be: one that is sold out and was never taken follows when there is stock.</summary>
    private DesiredListing Included(DesiredListing desired, KnownListing known) =>
        new(desired.View, desired.Group, [.. desired.Kept.Where(sku => known.Skus.Any(one => one.Sku == sku.Sku) || !IsSoldOut(sku))]);

    private bool HasWaited(CallTask task) => task is { Fault.Code: "call.image", Tries: >= 3 } && clock.GetUtcNow() - task.Since >= MostWaitForImages;

    private CallOutcome Untold(CallTask task) =>
        Waits(task, new CallFault("call.stock", "how many pieces there are was never told", $"make an inventory feed: connector feed inventory --account {name}"), TimeSpan.FromDays(1));

    private bool IsUntold(DesiredSku sku) => warehouses.Any(warehouse => sku.Quantity(warehouse.List) is null);

    private bool IsSoldOut(DesiredSku sku) => warehouses.All(warehouse => sku.Quantity(warehouse.List) is null or 0);

    private static DesiredSku Desired(DesiredListing desired, KnownSku one) => desired.Kept.First(sku => sku.Sku == one.Sku);

    private CallOutcome Own(DesiredListing desired, KnownListing known, IReadOnlyList<CallFault> faults)
    {
        _lines.Add(new CallLine(desired.View, desired.Group, known.ProductId, "none", false, [.. faults.Select(fault => fault.Sentence)]));
        return Outcome(faults) with { IsOwnFault = true };
    }

    private CallOutcome Refused(CallTask task, KnownListing known, string call, IReadOnlyList<ShopRefusal> refusals)
    {
        _lines.Add(Line(known, call, done: false, [.. refusals.Select(refusal => refusal.Sentence)]));
        if (refusals.FirstOrDefault(refusal => refusal.Known.Heals) is { } passing)
        {
            return Waits(task, new CallFault(string.Create(CultureInfo.InvariantCulture, $"tiktok.{passing.Known.Code}"), passing.Sentence.TrimEnd('.'), passing.Known.Cure), Later(task));
        }

        return Outcome([.. refusals.Select(refusal => new CallFault(string.Create(CultureInfo.InvariantCulture, $"tiktok.{refusal.Known.Code}"), refusal.Sentence, refusal.Known.Cure))]);
    }

    private CallOutcome Waits(CallTask task, CallFault fault, TimeSpan span)
    {
        if (task.Fault?.Sentence != fault.Sentence)
        {
            _lines.Add(new CallLine(task.View, task.Group, "", "none", false, [fault.Sentence]));
        }

        return Outcome([fault]) with { Again = clock.GetUtcNow() + span };
    }

    private CallOutcome Outcome(IReadOnlyList<CallFault>? faults = null) => new([.. _lines], faults ?? []) { Told = _told };

    private static CallLine Line(KnownListing known, string call, bool done, IReadOnlyList<string> sentences) => new(known.View, known.Group, known.ProductId, call, done, sentences);

    /// <summary>Half an hour, doubled with each try, a day at the most.</summary>
    private static TimeSpan Later(CallTask task) => TimeSpan.FromMinutes(Math.Min(30 * Math.Pow(2, Math.Min(task.Tries, 6)), 24 * 60));

    private TimeSpan TomorrowIn() => clock.GetUtcNow().UtcDateTime.Date.AddDays(1) - clock.GetUtcNow().UtcDateTime + TimeSpan.FromMinutes(1);
}
