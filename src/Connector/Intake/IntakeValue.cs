using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Intake;

/// <summary>What of a cell cannot be taken, and what to do about it.</summary>
internal sealed record CellFault(string Reason, string Cure);

/// <summary>Checks a value against the feed sheet and brings it to the form in which it is kept.</summary>
internal static partial class IntakeValue
{
    private const int LongestAddress = 2000;
    private const int LongestCategory = 750;

    /// <param name="column">The column.</param>
    /// <param name="text">The cell, without blanks around it; not empty.</param>
    /// <param name="sheet">The account's sheet.</param>
    /// <param name="currency">The account's currency.</param>
    /// <param name="value">As it is kept.</param>
    /// <returns>Why it cannot be taken; null: it can.</returns>
    public static CellFault? Check(string column, string text, FeedSheet sheet, string currency, out string value)
    {
        value = text;
        switch (column)
        {
            case "price":
                return Price(text, currency, out value);
            case "quantity":
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces) && pieces <= sheet.Limits.Quantity
                    ? Kept(pieces.ToString(CultureInfo.InvariantCulture), out value)
                    : new CellFault($"'{Short(text)}' is no number of pieces", string.Create(CultureInfo.InvariantCulture, $"write a whole number from 0 to {sheet.Limits.Quantity}"));
            case "availability" or "condition":
                var words = sheet.Columns[sheet.IndexOf(column)].Words;
                return words.FirstOrDefault(word => word.Equals(text.Replace('_', ' '), StringComparison.OrdinalIgnoreCase)) is { } known
                    ? Kept(known, out value)
                    : new CellFault($"'{Short(text)}' is none of TikTok's words", $"write one of {string.Join(", ", words)}");
            case "landing_page_url":
                return AddressFault(text);
            case "image_urls":
                return Images(text, sheet.Limits.Images, out value);
            default:
                return TextFault(column, text, sheet);
        }
    }

    private static CellFault? Kept(string form, out string value)
    {
        value = form;
        return null;
    }

    private static CellFault? Price(string text, string currency, out string value)
    {
        value = text;
        if (PriceForm().Match(text) is not { Success: true } match || !decimal.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return new CellFault($"'{Short(text)}' is no price", $"write digits with a dot, with or without the currency: 12.50 {currency}");
        }

        if (match.Groups[2].Success && !match.Groups[2].Value.Equals(currency, StringComparison.OrdinalIgnoreCase))
        {
            return new CellFault($"the price is in {match.Groups[2].Value.ToUpperInvariant()}, the TikTok shop sells in {currency}", $"write it in {currency}");
        }

        // 2.990 may be meant as two thousand nine hundred and ninety.
        var digits = Money.MinorDigits(currency);
        if (amount <= 0 || amount.Scale > digits)
        {
            return new CellFault(
                amount <= 0 ? $"the price is {match.Groups[1].Value}" : $"the price {match.Groups[1].Value} has more digits than {currency} has",
                string.Create(CultureInfo.InvariantCulture, $"write a price above 0 with {digits} digits behind the dot at the most"));
        }

        value = new Money(amount, currency).ToString();
        return null;
    }

    private static CellFault? TextFault(string column, string text, FeedSheet sheet)
    {
        var most = sheet.Columns.FirstOrDefault(known => known.Name == column)?.MaxLength is > 0 and var limit ? limit : LongestCategory;
        if (text.Length > most)
        {
            return new CellFault(string.Create(CultureInfo.InvariantCulture, $"{column} has {text.Length} characters, {most} are allowed"), "shorten it");
        }

        if (text.Any(letter => char.IsControl(letter) && !(letter is '\n' or '\r' && column == "description")))
        {
            return new CellFault($"{column} has control characters", column == "description" ? "leave them out; line breaks may stand in it" : "leave them out, line breaks too");
        }

        return MarkupForm().IsMatch(text) ? new CellFault($"{column} has markup, which TikTok shows as it is", "write plain text") : null;
    }

    private static CellFault? AddressFault(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && !text.Any(char.IsWhiteSpace)
            ? null
            : new CellFault($"'{Short(text)}' is no address", "write it in full: https://...");

    private static CellFault? Images(string text, int most, out string value)
    {
        value = text;
        string[] addresses;
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                var list = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("images", out var inside) ? inside : json.RootElement;
                addresses = [.. list.EnumerateArray().Select(item => item.GetString() ?? "")];
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                return new CellFault("it is no list of images", "write addresses with blanks between them, or {\"images\":[\"https://...\"]}");
            }
        }
        else
        {
            addresses = text.Split([' ', '\n', '\r', '\t', '|'], StringSplitOptions.RemoveEmptyEntries);
        }

        if (addresses.Length == 0 || addresses.Length > most)
        {
            return new CellFault(string.Create(CultureInfo.InvariantCulture, $"there are {addresses.Length} images, 1 to {most} are taken"), "give the main image first, and leave out the others");
        }

        value = string.Join('\n', addresses);
        return addresses.Select(AddressFault).FirstOrDefault(fault => fault is not null);
    }

    private static string Short(string text) => text.Length > 80 ? text[..80] + "..." : text;

    [GeneratedRegex(@"^(\d{1,15}(?:\.\d{1,6})?)(?: ?([A-Za-z]{3}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex PriceForm();

    [GeneratedRegex(@"</?[A-Za-z][^>]*>|&(?:[a-z]+|#\d+);", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MarkupForm();
}
