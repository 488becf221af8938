namespace Connector.Sandbox;

/// <summary>Prices of live products (facts 3.6): all of a call or none.</summary>
internal sealed class PriceDesk(ShopBook book)
{
    public IEnumerable<ShopRoute> Routes => [new("POST", "/product/202309/products/{product_id}/prices/update", ShopScopes.EditProducts, Update)];

    private ShopAnswer Update(ShopCall call)
    {
        CategoryDesk.Trade(call);
        var body = call.Read(ListingShapes.PriceUpdate);
        var listing = ListingDesk.Find(book, call, call.Path["product_id"]);
        if (listing.Status != "ACTIVATE") throw new ShopRefused(12019113, $"product status is invalid: {listing.Status}; prices of live products (ACTIVATE) can be updated.");
        var skus = body.Items("skus").ToArray();
        if (skus.Length == 0) throw new ShopRefused(12052902, "The SKU list is empty. Either omit the list entirely, or provide all required details.");
        if (skus.GroupBy(s => s.Text("id")).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ShopRefused(12052553, $"Sku id duplicate: {twice.Key}.");
        foreach (var sku in skus)
        {
            if (!listing.Goods.TryGetValue(sku.Text("id")!, out var goods)) throw new ShopRefused(12052557, $"The SKU ID does not belong to the product: {sku.Text("id")}.");
            foreach (var fault in WorthRules.Price(sku, call.At.Shop, goods, call.Settings)) throw new ShopRefused(fault.Code, fault.Message);
        }

        listing.Write(call.Now);
        foreach (var sku in skus)
        {
            var goods = listing.Goods[sku.Text("id")!];
            goods.Price = WorthRules.Amount(sku.Member("price")!.Value)!;
            if (sku.Member("list_price") is not null) goods.ListPrice = WorthRules.ListPrice(sku);
        }

        return ShopAnswer.Ok();
    }
}
