namespace Connector.Listings;

/// <summary>Stock and prices: they take effect at once, without an audit.</summary>
public sealed partial class ShopApi
{
    /// <summary>Sets the stock of a product's SKUs. Each names every warehouse that it has (12019028). The outcome's ids are those of SKUs.</summary>
    public Task<ShopBatchOutcome> UpdateInventoryAsync(string productId, IReadOnlyList<SkuStock> skus, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(skus);
        return _calls.AboutAllAsync(
            ShopCall.Post("/product/202309/products/{product_id}/inventory/update", productId).WithJson(new { Skus = skus }), [.. skus.Select(sku => sku.Id)], fault => fault.SkuId, cancellation);
    }

    /// <summary>Sets prices of a live product's SKUs; refused in a running promotion (12052038). The outcome's ids are those of SKUs.</summary>
    public Task<ShopBatchOutcome> UpdatePricesAsync(string productId, IReadOnlyList<SkuPrice> skus, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(skus);
        return _calls.AboutAllAsync(
            ShopCall.Post("/product/202309/products/{product_id}/prices/update", productId).WithJson(new { Skus = skus }), [.. skus.Select(sku => sku.Id)], fault => fault.SkuId, cancellation);
    }

    /// <summary>The stock of products (at most 100) as TikTok counts it.</summary>
    public Task<IReadOnlyList<ProductStock>> SearchInventoryAsync(IReadOnlyList<string> productIds, CancellationToken cancellation)
    {
        Few(productIds, MaxStockProducts);
        return InventoryAsync(new { ProductIds = productIds }, cancellation);
    }

    /// <summary>The stock of SKUs (TikTok's ids, at most 600) as TikTok counts it.</summary>
    public Task<IReadOnlyList<ProductStock>> SearchInventoryOfSkusAsync(IReadOnlyList<string> skuIds, CancellationToken cancellation)
    {
        Few(skuIds, MaxStockSkus);
        return InventoryAsync(new { SkuIds = skuIds }, cancellation);
    }

    private async Task<IReadOnlyList<ProductStock>> InventoryAsync<T>(T body, CancellationToken cancellation) =>
        (await _calls.ReadAsync<Stocks>(ShopCall.Post("/product/202309/inventory/search").WithJson(body), cancellation).ConfigureAwait(false)).Inventory ?? [];

    private sealed record Stocks
    {
        public IReadOnlyList<ProductStock>? Inventory { get; init; }
    }
}
