using System.Globalization;

namespace Connector.Listings;

/// <summary>SKUs of which TikTok shows something else than it was told: other hands changed it, or it took less than it said.</summary>
/// <param name="Prices">SKUs with another price.</param>
/// <param name="Stock">SKUs with another quantity.</param>
internal sealed record Drift(IReadOnlyList<DriftedSku> Prices, IReadOnlyList<DriftedSku> Stock)
{
    public bool IsNone => Prices.Count == 0 && Stock.Count == 0;

    /// <summary>Whether all that was told was compared: nothing of it is being told just now, and prices are shown.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Compares a product.</summary>
    /// <param name="known">What it was told.</param>
    /// <param name="shown">What it shows.</param>
    /// <param name="alsoLess">Whether fewer pieces than told count as well. They come with each sale, and the shop's own stock follows it a while later: told again meanwhile, a piece would be sold twice.</param>
    public static Drift Of(KnownListing known, ShopListing shown, bool alsoLess)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(shown);
        var skus = shown.Skus.ToLookup(sku => sku.Id, StringComparer.Ordinal);
        // While an edit is looked at, the live version may show the price before it.
        var isPriced = shown.Status == "ACTIVATE" && shown.Audit?.Status != "AUDITING";
        return new Drift(
            [.. known.Skus.Where(_ => isPriced).SelectMany(sku => skus[sku.Id].Take(1).Where(one => one.Price is not null).Select(one => new DriftedSku(sku, Amount(one.Price!)))).Where(each => IsOther(each.Sku.Price, each.Shown))],
            [.. known.Skus.SelectMany(sku => skus[sku.Id].Take(1)
                .Where(one => one.Inventory.Any(stock => stock.Quantity is { } quantity && sku.Stock.TryGetValue(stock.WarehouseId, out var told) && (quantity > told || (alsoLess && quantity < told))))
                .Select(one => new DriftedSku(sku, string.Join(" + ", one.Inventory.Select(stock => stock.Quantity)))))])
        {
            IsWhole = isPriced && known.Skus.All(sku => sku.Price.Length > 0 && sku.Stock.Count > 0 && skus.Contains(sku.Id)),
        };
    }

    /// <summary>In which SKUs, for people.</summary>
    public IReadOnlyList<string> Sentences() =>
    [
        .. Prices.Select(each => $"SKU {each.Sku.Sku}: {each.Sku.Price} was told, {each.Shown} is shown"),
        .. Stock.Select(each => $"SKU {each.Sku.Sku}: {string.Join(" + ", each.Sku.Stock.Values)} pieces were told, {each.Shown} are shown"),
    ];

    private static string Amount(ShownPrice price) => price.SalePrice.Length > 0 ? price.SalePrice : price.TaxExclusivePrice;

    private static bool IsOther(string told, string shown) =>
        decimal.TryParse(told.Split(' ', '/')[0], NumberStyles.Number, CultureInfo.InvariantCulture, out var ours) && decimal.TryParse(shown, NumberStyles.Number, CultureInfo.InvariantCulture, out var theirs) && ours != theirs;
}

/// <summary>A SKU of which TikTok shows something else.</summary>
/// <param name="Sku">What it was told.</param>
/// <param name="Shown">What it shows.</param>
internal sealed record DriftedSku(KnownSku Sku, string Shown);
