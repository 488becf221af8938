using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>The 15 columns of the file that an alert brings, as text, and what a catalog file or an upload (interface B) says beyond them.</summary>
public sealed record ProductRow(
    string SkuId,
    string Title,
    string Description,
    string ImageUrls,
    string LandingPageUrl,
    string ProductCategory,
    string SaleRegions,
    string Availability,
    string Price,
    string ItemGroupId,
    string VariationProperties,
    string IsDefaultVariant,
    string Brand,
    string GoogleProductCategory,
    string Condition)
{
    /// <summary>The header line that a product file must have, without its line end.</summary>
    public const string Header =
        "sku_id|title|description|image_urls|landing_page_url|product_category|sale_regions|availability|price|item_group_id|variation_properties|is_default_variant|brand|google_product_category|condition";

    internal const int Columns = 15;

    /// <summary>Columns of a catalog file that the fifteen have no room for, in the specification's order; only those that say something.</summary>
    public ValueList<ColumnText> Details { get; init; } = [];

    /// <summary>What one of <see cref="Details"/> says; empty where it says nothing.</summary>
    public string Detail(string column) => Details.FirstOrDefault(d => d.Column == column)?.Text ?? "";

    /// <summary>The image addresses in order, the main one first; empty when the column does not hold them.</summary>
    public IReadOnlyList<string> Images()
    {
        try
        {
            using var json = JsonDocument.Parse(ImageUrls);
            return [.. json.RootElement.GetProperty("images").EnumerateArray().Select(e => e.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    internal static ProductRow Of(IReadOnlyList<string> c) =>
        new(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14]);
}

/// <summary>A column of a catalog file, and its text.</summary>
public sealed record ColumnText(string Column, string Text);
