namespace Connector.Sandbox;

/// <summary>What differs from country to country (facts 3.5).</summary>
internal static class ShopMarkets
{
    private static readonly string[] European = ["DE", "ES", "FR", "IE", "IT"];
    private static readonly string[] SouthEastAsian = ["ID", "MY", "PH", "SG", "TH", "VN"];

    private static readonly Dictionary<string, (decimal From, decimal To)> Local = new(StringComparer.Ordinal)
    {
        ["US"] = (0.01m, 7_600), ["GB"] = (0.01m, 5_600), ["BR"] = (0.5m, 10_000), ["MX"] = (1, 50_000), ["JP"] = (1, 500_000), ["ID"] = (100, 100_000_000), ["MY"] = (0.01m, 320_000),
        ["PH"] = (0.01m, 400_000), ["SG"] = (0.01m, 10_000), ["TH"] = (30, 260_000), ["VN"] = (1, 180_000_000),
    };

    private static readonly Dictionary<string, decimal> AcrossBorders = new(StringComparer.Ordinal) { ["US"] = 800, ["GB"] = 134.5m, ["JP"] = 10_000, ["SG"] = 400, ["VN"] = 1_000_000 };

    /// <summary>GB, however it is written.</summary>
    public static string Of(StandInShop shop) => shop.Region is "UK" ? "GB" : shop.Region;

    public static bool NeedsV2(string region) => region == "US" || SouthEastAsian.Contains(region);

    public static (int From, int To) Title(string region) => region switch
    {
        "US" or "GB" or "JP" => (1, 255),
        "BR" or "MX" => (1, 300),
        _ => European.Contains(region) ? (1, 255) : (25, 255),
    };

    public static int Skus(string region) => region is "BR" or "JP" or "MX" or "GB" or "US" || European.Contains(region) ? 300 : 100;

    /// <summary>Lowest and highest price of a SKU.</summary>
    public static (decimal From, decimal To) Price(string region, bool acrossBorders)
    {
        var (from, to) = Local.TryGetValue(region, out var found) ? found : European.Contains(region) ? (0.01m, 6_300m) : (0.01m, decimal.MaxValue);
        if (!acrossBorders) return (from, to);
        return (from, AcrossBorders.TryGetValue(region, out var lower) ? lower : European.Contains(region) ? 150 : to);
    }

    /// <summary>Units of weight, each with the decimals that it may have.</summary>
    public static int? WeightDecimals(string region, string unit) => unit switch
    {
        "KILOGRAM" => 3,
        "POUND" when region == "US" => 2,
        "GRAM" when region is "BR" or "JP" or "MX" => 0,
        _ => null,
    };

    public static bool Imperial(string region, string unit) => unit is "POUND" or "INCH" && region == "US";

    public static bool DimensionsOptional(string region) => region is "ID" or "TH" or "VN";
}
