using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Finds products, page by page.</summary>
internal sealed class SearchDesk(ListingJson json)
{
    private const int MostSkus = 10;
    private static readonly string[] Statuses = ["ALL", "DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED", "FREEZE", "DELETED"];

    public IEnumerable<ShopRoute> Routes =>
    [
        new("POST", "/product/202309/products/search", ShopScopes.Products, call => Search(call, ListingShapes.Search202309, false)),
        new("POST", "/product/202502/products/search", ShopScopes.Products, call => Search(call, ListingShapes.Search, true)),
        new("GET", "/product/202405/products/diagnoses", ShopScopes.Products, Diagnoses),
    ];

    private ShopAnswer Search(ShopCall call, BodyShape shape, bool newer)
    {
        CategoryDesk.Trade(call);
        var size = call.Number("page_size", 1, 100, 12019109);
        var start = ShopPages.Start(call.Given("page_token"));
        var body = call.Read(shape);
        var sellerSkus = Texts(body, "seller_skus", 12019027, "seller SKUs");
        var skus = Texts(body, "sku_ids", 12019087, "SKU IDs");
        var audits = body.Items("audit_status").Select(a => a.GetString()!).ToArray();
        var status = body.Text("status") is { Length: > 0 } given ? given : "ALL";
        if (!Statuses.Contains(status)) throw ShopCall.Invalid($"`body.status` is {status}.");
        var created = Window(body, "create_time", 12019118);
        var updated = Window(body, "update_time", 12019119);
        var found = call.At.All
            .Select(l => l.Shown(call.Now, call.Settings.StaleReads)).OfType<Listing>()
            .Where(l => status == "ALL" || l.Status == status)
            .Where(l => audits.Length == 0 || audits.Contains(l.Audit))
            .Where(l => Within(created, l.Created) && Within(updated, l.Updated))
            .Where(l => sellerSkus.Count == 0 || l.Content.Skus.Any(s => sellerSkus.Contains(s.SellerSku)))
            .Where(l => skus.Count == 0 || l.Content.Skus.Any(s => skus.Contains(s.Id)))
            .ToArray();
        if (found.Length > call.Settings.SearchDepth) throw new ShopRefused(12052180, $"The total number of search results can not exceed {call.Settings.SearchDepth}; {found.Length} were found. Narrow the window of update_time.");
        var draft = body.Flag("return_draft_version");
        return ShopAnswer.Ok(new JsonObject
        {
            ["next_page_token"] = ShopPages.Next(start + size, found.Length),
            ["products"] = new JsonArray([.. found.Skip(start).Take(size).Select(l => json.Found(call.At.Shop, l, draft ? l.Draft ?? l.Content : l.Content, newer))]),
            ["total_count"] = found.Length,
        });
    }

    /// <summary>What could be better about products; which recommendations there are, the facts do not say: none is made.</summary>
    private static ShopAnswer Diagnoses(ShopCall call)
    {
        var ids = (call.Given("product_ids") ?? throw ShopCall.Invalid("`product_ids` is missing.")).Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length > 20) throw new ShopRefused(12019120, $"The number of provided product IDs exceeds the limit: {ids.Length} are given, 20 are allowed.");
        return ShopAnswer.Ok(new JsonObject
        {
            ["products"] = new JsonArray([.. ids.Where(i => call.At.Find(i) is not null).Select(i => new JsonObject { ["id"] = i, ["diagnoses"] = new JsonArray(), ["listing_quality"] = new JsonObject { ["current_tier"] = "GOOD", ["remaining_recommendations"] = 0 } })]),
        });
    }

    private static HashSet<string> Texts(JsonElement body, string name, int code, string what)
    {
        var texts = body.Items(name).Select(t => t.GetString()!).ToHashSet(StringComparer.Ordinal);
        return texts.Count <= MostSkus ? texts : throw new ShopRefused(code, $"The number of {what} exceeds the limit of {MostSkus}; {texts.Count} are given.");
    }

    private static (long From, long To) Window(JsonElement body, string name, int code)
    {
        var (from, to) = (body.Member(name + "_ge")?.GetInt64() ?? 0, body.Member(name + "_le")?.GetInt64() ?? long.MaxValue);
        return from >= 0 && from <= to ? (from, to) : throw new ShopRefused(code, $"search {name.Replace('_', ' ')} invalid: {from} to {to}.");
    }

    /// <summary>Both ends belong to it.</summary>
    private static bool Within((long From, long To) window, DateTimeOffset at) => at.ToUnixTimeSeconds() is var seconds && seconds >= window.From && seconds <= window.To;
}
