using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Makes plain text of what a shop's editor wrote: no tags, no control characters, no emoji, tidy white space. TikTok's fields carry
/// plain text and bullets only (checklist DSC-01). How tags become lines is told in <see cref="Flattening"/>, the emoji rule in
/// <see cref="Characters"/>.
/// <para>
/// Text that is plain already is returned as it is, without allocating. Plain text of plain text is the same text: removing and decoding
/// go on until nothing changes, so a description that was encoded twice is read too. After <see cref="Rounds"/> rounds, which no honest text
/// needs, every <c>&lt;</c> and <c>&amp;</c> is dropped. Each round takes linear time.
/// </para>
/// </summary>
internal static class PlainText
{
    private const int Rounds = 6;

    /// <summary>How far back from the limit a word's end is looked for, in UTF-16 units.</summary>
    private const int Near = 24;

    private const int Short = 64;

    [ThreadStatic]
    private static RecentTexts? _recent;

    private static readonly SearchValues<byte> PlainAscii =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(value => (byte)value).Where(value => value is not ((byte)'<' or (byte)'&'))]);

    /// <summary>Bytes that need a closer look: control characters, what begins a tag or an entity, and lead bytes of characters of which some go.</summary>
    private static readonly SearchValues<byte> Doubtful = SearchValues.Create(
        [.. Enumerable.Range(0, 0x100).Select(value => (byte)value).Where(value => value is < 0x20 or (byte)'<' or (byte)'&' or 0x7F or 0xC2 or 0xE1 or 0xE2 or 0xE3 or >= 0xEE)]);

    /// <summary>One line, for titles, brands and other short values: breaks become spaces.</summary>
    public static Text Line(Text source) => Of(source, lines: false);

    /// <summary>Several lines, for descriptions: blocks on lines of their own, lists as bullets, at most one blank line in a row.</summary>
    public static Text Lines(Text source) => Of(source, lines: true);

    /// <summary>
    /// The text within a limit of UTF-16 units, ended by <c>…</c> where something was cut off: at a word's end when one is near, and never
    /// inside what a reader sees as one character.
    /// </summary>
    public static Text Cut(Text source, int limit)
    {
        if (source.Utf8.Length <= limit || source.Length <= limit)
        {
            return source;
        }

        if (limit <= 0)
        {
            return Text.Empty;
        }

        var text = source.ToString();
        int end = 0, wordEnd = 0;
        while (end < limit)
        {
            if (char.IsWhiteSpace(text[end]))
            {
                wordEnd = end;
            }

            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            if (next > limit - 1)
            {
                break;
            }

            end = next;
        }

        if (end == 0 && limit > 1)
        {
            // One character with more marks on it than the limit has room for: cut between its code points.
            end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        }
        else if (end - wordEnd <= Near && wordEnd > 0)
        {
            end = wordEnd;
        }

        return Text.Of(text[..end].TrimEnd() + "…");
    }

    private static Text Of(Text source, bool lines)
    {
        // A short text is looked through sooner than it is looked up.
        if (source.Memory.Length <= Short && IsPlain(source.Utf8, lines))
        {
            return source;
        }

        var recent = (_recent ??= new RecentTexts());
        if (!recent.TryGet(source, lines, out var plain))
        {
            plain = Plain(source, lines);
            recent.Keep(source, lines, plain);
        }

        return plain;
    }

    private static Text Plain(Text source, bool lines)
    {
        if (IsPlain(source.Utf8, lines))
        {
            return source;
        }

        var text = ArrayPool<char>.Shared.Rent(source.Utf8.Length);
        try
        {
            var bytes = Made(Entities.WithPlainBlanks(text.AsSpan(0, Encoding.UTF8.GetChars(source.Utf8, text))), lines);
            return source.Utf8.SequenceEqual(bytes) ? source : new Text(bytes);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    /// <summary>The slow way, for any text: at least one closer look, and more until nothing is left to do.</summary>
    internal static byte[] Made(ReadOnlySpan<char> text, bool lines)
    {
        var words = ArrayPool<char>.Shared.Rent(text.Length + 16);
        try
        {
            var folded = false;
            for (var round = 0; ; round++)
            {
                if (round == Rounds)
                {
                    text = text.ToString().Replace("<", "", StringComparison.Ordinal).Replace("&", "", StringComparison.Ordinal);
                }

                ReadOnlySpan<char> next = Entities.Decode(words.AsSpan(0, Flattening.Of(text, lines, ref folded, ref words)));
                var bytes = new byte[Encoding.UTF8.GetByteCount(next)];
                Encoding.UTF8.GetBytes(next, bytes);
                if (round == Rounds || next.SequenceEqual(text) || IsPlain(bytes, lines))
                {
                    return bytes;
                }

                text = next.ToString();
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(words);
        }
    }

    /// <summary>Whether nothing needs doing, as far as a quick look tells; false where a closer look is needed.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> utf8, bool lines)
    {
        if (utf8.IsEmpty)
        {
            return true;
        }

        if (utf8[0] == ' ' || utf8[^1] == ' ')
        {
            return false;
        }

        var odd = utf8.IndexOfAnyExcept(PlainAscii);
        return odd < 0
            ? utf8.IndexOf("  "u8) < 0
            : utf8[0] != '\n' && utf8[^1] != '\n' && utf8.IndexOf("  "u8) < 0 && IsPlainWhereDoubtful(utf8, odd, lines) && Utf8.IsValid(utf8);
    }

    private static bool IsPlainWhereDoubtful(ReadOnlySpan<byte> utf8, int from, bool lines)
    {
        for (int i = from, next; (next = utf8[i..].IndexOfAny(Doubtful)) >= 0; i++)
        {
            i += next;
            var plain = utf8[i] switch
            {
                (byte)'\n' => lines && utf8[i - 1] != ' ' && At(utf8, i + 1) != ' ' && (utf8[i - 1] != '\n' || utf8[i - 2] != '\n'),
                (byte)'<' => At(utf8, i + 1) is not ((byte)'/' or (byte)'!' or (byte)'?') && !char.IsAsciiLetter((char)At(utf8, i + 1)),
                (byte)'&' => !MayBeEntity(utf8[(i + 1)..]),
                < 0x80 => false,
                var lead => MayLead(lead, At(utf8, i + 1), At(utf8, i + 2)),
            };
            if (!plain)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a name or number and a semicolon follow; an ampersand in a brand does not need the closer look.</summary>
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

    /// <summary>Whether a character that starts with these bytes is certainly kept; leads that are not <see cref="Doubtful"/> always are. Blocks with a few doubtful ones are left to the closer look.</summary>
    private static bool MayLead(byte first, byte second, byte third) => first switch
    {
        0xC2 => second is > 0xA0 and not 0xAD,                                                            // C1 controls, no-break space, soft hyphen
        0xE1 => second is not (0x9A or 0xA0),                                                             // Ogham space, Mongolian separator
        0xE2 => second switch
        {
            0x80 => third is (>= 0x90 and <= 0xA7) or >= 0xB0 and not 0xBC,                                // spaces, zero width, directions, ‼
            0x81 => third is not 0x89 and not >= 0x9F,                                                     // ⁉, spaces, invisible operators
            0x83 => third != 0xA3,                                                                         // keycap
            0x84 => third != 0xB9,                                                                         // ℹ
            _ => second is < 0x86 or >= 0xB0,                                                              // arrows, symbols, dingbats
        },
        0xE3 => second is not (0x80 or 0x8A) || (second == 0x80 && third is not (0x80 or 0xB0 or 0xBD)),  // ideographic space, 〰 〽 ㊗ ㊙
        >= 0xEE => false,                                                                                 // private use, forms, selectors, BOM, emoji
        _ => true,
    };
}
