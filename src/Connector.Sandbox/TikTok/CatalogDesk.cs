using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Interface B: which catalogs there are, what a catalog shows, and how many of its products were approved.</summary>
internal sealed class CatalogDesk(Holdings holdings, Verdicts verdicts, FeedBook book, Func<StandInSettings> settings)
{
    private static readonly string[] Statuses = ["approved", "rejected", "processing"];
    private const int MaxIds = 1000;
    private const int MaxDepth = 100_000;

    /// <summary>Calls that name no catalog, or may leave it out.</summary>
    public Func<StandInConnection, CallFields, Envelope>? Route(string method, string route) => (method, route) switch
    {
        ("GET", "catalog/get/") => Catalogs,
        ("POST", "catalog/create/") => Create,
        _ => null,
    };

    public Func<CatalogCall, Envelope>? RouteInCatalog(string method, string route) => (method, route) switch
    {
        ("GET", "catalog/overview/") => Overview,
        ("GET", "catalog/product/get/") => Products,
        _ => null,
    };

    private Envelope Catalogs(StandInConnection connection, CallFields fields)
    {
        fields.Only("bc_id", "catalog_id", "page", "page_size");
        var (page, size) = (fields.Whole("page", 1, 1, int.MaxValue), fields.Whole("page_size", 10, 1, 100));
        var named = fields.TextOrNull("catalog_id");
        var all = holdings.Connections().Where(c => c.BcId == connection.BcId && c.AccessToken == connection.AccessToken).SelectMany(c => c.Catalogs).Where(c => named is null || c.CatalogId == named).ToArray();
        return Envelope.Ok(new JsonObject
        {
            ["list"] = new JsonArray([.. all.Skip((int)Math.Min((page - 1L) * size, int.MaxValue)).Take(size).Select(c => new JsonObject
            {
                ["catalog_id"] = c.CatalogId,
                ["catalog_name"] = c.Name ?? $"{c.SiteId} {c.Locale}".Trim(),
                ["catalog_type"] = "ECOM",
                ["bc_info"] = new JsonObject { ["bc_id"] = connection.BcId },
                ["catalog_conf"] = new JsonObject { ["region_code"] = c.Region ?? "", ["currency"] = c.Currency },
            })]),
            ["page_info"] = PageInfo(page, size, all.Length),
        });
    }

    private Envelope Create(StandInConnection connection, CallFields fields)
    {
        fields.Only("bc_id", "name", "catalog_type", "catalog_conf");
        var name = fields.Text("name", 128);
        if (fields.OneOf("catalog_type", "ECOM", "HOTEL", "FLIGHT", "DESTINATION", "ENTERTAINMENT", "AUTO_VEHICLE", "AUTO_MODEL", "MINI_SERIES") != "ECOM")
            throw new CallRefused(40008, "catalog_type: not implemented by the stand-in");
        var conf = fields.PartOrNull("catalog_conf") ?? throw CallRefused.Invalid("catalog_conf: Missing data for required field.");
        conf.Only("region_code", "currency", "channel", "business_platform");
        conf.OneOfOrNull("channel", "PARTNER", "CLIENT", "BUSINESS_PLATFORM");
        var catalog = new StandInCatalog(book.NewId(), "", "", conf.Text("currency", 3)) { Name = name, Region = conf.Text("region_code", 10) };
        holdings.Connect(connection with { Catalogs = [.. connection.Catalogs, catalog] });
        return Envelope.Ok(new JsonObject { ["catalog_id"] = catalog.CatalogId });
    }

    private Envelope Overview(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id");
        var now = settings();
        return Envelope.Ok(holdings.Look(call.Account, call.CatalogId, shelf =>
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
    }

    private Envelope Products(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "page", "page_size", "sku_ids", "product_ids", "product_set_ids", "order", "conditions");
        var (query, catalog, now) = (call.Query, call.CatalogId, settings());
        // Sets, sorting and conditions: their operations are not described in what is public.
        foreach (var missing in new[] { "product_set_ids", "order", "conditions" })
        {
            if (query.ContainsKey(missing)) return new Envelope(40008, $"{missing}: not implemented by the stand-in");
        }

        var (page, size) = (call.Fields.Whole("page", 1, 1, int.MaxValue), call.Fields.Whole("page_size", 10, 1, 500));
        if ((long)page * size > MaxDepth) return Envelope.Invalid($"page: page x page_size must not exceed {MaxDepth}.");
        if (!Ids(query, "sku_ids", out var skus)) return Envelope.Invalid("sku_ids: must be a JSON array of texts.");
        if (!Ids(query, "product_ids", out var products)) return Envelope.Invalid("product_ids: must be a JSON array of texts.");
        if (skus?.Count > MaxIds) return new Envelope(40011, $"sku_ids: {skus.Count} ids, {MaxIds} are allowed");
        if (products?.Count > MaxIds) return new Envelope(40011, $"product_ids: {products.Count} ids, {MaxIds} are allowed");

        return Envelope.Ok(holdings.Look(call.Account, catalog, shelf =>
        {
            var rows = new CatalogRow(catalog, verdicts, now);
            var found = skus is null ? shelf.All : skus.Order(StringComparer.Ordinal).Select(shelf.Find).OfType<Held>();
            if (products is not null) found = found.Where(h => products.Contains(CatalogRow.ProductId(catalog, h.Row.SkuId)));
            var all = found as IReadOnlyCollection<Held> ?? [.. found];
            return new JsonObject
            {
                ["list"] = new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(rows.Of)]),
                ["page_info"] = PageInfo(page, size, all.Count),
            };
        }));
    }

    private static JsonObject PageInfo(int page, int size, int count) => new()
    {
        ["page"] = page,
        ["page_size"] = size,
        ["total_number"] = count,
        ["total_page"] = (count + size - 1) / size,
    };

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
