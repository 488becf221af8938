namespace Connector.Stores.Sfcc.Xml;

/// <summary>Numbers as shops write them, read without looking at cultures and styles.</summary>
internal static class Utf8Number
{
    /// <summary>More digits than a <see cref="long"/> surely holds are for <see cref="decimal.Parse(string)"/>.</summary>
    private const int Longest = 18;

    /// <summary>Digits, perhaps with one point before, between or after them; its value and its scale are those that decimal.Parse gives. False for every other text, which may be a number all the same.</summary>
    public static bool TryPlain(ReadOnlySpan<byte> text, out decimal number)
    {
        number = 0;
        var (value, digits, point) = (0L, 0, -1);
        if (text.Length > Longest)
        {
            return false;
        }

        foreach (var octet in text)
        {
            if (octet is >= (byte)'0' and <= (byte)'9')
            {
                value = (value * 10) + octet - '0';
                digits++;
            }
            else if (octet == '.' && point < 0)
            {
                point = digits;
            }
            else
            {
                return false;
            }
        }

        if (digits == 0)
        {
            return false;
        }

        number = new decimal((int)value, (int)(value >> 32), 0, isNegative: false, (byte)(point < 0 ? 0 : digits - point));
        return true;
    }
}
