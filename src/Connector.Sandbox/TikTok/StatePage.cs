using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Connector.Sandbox;

/// <summary>A page for people: what the stand-in holds. No script, everything encoded.</summary>
internal static class StatePage
{
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    private const int Shown = 500;

    public static string Render(StandInState state)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>TikTok stand-in</title><style>")
            .Append("body{font:14px system-ui,sans-serif;margin:2rem}table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}")
            .Append("</style></head><body><h1>TikTok stand-in</h1>");
        if (state.Accounts.Count == 0) page.Append("<p>No shop is connected.</p>");
        foreach (var account in state.Accounts)
        {
            page.Append("<h2>").Append(Text(account.ExternalBusinessId)).Append("</h2>");
            Table(page, "Alerts", ["At", "Feed", "Update", "Folder", "Picked up"], account.Alerts.Reverse(), a => [Time(a.At), a.FeedType, a.UpdateType, a.Url, a.Note ?? Time(a.PickedUpAt)]);
            Table(page, "Files", ["Read", "Name", "Result", "Added", "Changed", "Unchanged", "Removed", "Refused rows", "Reason"], account.Files.Reverse(), Row);
            foreach (var catalog in account.Catalogs)
            {
                var title = $"Catalog {catalog.CatalogId}, {catalog.SiteId} {catalog.Locale}: {catalog.Products.Count} products";
                Table(page, title, ["SKU", "Title", "Price", "Availability", "Stock", "Status", "Image", "Reason"], catalog.Products, Row);
            }
        }

        return page.Append("</body></html>").ToString();
    }

    private static string[] Row(FileState f) =>
        [Time(f.ReadAt), f.Name, f.Outcome.ToString(), Number(f.Added), Number(f.Changed), Number(f.Unchanged), Number(f.Removed), Number(f.Errors), f.Reason ?? string.Join("; ", f.Issues.Where(i => i.Severity == IssueSeverity.Error).Take(3).Select(i => $"{i.Index} {i.SkuId}: {i.Issue}"))];

    private static string[] Row(ProductState p) =>
        [p.Row.SkuId, p.Row.Title, p.Row.Price, p.Row.Availability, p.Quantity?.ToString(CultureInfo.InvariantCulture) ?? "", p.AuditStatus, p.ImageStatus, string.Join("; ", p.RejectedInfo.Select(r => r.Reason))];

    private static void Table<T>(StringBuilder page, string title, string[] heads, IEnumerable<T> items, Func<T, string[]> row)
    {
        var all = items.ToArray();
        page.Append("<h3>").Append(Text(title)).Append(all.Length > Shown ? $" (first {Shown})" : "").Append("</h3><table><tr>");
        foreach (var head in heads) page.Append("<th>").Append(Text(head)).Append("</th>");
        page.Append("</tr>");
        foreach (var item in all.Take(Shown))
        {
            page.Append("<tr>");
            foreach (var cell in row(item)) page.Append("<td>").Append(Text(cell)).Append("</td>");
            page.Append("</tr>");
        }

        page.Append("</table>");
    }

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
