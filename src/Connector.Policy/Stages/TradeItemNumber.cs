using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// A GTIN has 8, 12, 13 or 14 digits, the last of them computed from the others (GS1 General Specifications 7.9). Any other is left
/// out: a wrong one would make another maker's product of it.
/// </summary>
/// <param name="CheckDigit">What becomes of one whose check digit alone is wrong: it is left out, unless it is only to be told.</param>
public sealed record TradeItemNumber(OnWrongCheckDigit CheckDigit = OnWrongCheckDigit.LeaveOut) : Stage
{
    public override string Name => "gtin.form";

    public override string Describe() => CheckDigit == OnWrongCheckDigit.Tell
        ? "leaves out a GTIN that has not 8, 12, 13 or 14 digits, and tells of one without the right check digit"
        : "leaves out a GTIN that has not 8, 12, 13 or 14 digits, or not the right check digit";

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

        if (CheckDigits.IsRight(digits))
        {
            return Verdict.Kept;
        }

        string[] words = [number.ToString(), CheckDigits.Of(digits[..^1]).ToString(CultureInfo.InvariantCulture)];
        return CheckDigit == OnWrongCheckDigit.Tell ? Verdict.Changed(offer, Reasons.GtinCheckDigitTold.With(words)) : LeftOut(Reasons.GtinCheckDigit.With(words));

        Verdict LeftOut(Reason reason) => Verdict.Changed(offer with { Details = details.With(Detail.GlobalTradeItemNumber, default) }, reason);
    }
}
