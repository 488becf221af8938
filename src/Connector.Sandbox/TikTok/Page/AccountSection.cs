namespace Connector.Sandbox;

/// <summary>One connected shop on the page: what came by alert (A), what by feeds and jobs (B), and what its catalogs hold.</summary>
internal static class AccountSection
{
    private const int Recent = 10;
    private const int IssuesShown = 20;

    public static void Write(HtmlText html, AccountState account, PageQuery query)
    {
        var catalogs = account.Catalogs.Where(c => query.Shows(c.CatalogId)).ToArray();
        if (catalogs.Length == 0 && query.Only.Length > 0) return;
        html.Open("section").Open("h2").Text(account.ExternalBusinessId).Raw(" ").Chip(account.IsConnected ? "connected" : "not connected").Raw("</h2>");
        if (query.Only.Length == 0)
        {
            Alerts(html, account);
            Files(html, account);
            Feeds(html, account);
            Jobs(html, account);
        }

        foreach (var catalog in catalogs) CatalogSection.Write(html, catalog, query);
        html.Raw("</section>");
    }

    private static void Alerts(HtmlText html, AccountState account)
    {
        if (account.Alerts.Count == 0) return;
        Heading(html, "Alerts (A)", account.Alerts.Count);
        html.Table("", "At", "Feed", "Update", "Folder", "Picked up");
        foreach (var alert in account.Alerts.Reverse().Take(Recent))
        {
            html.Open("tr").Element("td", "t", HtmlText.Time(alert.At)).Element("td", null, alert.FeedType).Element("td", null, alert.UpdateType).Element("td", "u", alert.Url)
                .Element("td", "t", alert.Note ?? HtmlText.Time(alert.PickedUpAt)).Raw("</tr>");
        }

        html.EndTable();
    }

    private static void Files(HtmlText html, AccountState account)
    {
        if (account.Files.Count == 0) return;
        Heading(html, "Files picked up (A)", account.Files.Count);
        html.Table("", "Read", "File", "Result", "Added", "Changed", "Unchanged", "Removed", "Refused", "Why");
        foreach (var file in account.Files.Reverse().Take(Recent))
        {
            html.Open("tr").Element("td", "t", HtmlText.Time(file.ReadAt)).Element("td", "u", file.Name).Open("td").Chip(file.Outcome.ToString()).Raw("</td>");
            Numbers(html, file.Added, file.Changed, file.Unchanged, file.Removed, file.Errors);
            html.Open("td", "u").Text(file.Reason);
            Issues(html, file.Issues.Select(i => (i.Index, i.SkuId, i.Severity, i.Issue)).ToArray(), file.Errors, file.Warnings);
            html.Raw("</td></tr>");
        }

        html.EndTable();
    }

    private static void Feeds(HtmlText html, AccountState account)
    {
        if (account.Feeds.Count == 0) return;
        Heading(html, "Feeds (B)", account.Feeds.Count);
        html.Table("", "Feed", "Name", "Catalog", "Mode", "Status", "Address", "Every", "Next run", "Products");
        foreach (var feed in account.Feeds)
        {
            html.Open("tr").Element("td", "t", feed.FeedId).Element("td", null, feed.Name).Element("td", "t", feed.CatalogId).Element("td", null, feed.UpdateMode).Open("td").Chip(feed.Status).Raw("</td>")
                .Element("td", "u", feed.Uri).Element("td", null, feed.Every).Element("td", "t", HtmlText.Time(feed.NextAt)).Element("td", "n", HtmlText.Number(feed.Products)).Raw("</tr>");
        }

        html.EndTable();
    }

    private static void Jobs(HtmlText html, AccountState account)
    {
        if (account.Jobs.Count == 0) return;
        Heading(html, "Jobs (B)", account.Jobs.Count);
        html.Table("grouped", "Begun", "Log", "Kind", "Catalog", "Feed", "Mode", "Status", "Added", "Changed", "Unchanged", "Removed", "Refused");
        foreach (var job in account.Jobs.Reverse().Take(Recent))
        {
            html.Open("tr", "first").Element("td", "t", HtmlText.Time(job.CreatedAt)).Element("td", "t", job.FeedLogId).Element("td", null, job.Kind.ToString()).Element("td", "t", job.CatalogId).Element("td", "t", job.FeedId)
                .Element("td", null, job.UpdateMode).Open("td").Chip(job.Status).Raw("</td>");
            Numbers(html, job.Added, job.Changed, job.Unchanged, job.Removed, job.Errors);
            html.Raw($"</tr><tr class=\"more\"><td></td><td class=\"u\" colspan=\"12\">").Text(job.Source).Open("div", "why").Text(job.Failure).Raw("</div>");
            Issues(html, job.Issues.Select(i => (i.Index, i.SkuId, i.Severity, i.Issue)).ToArray(), job.Errors, job.Warnings);
            html.Raw("</td></tr>");
        }

        html.EndTable();
    }

    private static void Heading(HtmlText html, string what, int count) =>
        html.Open("h3").Text(what).Element("span", "soft", count > Recent ? $" the last {Recent} of {count:N0}" : $" {count:N0}").Raw("</h3>");

    private static void Numbers(HtmlText html, params ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers) html.Element("td", "n", HtmlText.Number(number));
    }

    private static void Issues(HtmlText html, (int Index, string Sku, IssueSeverity Severity, string Issue)[] issues, int errors, int warnings)
    {
        if (issues.Length == 0) return;
        html.Open("details").Element("summary", null, $"{HtmlText.Number(errors)} {(errors == 1 ? "row" : "rows")} refused, {HtmlText.Number(warnings)} {(warnings == 1 ? "warning" : "warnings")}").Open("ul");
        foreach (var (index, sku, severity, issue) in issues.OrderByDescending(i => i.Severity).Take(IssuesShown))
            html.Open("li", severity == IssueSeverity.Error ? "why" : "soft").Text($"row {index} {sku}: {issue}").Raw("</li>");
        if (issues.Length > IssuesShown) html.Element("li", "soft", "and more");
        html.Raw("</ul></details>");
    }
}
