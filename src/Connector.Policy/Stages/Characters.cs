using System.Text;

namespace Connector.Policy.Stages;

/// <summary>What becomes of a character in plain text.</summary>
internal enum CharacterKind
{
    Kept,
    Space,
    LineBreak,

    /// <summary>Control characters, invisible marks, variation selectors, private use: removed, as if never there.</summary>
    Dropped,

    /// <summary>An emoji by default: removed.</summary>
    Emoji,

    /// <summary>A symbol that is text unless a selector or a skin tone follows it: then it is an emoji and removed, else kept.</summary>
    Symbol,
}

/// <summary>
/// The rule about emoji, in one place. Emoji by default (Unicode's Emoji_Presentation) and everything in the pictograph planes are removed,
/// with their selectors, joiners, skin tones, flags and tags. Symbols that are text by default (arrows, ✓, ☎, ♥) stay; they go where
/// U+FE0F or a skin tone makes emoji of them, or where they end a joined sequence. © ® ™, digits and • always stay; from a keycap
/// sequence the digit stays.
/// </summary>
internal static class Characters
{
    private const int EmojiSelector = 0xFE0F;

    /// <summary>Emoji_Presentation=Yes below U+10000 (Unicode 16, emoji-data.txt), as first and last code points.</summary>
    private static ReadOnlySpan<ushort> EmojiByDefault =>
    [
        0x231A, 0x231B, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F,
        0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
        0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C,
        0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50,
        0x2B55, 0x2B55,
    ];

    public static CharacterKind KindOf(Rune rune) => rune.Value switch
    {
        0x09 or 0x20 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000 => CharacterKind.Space,
        (>= 0x0A and <= 0x0D) or 0x85 or 0x2028 or 0x2029 => CharacterKind.LineBreak,
        < 0x20 or (>= 0x7F and <= 0x9F) or 0xAD => CharacterKind.Dropped,
        < 0x1000 => CharacterKind.Kept,

        // Zero width, direction marks, invisible operators, BOM, annotations, replacement character, noncharacters, private use.
        0x180E or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) => CharacterKind.Dropped,
        0x20E3 or 0xFE0E or EmojiSelector or 0xFEFF or (>= 0xFFF0 and <= 0xFFFF) => CharacterKind.Dropped,
        (>= 0xE000 and <= 0xF8FF) or (>= 0xFDD0 and <= 0xFDEF) => CharacterKind.Dropped,
        >= 0xE0000 and <= 0xE007F or >= 0xF0000 => CharacterKind.Dropped,

        0x2122 => CharacterKind.Kept,
        >= 0x2190 and <= 0x2BFF => IsEmojiByDefault(rune.Value) ? CharacterKind.Emoji : CharacterKind.Symbol,
        0x203C or 0x2049 or 0x2139 or 0x3030 or 0x303D or 0x3297 or 0x3299 => CharacterKind.Symbol,
        (>= 0x1F000 and <= 0x1FAFF) or (>= 0x1FC00 and <= 0x1FFFF) => CharacterKind.Emoji,
        _ => CharacterKind.Kept,
    };

    /// <summary>Whether this character makes an emoji of the symbol before it: the emoji selector or a skin tone.</summary>
    public static bool ShowsAsEmoji(Rune rune) => rune.Value is EmojiSelector or (>= 0x1F3FB and <= 0x1F3FF);

    /// <summary>The first character that an id must not contain: a control character, an invisible mark or an emoji. Null if there is none.</summary>
    public static Rune? FirstForbidden(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            if (KindOf(rune) is CharacterKind.Dropped or CharacterKind.Emoji or CharacterKind.LineBreak || rune.Value == 0x09)
            {
                return rune;
            }

            text = text[length..];
        }

        return null;
    }

    private static bool IsEmojiByDefault(int value)
    {
        var ranges = EmojiByDefault;
        for (var i = 0; i < ranges.Length && value >= ranges[i]; i += 2)
        {
            if (value <= ranges[i + 1])
            {
                return true;
            }
        }

        return false;
    }
}
