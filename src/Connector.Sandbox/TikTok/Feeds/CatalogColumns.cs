using System.Globalization;
using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>The columns of a catalog file (specification of the catalog's product parameters), and how they lie in a <see cref="ProductRow"/>.</summary>
internal static class CatalogColumns
{
    public static readonly string[] Required = ["sku_id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand"];

    /// <summary>Those for which the fifteen columns of an alerted file have a place, beyond the required ones.</summary>
    public static readonly string[] Placed = ["additional_image_link", "item_group_id", "google_product_category", "product_type"];

    /// <summary>Those that become <see cref="ProductRow.Details"/>.</summary>
    public static readonly string[] Detailed =
    [
        "video_link", "global_trade_item_number", "manufacturer_part_number", "age_group", "gender", "color", "material", "pattern", "size", "shipping", "shipping_weight", "tax",
        "sale_price", "sale_price_effective_date", "custom_label_0", "custom_label_1", "custom_label_2", "custom_label_3", "custom_label_4", "internal_label_0", "internal_label_1",
        "ios_url", "ios_app_store_id", "ios_app_name", "iphone_url", "iphone_app_store_id", "iphone_app_name", "ipad_url", "ipad_app_store_id", "ipad_app_name",
        "android_url", "android_package", "android_app_name",
    ];

    private static readonly HashSet<string> All = [.. Required, .. Placed, .. Detailed, "currency"];

    /// <summary>The column that a heading or an XML element names; null for one that is none: such are ignored.</summary>
    public static string? Named(string heading) => heading switch
    {
        "gtin" => "global_trade_item_number",
        "mpn" => "manufacturer_part_number",
        _ => All.Contains(heading) ? heading : null,
    };

    /// <summary>A row that has passed the rules, as it is held.</summary>
    public static ProductRow Row(IReadOnlyDictionary<string, string> texts, string currency)
    {
        string Text(string column) => texts.GetValueOrDefault(column, "");
        string[] images = [Text("image_link"), .. Text("additional_image_link").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        return new ProductRow(
            Text("sku_id"), Text("title"), Text("description"), JsonSerializer.Serialize(new { images }), Text("link"), Text("product_type"), "", Text("availability"),
            Priced(Text("price"), currency), Text("item_group_id"), "", "", Text("brand"), Text("google_product_category"), Text("condition"))
        {
            Details = Detailed.Where(c => Text(c).Length > 0).Select(c => new ColumnText(c, c == "sale_price" ? Priced(Text(c), currency) : Text(c))).ToValueList(),
        };
    }

    /// <summary>A held row as the texts of a catalog file, for changes to single fields.</summary>
    public static Dictionary<string, string> Texts(ProductRow row)
    {
        var images = row.Images();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sku_id"] = row.SkuId,
            ["title"] = row.Title,
            ["description"] = row.Description,
            ["availability"] = row.Availability,
            ["condition"] = row.Condition,
            ["price"] = row.Price,
            ["link"] = row.LandingPageUrl,
            ["image_link"] = images.Count > 0 ? images[0] : "",
            ["additional_image_link"] = string.Join(',', images.Skip(1)),
            ["brand"] = row.Brand,
            ["item_group_id"] = row.ItemGroupId,
            ["google_product_category"] = row.GoogleProductCategory,
            ["product_type"] = row.ProductCategory,
        };
        foreach (var (column, text) in row.Details) texts[column] = text;
        return texts;
    }

    private static string Priced(string price, string currency) =>
        decimal.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? $"{price} {currency}" : price;
}
