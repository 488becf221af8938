using System.Globalization;
using System.Text.Json;

namespace Connector.Review;

/// <summary>Reads one item of catalog/product/get. Sources disagree on some names and forms, so both are read; what is not known is passed over.</summary>
internal static class ShownProductJson
{
    public static ShownProduct? Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || Text(item, "sku_id") is not { } sku)
        {
            return null;
        }

        var prices = Part(item, "price_info");
        var (price, currency) = Money(Field(item, "price"));
        var (infoPrice, infoCurrency) = Money(Field(prices, "price"));
        var (sale, saleCurrency) = Money(Field(item, "sale_price"));
        var (priceSale, _) = Money(Field(Part(item, "price"), "sale_price"));
        var (infoSale, _) = Money(Field(prices, "sale_price"));
        var audit = Part(item, "audit");
        var status = Text(audit, "audit_status");
        return new ShownProduct
        {
            Sku = sku,
            ProductId = Text(item, "product_id"),
            Title = Text(item, "title"),
            Description = Text(item, "description"),
            Availability = Text(item, "availability"),
            Price = price ?? infoPrice,
            Currency = currency ?? Text(item, "currency") ?? infoCurrency ?? Text(prices, "currency") ?? saleCurrency,
            SalePrice = sale ?? priceSale ?? infoSale,
            Brand = Text(item, "brand"),
            ImageUrl = Text(item, "image_url"),
            AdditionalImageUrls = Texts(item, "additional_image_urls"),
            LandingPageUrl = Text(Part(item, "landing_page"), "landing_page_url") ?? Text(item, "landing_page_url") ?? Text(item, "landing_page"),
            GroupId = Text(item, "item_group_id"),
            Condition = Text(item, "condition") ?? Text(Part(item, "product_detail"), "condition"),
            GoogleProductCategory = Text(item, "google_product_category"),
            ProductCategory = Text(Part(item, "product_detail"), "product_category") ?? Text(item, "product_category"),
            AuditStatus = status?.ToUpperInvariant() switch
            {
                "APPROVED" => AuditStatus.Approved,
                "REJECTED" => AuditStatus.Rejected,
                "PROCESSING" => AuditStatus.Processing,
                _ => AuditStatus.Unknown,
            },
            AuditStatusText = status,
            RejectedReasons = [.. Reasons(audit, "rejected_info"), .. Reasons(audit, "reject_info")],
            ImageStatus = Text(item, "image_status"),
            ActiveStatus = Text(item, "active_status"),
            AdCreationEligible = Text(item, "ad_creation_eligible"),
            Raw = item.GetRawText(),
        };
    }

    /// <summary>A number, a numeric text, "9.99 GBP", or an object of price and currency.</summary>
    internal static (decimal? Amount, string? Currency) Money(JsonElement? value)
    {
        switch (value)
        {
            case { ValueKind: JsonValueKind.Number } number:
                return (number.TryGetDecimal(out var amount) ? amount : null, null);
            case { ValueKind: JsonValueKind.String } text:
                var words = text.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return words.Length is 1 or 2 && decimal.TryParse(words[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                    ? (parsed, words.Length == 2 ? words[1] : null)
                    : (null, null);
            case { ValueKind: JsonValueKind.Object } both:
                var (inner, currency) = Field(both, "price") is { ValueKind: not JsonValueKind.Object } price ? Money(price) : (null, null);
                return (inner, currency ?? Text(both, "currency"));
            default:
                return (null, null);
        }
    }

    internal static JsonElement? Field(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } part && part.TryGetProperty(name, out var value) ? value : null;

    internal static long? Number(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.String } text when long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };

    internal static JsonElement? Part(JsonElement? parent, string name) => Field(parent, name) is { ValueKind: JsonValueKind.Object } part ? part : null;

    private static string? Text(JsonElement? parent, string name) => Field(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
        _ => null,
    };

    private static IReadOnlyList<string> Texts(JsonElement item, string name) =>
        Field(item, name) is { ValueKind: JsonValueKind.Array } many ? [.. many.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)] : [];

    private static IEnumerable<RejectedReason> Reasons(JsonElement? audit, string name) => Field(audit, name) switch
    {
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).Select(Reason)],
        { ValueKind: JsonValueKind.Object } one => [Reason(one)],
        _ => [],
    };

    private static RejectedReason Reason(JsonElement item) =>
        new(Text(item, "reason"), Text(item, "suggestion"), Listed(item, "affected_placement"), Listed(item, "affected_country"));

    /// <summary>One text, or a list of them joined by commas.</summary>
    private static string? Listed(JsonElement item, string name) => Field(item, name) is { ValueKind: JsonValueKind.Array } many
        ? string.Join(", ", many.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? v.GetString() : v.GetRawText()))
        : Text(item, name);
}
