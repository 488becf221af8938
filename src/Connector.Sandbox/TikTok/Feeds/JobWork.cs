using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Connector.Sandbox;

/// <summary>What a job does when it ends: fetches its file, checks its rows, changes the catalog.</summary>
internal sealed class JobWork(HttpClient http, Holdings holdings, Verdicts verdicts)
{
    public async Task<JobOutcome> RunAsync(CatalogJob job, StandInSettings settings, CancellationToken ct)
    {
        var issues = new JobIssues(settings.IssuesKept);
        try
        {
            if (job.Source is null) return job.Kind == JobKind.Delete ? Delete(job, issues) : Take(job, job.Entries, issues, settings);
            await using var file = await FetchAsync(job.Source, settings, ct);
            return Take(job, CatalogFile.Read(file, csvOnly: job.Kind == JobKind.File, settings), issues, settings);
        }
        catch (FileRefused e)
        {
            var failed = new JobIssues(0);
            failed.File($"{e.Code}: {e.Message}");
            return new JobOutcome(0, 0, 0, 0, failed, $"{e.Code}: {e.Message}");
        }
    }

    /// <summary>Fetches a file; redirects are not followed.</summary>
    /// <exception cref="FileRefused">It could not be had, with a documented code.</exception>
    private async Task<Stream> FetchAsync(FetchSource source, StandInSettings settings, CancellationToken ct)
    {
        if (source.Uri.Scheme is not ("http" or "https")) throw new FileRefused(40914, $"The stand-in does not fetch over {source.Uri.Scheme}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.FetchTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, source.Uri);
        if (source.User is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{source.User}:{source.Password}")));
        var file = ScratchFile.Open();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new FileRefused(response.StatusCode == HttpStatusCode.NotFound ? 40905 : 40903, $"GET was answered with HTTP {(int)response.StatusCode}.");
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(limit.Token), settings.MaxFileBytes);
            await body.CopyToAsync(file, limit.Token);
            file.Position = 0;
            return file;
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            throw e switch
            {
                OperationCanceledException when !ct.IsCancellationRequested => new FileRefused(40902, $"No whole answer within {settings.FetchTimeout.TotalSeconds} s."),
                HttpRequestException or IOException => new FileRefused(40914, e.Message),
                _ => e,
            };
        }
    }

    private JobOutcome Take(CatalogJob job, IEnumerable<CatalogEntry> entries, JobIssues issues, StandInSettings settings)
    {
        if (settings.RefuseFilesWith != 0 && job.Source is not null) throw new FileRefused(settings.RefuseFilesWith, "Refused by order.");
        if (job.Kind == JobKind.Update) return holdings.Reach(job.CatalogId, shelf => Update(shelf, job, issues, settings));

        var currency = holdings.Reach(job.CatalogId, shelf => shelf.Catalog.Currency);
        var rules = new CatalogRules(currency, settings);
        var named = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<(int Index, ProductRow Row)>();
        foreach (var entry in entries)
        {
            List<FieldFault> faults = entry.Fault is null ? [.. rules.Check(entry.Texts)] : [new FieldFault(IssueSeverity.Error, "", entry.Fault, "")];
            var sku = entry.Texts.GetValueOrDefault("sku_id", "");
            if (sku.Length > 0 && !named.Add(sku)) faults.Add(new FieldFault(IssueSeverity.Error, "sku_id", "Duplicate id: sku_id", "Name each product once."));
            if (faults.Count > 0) issues.Row(entry.Index, entry.Texts, faults);
            if (faults.TrueForAll(f => f.Severity != IssueSeverity.Error)) rows.Add((entry.Index, CatalogColumns.Row(entry.Texts, currency)));
        }

        return holdings.Reach(job.CatalogId, shelf => Put(shelf, job, rows, named, issues, settings));
    }

    private JobOutcome Put(Shelf shelf, CatalogJob job, List<(int Index, ProductRow Row)> rows, HashSet<string> named, JobIssues issues, StandInSettings settings)
    {
        var fates = new int[3];
        foreach (var (index, row) in rows)
        {
            if (job.FeedId is not null && !settings.SkuMovesBetweenFeeds && shelf.Find(row.SkuId)?.Feed is { } owner && owner != job.FeedId)
            {
                issues.Row(index, row.SkuId, new FieldFault(IssueSeverity.Error, "sku_id", "The product belongs to another feed", $"Take it out of feed {owner}, or out of this one."));
                continue;
            }

            fates[(int)shelf.Take(row, job.EndsAt, settings.ReviewDelay, verdicts, job.FeedId)]++;
        }

        // A row that was refused is named all the same: what was held of it before stays.
        var removed = job.Overwrites ? shelf.All.Where(h => h.Feed == job.FeedId && !named.Contains(h.Row.SkuId)).Select(h => h.Row.SkuId).ToArray().Count(shelf.Remove) : 0;
        return new JobOutcome(fates[(int)RowFate.Added], fates[(int)RowFate.Changed], fates[(int)RowFate.Unchanged], removed, issues);
    }

    private JobOutcome Update(Shelf shelf, CatalogJob job, JobIssues issues, StandInSettings settings)
    {
        var rules = new CatalogRules(shelf.Catalog.Currency, settings);
        var fates = new int[3];
        foreach (var entry in job.Entries)
        {
            var sku = entry.Texts.GetValueOrDefault("sku_id", "");
            if (shelf.Find(sku) is not { } held)
            {
                issues.Row(entry.Index, entry.Texts, [new FieldFault(IssueSeverity.Error, "sku_id", "The product does not exist", "Upload it.")]);
                continue;
            }

            var texts = CatalogColumns.Texts(held.Row);
            foreach (var (column, text) in entry.Texts) texts[column] = text;
            FieldFault[] faults = [.. rules.Check(texts)];
            if (faults.Length > 0) issues.Row(entry.Index, texts, faults);
            if (faults.All(f => f.Severity != IssueSeverity.Error))
            {
                var row = CatalogColumns.Row(texts, shelf.Catalog.Currency);
                fates[(int)shelf.Take(row with { SaleRegions = held.Row.SaleRegions, VariationProperties = held.Row.VariationProperties, IsDefaultVariant = held.Row.IsDefaultVariant }, job.EndsAt, settings.ReviewDelay, verdicts)]++;
            }
        }

        return new JobOutcome(0, fates[(int)RowFate.Changed], fates[(int)RowFate.Unchanged], 0, issues);
    }

    private JobOutcome Delete(CatalogJob job, JobIssues issues) => holdings.Reach(job.CatalogId, shelf =>
    {
        var removed = 0;
        foreach (var (at, sku) in job.Skus.Index())
        {
            if (shelf.Remove(sku)) removed++;
            else issues.Row(at + 2, sku, new FieldFault(IssueSeverity.Error, "sku_id", "The product does not exist", ""));
        }

        return new JobOutcome(0, 0, 0, removed, issues);
    });
}
