using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Interface B: what a catalog shows, and how many of its products were approved.</summary>
internal sealed class CatalogDesk(Holdings holdings, Verdicts verdicts, TimeProvider clock, Func<StandInSettings> settings)
{
    public const string Base = "/open_api/v1.3/";

    private static readonly string[] Statuses = ["approved", "rejected", "processing"];
    private const int MaxIds = 1000;
    private const int MaxDepth = 100_000;
    private readonly ConcurrentDictionary<string, RateBucket> _buckets = new(StringComparer.Ordinal);

    public Envelope Answer(HttpRequest request)
    {
        var route = request.Path.Value![Base.Length..];
        if (request.Method != "GET" || route is not ("catalog/overview/" or "catalog/product/get/")) return Envelope.NoRoute;
        var token = request.Headers["Access-Token"].ToString();
        if (token.Length == 0) return new Envelope(40104, "Access token is empty");
        var connections = holdings.Connections();
        if (!connections.Any(c => Credentials.Same(token, c.AccessToken))) return new Envelope(40105, "Access token is incorrect or has been revoked");
        var now = settings();
        if (!_buckets.GetOrAdd(token, _ => new RateBucket(clock)).Take(now.Qps, now.Qpm)) return new Envelope(40100, "Requests are too frequent");

        string[] known = route == "catalog/overview/"
            ? ["bc_id", "catalog_id"]
            : ["bc_id", "catalog_id", "page", "page_size", "sku_ids", "product_ids", "product_set_ids", "order", "conditions"];
        if (request.Query.Keys.FirstOrDefault(k => !known.Contains(k)) is { } stranger) return Envelope.Invalid($"{stranger}: Unknown field.");
        if (request.Query.FirstOrDefault(q => q.Value.Count > 1).Key is { } twice) return Envelope.Invalid($"{twice}: given twice.");
        foreach (var id in new[] { "bc_id", "catalog_id" })
        {
            if (request.Query[id].ToString() is not { Length: > 0 }) return Envelope.Invalid($"{id}: Missing data for required field.");
        }

        var (bc, catalog) = (request.Query["bc_id"].ToString(), request.Query["catalog_id"].ToString());
        if (!connections.SelectMany(c => c.Catalogs).Any(c => c.CatalogId == catalog)) return new Envelope(40007, $"catalog_id: {catalog} does not exist");
        var owner = connections.First(c => c.Catalogs.Any(k => k.CatalogId == catalog));
        if (!Credentials.Same(token, owner.AccessToken) || owner.BcId != bc) return new Envelope(40001, $"No permission on bc_id {bc}, catalog_id {catalog}");
        return route == "catalog/overview/" ? Overview(owner.ExternalBusinessId, catalog, now) : Products(request.Query, owner.ExternalBusinessId, catalog, now);
    }

    private Envelope Overview(string account, string catalog, StandInSettings now) => Envelope.Ok(holdings.Look(account, catalog, shelf =>
    {
        var counts = shelf.All.CountBy(h => h.Shown(now.ShowOldUntilReviewed).Audit.Status).ToDictionary();
        var data = new JsonObject();
        foreach (var status in Statuses)
        {
            data[status] = counts.GetValueOrDefault(status);
            data["organic_" + status] = counts.GetValueOrDefault(status);
        }

        return data;
    }));

    private Envelope Products(IQueryCollection query, string account, string catalog, StandInSettings now)
    {
        // Sets, sorting and conditions: their operations are not described in what is public.
        foreach (var missing in new[] { "product_set_ids", "order", "conditions" })
        {
            if (query.ContainsKey(missing)) return new Envelope(40008, $"{missing}: not implemented by the stand-in");
        }

        if (!Number(query, "page", 1, int.MaxValue, out var page)) return Envelope.Invalid("page: must be a whole number from 1.");
        if (!Number(query, "page_size", 10, 500, out var size)) return Envelope.Invalid("page_size: must be a whole number from 1 to 500.");
        if ((long)page * size > MaxDepth) return Envelope.Invalid($"page: page x page_size must not exceed {MaxDepth}.");
        if (!Ids(query, "sku_ids", out var skus)) return Envelope.Invalid("sku_ids: must be a JSON array of texts.");
        if (!Ids(query, "product_ids", out var products)) return Envelope.Invalid("product_ids: must be a JSON array of texts.");
        if (skus?.Count > MaxIds) return new Envelope(40011, $"sku_ids: {skus.Count} ids, {MaxIds} are allowed");
        if (products?.Count > MaxIds) return new Envelope(40011, $"product_ids: {products.Count} ids, {MaxIds} are allowed");

        return Envelope.Ok(holdings.Look(account, catalog, shelf =>
        {
            var rows = new CatalogRow(catalog, verdicts, now);
            var found = skus is null ? shelf.All : skus.Order(StringComparer.Ordinal).Select(shelf.Find).OfType<Held>();
            if (products is not null) found = found.Where(h => products.Contains(CatalogRow.ProductId(catalog, h.Row.SkuId)));
            var all = found as IReadOnlyCollection<Held> ?? [.. found];
            return new JsonObject
            {
                ["list"] = new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(rows.Of)]),
                ["page_info"] = new JsonObject
                {
                    ["page"] = page,
                    ["page_size"] = size,
                    ["total_number"] = all.Count,
                    ["total_page"] = (all.Count + size - 1) / size,
                },
            };
        }));
    }

    private static bool Number(IQueryCollection query, string name, int fallback, int most, out int value)
    {
        value = fallback;
        return !query.TryGetValue(name, out var text)
            || (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= most);
    }

    private static bool Ids(IQueryCollection query, string name, out HashSet<string>? ids)
    {
        ids = null;
        if (!query.TryGetValue(name, out var text)) return true;
        try
        {
            ids = JsonSerializer.Deserialize<string[]>(text.ToString())?.ToHashSet(StringComparer.Ordinal);
            return ids is not null && !ids.Contains(null!);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
