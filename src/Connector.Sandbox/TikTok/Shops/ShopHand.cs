using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>
/// What happens to products past every call of the Shop Open Platform: TikTok's own measures, campaigns, buyers' orders, and what the seller does in TikTok's Seller Center.
/// </summary>
public sealed class ShopHand
{
    private readonly ShopBook _book;
    private readonly ShopReviews _reviews;
    private readonly ShopEvents _events;
    private readonly TimeProvider _clock;

    internal ShopHand(ShopBook book, ShopReviews reviews, ShopEvents events, TimeProvider clock) => (_book, _reviews, _events, _clock) = (book, reviews, events, clock);

    /// <summary>TikTok takes a product off the market: PLATFORM_DEACTIVATED. Its seller may activate it again.</summary>
    /// <exception cref="ArgumentException">There is no such product.</exception>
    public void Deactivate(string shopId, string productId, string reason) => Suspend(shopId, productId, "PLATFORM_DEACTIVATED", reason);

    /// <summary>TikTok freezes a product: FREEZE, nobody may touch it.</summary>
    /// <exception cref="ArgumentException">There is no such product.</exception>
    public void Freeze(string shopId, string productId, string reason) => Suspend(shopId, productId, "FREEZE", reason);

    /// <summary>An appeal against a freeze was heard: PLATFORM_DEACTIVATED.</summary>
    /// <exception cref="ArgumentException">There is no such product, or it is not frozen.</exception>
    public void Unfreeze(string shopId, string productId) => Reach(shopId, productId, (_, listing) =>
    {
        if (listing.ProductStatus != "FREEZE") throw new ArgumentException($"Product {productId} is not frozen.");
        listing.ProductStatus = "PLATFORM_DEACTIVATED";
    });

    /// <summary>A promotion begins or ends: the price of a SKU cannot be changed while it runs (12052038).</summary>
    /// <exception cref="ArgumentException">There is no such SKU.</exception>
    public void LockPrice(string shopId, string sellerSku, bool locked = true) => Goods(shopId, sellerSku, (_, _, _, goods) => goods.PriceLocked = locked);

    /// <summary>A campaign begins or ends: stock of a SKU can only rise while it runs (12052393).</summary>
    /// <exception cref="ArgumentException">There is no such SKU.</exception>
    public void LockStock(string shopId, string sellerSku, bool locked = true) => Goods(shopId, sellerSku, (_, _, _, goods) => goods.StockLocked = locked);

    /// <summary>A buyer orders: pieces that could be sold are promised now.</summary>
    /// <exception cref="ArgumentException">There is no such SKU, or there are not so many.</exception>
    public void Order(string shopId, string sellerSku, string warehouseId, int pieces) => Goods(shopId, sellerSku, (shelf, listing, id, goods) =>
    {
        var there = goods.Stock.GetValueOrDefault(warehouseId);
        if (pieces < 1 || there < pieces) throw new ArgumentException($"Warehouse {warehouseId} has {there} of {sellerSku}; {pieces} are ordered.");
        var before = goods.Available;
        goods.Stock[warehouseId] = there - pieces;
        goods.Committed[warehouseId] = goods.Committed.GetValueOrDefault(warehouseId) + pieces;
        _events.Stocked(shelf, listing, id, before, _clock.GetUtcNow());
    });

    /// <summary>An order is on its way to the buyer: promised pieces are gone.</summary>
    /// <exception cref="ArgumentException">There is no such SKU, or not so many are promised.</exception>
    public void Ship(string shopId, string sellerSku, string warehouseId, int pieces) => Goods(shopId, sellerSku, (_, _, _, goods) =>
    {
        var promised = goods.Committed.GetValueOrDefault(warehouseId);
        if (pieces < 1 || promised < pieces) throw new ArgumentException($"Of {sellerSku}, {promised} are promised from warehouse {warehouseId}; {pieces} are shipped.");
        goods.Committed[warehouseId] = promised - pieces;
    });

    /// <summary>The seller sets a price in Seller Center.</summary>
    /// <exception cref="ArgumentException">There is no such SKU.</exception>
    public void SetPrice(string shopId, string sellerSku, string amount) => Goods(shopId, sellerSku, (_, _, _, goods) => goods.Price = amount);

    /// <summary>The seller sets a quantity in Seller Center.</summary>
    /// <exception cref="ArgumentException">There is no such SKU, or it is not in that warehouse.</exception>
    public void SetStock(string shopId, string sellerSku, string warehouseId, int pieces) => Goods(shopId, sellerSku, (shelf, listing, id, goods) =>
    {
        if (!goods.Stock.ContainsKey(warehouseId)) throw new ArgumentException($"{sellerSku} is not in warehouse {warehouseId}.");
        var before = goods.Available;
        goods.Stock[warehouseId] = pieces;
        _events.Stocked(shelf, listing, id, before, _clock.GetUtcNow());
    });

    /// <summary>The seller edits a product in Seller Center: members of the body that the calls take, with their new values. Live at once.</summary>
    /// <exception cref="ArgumentException">There is no such product, or SKUs are to be changed.</exception>
    public void Edit(string shopId, string productId, JsonObject changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.ContainsKey("skus")) throw new ArgumentException("SKUs are not edited here.");
        Reach(shopId, productId, (shelf, listing) =>
        {
            var before = listing.Content;
            var body = JsonNode.Parse(before.Body.GetRawText())!.AsObject();
            foreach (var (name, value) in changes) body[name] = value?.DeepClone();
            listing.Content = ListingContent.Of(JsonSerializer.SerializeToElement(body), _book.NewId);
            _events.Changed(shelf, listing, before, "SELLER_CENTER", _clock.GetUtcNow());
        });
    }

    /// <summary>The next edits of a shop's products are answered with code 0 and change nothing.</summary>
    /// <exception cref="ArgumentException">There is no such shop.</exception>
    public void SwallowEdits(string shopId, int times = 1)
    {
        lock (_book.Gate) _book.Shelf(shopId).EditsSwallowed = times;
    }

    private void Suspend(string shopId, string productId, string status, string reason) => Reach(shopId, productId, (shelf, listing) =>
    {
        listing.Withdraw();
        (listing.ProductStatus, listing.SuspendedReason) = (status, reason);
        _events.Status(shelf, listing, "PRODUCT_STATUS_CHANGED", _clock.GetUtcNow());
    });

    private void Reach(string shopId, string productId, Action<ShopShelf, Listing> change)
    {
        lock (_book.Gate)
        {
            var shelf = _book.Shelf(shopId);
            _reviews.Settle(shelf, _clock.GetUtcNow());
            var listing = shelf.Find(productId) ?? throw new ArgumentException($"Shop {shopId} has no product {productId}.");
            listing.Write(_clock.GetUtcNow());
            change(shelf, listing);
        }
    }

    private void Goods(string shopId, string sellerSku, Action<ShopShelf, Listing, string, SkuGoods> change)
    {
        lock (_book.Gate)
        {
            var shelf = _book.Shelf(shopId);
            _reviews.Settle(shelf, _clock.GetUtcNow());
            foreach (var listing in shelf.All.Where(l => l.ProductStatus != "DELETED").Reverse())
            {
                if (listing.Content.Skus.FirstOrDefault(s => s.SellerSku == sellerSku) is not { } sku) continue;
                listing.Write(_clock.GetUtcNow());
                change(shelf, listing, sku.Id, listing.Goods[sku.Id]);
                return;
            }

            throw new ArgumentException($"Shop {shopId} has no SKU {sellerSku}.");
        }
    }
}
