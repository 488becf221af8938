using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// A GTIN has 8, 12, 13 or 14 digits, the last of them computed from the others (GS1 General Specifications 7.9). Any other is left
/// out: a wrong one would make another maker's product of it.
/// </summary>
public sealed record TradeItemNumber : Stage
{
    public override string Name => "gtin.form";

    public override string Describe() => "leaves out a GTIN that has not 8, 12, 13 or 14 digits, or not the right check digit";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details || details[Detail.GlobalTradeItemNumber] is not { IsEmpty: false } number)
        {
            return Verdict.Kept;
        }

        var digits = number.Utf8;
        if (digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return LeftOut(Reasons.GtinForm.With(number.ToString(), "characters that are no digits"));
        }

        if (digits.Length is not (8 or 12 or 13 or 14))
        {
            return LeftOut(Reasons.GtinForm.With(number.ToString(), digits.Length == 1 ? "1 digit" : string.Create(CultureInfo.InvariantCulture, $"{digits.Length} digits")));
        }

        if (digits.IndexOfAnyExcept((byte)'0') < 0)
        {
            return LeftOut(Reasons.GtinForm.With(number.ToString(), "nothing but zeros"));
        }

        var check = CheckDigit(digits[..^1]);
        return digits[^1] - '0' == check ? Verdict.Kept : LeftOut(Reasons.GtinCheckDigit.With(number.ToString(), check.ToString(CultureInfo.InvariantCulture)));

        Verdict LeftOut(Reason reason) => Verdict.Changed(offer with { Details = details.With(Detail.GlobalTradeItemNumber, default) }, reason);
    }

    /// <summary>From the right, digits weigh 3, 1, 3, 1 ...; the check digit makes the sum a multiple of ten.</summary>
    private static int CheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10;
    }
}
