namespace Connector.Sandbox;

/// <summary>One catalog on the page: how its reviews stand, and its products.</summary>
internal static class CatalogSection
{
    private static readonly string[] LookColumns = ["color", "size", "material", "pattern"];

    public static void Write(HtmlText html, AccountState account, CatalogState catalog, PageQuery query)
    {
        var title = $"{catalog.SiteId} {catalog.Locale}".Trim();
        html.Open("h3").Text($"Catalog {catalog.CatalogId}").Element("span", "soft", $" {title}, {catalog.Currency}").Raw("</h3>").Open("div", "facts");
        Fact(html, catalog.Products.Count, "products");
        foreach (var status in new[] { "approved", "processing", "rejected" }) Fact(html, catalog.Products.Count(p => p.AuditStatus == status), status);
        html.Raw("</div>");

        var found = catalog.Products.Where(p => query.Finds(
            p.Row.SkuId, p.Row.Title, p.Row.Brand, p.Row.ItemGroupId, p.AuditStatus, p.ImageStatus, p.Row.Availability, string.Join('\n', p.RejectedInfo.Select(r => r.Reason)))).ToArray();
        if (query.Find.Length > 0) html.Element("p", "soft", $"{HtmlText.Number(found.Length)} with “{query.Find}”");
        if (found.Length == 0) return;
        html.Table("", "", "Product", "SKU", "Price", "Availability", "Stock", "Status", "Why");
        foreach (var product in query.Part(found)) Product(html, product, account);
        html.EndTable();
        query.Links(html, catalog.CatalogId, found.Length);
    }

    private static void Product(HtmlText html, ProductState product, AccountState account)
    {
        var row = product.Row;
        html.Open("tr").Open("td").Picture(row.Images() is [var main, ..] ? main : null).Raw("</td>")
            .Open("td").Element("div", "title", row.Title).Element("div", "soft", string.Join(" · ", new[] { row.Brand, Group(row), Look(row) }.Where(t => t.Length > 0))).Raw("</td>")
            .Open("td").Element("code", null, row.SkuId).Raw("</td>").Open("td", "n");
        if (row.Detail("sale_price") is { Length: > 0 } sale) html.Element("div", null, sale).Element("div", "was", row.Price);
        else html.Text(row.Price);
        html.Raw("</td>").Element("td", null, row.Availability).Open("td");
        if (product.Quantity is { } quantity)
        {
            html.Element("div", null, HtmlText.Number(quantity));
            foreach (var list in product.Lists) html.Element("div", "soft", $"{list.List}: {HtmlText.Number(list.Quantity)}");
        }

        html.Raw("</td>").Open("td").Chip(product.AuditStatus);
        if (product.ImageStatus != "SUCCESS") html.Chip(product.ImageStatus);
        html.Raw("</td>").Open("td", "why");
        foreach (var reason in product.RejectedInfo) html.Open("div").Text(reason.Reason).Element("span", "soft", reason.Suggestion.Length > 0 ? " " + reason.Suggestion : "").Raw("</div>");
        html.Raw("</td></tr>");
    }

    private static string Group(ProductRow row) => row.ItemGroupId.Length > 0 ? "group " + row.ItemGroupId : "";

    /// <summary>What tells a variant from its siblings.</summary>
    private static string Look(ProductRow row) => row.VariationProperties.Length > 2
        ? row.VariationProperties.Trim('{', '}').Replace("\"", "", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal)
        : string.Join(", ", LookColumns.Select(row.Detail).Where(t => t.Length > 0));

    private static void Fact(HtmlText html, int count, string what) => html.Open("span").Element("b", null, HtmlText.Number(count)).Text(" " + what).Raw("</span>");
}
