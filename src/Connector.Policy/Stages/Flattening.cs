using System.Buffers;
using System.Globalization;
using System.Text;

namespace Connector.Policy.Stages;

/// <summary>
/// One pass over HTML or text that leaves its words. Reads as a shopper sees the page, and forgives what browsers forgive.
/// <list type="bullet">
/// <item>A <c>&lt;</c> starts a tag only before a letter, <c>/</c>, <c>!</c> or <c>?</c>: <c>a &lt; b</c> and <c>&lt;3</c> are text.</item>
/// <item>A tag without its <c>&gt;</c> ends at the next <c>&lt;</c>; if nothing in it looks like attributes, only the <c>&lt;</c> goes and the words stay.</item>
/// <item>Comments, scripts and styles go with their content.</item>
/// <item>Blocks and headings stand on lines of their own, <c>br</c> breaks the line, two in a row leave a blank line.</item>
/// <item>List items start with <c>• </c>, in ordered lists with their number: <c>1. </c>.</item>
/// <item>Cells of a table row stand in one line: <c>Size | Chest | Waist</c>; after a row's heading cell and after a <c>dt</c> a colon: <c>Material: Cotton</c>.</item>
/// <item>Line breaks of the source count where the text has no block tags (an author's own lines), else they are white space, as in HTML.</item>
/// <item>In one-line mode all of these become single spaces.</item>
/// </list>
/// Entities are left alone; what is between is collapsed. Breaks, spaces, marks and separators wait until a word follows, so none is left over.
/// </summary>
internal ref struct Flattening
{
    private const int DeepestList = 32;

    /// <summary>Characters that are certainly taken as they are, and the blank.</summary>
    private static readonly SearchValues<char> Usual =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (char)value).Where(value => value != '<')]);

    private readonly ReadOnlySpan<char> _text;
    private readonly bool _lines;
    private readonly bool _foldsLines;
    private readonly ref char[] _out;
    private int _length;
    private readonly int _lastTagEnd;
    private readonly int _lastDouble;
    private readonly int _lastSingle;

    // What waits for the next word.
    private int _breaks;
    private bool _space;
    private bool _gap;
    private string? _mark;
    private string? _separator;
    private char _last;

    // Where we are: numbers of the lists around (-1: unordered), the table row, the emoji sequence.
    private readonly Span<int> _lists;
    private int _depth;
    private bool _rowHasText;
    private bool _afterHeadingCell;
    private EmojiSequence _sequence;

    private Flattening(ReadOnlySpan<char> text, bool lines, bool foldsLines, Span<int> lists, ref char[] into)
    {
        _text = text;
        _lines = lines;
        _foldsLines = foldsLines;
        _out = ref into;
        _lists = lists;
        _lastTagEnd = text.LastIndexOf('>');
        _lastDouble = text.LastIndexOf('"');
        _lastSingle = text.LastIndexOf('\'');
    }

    private enum EmojiSequence
    {
        None,
        Emoji,
        Joined,
    }

    /// <summary>Writes the words of the text, and says how many characters they have.</summary>
    /// <param name="text">HTML or text.</param>
    /// <param name="lines">Keep lines apart; else one line.</param>
    /// <param name="folded">Whether an earlier round met block tags and made lines of them; from then on line breaks are meant.</param>
    /// <param name="into">Rented; another one is where it was too small.</param>
    public static int Of(ReadOnlySpan<char> text, bool lines, ref bool folded, ref char[] into)
    {
        var folds = lines && !folded && HasBlocks(text);
        folded |= folds;
        var flattening = new Flattening(text, lines, folds, stackalloc int[DeepestList], ref into);
        flattening.Run();
        return flattening._length;
    }

    private static bool HasBlocks(ReadOnlySpan<char> text)
    {
        Span<char> name = stackalloc char[12];
        for (var i = text.IndexOf('<'); i >= 0 && i < text.Length; i++)
        {
            if (text[i] == '<' && IsBlock(NameAt(text, text[Math.Min(i + 1, text.Length - 1)] == '/' ? i + 2 : i + 1, name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The element name that starts there, in lower case; longer names than any that matters are cut.</summary>
    private static ReadOnlySpan<char> NameAt(scoped ReadOnlySpan<char> text, int at, Span<char> name)
    {
        var length = 0;
        while (at < text.Length && length < name.Length && (char.IsAsciiLetterOrDigit(text[at]) || (length > 0 && text[at] is '-' or ':')))
        {
            name[length++] = char.ToLowerInvariant(text[at++]);
        }

        return name[..length];
    }

    private static bool IsBlock(ReadOnlySpan<char> name) => name is "p" or "div" or "br" or "hr" or "li" or "ul" or "ol" or "dl" or "dt" or "dd"
        or "table" or "caption" or "thead" or "tbody" or "tfoot" or "tr" or "td" or "th" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6"
        or "section" or "article" or "header" or "footer" or "main" or "nav" or "aside" or "address" or "blockquote" or "pre" or "figure"
        or "figcaption" or "form" or "fieldset" or "legend" or "details" or "summary" or "option" or "center" or "title";

    private void Run()
    {
        var at = 0;
        while (at < _text.Length)
        {
            var current = _text[at];
            if (current == '<' && at + 1 < _text.Length && (char.IsAsciiLetter(_text[at + 1]) || _text[at + 1] is '/' or '!' or '?'))
            {
                at = Tag(at);
            }
            else if (current == ' ')
            {
                _sequence = EmojiSequence.None;
                _space = true;
                at++;
            }
            else if (current is > ' ' and < '\u007F')
            {
                _sequence = EmojiSequence.None;
                var words = Words(_text[at..]);
                Put(words);
                at += words.Length;
            }
            else
            {
                at = Character(at);
            }
        }
    }

    /// <summary>The words that begin there, as far as single blanks stand between them.</summary>
    private static ReadOnlySpan<char> Words(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(Usual);
        text = end < 0 ? text : text[..Math.Max(1, end)];
        var gap = text.IndexOf("  ", StringComparison.Ordinal);
        return (gap < 0 ? text : text[..gap]).TrimEnd(' ');
    }

    private int Character(int at)
    {
        Rune.DecodeFromUtf16(_text[at..], out var rune, out var length);
        var after = at + length;
        var kind = Characters.KindOf(rune);
        if (kind == CharacterKind.Symbol)
        {
            var shown = Rune.DecodeFromUtf16(_text[after..], out var next, out _) == OperationStatus.Done && Characters.ShowsAsEmoji(next);
            kind = shown || _sequence == EmojiSequence.Joined ? CharacterKind.Emoji : CharacterKind.Kept;
        }

        switch (kind)
        {
            case CharacterKind.Emoji:
                _gap = true;
                _sequence = EmojiSequence.Emoji;
                break;
            case CharacterKind.Dropped:
                if (rune.Value == 0x200D && _sequence == EmojiSequence.Emoji)
                {
                    _sequence = EmojiSequence.Joined;
                }

                break;
            case CharacterKind.Space:
                _sequence = EmojiSequence.None;
                _space = true;
                break;
            case CharacterKind.LineBreak:
                _sequence = EmojiSequence.None;
                if (rune.Value == '\r' && after < _text.Length && _text[after] == '\n')
                {
                    after++;
                }

                if (_foldsLines)
                {
                    _space = true;
                }
                else
                {
                    Break(1);
                }

                break;
            default:
                _sequence = EmojiSequence.None;
                Put(_text[at..after]);
                break;
        }

        return after;
    }

    private void Put(ReadOnlySpan<char> characters)
    {
        if (_length > 0)
        {
            if (_breaks > 0)
            {
                Write(_breaks > 1 ? "\n\n" : "\n");
            }
            else if (_separator is not null)
            {
                Write(_last == ':' && _separator[0] == ':' ? " " : _separator);
            }
            else if (_space || (_gap && char.IsLetterOrDigit(_last) && char.IsLetterOrDigit(characters[0])))
            {
                Write(" ");
            }
        }

        var marked = _mark is not null && !(_mark[0] == '•' && characters[0] == '•');
        if (marked)
        {
            Write(_mark);
        }

        Write(characters);
        (_breaks, _space, _gap, _mark, _separator) = (0, false, false, null, null);
        _last = characters[^1];
        _rowHasText = true;
    }

    private void Write(ReadOnlySpan<char> characters)
    {
        if (_out.Length - _length < characters.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(_out.Length * 2, _length + characters.Length));
            _out.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<char>.Shared.Return(_out);
            _out = larger;
        }

        characters.CopyTo(_out.AsSpan(_length));
        _length += characters.Length;
    }

    /// <summary>Breaks the line, <paramref name="hard"/> times more; 0: only if the line is not broken already.</summary>
    private void Break(int hard)
    {
        if (!_lines)
        {
            _space = true;
        }
        else if (_mark is null && _separator is null)
        {
            _breaks = Math.Min(2, Math.Max(1, _breaks + hard));
        }
    }

    /// <summary>Takes what starts with a <c>&lt;</c>, and says where to go on.</summary>
    private int Tag(int start)
    {
        _sequence = EmojiSequence.None;
        var closes = _text[start + 1] == '/';
        var nameAt = closes ? start + 2 : start + 1;
        if (_text[start + 1] is '!' or '?')
        {
            return Declaration(start);
        }

        if (nameAt >= _text.Length || !char.IsAsciiLetter(_text[nameAt]))
        {
            return nameAt;
        }

        Span<char> room = stackalloc char[12];
        scoped var name = NameAt(_text, nameAt, room);
        var rest = nameAt + name.Length;
        var end = EndOfTag(rest);
        if (end >= _text.Length || _text[end] != '>')
        {
            var attributes = _text[rest..end];
            if (!attributes.IsWhiteSpace() && attributes.IndexOf('=') < 0)
            {
                return nameAt;
            }

            Meet(name, closes);
            return end;
        }

        Meet(name, closes);
        if (!closes && name is "script" or "style" && _text[end - 1] != '/')
        {
            var content = _text[(end + 1)..];
            var stop = content.IndexOf(name is "script" ? "</script" : "</style", StringComparison.OrdinalIgnoreCase);
            return stop < 0 ? _text.Length : end + 1 + stop;
        }

        return end + 1;
    }

    /// <summary>Comments, doctypes and processing instructions.</summary>
    private readonly int Declaration(int start)
    {
        if (_text[start..].StartsWith("<!--", StringComparison.Ordinal))
        {
            var stop = _text[(start + 2)..].IndexOf("-->", StringComparison.Ordinal);
            return stop < 0 ? _text.Length : start + 2 + stop + 3;
        }

        var declares = start + 2 < _text.Length && (char.IsAsciiLetter(_text[start + 2]) || _text[start + 2] == '[');
        return declares && start < _lastTagEnd ? start + _text[start..].IndexOf('>') + 1 : start + 2;
    }

    /// <summary>Where the tag ends: at its <c>&gt;</c>, the next <c>&lt;</c> or the end of the text. Both may stand in a quoted value.</summary>
    private readonly int EndOfTag(int at)
    {
        var afterEquals = false;
        while (at < _text.Length && _text[at] is var current && current is not ('>' or '<'))
        {
            if (afterEquals && ((current == '"' && at < _lastDouble) || (current == '\'' && at < _lastSingle)))
            {
                at += 1 + _text[(at + 1)..].IndexOf(current);
            }

            afterEquals = current == '=' || (afterEquals && char.IsWhiteSpace(current));
            at++;
        }

        return at;
    }

    private void Meet(scoped ReadOnlySpan<char> name, bool closes)
    {
        if (!IsBlock(name))
        {
            return;
        }

        if (!_lines)
        {
            _space = true;
            return;
        }

        switch (name)
        {
            case "br":
                Break(1);
                return;
            case "td" or "th":
                if (!closes)
                {
                    Cell(isHeading: name is "th");
                }

                return;
            case "dd" when !closes && _rowHasText && _afterHeadingCell:
                Cell(isHeading: false);
                return;
        }

        if (name is "li" or "ul" or "ol")
        {
            _mark = null;
        }

        if (name is "tr" or "table" or "dl" or "dt")
        {
            _separator = null;
        }

        Break(0);
        if (name is "tr" or "table" || (name is "dt" && !closes))
        {
            _rowHasText = false;
            _afterHeadingCell = name is "dt";
        }
        else if (name is "ul" or "ol")
        {
            EnterOrLeave(name is "ol", closes);
        }
        else if (name is "li" && !closes)
        {
            Item();
        }
    }

    private void Cell(bool isHeading)
    {
        if (_rowHasText)
        {
            _breaks = 0;
            _separator = _afterHeadingCell && !isHeading ? ": " : " | ";
        }

        _afterHeadingCell = isHeading;
    }

    private void EnterOrLeave(bool ordered, bool leaves)
    {
        if (leaves)
        {
            _depth = Math.Max(0, _depth - 1);
        }
        else if (_depth < DeepestList)
        {
            _lists[_depth++] = ordered ? 0 : -1;
        }
    }

    private void Item() =>
        _mark = _depth > 0 && _lists[_depth - 1] >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{++_lists[_depth - 1]}. ") : "• ";
}
