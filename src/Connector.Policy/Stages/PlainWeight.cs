namespace Connector.Policy.Stages;

/// <summary>Weights that shops write as TikTok does, but for the blank or the unit, read without decoding: <c>0.41 kg</c>, <c>1.5kg</c>, <c>12</c>.</summary>
internal static class PlainWeight
{
    private const int MostDigits = 6;

    /// <summary>
    /// Splits a weight whose number stays as it is: up to six digits, without a zero too many at either end, a point and up to six more. The
    /// unit is one of TikTok's, or empty. False where a closer look is needed (<see cref="ShippingWeight"/>).
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<byte> said, out ReadOnlySpan<byte> number, out ReadOnlySpan<byte> unit)
    {
        number = Number(said);
        unit = said[number.Length..];
        unit = unit.Length > 1 && unit[0] == ' ' ? unit[1..] : unit;
        return !number.IsEmpty && (unit.IsEmpty || unit.SequenceEqual("kg"u8) || unit.SequenceEqual("g"u8) || unit.SequenceEqual("lb"u8) || unit.SequenceEqual("oz"u8));
    }

    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> said)
    {
        var whole = Digits(said);
        if (whole is 0 or > MostDigits || (whole > 1 && said[0] == '0'))
        {
            return default;
        }

        if (whole == said.Length || said[whole] != '.')
        {
            return said[0] == '0' ? default : said[..whole];
        }

        var parts = Digits(said[(whole + 1)..]);
        var end = whole + 1 + parts;
        return parts is 0 or > MostDigits || said[end - 1] == '0' ? default : said[..end];
    }

    private static int Digits(ReadOnlySpan<byte> said)
    {
        var other = said.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? said.Length : other;
    }
}
