using System.Buffers.Binary;
using System.Text;

namespace Connector.Tests.Fuzzing;

/// <summary>Makes bad input of real input: some flips, cuts, repeats, splices, foreign words and odd encodings at a time. The same seed gives the same bytes.</summary>
internal static class Mutations
{
    private const int Longest = 1 << 20;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\0", "\uFEFF", "\u2028", "\uFFFF", "😀", "\"", "\"\"", "\"\"\"\"", "'", "\\", "\\\"", "\r", "\n", "\r\n", "\t", ",", ";", "|", "{", "}", "[", "]", ":", "<", ">", "&", "/", "=", "%", "#",
            "null", "true", "-0", "1e999", "-1e-999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "99999999999999999999999999999999999999999999", "0.1e+400", "NaN", "79228162514264337593543950336",
            "\\ud800", "\\udfff\\ud800", "\\u0000", "\\x", "&#0;", "&#xD800;", "&#x110000;", "&lt;", "&amp;amp;", "&e;", "<![CDATA[", "]]>", "<!--", "-->", "<?x ", "?>", "<!DOCTYPE a [<!ENTITY e \"eeee\">]>", "</a>", "<a b=\"", "xmlns:", "xml:space=\"preserve\"",
            "../", "..\\", "/etc/passwd", "C:\\", "%2e%2e%2f", "=cmd|' /C calc'!A0", "0001-01-01", "9999-12-31T23:59:59.9999999-14:00", "2026-02-30", "24:00", "http://", "$schema", "type", "__proto__",
        }.Select(Encoding.UTF8.GetBytes),
        [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF, 0xFE], [0xFE, 0xFF], [0x1F, 0x8B, 8, 0], [0x50, 0x4B, 3, 4],
        Encoding.UTF8.GetBytes(new string('[', 300)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 300))), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 300))),
        Encoding.UTF8.GetBytes(new string('9', 5_000)), Encoding.UTF8.GetBytes(new string('"', 2_001)), Encoding.UTF8.GetBytes(new string('x', 70_000)),
    ];

    /// <summary>A bad input.</summary>
    /// <param name="seed">Which one.</param>
    /// <param name="real">Real inputs, of which it is made.</param>
    public static byte[] Of(int seed, IReadOnlyList<byte[]> real)
    {
        var dice = new Random(seed);
        var bytes = new List<byte>(real[dice.Next(real.Count)]);
        for (var times = dice.Next(1, 6); times > 0; times--)
        {
            Change(bytes, real, dice);
        }

        return dice.Next(40) == 0 ? Recoded(bytes, dice) : [.. bytes.Take(Longest)];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> real, Random dice)
    {
        var at = dice.Next(bytes.Count + 1);
        var length = Math.Min(dice.Next(1, dice.Next(1, 2_000)), bytes.Count - at);
        switch (dice.Next(9))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << dice.Next(8));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)dice.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, dice.Next(4) == 0 ? bytes.Count - at : length);
                break;
            case 4:
                bytes.InsertRange(dice.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                var other = real[dice.Next(real.Count)];
                var from = dice.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(dice.Next(1, 3_000), other.Length - from)).ToArray());
                break;
            case 6 when bytes.Count - at >= 4:
                var number = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(number, dice.Next(4) switch { 0 => -1, 1 => int.MaxValue, 2 => 0, _ => dice.Next() });
                bytes.RemoveRange(at, 4);
                bytes.InsertRange(at, number);
                break;
            default:
                var word = Words[dice.Next(Words.Length)];
                // In the place of what stands there, or between.
                bytes.RemoveRange(at, dice.Next(3) == 0 ? Math.Min(length, word.Length) : 0);
                bytes.InsertRange(at, word);
                break;
        }
    }

    private static byte[] Recoded(List<byte> bytes, Random dice)
    {
        var text = Encoding.UTF8.GetString([.. bytes.Take(Longest / 4)]);
        Encoding encoding = dice.Next(5) switch { 0 => Encoding.Unicode, 1 => Encoding.BigEndianUnicode, 2 => Encoding.UTF32, 3 => Encoding.Latin1, _ => Encoding.UTF8 };
        return [.. dice.Next(2) == 0 ? encoding.Preamble.ToArray() : [], .. encoding.GetBytes(text)];
    }
}
