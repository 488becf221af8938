namespace Connector.Sandbox;

/// <summary>The shops of the Shop Open Platform (C) on the page: their listings, with both status fields and the audit beside them.</summary>
internal static class ShopSection
{
    public static void Write(HtmlText html, StandInState state, PageQuery query)
    {
        foreach (var shop in state.Shops.Where(s => query.Shows(s.ShopId)))
        {
            html.Open("section").Open("h2").Text(shop.Name).Element("span", "soft", $" shop {shop.ShopId}, {shop.Region}, {shop.Currency} (C){(shop.ExternalBusinessId is { } id ? $", the same as {id}" : "")}").Raw("</h2>").Open("div", "facts");
            Fact(html, shop.Products.Count, "products");
            foreach (var status in shop.Products.CountBy(p => p.Status).OrderBy(s => s.Key, StringComparer.Ordinal)) Fact(html, status.Value, status.Key);
            html.Raw("</div>");
            Products(html, shop, query);
            html.Raw("</section>");
        }
    }

    private static void Products(HtmlText html, ShopState shop, PageQuery query)
    {
        var found = shop.Products.Where(p => query.Finds(
            p.Title, p.ProductId, p.Status, p.ProductStatus, p.AuditStatus, string.Join('\n', p.Skus.Select(s => s.SellerSku)), string.Join('\n', p.Reasons.Select(r => r.Reason)))).ToArray();
        if (query.Find.Length > 0) html.Element("p", "soft", $"{HtmlText.Number(found.Length)} with “{query.Find}”");
        if (found.Length == 0) return;
        html.Table("", "", "Product", "Status", "Product status", "Audit", "SKU", "Price", "Stock by warehouse", "Why");
        foreach (var product in query.Part(found)) Product(html, product);
        html.EndTable();
        query.Links(html, shop.ShopId, found.Length);
    }

    private static void Product(HtmlText html, ListingState product)
    {
        html.Open("tr").Open("td").Picture(product.Images.Count > 0 ? product.Images[0] : null).Raw("</td>")
            .Open("td").Element("div", "title", product.Title).Element("div", "soft", $"{product.ProductId} · category {product.CategoryId}");
        if (product.UnderReview) html.Element("div", "soft", "an edit waits for the reviewer");
        html.Raw("</td>").Open("td").Chip(product.Status).Raw("</td>").Open("td").Chip(product.ProductStatus).Raw("</td>").Open("td").Chip(product.AuditStatus).Raw("</td>");
        Skus(html, product, sku => html.Element("code", null, sku.SellerSku).Element("span", "soft", sku.Attributes.Count > 0 ? " " + string.Join(", ", sku.Attributes) : ""));
        Skus(html, product, sku => html.Text($"{sku.Price} {sku.Currency}{(sku.PriceLocked ? " (locked)" : "")} ").Element("span", "was", sku.ListPrice));
        Skus(html, product, sku => html.Text(string.Join(", ", sku.Stock.Select(s => $"{s.WarehouseId}: {HtmlText.Number(s.Available)}{(s.Committed > 0 ? $" + {HtmlText.Number(s.Committed)} promised" : "")}"))));
        html.Open("td", "why");
        foreach (var reason in product.Reasons)
            html.Open("div").Text($"{(reason.Position.Length > 0 ? reason.Position + ": " : "")}{reason.Reason}").Element("span", "soft", reason.Suggestion.Length > 0 ? " " + reason.Suggestion : "").Raw("</div>");
        html.Raw("</td></tr>");
    }

    private static void Skus(HtmlText html, ListingState product, Action<ShopSkuState> write)
    {
        html.Open("td");
        foreach (var sku in product.Skus)
        {
            html.Open("div");
            write(sku);
            html.Raw("</div>");
        }

        html.Raw("</td>");
    }

    private static void Fact(HtmlText html, int count, string what) => html.Open("span").Element("b", null, HtmlText.Number(count)).Text(" " + what).Raw("</span>");
}
