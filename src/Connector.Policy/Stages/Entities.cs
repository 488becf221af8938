using System.Net;

namespace Connector.Policy.Stages;

/// <summary>Decodes HTML's entities where they stand, as <see cref="WebUtility.HtmlDecode(string)"/> does in a second text: what they stand for is never longer.</summary>
internal static class Entities
{
    /// <summary>Decodes in place.</summary>
    /// <returns>The beginning of <paramref name="text"/>, with all that is left.</returns>
    public static Span<char> Decode(Span<char> text)
    {
        var at = text.IndexOf('&');
        var length = at;
        while (at >= 0 && at < text.Length)
        {
            // An entity goes to the next semicolon, unless another ampersand comes first: then this one is a word.
            var end = text[(at + 1)..].IndexOfAny(';', '&');
            var isEntity = end >= 0 && text[at + 1 + end] == ';';
            Put(isEntity ? Shown(text.Slice(at, end + 2)) : "&", text, ref length);
            at += isEntity ? end + 2 : 1;

            var next = text[at..].IndexOf('&');
            var words = next < 0 ? text[at..] : text.Slice(at, next);
            Put(words, text, ref length);
            at += words.Length;
        }

        return length < 0 ? text : text[..length];
    }

    /// <summary>
    /// Makes a blank of each <c>&amp;nbsp;</c> between two letters or digits (<c>100&amp;nbsp;g</c>), where the text stands. It is what becomes of it anyhow;
    /// left to <see cref="Decode"/> it would cost the whole text a second round.
    /// </summary>
    public static Span<char> WithPlainBlanks(Span<char> text)
    {
        const string Blank = "&nbsp;";
        var at = text.IndexOf(Blank);
        if (at < 0)
        {
            return text;
        }

        var (length, from) = (0, 0);
        while (at >= 0)
        {
            var after = at + Blank.Length;
            var isBetween = at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]) && after < text.Length && char.IsAsciiLetterOrDigit(text[after]);
            Put(text[from..at], text, ref length);
            Put(isBetween ? " " : Blank, text, ref length);
            var next = text[after..].IndexOf(Blank);
            (from, at) = (after, next < 0 ? -1 : after + next);
        }

        Put(text[from..], text, ref length);
        return text[..length];
    }

    /// <summary>What a reader sees instead of an entity; itself, where it is none.</summary>
    private static string Shown(ReadOnlySpan<char> entity) => entity switch
    {
        "&amp;" => "&",
        "&lt;" => "<",
        "&gt;" => ">",
        "&quot;" => "\"",
        "&nbsp;" => "\u00A0",
        "&#39;" => "'",
        _ => WebUtility.HtmlDecode(entity.ToString()),
    };

    private static void Put(ReadOnlySpan<char> words, Span<char> into, ref int length)
    {
        words.CopyTo(into[length..]);
        length += words.Length;
    }
}
