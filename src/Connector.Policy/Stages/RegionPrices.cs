using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// The prices that TikTok Shop takes of local sellers, by country (source: TikTok Shop Partner Center, Create Product, price ranges by market).
/// Cross-border warehouses have lower ones, which no setting tells apart: the policy's own limits are for them. Checklist RIV-04.
/// </summary>
internal static class RegionPrices
{
    private static readonly Dictionary<string, (string Currency, decimal Least, decimal Most)> Ranges = new(StringComparer.Ordinal)
    {
        ["US"] = ("USD", 0.01m, 7_600),
        ["GB"] = ("GBP", 0.01m, 5_600),
        ["DE"] = ("EUR", 0.01m, 6_300),
        ["ES"] = ("EUR", 0.01m, 6_300),
        ["FR"] = ("EUR", 0.01m, 6_300),
        ["IE"] = ("EUR", 0.01m, 6_300),
        ["IT"] = ("EUR", 0.01m, 6_300),
        ["BR"] = ("BRL", 0.5m, 10_000),
        ["MX"] = ("MXN", 1, 50_000),
        ["JP"] = ("JPY", 1, 500_000),
        ["ID"] = ("IDR", 100, 100_000_000),
        ["MY"] = ("MYR", 0.01m, 320_000),
        ["PH"] = ("PHP", 0.01m, 400_000),
        ["SG"] = ("SGD", 0.01m, 10_000),
        ["TH"] = ("THB", 30, 260_000),
        ["VN"] = ("VND", 1, 180_000_000),
    };

    /// <summary>The countries of which limits are known, ISO 3166.</summary>
    public static IReadOnlyCollection<string> Countries => Ranges.Keys;

    /// <summary>Least and highest price in the country; null where none are known of it in that currency.</summary>
    public static (decimal Least, decimal Most)? Of(string country, string currency) =>
        Ranges.TryGetValue(country, out var range) && range.Currency == currency ? (range.Least, range.Most) : null;
}
