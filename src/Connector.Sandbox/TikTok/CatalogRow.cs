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
            ["product_detail"] = new JsonObject { ["condition"] = row.Condition.ToUpperInvariant(), ["product_category"] = row.ProductCategory },
            ["price"] = settings.PriceShape == PriceShape.Text ? row.Price : Price(row),
            ["landing_page"] = new JsonObject { ["landing_page_url"] = row.LandingPageUrl },
            ["extra_info"] = new JsonObject(),
            ["image_status"] = verdicts.HasSmallImage(row) ? "FILTERED" : "SUCCESS",
            ["active_status"] = "ACTIVATED",
            ["audit"] = new JsonObject
            {
                ["audit_status"] = audit.Status,
                [settings.RejectedInfoName] = new JsonArray([.. audit.RejectedInfo.Select(Reason)]),
            },
        };
        if (settings.WithPriceInfo) json["price_info"] = Price(row);
        return json;
    }

    private static JsonObject Price(ProductRow row) => new()
    {
        ["price"] = decimal.Parse(row.Price[..^4], CultureInfo.InvariantCulture),
        ["currency"] = row.Price[^3..],
    };

    private static JsonObject Reason(RejectedInfo info) => new()
    {
        ["reason"] = info.Reason,
        ["suggestion"] = info.Suggestion,
        ["affected_placement"] = info.AffectedPlacement,
        ["affected_country"] = info.AffectedCountry,
    };
}
