using System.Buffers;
using System.Text;
using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// A start tag, or an empty element's tag. Parsed when it lies in memory whole: where memory ends within it, more is brought and it is
/// parsed anew, so that only one place knows of edges.
/// </summary>
internal sealed class XmlTag(Utf8Slots<XmlName?> names, XmlWindow window)
{
    /// <summary>What cannot stay as it is between quotes, and the quote itself. Blanks become spaces.</summary>
    private static readonly SearchValues<byte> InDoubleQuotes = SearchValues.Create("\"<&\t\n\r"u8);
    private static readonly SearchValues<byte> InSingleQuotes = SearchValues.Create("'<&\t\n\r"u8);

    /// <summary>No element of Salesforce's schemas has more than a dozen; the names of a million filled 600 MB.</summary>
    private const int MostAttributes = 10_000;
    private Attribute[] _attributes = new Attribute[8];
    private int _count;
    private byte[] _decoded = [];
    private int _decodedLength;
    private byte[]? _bytes;

    public XmlName Name { get; private set; } = null!;

    /// <summary>Bytes from <c>&lt;</c> to <c>&gt;</c>.</summary>
    public int Length { get; private set; }

    public bool IsEmpty { get; private set; }

    /// <summary>Whether it declares namespaces or has a prefix, so that what it means depends on what stands around it.</summary>
    public bool IsBound { get; private set; }

    /// <summary>All its bytes, where it is kept apart from the file.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<Attribute> Attributes => _attributes.AsSpan(0, _count);

    /// <summary>A copy that needs the file no more.</summary>
    public XmlTag Kept() => new(names, window)
    {
        Name = Name,
        Length = Length,
        IsEmpty = IsEmpty,
        IsBound = IsBound,
        _bytes = window.OfToken(0, Length).ToArray(),
        _attributes = Attributes.ToArray(),
        _count = _count,
        _decoded = _decoded.AsSpan(0, _decodedLength).ToArray(),
    };

    /// <summary>An attribute by its name as it is written; negative where it is absent.</summary>
    public int Find(string qualified)
    {
        for (var at = 0; at < _count; at++)
        {
            if (_attributes[at].Name.Qualified == qualified)
            {
                return at;
            }
        }

        return -1;
    }

    public ReadOnlySpan<byte> ValueOf(in Attribute attribute) =>
        attribute.IsDecoded ? _decoded.AsSpan(attribute.Start, attribute.Length)
        : _bytes is { } own ? own.AsSpan(attribute.Start, attribute.Length)
        : window.OfToken(attribute.Start, attribute.Length);

    /// <summary>An attribute's value as a string: made once of a tag that is kept, looked up among <paramref name="words"/> else.</summary>
    public string WordOf(int at, Utf8Slots<string> words)
    {
        ref var attribute = ref _attributes[at];
        return _bytes is null ? words.Of(ValueOf(attribute)) : attribute.Word ??= Encoding.UTF8.GetString(ValueOf(attribute));
    }

    /// <summary>False where the tag does not end in <paramref name="tag"/>, which begins with it.</summary>
    /// <exception cref="XmlException">It is not well-formed.</exception>
    public bool TryParse(ReadOnlySpan<byte> tag)
    {
        (_count, _decodedLength, IsBound) = (0, 0, false);
        var end = tag[1..].IndexOfAny(Utf8Xml.NotOfName);
        if (end < 0)
        {
            return false;
        }

        Name = names.Of(tag.Slice(1, end)) ?? throw window.NotAName(1, end);
        IsBound = Name.Prefix.Length > 0;
        for (var at = 1 + end; ;)
        {
            var blanks = at;
            if (!TrySkipBlanks(tag, ref at))
            {
                return false;
            }

            switch (tag[at])
            {
                case (byte)'>':
                    (Length, IsEmpty) = (at + 1, false);
                    return true;
                case (byte)'/':
                    (Length, IsEmpty) = (at + 2, true);
                    return at + 1 < tag.Length && (tag[at + 1] == '>' ? true : throw window.Fault("'/' in a tag is not followed by '>'", at + 1));
            }

            if (at == blanks)
            {
                throw window.Unexpected(at, "a blank, '/' or '>'");
            }

            if (!TryAttribute(tag, ref at))
            {
                return false;
            }
        }
    }

