using System.Globalization;

namespace Connector.Policy.Catalog;

/// <summary>An amount in a currency (ISO 4217). Decimal arithmetic only.</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    private static readonly Dictionary<string, int> Digits = new(StringComparer.Ordinal)
    {
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0,
        ["RWF"] = 0, ["UGX"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
    };

    /// <summary>Digits after the point that the currency has (ISO 4217): 2 for most, 0 for JPY, 3 for KWD.</summary>
    public static int MinorDigits(string currency) => Digits.GetValueOrDefault(currency, 2);

    /// <summary>The amount that a feed writes: the currency's digits, halves away from zero.</summary>
    public decimal Written => Math.Round(Amount, MinorDigits(Currency), MidpointRounding.AwayFromZero);

    /// <summary>The amount as a feed writes it: dot, no thousands mark, the currency's digits, halves away from zero.</summary>
    public string AmountText() => Written.ToString("F" + MinorDigits(Currency), CultureInfo.InvariantCulture);

    /// <summary>The form TikTok's files carry: <c>9.99 GBP</c>.</summary>
    public override string ToString() => $"{AmountText()} {Currency}";
}
