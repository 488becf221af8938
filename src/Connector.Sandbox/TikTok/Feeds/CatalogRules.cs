using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Connector.Sandbox;

/// <summary>What is wrong with one field of a row.</summary>
internal sealed record FieldFault(IssueSeverity Severity, string Field, string Issue, string Suggestion);

/// <summary>The checks on a row of a catalog file that TikTok documents (facts 2: catalog product parameters, list of catalog product issues).</summary>
internal sealed partial class CatalogRules(string currency, StandInSettings settings)
{
    private const int MostImages = 10;

    private static readonly (string Column, int Limit)[] Limits =
    [
        ("sku_id", 100), ("title", 500), ("description", 10_000), ("brand", 150), ("color", 100), ("material", 200), ("pattern", 100), ("size", 100), ("manufacturer_part_number", 100),
        ("custom_label_0", 100), ("custom_label_1", 100), ("custom_label_2", 100), ("custom_label_3", 100), ("custom_label_4", 100), ("internal_label_0", 100), ("internal_label_1", 100),
    ];

    private static readonly (string Column, string[] Values)[] Words =
    [
        ("availability", ["in stock", "available for order", "preorder", "out of stock", "discontinued"]),
        ("condition", ["new", "refurbished", "used"]),
        ("age_group", ["newborn", "infant", "toddler", "kids", "adult"]),
        ("gender", ["male", "female", "unisex"]),
    ];

    private static readonly string[] Clean = ["sku_id", "title", "description"];
    private static readonly string[] Urls = ["link", "image_link", "video_link"];
    private static readonly string[] OtherPictures = [".gif", ".webp", ".bmp", ".svg", ".tif", ".tiff", ".heic"];
    private static readonly string[] Advised = ["item_group_id", "additional_image_link", "product_type", "google_product_category", "global_trade_item_number"];

    public IEnumerable<FieldFault> Check(IReadOnlyDictionary<string, string> texts)
    {
        string Text(string column) => texts.GetValueOrDefault(column, "");
        foreach (var column in CatalogColumns.Required)
        {
            if (string.IsNullOrWhiteSpace(Text(column))) yield return Error(column, $"Missing required field: {column}", "Fill it.");
        }

        foreach (var (column, limit) in Limits.Append(("item_group_id", settings.ItemGroupIdLength)))
        {
            if (Text(column).Length > limit) yield return Error(column, $"Too long: {column}", $"At most {limit} characters; this has {Text(column).Length}.");
        }

        foreach (var column in Clean)
        {
            if (Unclean(Text(column), column == "description" && settings.LineBreaksInDescription) is { } what) yield return Error(column, $"{what} in {column}", "Take it out.");
        }

        foreach (var (column, values) in Words)
        {
            if (Text(column) is { Length: > 0 } word && !values.Contains(word)) yield return Error(column, $"Invalid value: {column}", string.Join(", ", values));
        }

        foreach (var column in Urls)
        {
            if (Text(column) is { Length: > 0 } url && !ProductRules.IsWeb(url)) yield return Error(column, $"Invalid value: {column}", "It begins with http:// or https://.");
        }

        var more = Text("additional_image_link").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (more.Length > MostImages) yield return Error("additional_image_link", "Too many: additional_image_link", $"At most {MostImages}; this has {more.Length}. A comma inside an address is written %2C.");
        if (!more.All(ProductRules.IsWeb)) yield return Error("additional_image_link", "Invalid value: additional_image_link", "Each begins with http:// or https://.");
        foreach (var (column, picture) in more.Select(m => ("additional_image_link", m)).Prepend(("image_link", Text("image_link"))))
        {
            if (Uri.TryCreate(picture, UriKind.Absolute, out var at) && OtherPictures.Any(o => at.AbsolutePath.EndsWith(o, StringComparison.OrdinalIgnoreCase)))
                yield return Error(column, $"Unsupported image: {column}", "JPG, JPEG or PNG.");
        }

        foreach (var fault in Prices(Text("price"), Text("sale_price"), Text("sale_price_effective_date"), Text("currency"))) yield return fault;
        if (Text("global_trade_item_number") is { Length: > 0 } gtin)
        {
            if (!Gtin().IsMatch(gtin)) yield return Error("global_trade_item_number", "Invalid value: global_trade_item_number", "8, 12, 13 or 14 digits.");
            else if (!HasRightCheckDigit(gtin)) yield return Warning("global_trade_item_number", "Check digit: global_trade_item_number", "Its last digit does not fit the others.");
        }

        if (Text("shipping") is { Length: > 0 } shipping && !shipping.Split(';', StringSplitOptions.TrimEntries).All(s => Shipping().IsMatch(s)))
            yield return Error("shipping", "Invalid value: shipping", "country:region:service:price CUR, several parted by ;");
        if (Text("shipping_weight") is { Length: > 0 } weight && !Weight().IsMatch(weight)) yield return Error("shipping_weight", "Invalid value: shipping_weight", "A number and lb, oz, g or kg.");
        if (Text("tax") is { Length: > 0 } tax && !Tax().IsMatch(tax)) yield return Error("tax", "Invalid value: tax", "country:region:rate:y or n");
        foreach (var column in Advised)
        {
            if (Text(column).Length == 0) yield return Warning(column, $"Missing recommended field: {column}", "Fill it.");
        }
    }

