using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Interface B's asynchronous product calls and their log (facts 1.4): an answer with code 0 says that the job was taken, no more.</summary>
internal sealed class ProductDesk(FeedBook book, TimeProvider clock, Func<StandInSettings> settings)
{
    /// <summary>Where the files behind <c>download_path</c> lie.</summary>
    public const string Issues = "/issues/";

    private const int MostProducts = 5000;
    private const int MostDeleted = 1000;

    public Func<CatalogCall, Envelope>? Route(string method, string route) => (method, route) switch
    {
        ("POST", "catalog/product/file/") => File,
        ("POST", "catalog/product/upload/") => Upload,
        ("POST", "catalog/product/update/") => Update,
        ("POST", "catalog/product/delete/") => Delete,
        ("GET", "catalog/product/log/") => Log,
        _ => null,
    };

    public static int Updated(CatalogJob job, StandInSettings settings) => (job.Outcome?.Changed ?? 0) + (settings.CountUnchanged ? job.Outcome?.Unchanged ?? 0 : 0);

    /// <summary>The CSV of a job's issues; null: there is none under this path.</summary>
    public string? Download(PathString path)
    {
        var parts = path.Value![Issues.Length..].Split('/');
        return parts.Length == 3 && book.Job(parts[0]) is { Outcome: { } outcome } job && parts[1] == Key(job) ? outcome.Issues.Csv() : null;
    }

    /// <summary>What a job that has run answers its call with: code 20001 where some rows were refused and the setting wants it.</summary>
    public Envelope Answered(Envelope answer)
    {
        if (!settings().AnswerPartial || answer.Code != 0 || answer.Data?["feed_log_id"] is not { } id || book.Job(id.GetValue<string>()) is not { } job) return answer;
        return job.Outcome is { Failure: null, Issues.ErrorRows: > 0 } ? new Envelope(20001, "Partial success", answer.Data) : answer;
    }

    private Envelope File(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id", "file_url", "update_mode");
        var url = call.Fields.Text("file_url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var at) || at.Scheme is not ("http" or "https")) throw CallRefused.Invalid("file_url: must be an http or https address.");
        var mode = call.Fields.OneOfOrNull("update_mode", "INCREMENTAL", "OVERWRITE") ?? "INCREMENTAL";
        return Taken(Begin(call, JobKind.File) with { Overwrites = mode == "OVERWRITE", Source = new FetchSource(at, null, null) });
    }

    private Envelope Upload(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id", "products");
        return Taken(Begin(call, JobKind.Upload) with { Entries = Products(call, whole: true) });
    }

    private Envelope Update(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id", "products");
        return Taken(Begin(call, JobKind.Update) with { Entries = Products(call, whole: false) });
    }

    private Envelope Delete(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id", "sku_ids");
        var skus = call.Fields.Texts("sku_ids");
        if (skus.Count == 0) throw CallRefused.Invalid("sku_ids: Missing data for required field.");
        if (skus.Count > MostDeleted) throw new CallRefused(40011, $"sku_ids: {skus.Count} ids, {MostDeleted} are allowed");
        if (skus.Distinct(StringComparer.Ordinal).Count() != skus.Count) throw CallRefused.Invalid("sku_ids: an id is given twice.");
        return Taken(Begin(call, JobKind.Delete) with { Skus = skus });
    }

    private Envelope Log(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_log_id", "language");
        var id = call.Fields.Text("feed_log_id");
        var job = book.Job(call.CatalogId, id) ?? throw new CallRefused(40007, $"feed_log_id: {id} does not exist");
        var language = call.Fields.TextOrNull("language", 10) ?? "en";
        var now = clock.GetUtcNow();
        var paths = new JsonObject();
        if (job.Outcome?.Issues.Kept.Count > 0) paths[language] = $"{call.Host}{Issues}{job.Id}/{Key(job)}/{Uri.EscapeDataString(language)}.csv";
        return Envelope.Ok(new JsonObject
        {
            ["product_feed_log"] = new JsonObject
            {
                ["catalog_id"] = job.CatalogId,
                ["feed_id"] = job.FeedId ?? "",
                ["add_count"] = job.Outcome?.Added ?? 0,
                ["update_count"] = Updated(job, settings()),
                ["delete_count"] = job.Outcome?.Removed ?? 0,
                ["error_count"] = job.Outcome?.Issues.ErrorRows ?? 0,
                ["warn_count"] = job.Outcome?.Issues.WarningRows ?? 0,
                ["process_status"] = job.StatusAt(now),
                ["update_mode"] = job.Overwrites ? "REPLACE" : "INCREASE",
                ["start_time"] = FeedDesk.Time(job.BeginsAt <= now ? job.BeginsAt : null),
                ["end_time"] = FeedDesk.Time(job.Outcome is null ? null : job.EndsAt),
                ["feed_log_data"] = new JsonObject
                {
                    ["download_path"] = paths,
                    ["error_affected_products"] = job.Outcome?.Issues.Affected(IssueSeverity.Error) ?? [],
                    ["warn_affected_products"] = job.Outcome?.Issues.Affected(IssueSeverity.Warning) ?? [],
                },
            },
        });
    }

    /// <summary>The address is the only key to the file, so that it cannot be guessed from the id alone.</summary>
    private static string Key(CatalogJob job) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{job.Account}\n{job.CatalogId}\n{job.Id}\n{job.CreatedAt.UtcTicks}")))[..24];

    private CatalogJob Begin(CatalogCall call, JobKind kind)
    {
        var now = clock.GetUtcNow();
        var set = settings();
        var feed = call.Fields.TextOrNull("feed_id");
        if (feed is not null && book.Feed(call.CatalogId, feed) is null) throw new CallRefused(40007, $"feed_id: {feed} does not exist");
        if (kind is JobKind.Upload or JobKind.Delete && !book.TakeHourly(call.CatalogId, kind, set.HourlyCalls, now))
            throw new CallRefused(set.HourlyCallsCode, $"More than {set.HourlyCalls} requests in an hour for catalog {call.CatalogId}");
        var begins = now + set.JobWaiting;
        return new CatalogJob("", call.Account, call.CatalogId, kind, now, begins, begins + set.JobProcessing) { FeedId = feed };
    }

    private Envelope Taken(CatalogJob job) => book.Begin(job) is { } begun
        ? Envelope.Ok(new JsonObject { ["feed_log_id"] = begun.Id })
        : throw new CallRefused(settings().BusyCode, job.Kind == JobKind.File ? "A file task of this feed is running" : "An upload or delete of this catalog is running");

    private static CatalogEntry[] Products(CatalogCall call, bool whole)
    {
        var products = call.Fields.Parts("products");
        if (products.Count == 0) throw CallRefused.Invalid("products: Missing data for required field.");
        if (products.Count > MostProducts) throw new CallRefused(40011, $"products: {products.Count} products, {MostProducts} are allowed");
        return [.. products.Select((p, i) => new CatalogEntry(i + 2, ProductFields.Texts(p, whole)))];
    }
}
