using System.Text;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>References to characters and the five entities that XML knows by itself.</summary>
internal static class XmlReference
{
    /// <summary>Far longer than any that means something. (XmlReader takes leading zeros without end.)</summary>
    private const int Longest = 1 << 10;

    /// <summary>Reads the reference at the start of <paramref name="text"/>.</summary>
    /// <param name="text">From the ampersand on.</param>
    /// <param name="length">How many bytes it has; 0 where more bytes are needed to say.</param>
    /// <param name="character">What it stands for.</param>
    /// <returns>Why it is at fault; null where it is not.</returns>
    public static string? Read(ReadOnlySpan<byte> text, out int length, out Rune character)
    {
        character = default;
        var isCut = text.Length > Longest;
        text = isCut ? text[..Longest] : text;
        var end = text.IndexOf((byte)';');
        var reference = end < 0 ? text[1..] : text[1..end];
        length = end < 0 ? 0 : end + 1;
        if (reference.Length > 0 && reference[0] == '#')
        {
            return Character(reference[1..], end >= 0, isCut, out character);
        }

        if (reference.IndexOfAny(Utf8Xml.NotOfName) >= 0 || (end >= 0 ? reference.IsEmpty : isCut))
        {
            return "An error occurred while parsing EntityName";
        }

        character = reference switch
        {
            [(byte)'a', (byte)'m', (byte)'p'] => new Rune('&'),
            [(byte)'l', (byte)'t'] => new Rune('<'),
            [(byte)'g', (byte)'t'] => new Rune('>'),
            [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => new Rune('"'),
            [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => new Rune('\''),
            _ => default,
        };
        return end < 0 || character != default ? null : $"Reference to undeclared entity '{Encoding.UTF8.GetString(reference)}'";
    }

    private static string? Character(ReadOnlySpan<byte> digits, bool isWhole, bool isCut, out Rune character)
    {
        character = default;
        var isHex = digits.Length > 0 && digits[0] == 'x';
        digits = isHex ? digits[1..] : digits;
        long value = 0;
        foreach (var digit in digits)
        {
            if (!(isHex ? char.IsAsciiHexDigit((char)digit) : char.IsAsciiDigit((char)digit)))
            {
                return "Invalid syntax for a " + (isHex ? "hexadecimal" : "decimal") + " numeric entity reference";
            }

            value = Math.Min((value * (isHex ? 16 : 10)) + HexValue(digit), int.MaxValue);
        }

        if (!isWhole)
        {
            return isCut ? "A numeric entity reference does not end" : null;
        }

        if (digits.IsEmpty)
        {
            return "Invalid syntax for a numeric entity reference: it has no digits";
        }

        // Surrogates, what is beyond Unicode, and what XML does not allow in any spelling.
        var isAllowed = value is '\t' or '\n' or '\r' or >= 0x20 and <= 0xD7FF or >= 0xE000 and <= 0xFFFD or >= 0x10000 and <= 0x10FFFF;
        character = isAllowed ? new Rune((int)value) : default;
        return isAllowed ? null : $"A numeric entity reference stands for 0x{value:X}, an invalid character";
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
