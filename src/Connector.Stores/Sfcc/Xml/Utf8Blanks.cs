using System.Text;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>Blanks at the edges of text in UTF-8: those of Unicode, as for strings.</summary>
internal static class Utf8Blanks
{
    public static bool IsBlank(ReadOnlySpan<byte> text) => Trimmed(text).IsEmpty;

    public static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] is <= 0x20 or >= 0x80)
        {
            _ = Rune.DecodeFromUtf8(text, out var first, out var length);
            if (!Rune.IsWhiteSpace(first))
            {
                break;
            }

            text = text[length..];
        }

        while (!text.IsEmpty && text[^1] is <= 0x20 or >= 0x80)
        {
            _ = Rune.DecodeLastFromUtf8(text, out var last, out var length);
            if (!Rune.IsWhiteSpace(last))
            {
                break;
            }

            text = text[..^length];
        }

        return text;
    }
}
