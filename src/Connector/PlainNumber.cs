using System.Buffers.Text;

namespace Connector;

/// <summary>
/// Numbers as prices and stock usually are, read and written without the general ways of decimals: no sign, no mark for thousands, as many
/// digits as fit a long. What is anything else is left to the general way; both give the same value, zeros at its end included.
/// </summary>
internal static class PlainNumber
{
    /// <summary>Digits that a long takes whatever they are.</summary>
    private const int MostDigits = 18;

    private static readonly long[] Tens = [1, 10, 100, 1000];

    /// <summary>Reads digits, and a point and digits behind them where there is one.</summary>
    /// <returns>False for any other text.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out decimal number)
    {
        var (value, scale, digits) = (0L, -1, 0);
        foreach (var sign in text)
        {
            var digit = (uint)(sign - '0');
            if (digit <= 9)
            {
                value = (value * 10) + digit;
                digits++;
                scale += scale < 0 ? 0 : 1;
            }
            else if (sign == '.' && scale < 0 && digits > 0)
            {
                scale = 0;
            }
            else
            {
                digits = 0;
                break;
            }

            if (digits > MostDigits)
            {
                break;
            }
        }

        var isPlain = digits is > 0 and <= MostDigits && scale != 0;
        number = isPlain ? new decimal((int)value, (int)(value >> 32), 0, false, (byte)Math.Max(0, scale)) : 0;
        return isPlain;
    }

    /// <summary>Writes a number with so many digits behind the point, three at most, as the format <c>F</c> does.</summary>
    /// <returns>False where it is negative or long, or has more digits behind the point: then nothing is written.</returns>
    public static bool TryWrite(decimal number, int digits, Span<byte> into, out int written)
    {
        const long Most = long.MaxValue / 1000;
        written = 0;
        if (decimal.IsNegative(number) || number.Scale > digits || digits >= Tens.Length || Value(number) is not (>= 0 and <= Most and var value))
        {
            return false;
        }

        value *= Tens[digits - number.Scale];
        var (whole, rest) = Math.DivRem(value, Tens[digits]);
        if (!Utf8Formatter.TryFormat(whole, into, out written) || into.Length - written <= digits)
        {
            written = 0;
            return false;
        }

        if (digits > 0)
        {
            into[written] = (byte)'.';
            for (var at = written + digits; at > written; at--)
            {
                into[at] = (byte)('0' + (rest % 10));
                rest /= 10;
            }

            written += digits + 1;
        }

        return true;
    }

    /// <summary>All its digits as one number; -1 where they are too many.</summary>
    private static long Value(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        return bits[2] != 0 || bits[1] < 0 ? -1 : ((long)bits[1] << 32) | (uint)bits[0];
    }
}
