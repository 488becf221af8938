namespace Connector.Sandbox;

/// <summary>One catalog on the page: how its reviews stand, and its products.</summary>
internal static class CatalogSection
{
    private static readonly string[] LookColumns = ["color", "size", "material", "pattern"];

    public static void Write(HtmlText html, CatalogState catalog, PageQuery query)
    {
        var title = $"{catalog.SiteId} {catalog.Locale}".Trim();
        html.Open("h3").Text($"Catalog {catalog.CatalogId}").Element("span", "soft", $" {title}, {catalog.Currency}").Raw("</h3>").Open("div", "facts");
        query.Fact(html, catalog.CatalogId, catalog.Products.Count, "products", leads: false);
        foreach (var status in new[] { "approved", "processing", "rejected" }) query.Fact(html, catalog.CatalogId, catalog.Products.Count(p => p.AuditStatus == status), status, leads: true);
        html.Raw("</div>");

        var found = catalog.Products.Where(p => query.Finds(
            p.Row.SkuId, p.Row.Title, p.Row.Brand, p.Row.ItemGroupId, p.AuditStatus, p.ImageStatus, p.Row.Availability, string.Join('\n', p.RejectedInfo.Select(r => r.Reason)))).ToArray();
        if (query.Find.Length > 0) html.Element("p", "soft", $"{HtmlText.Number(found.Length)} with “{query.Find}”");
        if (found.Length == 0) return;
        var shown = query.Part(found, p => p.RejectedInfo.Count > 0);
        // Catalogs that pull their files are told no quantities.
        var (withStock, withReasons) = (shown.Any(p => p.Quantity is not null), shown.Any(p => p.RejectedInfo.Count > 0));
        html.Table("", ["", "Product", "SKU", "Price", "Availability", .. withStock ? ["Stock"] : Array.Empty<string>(), "Status", .. withReasons ? ["Why"] : Array.Empty<string>()]);
        foreach (var product in shown) Product(html, product, withStock, withReasons);
        html.EndTable();
        query.Links(html, catalog.CatalogId, found.Length);
    }

    private static void Product(HtmlText html, ProductState product, bool withStock, bool withReasons)
    {
        var row = product.Row;
        html.Open("tr").Open("td").Picture(row.Images() is [var main, ..] ? main : null).Raw("</td>")
            .Open("td", "p").Element("div", "title", row.Title).Open("div", "soft").Text(string.Join(" · ", new[] { row.Brand, Look(row) }.Where(t => t.Length > 0)));
        if (row.ItemGroupId.Length > 0 && row.ItemGroupId != row.SkuId) html.Text(" · group ").Element("code", null, row.ItemGroupId);
        html.Raw("</div></td>")
            .Open("td").Element("code", null, row.SkuId).Raw("</td>").Open("td", "n");
        if (row.Detail("sale_price") is { Length: > 0 } sale) html.Element("div", null, sale).Element("div", "was", row.Price);
        else html.Text(row.Price);
        html.Raw("</td>").Element("td", "t", row.Availability);
        if (withStock) Stock(html, product);
        html.Open("td").Chip(product.AuditStatus);
        if (product.ImageStatus != "SUCCESS") html.Chip(product.ImageStatus);
        html.Raw("</td>");
        if (withReasons) Why(html, product);
        html.Raw("</tr>");
    }

    private static void Stock(HtmlText html, ProductState product)
    {
        html.Open("td", "t");
        if (product.Quantity is { } quantity)
        {
            html.Element("b", null, HtmlText.Number(quantity));
            foreach (var list in product.Lists) html.Element("div", "soft", product.Lists.Count > 1 ? $"{list.List}: {HtmlText.Number(list.Quantity)}" : list.List);
        }

        html.Raw("</td>");
    }

    private static void Why(HtmlText html, ProductState product)
    {
        html.Open("td", "why");
        foreach (var reason in product.RejectedInfo) html.Open("div").Text(reason.Reason).Element("span", "soft", reason.Suggestion.Length > 0 ? " " + reason.Suggestion : "").Raw("</div>");
        html.Raw("</td>");
    }

    /// <summary>What tells a variant from its siblings.</summary>
    private static string Look(ProductRow row) => row.VariationProperties.Length > 2
        ? row.VariationProperties.Trim('{', '}').Replace("\"", "", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)
        : string.Join(", ", LookColumns.Select(row.Detail).Where(t => t.Length > 0));
}
