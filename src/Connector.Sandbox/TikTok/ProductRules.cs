using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connector.Sandbox;

/// <summary>The checks on one product row that TikTok documents (catalog product parameters, list of catalog product issues).</summary>
internal sealed partial class ProductRules(string currency, StandInSettings settings)
{
    private static readonly string[] Availabilities = ["in stock", "available for order", "preorder", "out of stock", "discontinued"];
    private static readonly string[] Conditions = ["new", "refurbished", "used"];

    public IEnumerable<(IssueSeverity Severity, string Field, string Issue)> Check(ProductRow row)
    {
        string?[] errors =
        [
            Text("sku_id", row.SkuId, 100, required: true, lineBreaks: false),
            Text("title", row.Title, 500, required: true, lineBreaks: false),
            Text("description", row.Description, 10_000, required: true, settings.LineBreaksInDescription),
            Text("brand", row.Brand, 150, required: true, lineBreaks: false),
            Text("item_group_id", row.ItemGroupId, settings.ItemGroupIdLength, required: false, lineBreaks: false),
            OneOf("availability", row.Availability, Availabilities),
            OneOf("condition", row.Condition, Conditions),
            row.IsDefaultVariant.Length == 0 ? null : OneOf("is_default_variant", row.IsDefaultVariant, ["true", "false"]),
            Link("landing_page_url", row.LandingPageUrl),
            Price(row.Price),
            Images(row.ImageUrls),
            Variation(row.VariationProperties),
        ];
        foreach (var error in errors)
        {
            if (error is not null) yield return (IssueSeverity.Error, error[..error.IndexOf('\t')], error[(error.IndexOf('\t') + 1)..]);
        }

        if (row.ItemGroupId.Length == 0) yield return (IssueSeverity.Warning, "item_group_id", "Missing: item_group_id");
        if (row.ProductCategory.Length == 0) yield return (IssueSeverity.Warning, "product_category", "Missing: product_category");
        if (row.GoogleProductCategory.Length == 0) yield return (IssueSeverity.Warning, "google_product_category", "Missing: google_product_category");
        if (row.Images().Count == 1) yield return (IssueSeverity.Warning, "image_urls", "Missing: additional images");
    }

    private static string? Text(string field, string value, int limit, bool required, bool lineBreaks)
    {
        if (string.IsNullOrWhiteSpace(value)) return required ? $"{field}\tRequired field missing: {field}" : null;
        if (value.Length > limit) return $"{field}\tToo long: {field} has {value.Length} characters, {limit} are allowed";
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsControl(rune) && !(lineBreaks && rune.Value is '\n' or '\r')) return $"{field}\tControl character in {field}";
            if (IsEmoji(rune.Value)) return $"{field}\tEmoji in {field}";
        }

        return null;
    }

    internal static bool IsEmoji(int r) =>
        r is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or 0x2B50 or 0x2B55 or 0x231A or 0x231B or (>= 0x23E9 and <= 0x23FA) or 0xFE0F or 0x20E3;

    private static string? OneOf(string field, string value, string[] values) =>
        value.Length == 0 ? $"{field}\tRequired field missing: {field}"
        : values.Contains(value) ? null
        : $"{field}\tInvalid value: {field}; one of {string.Join(", ", values)}";

    internal static bool IsWeb(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && !value.Any(char.IsWhiteSpace);

    private static string? Link(string field, string value) =>
        value.Length == 0 ? $"{field}\tRequired field missing: {field}"
        : Uri.TryCreate(value, UriKind.Absolute, out _) && IsWeb(value) ? null
        : $"{field}\tInvalid value: {field} does not begin with http:// or https://";

    private string? Price(string value)
    {
        if (value.Length == 0) return "price\tRequired field missing: price";
        if (!PriceForm().IsMatch(value)) return "price\tInvalid value: price; a number, a blank and a currency, such as 9.99 USD";
        return value[^3..] == currency ? null : $"price\tInvalid value: price is in {value[^3..]}, the catalog is in {currency}";
    }

    private static string? Images(string value)
    {
        const string field = "image_urls";
        if (value.Length == 0) return $"{field}\tRequired field missing: {field}";
        if (Json(value) is not { } list || list.EnumerateObject().Count() != 1 || !list.TryGetProperty("images", out var images) || images.ValueKind != JsonValueKind.Array)
            return $"{field}\tInvalid value: {field} is not the JSON {{\"images\":[...]}}";
        var urls = images.EnumerateArray().ToArray();
        if (urls.Length == 0) return $"{field}\tRequired field missing: {field} holds no image";
        // One main image and at most ten more.
        if (urls.Length > 11) return $"{field}\tToo many: {field} holds {urls.Length} images, 11 are allowed";
        return urls.All(u => u.ValueKind == JsonValueKind.String && IsWeb(u.GetString()!)) ? null : $"{field}\tInvalid value: an image does not begin with http:// or https://";
    }

    private static string? Variation(string value) =>
        value.Length == 0 || (Json(value) is { } map && map.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String))
            ? null
            : "variation_properties\tInvalid value: variation_properties is not a JSON object of texts";

    private static JsonElement? Json(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)? [A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PriceForm();
}
