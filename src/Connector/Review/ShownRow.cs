using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Feeds;

namespace Connector.Review;

/// <summary>
/// Whether what TikTok shows is the row that was sent: its audit knows no version, so an answer to another row must not count.
/// Compared are the columns that the sheet marks as shown, where TikTok returns them, each brought to a common form.
/// </summary>
public static partial class ShownRow
{
    public static bool IsSent(FeedSheet sheet, EncodedRow sent, ShownProduct shown) => !Differences(sheet, sent, shown).Any();

    /// <summary>The columns in which TikTok shows something else than was sent, with both values.</summary>
    public static IEnumerable<ShownDifference> Differences(FeedSheet sheet, EncodedRow sent, ShownProduct shown)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        ArgumentNullException.ThrowIfNull(shown);
        for (var i = 0; i < sheet.Columns.Count; i++)
        {
            var column = sheet.Columns[i];
            if (column.ShownAs.Length > 0 && Field(shown, column.ShownAs) is { } value && Form(column.Normal, value) != Form(column.Normal, sent.Value(i)))
            {
                yield return new ShownDifference(column.Name, sent.Value(i), value);
            }
        }
    }

    private static string? Field(ShownProduct shown, string name) => name switch
    {
        "title" => shown.Title,
        "availability" => shown.Availability,
        "price" => Amount(shown.Price, shown.Currency),
        "sale_price" => Amount(shown.SalePrice, shown.Currency),
        "brand" => shown.Brand,
        _ => throw new ArgumentException($"interface B has no field {name}", nameof(name)),
    };

    private static string? Amount(decimal? amount, string? currency) => amount is not { } value ? null
        : currency is null ? value.ToString(CultureInfo.InvariantCulture) : $"{value.ToString(CultureInfo.InvariantCulture)} {currency}";

    private static string Form(Normal normal, string value)
    {
        var text = Spaces().Replace(value, " ").Trim();
        return normal switch
        {
            Normal.Word => text.ToLowerInvariant().Replace('_', ' ').Replace('-', ' '),
            Normal.Money => Money(text),
            _ => text,
        };
    }

    private static string Money(string text)
    {
        var parts = text.Split(' ');
        return decimal.TryParse(parts[0], NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? $"{amount.ToString("0.#############", CultureInfo.InvariantCulture)} {(parts.Length > 1 ? parts[1].ToUpperInvariant() : "")}".Trim()
            : text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>A column in which TikTok shows something else than was sent.</summary>
/// <param name="Column">The column of the feed sheet.</param>
/// <param name="Sent">As it was sent.</param>
/// <param name="Shown">As TikTok shows it.</param>
public sealed record ShownDifference(string Column, string Sent, string Shown);
