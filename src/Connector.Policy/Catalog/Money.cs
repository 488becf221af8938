using System.Globalization;

namespace Connector.Policy.Catalog;

/// <summary>An amount in a currency (ISO 4217). Decimal arithmetic only.</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>The codes of ISO 4217 that a shop can price in; funds and metals are none.</summary>
    private static readonly HashSet<string> Codes = new(
        ("AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK "
        + "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF "
        + "KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP "
        + "PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
        + "UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Whether a text is a currency's code: three capital letters that ISO 4217 knows.</summary>
    public static bool IsCurrency(string code) => Codes.Contains(code);

    /// <summary>Digits after the point that the currency has (ISO 4217): 2 for most, 0 for JPY, 3 for KWD.</summary>
    public static int MinorDigits(string currency) => currency switch
    {
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        _ => 2,
    };

    /// <summary>The amount that a feed writes: the currency's digits, halves away from zero.</summary>
    public decimal Written
    {
        get
        {
            // Most amounts are of the currency's digits already.
            var digits = MinorDigits(Currency);
            return Amount.Scale <= digits ? Amount : Math.Round(Amount, digits, MidpointRounding.AwayFromZero);
        }
    }

    /// <summary>The amount as a feed writes it: dot, no thousands mark, the currency's digits, halves away from zero.</summary>
    public string AmountText() => Written.ToString("F" + MinorDigits(Currency), CultureInfo.InvariantCulture);

    /// <summary>The form TikTok's files carry: <c>9.99 GBP</c>.</summary>
    public override string ToString() => $"{AmountText()} {Currency}";
}
