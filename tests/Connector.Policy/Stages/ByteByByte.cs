using System.Text.Unicode;

namespace Connector.Policy.Tests.Stages;

/// <summary>Whether a text is plain already, told by looking at every byte: slow and obvious, for comparison.</summary>
internal static class ByteByByte
{
    public static bool IsPlain(ReadOnlySpan<byte> utf8, bool lines)
    {
        if (utf8.IsEmpty)
        {
            return true;
        }

        if (utf8[0] is (byte)' ' or (byte)'\n' || utf8[^1] is (byte)' ' or (byte)'\n')
        {
            return false;
        }

        byte before = 0, beforeThat = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            var value = utf8[i];
            var plain = value switch
            {
                (byte)' ' => before is not ((byte)' ' or (byte)'\n'),
                (byte)'\n' => lines && before != ' ' && (before != '\n' || beforeThat != '\n'),
                (byte)'<' => At(utf8, i + 1) is not ((byte)'/' or (byte)'!' or (byte)'?') && !char.IsAsciiLetter((char)At(utf8, i + 1)),
                (byte)'&' => !MayBeEntity(utf8[(i + 1)..]),
                < 0x20 or 0x7F => false,
                < 0xC2 => true,
                _ => MayLead(value, At(utf8, i + 1), At(utf8, i + 2)),
            };
            if (!plain)
            {
                return false;
            }

            (beforeThat, before) = (before, value);
        }

        return Utf8.IsValid(utf8);
    }

    private static bool MayBeEntity(ReadOnlySpan<byte> after)
    {
        var length = 0;
        while (length < after.Length && char.IsAsciiLetterOrDigit((char)after[length]))
        {
            length++;
        }

        return length < after.Length && after[length] is (byte)';' or (byte)'#';
    }

    private static byte At(ReadOnlySpan<byte> utf8, int index) => index < utf8.Length ? utf8[index] : (byte)0;

    private static bool MayLead(byte first, byte second, byte third) => first switch
    {
        0xC2 => second is > 0xA0 and not 0xAD,
        0xE1 => second is not (0x9A or 0xA0),
        0xE2 => second switch
        {
            0x80 => third is (>= 0x90 and <= 0xA7) or >= 0xB0 and not 0xBC,
            0x81 => third is not 0x89 and not >= 0x9F,
            0x83 => third != 0xA3,
            0x84 => third != 0xB9,
            _ => second is < 0x86 or >= 0xB0,
        },
        0xE3 => second is not (0x80 or 0x8A) || (second == 0x80 && third is not (0x80 or 0xB0 or 0xBD)),
        >= 0xEE => false,
        _ => true,
    };
}
