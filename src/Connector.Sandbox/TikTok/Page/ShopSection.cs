namespace Connector.Sandbox;

/// <summary>The shops of the Shop Open Platform (C) on the page: their listings, with both status fields and the audit, and a line for each SKU.</summary>
internal static class ShopSection
{
    public static void Write(HtmlText html, StandInState state, PageQuery query)
    {
        foreach (var shop in state.Shops.Where(s => query.Shows(s.ShopId)))
        {
            html.Open("section").Open("h2").Text(shop.Name).Element("span", "soft", $" shop {shop.ShopId}, {shop.Region}, {shop.Currency} (C){(shop.ExternalBusinessId is { } id ? $", the same as {id}" : "")}").Raw("</h2>").Open("div", "facts");
            query.Fact(html, shop.ShopId, shop.Products.Count, "products", leads: false);
            foreach (var status in shop.Products.CountBy(p => p.Status).OrderBy(s => s.Key, StringComparer.Ordinal)) query.Fact(html, shop.ShopId, status.Value, status.Key, leads: true);
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
        var shown = query.Part(found, p => p.Reasons.Count > 0);
        html.Table("grouped", "", "Product", "Status", "SKU", "Variant", "Price", "Stock", "Warehouse");
        foreach (var product in shown) Product(html, product);
        html.EndTable();
        query.Links(html, shop.ShopId, found.Length);
    }

    /// <summary>Picture, product and status stand beside all of its SKUs.</summary>
    private static void Product(HtmlText html, ListingState product)
    {
        var lines = Math.Max(1, product.Skus.Count);
        html.Open("tr", "first").Raw($"<td rowspan=\"{lines}\">").Picture(product.Images.Count > 0 ? product.Images[0] : null).Raw($"</td><td class=\"p\" rowspan=\"{lines}\">")
            .Element("div", "title", product.Title).Element("div", "soft", $"{product.ProductId} · category {product.CategoryId}");
        if (product.UnderReview) html.Element("div", "soft", "an edit waits for the reviewer");
        foreach (var reason in product.Reasons)
            html.Open("div", "why").Text($"{(reason.Position.Length > 0 ? reason.Position + ": " : "")}{reason.Reason}").Element("span", "soft", reason.Suggestion.Length > 0 ? " " + reason.Suggestion : "").Raw("</div>");
        html.Raw($"</td><td rowspan=\"{lines}\">");
        Status(html, "status", product.Status);
        Status(html, "product", product.ProductStatus);
        Status(html, "audit", product.AuditStatus);
        html.Raw("</td>");
        for (var i = 0; i < product.Skus.Count; i++)
        {
            if (i > 0) html.Open("tr");
            Sku(html, product.Skus[i]);
            html.Raw("</tr>");
        }

        if (product.Skus.Count == 0) html.Raw("<td colspan=\"5\"></td></tr>");
    }

    private static void Status(HtmlText html, string which, string? status)
    {
        if (string.IsNullOrEmpty(status)) return;
        html.Open("div", "status").Element("span", "soft", which).Chip(status).Raw("</div>");
    }

    private static void Sku(HtmlText html, ShopSkuState sku)
    {
        html.Open("td").Element("code", null, sku.SellerSku).Raw("</td>").Element("td", "soft", string.Join(", ", sku.Attributes))
            .Open("td", "n").Text($"{sku.Price} {sku.Currency}{(sku.PriceLocked ? " (locked)" : "")} ").Element("span", "was", sku.ListPrice).Raw("</td>");
        Stock(html, "n", sku, stock => $"{HtmlText.Number(stock.Available)}{(stock.Committed > 0 ? $" + {HtmlText.Number(stock.Committed)} promised" : "")}");
        Stock(html, "t", sku, stock => stock.WarehouseId);
    }

    private static void Stock(HtmlText html, string look, ShopSkuState sku, Func<WarehouseStock, string> words)
    {
        html.Open("td", look);
        foreach (var stock in sku.Stock) html.Element("div", null, words(stock));
        html.Raw("</td>");
    }
}
