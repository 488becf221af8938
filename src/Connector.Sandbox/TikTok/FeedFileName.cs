using System.Globalization;
using System.Text.RegularExpressions;

namespace Connector.Sandbox;

internal enum FeedKind
{
    Product,
    Delete,
    Inventory,
}

/// <summary>What a file name in the folder says.</summary>
/// <param name="Series">Files of one series replace one another by timestamp: kind, site and locale, or the inventory prefix.</param>
/// <param name="Timestamp">yyyyMMddHHmmss and perhaps more digits, filled up with zeros to 20 so that text order is time order.</param>
/// <param name="Part">0 when the file is not split.</param>
internal sealed partial record FeedFileName(string Name, FeedKind Kind, string Series, string? Site, string? Locale, string Timestamp, int Part)
{
    public bool Packed => Name.EndsWith(".gz", StringComparison.Ordinal);

    /// <summary>Null when the name is none of the kind's; such files are left alone.</summary>
    /// <param name="modified">Stands in for the timestamp of the plain <c>inventory.xml</c> that SFCC overwrites.</param>
    public static FeedFileName? Parse(string name, FeedKind kind, DateTimeOffset? modified)
    {
        var plain = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        if (kind == FeedKind.Inventory && plain == "inventory.xml")
            return new FeedFileName(name, kind, plain, null, null, Fill((modified ?? DateTimeOffset.UnixEpoch).UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)), 0);

        var match = (kind switch { FeedKind.Product => ProductName(), FeedKind.Delete => DeleteName(), _ => InventoryName() }).Match(plain);
        if (!match.Success || !IsInstant(match.Groups["ts"].Value)) return null;
        var part = match.Groups["part"].Success ? int.Parse(match.Groups["part"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var locale = match.Groups["locale"].Success ? match.Groups["locale"].Value : null;
        var site = match.Groups["site"].Success ? match.Groups["site"].Value : null;
        var series = kind == FeedKind.Inventory ? $"{match.Groups["before"].Value}*{match.Groups["after"].Value}" : $"{site}/{Plain(locale)}";
        return new FeedFileName(name, kind, series, site, locale, Fill(match.Groups["ts"].Value), part);
    }

    public bool IsFor(StandInCatalog catalog) => catalog.SiteId == Site && (Locale is null || Plain(Locale) == Plain(catalog.Locale));

    private static string? Plain(string? locale) => locale?.Replace('_', '-').ToUpperInvariant();

    private static string Fill(string digits) => digits.PadRight(20, '0');

    private static bool IsInstant(string digits) =>
        DateTime.TryParseExact(digits[..14], "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    [GeneratedRegex(@"^tiktok-feed-(?<site>.+)-(?<ts>[0-9]{14,20})-(?<locale>[^/]+?)(-part(?<part>[0-9]{1,6}))?\.txt$", RegexOptions.CultureInvariant)]
    private static partial Regex ProductName();

    [GeneratedRegex(@"^delete-feed-(?<site>.+)-(?<ts>[0-9]{14,20})(-(?!part[0-9]+\.)(?<locale>[^/]+?))?(-part(?<part>[0-9]{1,6}))?\.txt$", RegexOptions.CultureInvariant)]
    private static partial Regex DeleteName();

    [GeneratedRegex(@"^(?<before>[^0-9]*(?:[0-9]{1,13}[^0-9]+)*)(?<ts>[0-9]{14,20})(?<after>[^0-9].*?)??(-part(?<part>[0-9]{1,6}))?\.xml$", RegexOptions.CultureInvariant)]
    private static partial Regex InventoryName();
}
