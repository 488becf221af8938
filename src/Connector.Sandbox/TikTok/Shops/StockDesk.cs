using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Quantities, by warehouse (facts 3.6): absolute, every warehouse of a SKU named, faults per SKU under code 0.</summary>
internal sealed class StockDesk(ShopBook book, ShopEvents events)
{
    private const int MostProducts = 100;
    private const int MostSkus = 600;

    public IEnumerable<ShopRoute> Routes =>
    [
        new("POST", "/product/202309/products/{product_id}/inventory/update", ShopScopes.EditProducts, Update),
        new("POST", "/product/202309/inventory/search", ShopScopes.Products, Search),
    ];

    private ShopAnswer Update(ShopCall call)
    {
        CategoryDesk.Trade(call);
        var body = call.Read(ListingShapes.StockUpdate);
        var listing = ListingDesk.Find(book, call, call.Path["product_id"]);
        if (listing.ProductStatus is "FREEZE" or "DELETED" || (!call.Settings.StockOfAnyStatus && listing.Status != "ACTIVATE")) throw new ShopRefused(12052901, $"The product in its current status is not available for this operation: {listing.Status}.");
        var skus = body.Items("skus").ToArray();
        if (skus.Length == 0) throw new ShopRefused(12052902, "The SKU list is empty. Either omit the list entirely, or provide all required details.");
        if (skus.Any(s => s.Text("id") is not { Length: > 0 })) throw new ShopRefused(12052036, "The SKU ID is necessary");
        if (skus.GroupBy(s => s.Text("id")).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ShopRefused(12052553, $"Sku id duplicate: {twice.Key}.");
        listing.Write(call.Now);
        var errors = new JsonArray();
        foreach (var (sku, at) in skus.Select((sku, at) => (sku, at)))
        {
            var wrong = call.Settings.HalfBatches && at % 2 == 1 ? Error(sku, 12001000, "product api internal error", []) : Wrong(sku, listing, call.At.Shop);
            if (wrong is not null) errors.Add(wrong);
            else Set(call, listing, sku);
        }

        return ShopAnswer.Of(errors);
    }

    private static JsonObject? Wrong(JsonElement sku, Listing listing, StandInShop shop)
    {
        if (!listing.Goods.TryGetValue(sku.Text("id")!, out var goods)) return Error(sku, 12052556, $"The SKU id not exist: {sku.Text("id")}.", []);
        var named = sku.Items("inventory").Select(i => i.Text("warehouse_id") ?? (goods.Stock.Count == 1 ? goods.Stock.Keys.First() : "")).ToArray();
        if (goods.Stock.Keys.Except(named).FirstOrDefault() is { } left) return Error(sku, 12019028, $"Multiple warehouses detected. Include all warehouse IDs and the corresponding details; {left} is left out.", []);
        var extra = new List<(int Code, string Message, string Warehouse)>();
        foreach (var (stock, warehouse) in sku.Items("inventory").Zip(named))
        {
            var whole = JsonNode.Parse(stock.GetRawText())!.AsObject();
            whole["warehouse_id"] = warehouse;
            if (WorthRules.Stock(JsonSerializer.SerializeToElement(whole), shop, goods, 0) is { } fault) extra.Add((fault.Code, fault.Message, warehouse));
            else if (!goods.Stock.ContainsKey(warehouse)) extra.Add((12052533, $"Removal, addition, and change of warehouses are not permitted. Please specify the original ones; {warehouse} is none.", warehouse));
        }

        return extra.Count == 0 ? null : Error(sku, 12052990, "The check failed.", extra);
    }

    private static JsonObject Error(JsonElement sku, int code, string message, IEnumerable<(int Code, string Message, string Warehouse)> extra) => new()
    {
        ["code"] = code,
        ["message"] = message,
        ["detail"] = new JsonObject
        {
            ["sku_id"] = sku.Text("id"),
            ["extra_errors"] = new JsonArray([.. extra.Select(e => new JsonObject { ["code"] = e.Code, ["message"] = e.Message, ["warehouse_id"] = e.Warehouse })]),
        },
    };

    private void Set(ShopCall call, Listing listing, JsonElement sku)
    {
        var goods = listing.Goods[sku.Text("id")!];
        var before = goods.Available;
        foreach (var stock in sku.Items("inventory")) goods.Stock[stock.Text("warehouse_id") ?? goods.Stock.Keys.First()] = stock.Member("quantity")!.Value.GetInt32();
        events.Stocked(call.At, listing, sku.Text("id")!, before, call.Now);
    }

    private ShopAnswer Search(ShopCall call)
    {
        CategoryDesk.Trade(call);
        var body = call.Read(ListingShapes.StockSearch);
        var products = body.Items("product_ids").Select(i => i.GetString()!).ToHashSet(StringComparer.Ordinal);
        var skus = body.Items("sku_ids").Select(i => i.GetString()!).ToHashSet(StringComparer.Ordinal);
        if (products.Count == 0 && skus.Count == 0) throw ShopCall.Invalid("`body`: product_ids or sku_ids are needed.");
        if (products.Count > MostProducts) throw new ShopRefused(12019120, $"The number of provided product IDs exceeds the limit: {products.Count} are given, {MostProducts} are allowed.");
        if (skus.Count > MostSkus) throw new ShopRefused(12019015, $"The number of SKU exceed the limit: {skus.Count} are given, {MostSkus} are allowed.");
        return ShopAnswer.Ok(new JsonObject
        {
            ["inventory"] = new JsonArray([.. call.At.All.Select(l => l.Shown(call.Now, call.Settings.StaleReads)).OfType<Listing>()
                .Where(l => l.ProductStatus is not ("FREEZE" or "DELETED"))
                .Select(l => (Listing: l, Skus: l.Content.Skus.Where(s => products.Contains(l.Id) || skus.Contains(s.Id)).ToArray()))
                .Where(l => l.Skus.Length > 0)
                .Select(l => new JsonObject { ["product_id"] = l.Listing.Id, ["skus"] = new JsonArray([.. l.Skus.Select(s => Sku(s, l.Listing.Goods.GetValueOrDefault(s.Id) ?? new SkuGoods()))]) })]),
        });
    }

    private static JsonObject Sku(ListingSku sku, SkuGoods goods) => new()
    {
        ["id"] = sku.Id,
        ["seller_sku"] = sku.SellerSku,
        ["total_available_inventory_distribution"] = new JsonObject { ["campaign_inventory"] = new JsonArray(), ["creator_inventory"] = new JsonArray(), ["in_shop_inventory"] = new JsonObject { ["quantity"] = goods.Available } },
        ["total_available_quantity"] = goods.Available,
        ["total_committed_quantity"] = goods.Committed.Values.Sum(),
        ["warehouse_inventory"] = new JsonArray([.. goods.Stock.Select(s => new JsonObject { ["available_quantity"] = s.Value, ["committed_quantity"] = goods.Committed.GetValueOrDefault(s.Key), ["warehouse_id"] = s.Key })]),
    };
}
