using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Writes a held product the way product/get shows it.</summary>
internal sealed class CatalogRow(string catalog, Verdicts verdicts, StandInSettings settings)
{
    /// <summary>A made-up product id: the same SKU in the same catalog always has the same.</summary>
    public static string ProductId(string catalog, string sku) =>
        (BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{catalog}\n{sku}"))) % 1_000_000_000_000_000_000).ToString(CultureInfo.InvariantCulture);

    public JsonObject Of(Held held)
    {
        var (row, audit) = held.Shown(settings.ShowOldUntilReviewed);
        var images = row.Images();
        var json = new JsonObject
        {
            ["product_id"] = ProductId(catalog, row.SkuId),
            ["sku_id"] = row.SkuId,
            ["title"] = row.Title,
            ["description"] = row.Description,
            ["availability"] = row.Availability.ToUpperInvariant().Replace(' ', '_'),
            ["brand"] = row.Brand,
            ["image_url"] = images.Count > 0 ? images[0] : "",
            ["additional_image_urls"] = new JsonArray([.. images.Skip(1).Select(i => JsonValue.Create(i))]),
            ["item_group_id"] = row.ItemGroupId,
            ["google_product_category"] = row.GoogleProductCategory,
            ["product_detail"] = Detail(row),
            ["price"] = settings.PriceShape == PriceShape.Text ? row.Price : Price(row),
            ["landing_page"] = With(new JsonObject { ["landing_page_url"] = row.LandingPageUrl }, row, c => c.StartsWith("ios_", StringComparison.Ordinal) || c.StartsWith("iphone_", StringComparison.Ordinal) || c.StartsWith("ipad_", StringComparison.Ordinal) || c.StartsWith("android_", StringComparison.Ordinal)),
            ["extra_info"] = With([], row, c => c.StartsWith("custom_label_", StringComparison.Ordinal)),
            ["image_status"] = verdicts.HasSmallImage(row) ? "FILTERED" : "SUCCESS",
            ["active_status"] = "ACTIVATED",
            ["audit"] = new JsonObject
            {
                ["audit_status"] = audit.Status,
                [settings.RejectedInfoName] = new JsonArray([.. audit.RejectedInfo.Select(Reason)]),
            },
        };
        if (settings.WithPriceInfo) json["price_info"] = Price(row);
        if (row.Detail("video_link") is { Length: > 0 } video) json["video_url"] = video;
        return With(json, row, c => c is "global_trade_item_number" or "manufacturer_part_number");
    }

    private static JsonObject Detail(ProductRow row)
    {
        var detail = new JsonObject { ["condition"] = row.Condition.ToUpperInvariant(), ["product_category"] = row.ProductCategory };
        if (row.Detail("age_group") is { Length: > 0 } age) detail["age_group"] = age == "newborn" ? "NEW_BORN" : age.ToUpperInvariant();
        if (row.Detail("gender") is { Length: > 0 } gender) detail["gender"] = gender.ToUpperInvariant();
        return With(detail, row, c => c is "color" or "material" or "pattern" or "shipping" or "shipping_weight" or "size" or "tax");
    }

    private static JsonObject With(JsonObject json, ProductRow row, Func<string, bool> which)
    {
        foreach (var (column, text) in row.Details.Where(d => which(d.Column))) json[column] = text;
        return json;
    }

    private static JsonObject Price(ProductRow row)
    {
        var price = new JsonObject { ["price"] = Number(row.Price), ["currency"] = row.Price[^3..] };
        if (row.Detail("sale_price") is { Length: > 0 } sale) price["sale_price"] = Number(sale);
        return With(price, row, c => c == "sale_price_effective_date");
    }

    private static decimal Number(string price) => decimal.Parse(price[..^4], CultureInfo.InvariantCulture);

    private static JsonObject Reason(RejectedInfo info) => new()
    {
        ["reason"] = info.Reason,
        ["suggestion"] = info.Suggestion,
        ["affected_placement"] = info.AffectedPlacement,
        ["affected_country"] = info.AffectedCountry,
    };
}
