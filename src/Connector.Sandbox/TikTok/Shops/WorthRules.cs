using System.Globalization;
using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>Prices and quantities.</summary>
internal static class WorthRules
{
    public const int MostPieces = 99_999;

    public static IEnumerable<ListingFault> Faults(ListingCheck check)
    {
        foreach (var sku in check.Body.Items("skus"))
        {
            var before = sku.Text("id") is { } id ? check.Before?.Goods.GetValueOrDefault(id) : null;
            if (sku.Member("price") is null && !check.Draft) yield return new ListingFault(12052571, $"Missing price for SKU(s): {sku.Text("seller_sku")}.");
            foreach (var fault in Price(sku, check.Shelf.Shop, before, check.Settings)) yield return fault;
            var inventory = sku.Items("inventory").ToArray();
            if (inventory.Length == 0 && !check.Draft) yield return before is null ? new ListingFault(12019022, "SKU must contain a valid warehouse.") : new ListingFault(12052516, "Missing inventory details. You must include all warehouse IDs assigned to the SKU.");
            else if (before is not null && before.Stock.Keys.Except(inventory.Select(i => i.Text("warehouse_id") ?? "")).FirstOrDefault() is { } left) yield return new ListingFault(12052516, $"Missing inventory details. You must include all warehouse IDs assigned to the SKU; {left} is left out.");
            foreach (var stock in inventory)
            {
                if (Stock(stock, check.Shelf.Shop, before, check.Before is not null || check.Settings.ZeroQuantityAtCreate ? 0 : 1) is { } fault) yield return fault;
            }
        }
    }

    public static string? Amount(JsonElement price) => price.Text("amount") ?? price.Text("sale_price");

    public static IEnumerable<ListingFault> Price(JsonElement sku, StandInShop shop, SkuGoods? before, ShopSettings settings)
    {
        var region = ShopMarkets.Of(shop);
        decimal? amount = null;
        if (sku.Member("price") is { } price)
        {
            var text = Amount(price);
            var warehouses = sku.Items("inventory").Select(i => i.Text("warehouse_id")).Concat(before?.Stock.Keys ?? Enumerable.Empty<string>()).ToHashSet();
            var (from, to) = ShopMarkets.Price(region, shop.SellerType == "CROSS_BORDER" || shop.Warehouses.Any(w => w.SubType.StartsWith("CB_", StringComparison.Ordinal) && warehouses.Contains(w.Id)));
            amount = Number(text);
            if (text is null) yield return new ListingFault(12052424, "Missing 'sale price' value");
            else if (amount is null) yield return new ListingFault(12052073, $"The product price is invalid: {text}; digits and a dot are allowed.");
            else if (amount < from || amount > to) yield return new ListingFault(12052570, $"product price exceed limit: {text}; {from.ToString(CultureInfo.InvariantCulture)} to {to.ToString(CultureInfo.InvariantCulture)} {shop.Currency} are allowed.");
            if (price.Text("currency") != shop.Currency) yield return new ListingFault(12052084, $"The provided currency is not available for this shop/region: {price.Text("currency")}; it is {shop.Currency}.");
            if (before is { PriceLocked: true } && amount != Number(before.Price)) yield return new ListingFault(12052038, "Product price locked due to ongoing promotion.");
        }

        if (sku.Member("list_price") is not { } list) yield break;
        if (region != "US" && !settings.ListPriceElsewhere) yield return new ListingFault(12052376, $"list price not support in {region}.");
        if (Number(list.Text("amount")) is not > 0) yield return new ListingFault(12052375, $"product list price is invalid: {list.Text("amount")}.");
        if (list.Text("currency") != shop.Currency) yield return new ListingFault(12052084, $"The provided currency is not available for this shop/region: {list.Text("currency")}; it is {shop.Currency}.");
    }

    /// <summary>A list price below the price is dropped, not refused (facts 3.5).</summary>
    public static string? ListPrice(JsonElement sku) =>
        sku.Member("list_price")?.Text("amount") is { } list && Number(list) >= Number(sku.Member("price") is { } price ? Amount(price) : null) ? list : null;

    public static ListingFault? Stock(JsonElement stock, StandInShop shop, SkuGoods? before, int least)
    {
        if (stock.Text("warehouse_id") is not { Length: > 0 } id) return new ListingFault(12019022, "SKU must contain a valid warehouse.");
        if (shop.Warehouses.FirstOrDefault(w => w.Id == id) is not { } warehouse) return new ListingFault(12052530, $"The warehouse ' {id} ' does not belong to this shop/seller.");
        if (warehouse.Type != StandInWarehouse.Sales) return new ListingFault(12052532, $"the warehouse not delivery warehouse: {id}.");
        if (warehouse.Status != "ENABLED") return new ListingFault(12052531, $"The warehouse is disabled: {id}.");
        if (stock.Member("quantity") is not { } quantity) return new ListingFault(12019024, "stock count is invalid: no quantity is given.");
        if (quantity.GetInt32() is var pieces && (pieces < least || pieces > MostPieces)) return new ListingFault(12052055, $"The SKU inventory quantity for the warehouse must be within allowed limits: {pieces}; {least} to {MostPieces} are allowed.");
        if (before is { StockLocked: true } && before.Stock.TryGetValue(id, out var held) && pieces < held) return new ListingFault(12052393, $"Product locked for Promotion and stock can't be updated below current stock: {pieces} instead of {held}.");
        return null;
    }

    private static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
}
