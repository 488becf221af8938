namespace Connector.Sandbox;

/// <summary>Takes what a shop holds as a record.</summary>
internal sealed class ShopSnapshot(ShopBook book, ShopCategories categories)
{
    public ShopState Of(ShopShelf shelf) => new(shelf.Shop.ShopId, shelf.Shop.Name, shelf.Shop.Region, shelf.Shop.Currency, shelf.Shop.ExternalBusinessId, shelf.All.Select(Product).ToValueList());

    private ListingState Product(Listing listing)
    {
        var content = listing.Content;
        return new ListingState(
            listing.Id,
            content.Title,
            content.Body.Text("description") ?? "",
            content.CategoryId,
            content.Body.Text("brand_id") ?? "",
            listing.Status,
            listing.ProductStatus,
            listing.Audit,
            listing.Reasons,
            listing.UnderReview is not null,
            listing.Draft is not null,
            content.Body.Items("main_images").Select(i => Url(i.Text("uri"))).OfType<string>().ToValueList(),
            content.Skus.Select(s => Sku(listing, s)).OrderBy(s => s.SellerSku, StringComparer.Ordinal).ToValueList(),
            listing.Created,
            listing.Updated);
    }

    private ShopSkuState Sku(Listing listing, ListingSku sku)
    {
        var goods = listing.Goods.GetValueOrDefault(sku.Id) ?? new SkuGoods();
        var image = sku.Body.Items("sales_attributes").Select(a => a.Member("sku_img")?.Text("uri")).FirstOrDefault(u => u is not null);
        return new ShopSkuState(
            sku.Id,
            sku.SellerSku,
            goods.Price,
            goods.ListPrice,
            goods.Currency,
            sku.Body.Items("sales_attributes").Select(a => $"{Name(listing.Content, a.Text("id")) ?? a.Text("name")}: {Value(listing.Content, a.Text("id"), a.Text("value_id")) ?? a.Text("value_name")}").ToValueList(),
            Url(image),
            goods.Available,
            goods.Stock.Select(s => new WarehouseStock(s.Key, s.Value, goods.Committed.GetValueOrDefault(s.Key))).ToValueList(),
            goods.PriceLocked,
            goods.StockLocked);
    }

    private string? Url(string? uri) => uri is null ? null : book.Uploads.Image(uri)?.Url;

    private string? Name(ListingContent content, string? id) => Forms(content).Where(f => f.Text("id") == id).Select(f => f.Text("name")).FirstOrDefault();

    private string? Value(ListingContent content, string? id, string? value) => Forms(content).Where(f => f.Text("id") == id).SelectMany(f => f.Items("values")).Where(v => v.Text("id") == value).Select(v => v.Text("name")).FirstOrDefault();

    private IReadOnlyList<System.Text.Json.JsonElement> Forms(ListingContent content) => (categories.Tree(content.CategoryVersion ?? "v1") ?? categories.Tree("v1"))?.Attributes(content.CategoryId) ?? [];
}