    private IEnumerable<FieldFault> Prices(string price, string sale, string window, string column)
    {
        if (column.Length > 0 && column != currency) yield return Error("currency", "Invalid value: currency", $"The catalog's: {currency}.");
        var full = Amount(price, out var fullFault);
        if (fullFault is not null) yield return Error("price", "Invalid value: price", fullFault);
        var reduced = Amount(sale, out var saleFault);
        if (saleFault is not null) yield return Error("sale_price", "Invalid value: sale_price", saleFault);
        if (reduced > full) yield return Error("sale_price", "Invalid value: sale_price", "At most the price.");
        if (window.Length == 0) yield break;
        var ends = window.Split('/');
        if (ends.Length != 2 || !Instant(ends[0], out var from) || !Instant(ends[1], out var to) || from >= to)
            yield return Error("sale_price_effective_date", "Invalid value: sale_price_effective_date", "Start/end, such as 2026-01-01T00:00+00:00/2026-01-31T23:59+00:00.");
    }

    private decimal? Amount(string text, out string? fault)
    {
        fault = null;
        if (text.Length == 0) return null;
        var match = Money().Match(text);
        if (!match.Success || (match.Groups["currency"].Length == 0 && !settings.BarePrices)) fault = $"A number with a decimal point, a blank and a currency, such as 9.99 {currency}.";
        else if (match.Groups["currency"] is { Length: > 0 } given && given.Value != currency) fault = $"In the catalog's currency: {currency}.";
        return fault is null ? decimal.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : null;
    }

    private static string? Unclean(string value, bool lineBreaks)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsControl(rune) && !(lineBreaks && rune.Value is '\n' or '\r')) return "Control character";
            if (ProductRules.IsEmoji(rune.Value)) return "Emoji";
        }

        return null;
    }

    private static bool Instant(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out at);

    private static bool HasRightCheckDigit(string gtin)
    {
        var sum = 0;
        for (var i = 1; i <= gtin.Length; i++) sum += (gtin[^i] - '0') * (i % 2 == 0 ? 3 : 1);
        return sum % 10 == 0;
    }

    private static FieldFault Error(string field, string issue, string suggestion) => new(IssueSeverity.Error, field, issue, suggestion);

    private static FieldFault Warning(string field, string issue, string suggestion) => new(IssueSeverity.Warning, field, issue, suggestion);

    [GeneratedRegex(@"^(?<number>[0-9]{1,15}(\.[0-9]{1,6})?)( (?<currency>[A-Z]{3}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Money();

    [GeneratedRegex(@"^([0-9]{8}|[0-9]{12,14})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Gtin();

    [GeneratedRegex(@"^[A-Z]{2}:[^:;]*:[^:;]*:[0-9]+(\.[0-9]+)? [A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shipping();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)? ?(lb|oz|g|kg)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Weight();

    [GeneratedRegex(@"^[A-Z]{2}:[^:]*:[0-9]+(\.[0-9]+)?:[yn]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tax();
}
