using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Connector;

/// <summary>
/// JSON of other machines, of which every text can be read. The parser takes texts that are no UTF-8, and halves of a pair (<c>\ud800</c>), and throws only when they are asked for: one bad
/// title would stop all that stands beside it. Here they become U+FFFD first.
/// </summary>
internal static class ReadableJson
{
    /// <exception cref="JsonException">It is no JSON, or deeper than <paramref name="maxDepth"/>.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, int maxDepth) => JsonDocument.Parse(Readable(json), new JsonDocumentOptions { MaxDepth = maxDepth });

    private static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> json)
    {
        if (Utf8.IsValid(json.Span) && json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        var text = Encoding.UTF8.GetString(json.Span);
        var whole = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var (length, isHalf) = text[i] != '\\' ? (1, false) : Escape(text.AsSpan(i));
            whole.Append(isHalf ? "\\ufffd" : text.AsSpan(i, length));
            i += length;
        }

        return Encoding.UTF8.GetBytes(whole.ToString());
    }

    /// <summary>How long an escape is, a pair of them counted as one, and whether it is half of a pair.</summary>
    private static (int Length, bool IsHalf) Escape(ReadOnlySpan<char> text) => Unit(text) switch
    {
        null => (Math.Min(2, text.Length), false),
        { } high when char.IsHighSurrogate(high) => Unit(text[6..]) is { } low && char.IsLowSurrogate(low) ? (12, false) : (6, true),
        { } other => (6, char.IsLowSurrogate(other)),
    };

    private static char? Unit(ReadOnlySpan<char> text) =>
        text is ['\\', 'u', _, _, _, _, ..] && ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;
}
