using Connector.Policy.Documents;

namespace Connector.Policy.Catalog;

/// <summary>Amounts as a policy or a rule rounds them. Decimal arithmetic only; never below 0.</summary>
public static class Rounded
{
    /// <summary>Beyond any price, and far from where decimals overflow: such amounts are left as they are.</summary>
    private const decimal Plenty = 1_000_000_000_000_000m;

    private const decimal Half = 0.5m;

    /// <summary>Steps below this are none: dividing by them would overflow.</summary>
    private const decimal Finest = 0.000_000_1m;

    /// <param name="amount">What is rounded; below 0 it becomes 0.</param>
    /// <param name="currency">ISO 4217; says to how many digits cents are.</param>
    /// <param name="how">How. A step of 0 counts as cents, an ending counts by its part below 1.</param>
    public static decimal Of(decimal amount, string currency, PriceRounding how)
    {
        ArgumentNullException.ThrowIfNull(how);
        if (amount is <= 0 or > Plenty)
        {
            return Math.Max(0, amount);
        }

        return how.To switch
        {
            RoundTo.Ending => ToEnding(amount, how.Ending is >= 0 and < 1 ? how.Ending : Math.Abs(how.Ending % 1), how),
            RoundTo.Step when how.Step is >= Finest and <= Plenty => ToStep(amount, how.Step, how),
            _ => ToDigits(amount, Money.MinorDigits(currency), how),
        };
    }

    private static decimal ToDigits(decimal amount, int digits, PriceRounding how) => amount.Scale <= digits ? amount : Math.Round(amount, digits, Mode(how));

    private static decimal ToStep(decimal amount, decimal step, PriceRounding how) => Math.Round(amount / step, Mode(how)) * step;

    /// <summary>The least amount with the ending is the ending itself: an amount below it becomes that, whichever the way.</summary>
    private static decimal ToEnding(decimal amount, decimal ending, PriceRounding how)
    {
        var below = Math.Floor(amount - ending);
        var lower = below + ending;
        if (lower == amount || below < 0)
        {
            return Math.Max(lower, ending);
        }

        var isUpper = how.Way switch
        {
            RoundWay.Up => true,
            RoundWay.Down => false,
            _ => (amount - lower).CompareTo(Half) is var nearer && (nearer > 0 || (nearer == 0 && (how.Half == RoundHalf.Up || below % 2 != 0))),
        };
        return isUpper ? lower + 1 : lower;
    }

    private static MidpointRounding Mode(PriceRounding how) => how.Way switch
    {
        RoundWay.Up => MidpointRounding.ToPositiveInfinity,
        RoundWay.Down => MidpointRounding.ToNegativeInfinity,
        _ => how.Half == RoundHalf.Even ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero,
    };
}

/// <summary>A rounding in words, as the printed policies show it.</summary>
public static class RoundingWords
{
    /// <summary>Such as <c>to amounts that end in .99, never below</c>.</summary>
    public static string Words(this PriceRounding how)
    {
        ArgumentNullException.ThrowIfNull(how);
        var to = how.To switch
        {
            RoundTo.Ending => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"to the {{0}} amount that ends in {how.Ending:.00##}"),
            RoundTo.Step => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"to the {{0}} multiple of {how.Step}"),
            _ => "to the {0} of the currency's digits",
        };
        var way = how.Way switch
        {
            RoundWay.Up => "next higher",
            RoundWay.Down => "next lower",
            _ => "nearest",
        };
        return to.Replace("{0}", way, StringComparison.Ordinal) + (how is { Way: RoundWay.Nearest, Half: RoundHalf.Even } ? ", halves to the even one" : "");
    }
}
