using System.Buffers;
using System.Text;
using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>What stands where the reading is.</summary>
internal enum XmlToken
{
    /// <summary>Nothing yet, or nothing more.</summary>
    None,

    /// <summary>A start tag, or an empty element's tag.</summary>
    Start,

    /// <summary>Text, or a part of it: see <see cref="Utf8Xml.Text"/>.</summary>
    Text,

    /// <summary>An end tag; after an empty element's tag too.</summary>
    End,
}

/// <summary>
/// Reads XML 1.0 with namespaces forward, from UTF-8 bytes, allocating nothing per element. As strict as XmlReader with DtdProcessing.Prohibit,
/// which is its oracle in the tests, and for the same reasons in most words. Comments and processing instructions are checked and passed over.
/// <para>Refused here though XmlReader takes it: a reference of more than 1,024 bytes; bytes that are not UTF-8 where an alias of it is
/// declared, or UCS-4; a file in UTF-16 that declares another encoding.</para>
/// </summary>
internal sealed partial class Utf8Xml : IDisposable
{
    /// <summary>Bytes that end a name; which of the others may stand in one, <see cref="XmlName"/> knows.</summary>
    internal static readonly SearchValues<byte> NotOfName = SearchValues.Create(
        [.. Enumerable.Range(0, 0x80).Where(octet => !(char.IsAsciiLetterOrDigit((char)octet) || (char)octet is '-' or '.' or '_' or ':')).Select(octet => (byte)octet)]);

    private static readonly SearchValues<byte> TextStops = SearchValues.Create("<&]\r"u8);
    private const int UsualBytes = 256 << 10;
    private readonly Stream _bytes;
    private readonly XmlWindow _window;
    private readonly Utf8Slots<XmlName?> _names = new(XmlName.Of);
    private readonly Utf8Slots<string> _words = new(Encoding.UTF8.GetString);
    private readonly XmlNamespaces _namespaces = new();
    private readonly byte[] _character = new byte[4];
    private XmlName[] _open = new XmlName[16];
    private int _count;
    private int _weighed;
    private int _textAt;
    private int _textLength;
    private int _characterLength;
    private string _namespace = "";
    private bool _isEmpty;
    private bool _inCData;
    private bool _hadRoot;

    /// <param name="bytes">The file. In another encoding than UTF-8 it says so, by its first bytes or by its declaration.</param>
    /// <param name="bufferBytes">What is read at once. Tests take less, to meet the edges.</param>
    /// <exception cref="XmlException">The encoding is not known.</exception>
    public Utf8Xml(Stream bytes, int bufferBytes = UsualBytes)
    {
        _bytes = Utf8Source.Of(bytes);
        _window = new XmlWindow(_bytes, bufferBytes);
        _tag = _fresh = new XmlTag(_names, _window);
    }

    public XmlToken Token { get; private set; }

    /// <summary>Elements around the one that begins or ends here: 0 at the root.</summary>
    public int Depth => _count - 1;

    /// <summary>Name of the element that begins or ends here, or in which the text stands.</summary>
    public XmlName Name => _open[_count - 1];

    /// <summary>Namespace of the element that begins here; one text is one object.</summary>
    public string Namespace => _tag.IsBound ? _namespace : _namespaces.Default;

    /// <summary>The line on which the token begins.</summary>
    public int Line => _window.Line;

    /// <summary>
    /// A part of the text between two tags, with references replaced and line ends as \n; comments within it and the marks of CDATA sections
    /// are no part of it. Valid until the reading goes on.
    /// </summary>
    public ReadOnlySpan<byte> Text => _characterLength > 0 ? _character.AsSpan(0, _characterLength) : _window.OfToken(_textAt, _textLength);

    /// <summary>Name of the element around, at some depth; of one that has ended until another begins there.</summary>
    public XmlName NameAt(int depth) => _open[depth];

    /// <summary>Goes on to the next token; false at the end of the file.</summary>
    /// <param name="passText">Text is checked and passed over: the next token is a tag.</param>
    /// <exception cref="XmlException">The file is not well-formed.</exception>
    public bool Read(bool passText = false)
    {
        if (_isEmpty)
        {
            (_isEmpty, Token) = (false, XmlToken.End);
            return true;
        }

        if (Token == XmlToken.End)
        {
            _namespaces.Leave(--_count);
        }

        while (true)
        {
            _window.Begin();
            var rest = _window.Rest;
            if (_inCData)
            {
                if (CData(rest) && !passText)
                {
                    return true;
                }
            }
            else if (rest.IsEmpty)
            {
                if (!_window.More())
                {
                    return AtEnd();
                }
            }
            else if (rest[0] != '<')
            {
                if (_count == 0)
                {
                    Blanks(rest);
                }
                else if (passText && rest.IndexOfAnyExcept((byte)'\n', (byte)' ') is > 0 and var blanks)
                {
                    // What stands between nearly all tags.
                    _window.Advance(blanks);
                }
                else if (TextPart(rest) && !passText)
                {
                    return true;
                }
            }
            else if (rest.Length == 1)
            {
                Need("a tag");
            }
            else if (Markup(rest[1]))
            {
                return true;
            }
        }
    }

