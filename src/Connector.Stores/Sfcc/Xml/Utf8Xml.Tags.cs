using System.Buffers;
using System.Text;
using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// Tags. One is parsed when it lies in memory whole: where memory ends within it, more is brought and it is parsed anew, so that only one
/// place knows of edges.
/// </summary>
internal sealed partial class Utf8Xml
{
    private const string Tag = "a tag";

    /// <summary>What cannot stay as it is between quotes, and the quote itself. Blanks become spaces.</summary>
    private static readonly SearchValues<byte> InDoubleQuotes = SearchValues.Create("\"<&\t\n\r"u8);
    private static readonly SearchValues<byte> InSingleQuotes = SearchValues.Create("'<&\t\n\r"u8);

    /// <summary>So many are compared with each other; more are looked up.</summary>
    private const int FewAttributes = 16;
    private TagAttribute[] _attributes = new TagAttribute[8];
    private int _attributeCount;
    private byte[] _decoded = new byte[256];
    private int _decodedLength;

    /// <summary>Names of the start tag's attributes as they are written, in their order, declarations of namespaces included.</summary>
    public IEnumerable<string> AttributeNames => _attributes.Take(_attributeCount).Select(attribute => attribute.Name.Qualified);

    /// <summary>An attribute of the start tag, by its name as it is written, declarations of namespaces included; false where it is absent. Valid until the reading goes on.</summary>
    public bool TryAttribute(string qualified, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var attribute in _attributes.AsSpan(0, _attributeCount))
        {
            if (attribute.Name.Qualified == qualified)
            {
                value = ValueOf(attribute);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>An attribute of the start tag by its local name and its namespace, which is not empty.</summary>
    public bool TryAttribute(string local, string uri, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var attribute in _attributes.AsSpan(0, _attributeCount))
        {
            if (attribute.Name.Prefix.Length > 0 && attribute.Name.Local == local && _namespaces.Of(attribute.Name.Prefix) == uri)
            {
                value = ValueOf(attribute);
                return true;
            }
        }

        value = default;
        return false;
    }

    private ReadOnlySpan<byte> ValueOf(in TagAttribute attribute) =>
        attribute.IsDecoded ? _decoded.AsSpan(attribute.Start, attribute.Length) : _window.OfToken(attribute.Start, attribute.Length);

    private void StartTag()
    {
        if (_count == 0 && _hadRoot)
        {
            throw Fault("There are multiple root elements");
        }

        XmlName? name;
        int length;
        while (!TryStartTag(_window.Rest, out name, out length))
        {
            Need(Tag);
        }

        if (_count == _open.Length)
        {
            Array.Resize(ref _open, _count * 2);
        }

        Resolve(name!);
        _open[_count++] = name!;
        _hadRoot = true;
        _window.Advance(length);
    }

    private bool TryStartTag(ReadOnlySpan<byte> tag, out XmlName? name, out int length)
    {
        (_attributeCount, _decodedLength) = (0, 0);
        (name, length) = (null, 0);
        var end = tag[1..].IndexOfAny(NotOfName);
        if (end < 0)
        {
            return false;
        }

        name = _names.Of(tag.Slice(1, end)) ?? throw NotAName(tag.Slice(1, end), 1);
        for (var at = 1 + end; ;)
        {
            var blanks = at;
            while (at < tag.Length && IsBlank(tag[at]))
            {
                at++;
            }

            if (at + 1 >= tag.Length && (at == tag.Length || tag[at] != '>'))
            {
                return false;
            }

            switch (tag[at])
            {
                case (byte)'>':
                    (length, _isEmpty) = (at + 1, false);
                    return true;
                case (byte)'/':
                    (length, _isEmpty) = (at + 2, tag[at + 1] == '>' ? true : throw Fault("'/' in a tag is not followed by '>'", at + 1));
                    return true;
            }

            if (at == blanks)
            {
                throw Fault($"{Shown(tag[at])} is an unexpected token: a blank, '/' or '>' was expected", at);
            }

            if (!TryReadAttribute(tag, ref at))
            {
                return false;
            }
        }
    }

    private bool TryReadAttribute(ReadOnlySpan<byte> tag, ref int at)
    {
        var length = tag[at..].IndexOfAny(NotOfName);
        if (length < 0)
        {
            return false;
        }

        var nameAt = at;
        var name = _names.Of(tag.Slice(at, length)) ?? throw NotAName(tag.Slice(at, length), at);
        if (!TryMark(tag, at + length, out at) || (tag[at] == '=' ? !TryMark(tag, at + 1, out at) : throw Fault($"{Shown(tag[at])} is an unexpected token: '=' was expected", at)))
        {
            return false;
        }

        var quote = tag[at];
        if (quote is not ((byte)'"' or (byte)'\''))
        {
            throw Fault($"{Shown(quote)} is an unexpected token: '\"' or ''' was expected", at);
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
            Add(new TagAttribute(name, nameAt, start, stop, IsDecoded: false));
            at++;
            return true;
        }

        var decoded = _decodedLength;
        Decode(tag[start..at]);
        if (!TryDecode(tag, quote, ref at))
        {
            return false;
        }

        Add(new TagAttribute(name, nameAt, decoded, _decodedLength - decoded, IsDecoded: true));
        return true;
    }

    /// <summary>The place of the next byte that is no blank.</summary>
    private static bool TryMark(ReadOnlySpan<byte> tag, int from, out int at)
    {
        at = from;
        while (at < tag.Length && IsBlank(tag[at]))
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
                    throw Fault("'<', hexadecimal value 0x3C, is an invalid attribute character", at);
                case (byte)'&':
                    if (XmlReference.Read(tag[at..], out var length, out var rune) is { } fault)
                    {
                        throw Fault(fault, at + 1);
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

    private void Add(TagAttribute attribute)
    {
        if (_attributeCount == _attributes.Length)
        {
            Array.Resize(ref _attributes, _attributeCount * 2);
        }

        _attributes[_attributeCount++] = attribute;
    }

    /// <summary>Declares what the tag declares, and looks whether its names are bound and its attributes differ.</summary>
    private void Resolve(XmlName name)
    {
        var attributes = _attributes.AsSpan(0, _attributeCount);
        var isBound = false;
        foreach (ref readonly var attribute in attributes)
        {
            if (attribute.Name.IsDeclaration)
            {
                Declare(attribute);
            }

            isBound |= attribute.Name.IsBound;
        }

        Namespace = name.Prefix.Length > 0 ? _namespaces.Of(name.Prefix) ?? throw Undeclared(name, 1) : _namespaces.Default;
        if (isBound)
        {
            foreach (ref readonly var attribute in attributes)
            {
                _ = _namespaces.Of(attribute.Name.Prefix) ?? throw Undeclared(attribute.Name, attribute.NameAt);
            }
        }

        if (attributes.Length > 1)
        {
            CheckDifferent(attributes, isBound);
        }
    }

    private void Declare(in TagAttribute attribute)
    {
        var uri = _uris.Of(ValueOf(attribute));
        var prefix = attribute.Name.Prefix.Length > 0 ? attribute.Name.Local : "";
        if (XmlNamespaces.FaultOf(prefix, uri) is { } fault)
        {
            throw Fault(fault, attribute.NameAt);
        }

        _namespaces.Declare(prefix, uri, _count);
    }

    private void CheckDifferent(ReadOnlySpan<TagAttribute> attributes, bool isBound)
    {
        if (attributes.Length > FewAttributes)
        {
            var seen = new HashSet<(string Local, string Uri)>();
            foreach (ref readonly var attribute in attributes)
            {
                if (!seen.Add((attribute.Name.Local, UriOf(attribute.Name))))
                {
                    throw Twice(attribute);
                }
            }

            return;
        }

        for (var one = 1; one < attributes.Length; one++)
        {
            var name = attributes[one].Name;
            foreach (ref readonly var other in attributes[..one])
            {
                if (ReferenceEquals(name, other.Name) || (name.Local == other.Name.Local && (name.Prefix == other.Name.Prefix || (isBound && UriOf(name) == UriOf(other.Name)))))
                {
                    throw Twice(attributes[one]);
                }
            }
        }
    }

    /// <summary>An attribute without a prefix is in no namespace, but <c>xmlns</c> is in that of declarations.</summary>
    private string UriOf(XmlName attribute) =>
        attribute.Prefix.Length > 0 ? _namespaces.Of(attribute.Prefix)! : attribute.IsDeclaration ? XmlNamespaces.Xmlns : "";

    private void EndTag()
    {
        if (_count == 0)
        {
            throw Fault("Unexpected end tag");
        }

        if (IsEndTag(_window.Rest))
        {
            _window.Advance(Name.Bytes.Length + 3);
            return;
        }

        var name = ReadName(2, Tag);
        if (!name.Bytes.AsSpan().SequenceEqual(Name.Bytes))
        {
            throw Fault($"The '{Name.Qualified}' start tag does not match the end tag of '{name.Qualified}'", 2);
        }

        int at;
        while (!TryMark(_window.Rest, 2 + name.Bytes.Length, out at))
        {
            Need(Tag);
        }

        _window.Advance(_window.Rest[at] == '>' ? at + 1 : throw Fault($"{Shown(_window.Rest[at])} is an unexpected token: '>' was expected", at));
    }

    /// <summary>Whether the open element's end tag comes next, written as nearly all are.</summary>
    private bool IsEndTag(ReadOnlySpan<byte> rest)
    {
        var name = Name.Bytes;
        return rest.Length > name.Length + 2 && rest[name.Length + 2] == '>' && rest[1] == '/' && rest[0] == '<' && rest.Slice(2, name.Length).SequenceEqual(name);
    }

    private XmlException NotAName(ReadOnlySpan<byte> name, int at) => name.IsEmpty
        ? Fault(_window.Rest.Length > at ? $"Name cannot begin with {Shown(_window.Rest[at])}" : "A name is missing", at)
        : Fault($"'{Encoding.UTF8.GetString(name.Length > 80 ? name[..80] : name)}' is not a name", at);

    private XmlException Undeclared(XmlName name, int at) => Fault($"'{name.Prefix}' is an undeclared prefix", at);

    /// <summary>An attribute of the tag that was read last: where its value stands, in the token or, where it was not as it stays, apart.</summary>
    private readonly record struct TagAttribute(XmlName Name, int NameAt, int Start, int Length, bool IsDecoded);

    private XmlException Twice(in TagAttribute attribute) => Fault($"'{attribute.Name.Qualified}' is a duplicate attribute name", attribute.NameAt);
}