    private bool TryAttribute(ReadOnlySpan<byte> tag, ref int at)
    {
        var nameAt = at;
        var length = tag[at..].IndexOfAny(Utf8Xml.NotOfName);
        if (length < 0)
        {
            return false;
        }

        var name = names.Of(tag.Slice(at, length)) ?? throw window.NotAName(at, length);
        at += length;
        if (!TrySkipBlanks(tag, ref at))
        {
            return false;
        }

        if (tag[at] != '=')
        {
            throw window.Unexpected(at, "'='");
        }

        at++;
        if (!TrySkipBlanks(tag, ref at))
        {
            return false;
        }

        var quote = tag[at];
        if (quote is not ((byte)'"' or (byte)'\''))
        {
            throw window.Unexpected(at, "'\"' or '''");
        }

        var start = ++at;
        var stop = tag[at..].IndexOfAny(quote == '"' ? InDoubleQuotes : InSingleQuotes);
        if (stop < 0)
        {
            return false;
        }

        at += stop;
        if (tag[at] == quote)
        {
            at++;
            Add(new Attribute(name, nameAt, start, stop, false));
            return true;
        }

        var decoded = _decodedLength;
        Decode(tag[start..at]);
        if (!TryDecode(tag, quote, ref at))
        {
            return false;
        }

        Add(new Attribute(name, nameAt, decoded, _decodedLength - decoded, true));
        return true;
    }

    /// <summary>Whether something else follows.</summary>
    private static bool TrySkipBlanks(ReadOnlySpan<byte> tag, ref int at)
    {
        while (at < tag.Length && tag[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at < tag.Length;
    }

    /// <summary>A value from its first byte on that cannot stay as it is, and its quote.</summary>
    private bool TryDecode(ReadOnlySpan<byte> tag, byte quote, ref int at)
    {
        Span<byte> character = stackalloc byte[4];
        while (true)
        {
            var stop = tag[at..].IndexOfAny(quote == '"' ? InDoubleQuotes : InSingleQuotes);
            if (stop < 0)
            {
                return false;
            }

            Decode(tag.Slice(at, stop));
            at += stop;
            switch (tag[at])
            {
                case (byte)'<':
                    throw window.Fault("'<', hexadecimal value 0x3C, is an invalid attribute character", at);
                case (byte)'&':
                    if (XmlReference.Read(tag[at..], out var length, out var rune) is { } fault)
                    {
                        throw window.Fault(fault, at + 1);
                    }

                    if (length == 0)
                    {
                        return false;
                    }

                    Decode(character[..rune.EncodeToUtf8(character)]);
                    at += length;
                    break;
                case (byte)'\r' when at + 1 == tag.Length:
                    return false;
                case var octet when octet == quote:
                    at++;
                    return true;
                default:
                    at += tag[at..].StartsWith("\r\n"u8) ? 2 : 1;
                    Decode(" "u8);
                    break;
            }
        }
    }

    private void Decode(ReadOnlySpan<byte> text)
    {
        if (_decoded.Length - _decodedLength < text.Length)
        {
            Array.Resize(ref _decoded, Math.Max(_decoded.Length * 2, _decodedLength + text.Length));
        }

        text.CopyTo(_decoded.AsSpan(_decodedLength));
        _decodedLength += text.Length;
    }

    private void Add(Attribute attribute)
    {
        if (_count == MostAttributes)
        {
            throw window.Fault($"A tag has more than {MostAttributes} attributes", 0);
        }

        if (_count == _attributes.Length)
        {
            Array.Resize(ref _attributes, _count * 2);
        }

        _attributes[_count++] = attribute;
        IsBound |= attribute.Name.IsBound || attribute.Name.IsDeclaration;
    }

    /// <summary>An attribute: where its name stands in the tag, and where its value stands, in the tag or, where that is not as it stays, among what was decoded.</summary>
    internal struct Attribute(XmlName name, int nameAt, int start, int length, bool isDecoded)
    {
        public readonly XmlName Name = name;
        public readonly int NameAt = nameAt;
        public readonly int Start = start;
        public readonly int Length = length;
        public readonly bool IsDecoded = isDecoded;

        /// <summary>The value, once it was asked for as a string.</summary>
        public string? Word;
    }
}