    /// <summary>
    /// The element's text, where it is no more than a run of plain text up to the end tag and lies in memory: the common case, at the price
    /// of one search. The reading then stands at the end tag. Else false, and nothing has moved.
    /// </summary>
    public bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (Token != XmlToken.Start)
        {
            return false;
        }

        if (!_isEmpty)
        {
            var rest = _window.Rest;
            var length = rest.IndexOfAny(TextStops);
            if (length < 0 || !IsEndTag(rest[length..]))
            {
                return false;
            }

            text = rest[..length];
            _window.Advance(length);
            _window.Begin();
            _window.Advance(Name.Bytes.Length + 3);
        }

        (_isEmpty, Token) = (false, XmlToken.End);
        return true;
    }

    /// <summary>The namespaces that are declared here.</summary>
    public string Namespaces => _namespaces.ToString();

    /// <summary>The bytes of the element that begins here are kept until <see cref="Passed"/> tells of them.</summary>
    public void Weigh()
    {
        _weighed = _count;
        _window.Hold();
    }

    /// <summary>Of the element that was weighed and ends here: its bytes and their hash. False where they became too many to keep.</summary>
    public bool Passed(out int length, out Hash128 hash)
    {
        (length, hash) = (0, default);
        if (Token != XmlToken.End || _weighed != _count || !_window.TryHeld(out var element))
        {
            return false;
        }

        (length, hash) = (element.Length, Hash128.Of(element));
        _weighed = 0;
        _window.Release();
        return true;
    }

    /// <summary>The element that begins here is passed over where its bytes have this hash: the reading then stands at its end. Else nothing has moved.</summary>
    public bool TryPass(int length, Hash128 hash)
    {
        if (Token != XmlToken.Start || length <= 0 || !_window.TryAhead(length, out var element) || Hash128.Of(element) != hash)
        {
            return false;
        }

        _window.GoTo(length);
        (_isEmpty, Token) = (false, XmlToken.End);
        return true;
    }

    /// <summary>A text that comes again and again, as the same string each time.</summary>
    public string Word(ReadOnlySpan<byte> text) => _words.Of(text);

    public void Dispose() => _bytes.Dispose();

    private bool Markup(byte kind)
    {
        switch (kind)
        {
            case (byte)'/':
                EndTag();
                return true;
            case (byte)'!':
                Bang();
                return false;
            case (byte)'?':
                Instruction();
                return false;
            default:
                StartTag();
                return true;
        }
    }

    private bool AtEnd()
    {
        Token = XmlToken.None;
        return _count > 0 ? throw Fault($"Unexpected end of file has occurred. The following elements are not closed: {string.Join(", ", _open.Take(_count).Reverse().Take(8).Select(name => name.Qualified))}")
            : !_hadRoot ? throw Fault("Root element is missing")
            : false;
    }

    /// <summary>What stands before and after the root.</summary>
    private void Blanks(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExcept(" \t\r\n"u8);
        if (length == 0)
        {
            throw Fault("Data at the root level is invalid");
        }

        _window.Advance(length < 0 ? rest.Length : length);
    }

    private bool TextPart(ReadOnlySpan<byte> rest)
    {
        Token = XmlToken.Text;
        switch (rest[0])
        {
            case (byte)'&':
                return Reference(rest);
            case (byte)'\r':
                return Return(rest);
        }

        var length = 0;
        while (true)
        {
            var stop = rest[length..].IndexOfAny(TextStops);
            length = stop < 0 ? rest.Length : length + stop;
            if (stop < 0 || rest[length] != ']')
            {
                return Plain(0, length, length);
            }

            var bracket = rest[length..];
            if (bracket.StartsWith("]]>"u8))
            {
                throw Fault("']]>' is not allowed in character data", length);
            }

            if (bracket.Length < 3 && "]]>"u8.StartsWith(bracket))
            {
                // What follows decides.
                return length > 0 ? Plain(0, length, length) : _window.More() ? false : Plain(0, bracket.Length, bracket.Length);
            }

            length++;
        }
    }

    private bool Plain(int start, int length, int advance)
    {
        (_textAt, _textLength, _characterLength) = (start, length, 0);
        _window.Advance(advance);
        return true;
    }

    private bool One(Rune character, int advance)
    {
        _characterLength = character.EncodeToUtf8(_character);
        _window.Advance(advance);
        return true;
    }

    private bool Reference(ReadOnlySpan<byte> rest)
    {
        if (XmlReference.Read(rest, out var length, out var character) is { } fault)
        {
            throw Fault(fault, 1);
        }

        if (length == 0)
        {
            Need("a reference");
            return false;
        }

        return One(character, length);
    }

    private bool Return(ReadOnlySpan<byte> rest)
    {
        if (rest.Length == 1 && _window.More())
        {
            return false;
        }

        return One(new Rune('\n'), rest is [_, (byte)'\n', ..] ? 2 : 1);
    }

    private bool CData(ReadOnlySpan<byte> rest)
    {
        Token = XmlToken.Text;
        if (rest is [(byte)'\r', ..])
        {
            return Return(rest);
        }

        var length = rest.IndexOfAny((byte)']', (byte)'\r');
        if (length != 0)
        {
            return rest.IsEmpty ? Needed("a CDATA section") : Plain(0, length < 0 ? rest.Length : length, length < 0 ? rest.Length : length);
        }

        if (rest.StartsWith("]]>"u8))
        {
            _inCData = false;
            _window.Advance(3);
            return false;
        }

        return rest.Length < 3 && "]]>"u8.StartsWith(rest) ? Needed("a CDATA section") : Plain(0, 1, 1);
    }

    /// <summary>A comment, the start of a CDATA section, or what exports never have.</summary>
    private void Bang()
    {
        var rest = _window.Rest;
        while (rest.Length < 9)
        {
            if (!_window.More())
            {
                break;
            }

            rest = _window.Rest;
        }

        if (rest.StartsWith("<!--"u8))
        {
            _window.Advance(4);
            PassOver("--"u8, "a comment");
            if (_window.Rest.IsEmpty)
            {
                Need("a comment");
            }

            if (_window.Rest[0] != '>')
            {
                throw Fault("An XML comment cannot contain '--', and '-' cannot be the last character");
            }

            _window.Advance(1);
        }
        else if (rest.StartsWith("<![CDATA["u8))
        {
            _inCData = _count > 0 ? true : throw Fault("Data at the root level is invalid");
            _window.Advance(9);
        }
        else if (rest.StartsWith("<!DOCTYPE"u8))
        {
            throw Fault("For security reasons DTD is prohibited in this XML document");
        }
        else
        {
            throw rest.Length < 9 ? CutIn("a tag") : Fault("'<!' begins neither a comment nor a CDATA section");
        }
    }

    private void Instruction()
    {
        var name = ReadName(2, "a processing instruction");
        var target = name.Qualified;
        if (target == "xml" && _window.IsFirst)
        {
            Declaration();
            return;
        }

        if (target.Equals("xml", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault(target == "xml" ? "Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it" : $"'{target}' is an invalid name for processing instructions");
        }

        if (name.Prefix.Length > 0)
        {
            throw Fault("The ':' character cannot be included in the name of a processing instruction", 2);
        }

        var after = 2 + name.Bytes.Length;
        while (_window.Rest.Length < after + 2)
        {
            Need("a processing instruction");
        }

        if (!IsBlank(_window.Rest[after]) && !_window.Rest[after..].StartsWith("?>"u8))
        {
            throw Fault("A processing instruction has no blank behind its name", after);
        }

        _window.Advance(after);
        PassOver("?>"u8, "a processing instruction");
    }

    private void Declaration()
    {
        int length;
        string? fault;
        while ((fault = XmlDeclaration.Read(_window.Rest, out length, out _)) is null && length == 0)
        {
            Need("the XML declaration");
        }

        _window.Advance(fault is null ? length : throw Fault(fault));
    }

    /// <summary>The name at some place of the token.</summary>
    private XmlName ReadName(int start, string what)
    {
        int length;
        while ((length = _window.Rest[start..].IndexOfAny(NotOfName)) < 0)
        {
            Need(what);
        }

        return _names.Of(_window.Rest.Slice(start, length)) ?? throw _window.NotAName(start, length);
    }

    /// <summary>Goes on behind the next mark. What lies before it is not kept.</summary>
    private void PassOver(ReadOnlySpan<byte> mark, string what)
    {
        while (true)
        {
            _window.Begin();
            var at = _window.Rest.IndexOf(mark);
            if (at >= 0)
            {
                _window.Advance(at + mark.Length);
                return;
            }

            // The last byte may be the mark's first.
            _window.Advance(Math.Max(_window.Rest.Length - 1, 0));
            _window.Begin();
            Need(what);
        }
    }

    private void Need(string what)
    {
        if (!_window.More())
        {
            throw CutIn(what);
        }
    }

    private bool Needed(string what)
    {
        Need(what);
        return false;
    }

    private XmlException CutIn(string what) => Fault($"Unexpected end of file has occurred within {what}", _window.Rest.Length);

    private XmlException Fault(string sentence, int at = 0) => _window.Fault(sentence, at);

    private static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
