using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Writes the webhooks of what happens (facts 3.4), for every app that is authorised and wants them. Ids are numbers where the facts say so, texts elsewhere.</summary>
internal sealed class ShopEvents(ShopBook book, Func<ShopSettings> settings)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>5: PRODUCT_FIRST_PASS_REVIEW, PRODUCT_STATUS_CHANGED or PRODUCT_AUDIT_FAILURE.</summary>
    public void Status(ShopShelf shelf, Listing listing, string status, DateTimeOffset at) => Send(shelf, 5, "PRODUCT_STATUS_CHANGE", new JsonObject
    {
        ["product_id"] = Number(listing.Id),
        ["status"] = status,
        ["suspended_reason"] = status == "PRODUCT_AUDIT_FAILURE" ? string.Join("; ", listing.Reasons.Select(r => r.Reason)) : listing.SuspendedReason,
        ["update_time"] = at.ToUnixTimeSeconds(),
    }, at);

    /// <summary>6: to the app that has lost it.</summary>
    public void Withdrawn(Grant grant, DateTimeOffset at)
    {
        foreach (var shelf in book.Of(grant.Seller)) Send(shelf, 6, "SELLER_DEAUTHORIZATION", new JsonObject { ["message"] = "The seller has cancelled the authorization." }, at, grant.AppKey);
    }

    /// <summary>7: from thirty days before, every day.</summary>
    public void Expiring(Grant grant, DateTimeOffset at)
    {
        foreach (var shelf in book.Of(grant.Seller))
        {
            Send(shelf, 7, "UPCOMING_AUTHORIZATION_EXPIRATION", new JsonObject
            {
                ["message"] = "The authorization will expire soon.",
                ["expiration_time"] = grant.Until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            }, at, grant.AppKey);
        }
    }

    /// <summary>15, and 18 where the category is another one: a live product says something else now.</summary>
    public void Changed(ShopShelf shelf, Listing listing, ListingContent before, string source, DateTimeOffset at)
    {
        var after = listing.Content;
        if (listing.ProductStatus == "ACTIVATE" && Fields(before, after) is { Length: > 0 } fields)
        {
            Send(shelf, 15, "PRODUCT_INFORMATION_CHANGE", new JsonObject
            {
                ["product_id"] = listing.Id,
                ["change_source"] = source,
                ["changed_fields"] = new JsonArray([.. fields.Select(f => JsonValue.Create(f))]),
                ["update_time"] = at.ToUnixTimeSeconds(),
            }, at);
        }

        if (before.CategoryId != after.CategoryId)
        {
            Send(shelf, 18, "PRODUCT_CATEGORY_CHANGE", new JsonObject
            {
                ["product_id"] = listing.Id,
                ["previous_category_id"] = before.CategoryId,
                ["current_category_id"] = after.CategoryId,
                ["update_time"] = at.ToUnixTimeSeconds(),
            }, at);
        }
    }

    /// <summary>16.</summary>
    public void Made(ShopShelf shelf, Listing listing, DateTimeOffset at) => Send(shelf, 16, "PRODUCT_CREATION", new JsonObject
    {
        ["product_id"] = Number(listing.Id),
        ["product_types"] = new JsonArray(),
        ["update_time"] = at.ToUnixTimeSeconds(),
    }, at);

    /// <summary>27: a live product's SKU has become scarce, sold out or plentiful.</summary>
    /// <param name="before">How many there were; null: it is new.</param>
    public void Stocked(ShopShelf shelf, Listing listing, string skuId, int? before, DateTimeOffset at)
    {
        var goods = listing.Goods[skuId];
        if (listing.ProductStatus != "ACTIVATE" || before is not { } was || Level(was) == Level(goods.Available)) return;
        var committed = goods.Committed.Values.Sum();
        Send(shelf, 27, null, new JsonObject
        {
            ["product_id"] = listing.Id,
            ["sku_id"] = skuId,
            ["trigger_reason"] = new JsonObject { ["alert_type"] = "REALTIME", ["lead_days"] = 0, ["low_stock_threshold"] = settings().LowStock },
            ["current_inventory_status"] = Level(goods.Available),
            ["inventory_distribution"] = new JsonObject { ["total_quantity"] = goods.Available + committed, ["available_quantity"] = goods.Available, ["creator_reserved_quantity"] = 0, ["campaign_reserved_quantity"] = 0, ["committed_quantity"] = committed },
            ["update_time"] = at.ToUnixTimeSeconds(),
        }, at);
    }

    /// <summary>37.</summary>
    public void Audited(ShopShelf shelf, Listing listing, DateTimeOffset at)
    {
        var audit = new JsonObject { ["status"] = listing.Audit };
        if (settings().PreApprovedReasonAsText) audit["pre_approved_reason"] = string.Join(',', listing.PreApproved);
        else audit["pre_approved_reasons"] = new JsonArray([.. listing.PreApproved.Select(r => JsonValue.Create(r))]);
        Send(shelf, 37, "PRODUCT_AUDIT_STATUS_CHANGE", new JsonObject
        {
            ["product_id"] = Number(listing.Id),
            ["audit"] = audit,
            ["integrated_platform_statuses"] = new JsonArray(new JsonObject { ["platform"] = "TIKTOK_SHOP", ["status"] = listing.Status }),
            ["update_time"] = at.ToUnixTimeSeconds(),
        }, at);
    }

    private string Level(int pieces) => pieces <= 0 ? "OUT_OF_STOCK" : pieces < settings().LowStock ? "LOW_STOCK" : "SUFFICIENT_STOCK";

    private static string[] Fields(ListingContent before, ListingContent after)
    {
        string[] known = ["title", "description", "main_images", "product_attributes"];
        var changed = known.Where(k => !Same(before.Body.Member(k), after.Body.Member(k))).ToList();
        if (!Same(before.Body.Member("size_chart")?.Member("image"), after.Body.Member("size_chart")?.Member("image"))) changed.Add("size_chart_image");
        if (!Same(before.Body.Member("size_chart")?.Member("template"), after.Body.Member("size_chart")?.Member("template"))) changed.Add("size_chart_template");
        var names = before.Body.EnumerateObject().Concat(after.Body.EnumerateObject()).Select(m => m.Name).Distinct().Except([.. known, "size_chart"]);
        if (names.Any(n => !Same(before.Body.Member(n), after.Body.Member(n)))) changed.Add("others");
        return [.. changed];
    }

    private static bool Same(JsonElement? one, JsonElement? other) => one is { } a && other is { } b ? JsonElement.DeepEquals(a, b) : one is null && other is null;

    private static JsonValue Number(string id) => JsonValue.Create(long.Parse(id, CultureInfo.InvariantCulture));

    /// <param name="name">Null: a kind that no call can set; only an app's own address gets it.</param>
    private void Send(ShopShelf shelf, int type, string? name, JsonObject data, DateTimeOffset at, string? onlyTo = null)
    {
        foreach (var grant in book.Current.Where(g => g.Seller == shelf.Shop.Seller && (onlyTo == g.AppKey || (onlyTo is null && !g.HasEnded(at)))))
        {
            var hook = name is not null && shelf.Hooks.TryGetValue(name, out var set) && set.AppKey == grant.AppKey ? set.Address : book.App(grant.AppKey)!.WebhookUrl;
            if (hook is null) continue;
            var id = book.NewId();
            var body = new JsonObject { ["type"] = type, ["tts_notification_id"] = id, ["shop_id"] = shelf.Shop.ShopId, ["timestamp"] = at.ToUnixTimeSeconds(), ["data"] = data.DeepClone() };
            book.Notices.Add(new NoticeState(id, type, shelf.Shop.ShopId, grant.AppKey, hook, body.ToJsonString(Plain), at, 0, NoticeOutcome.Waiting));
        }
    }
}
