using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>Tags: their attributes, what they declare, and whether they match.</summary>
internal sealed partial class Utf8Xml
{
    private const string ATag = "a tag";

    /// <summary>So many attributes are compared with each other; more are looked up.</summary>
    private const int FewAttributes = 16;
    private readonly XmlTags _kept = new();
    private readonly XmlTag _fresh;
    private XmlTag _tag;

    /// <summary>Names of the start tag's attributes as they are written, in their order, declarations of namespaces included.</summary>
    public IEnumerable<string> AttributeNames => _tag.Attributes.ToArray().Select(attribute => attribute.Name.Qualified);

    /// <summary>An attribute of the start tag, by its name as it is written, declarations of namespaces included; false where it is absent. Valid until the reading goes on.</summary>
    public bool TryAttribute(string qualified, out ReadOnlySpan<byte> value)
    {
        var at = _tag.Find(qualified);
        value = at < 0 ? default : _tag.ValueOf(_tag.Attributes[at]);
        return at >= 0;
    }

    /// <summary>An attribute of the start tag by its local name and its namespace, which is not empty.</summary>
    public bool TryAttribute(string local, string uri, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var attribute in _tag.Attributes)
        {
            if (attribute.Name.Prefix.Length > 0 && attribute.Name.Local == local && _namespaces.Of(attribute.Name.Prefix) == uri)
            {
                value = _tag.ValueOf(attribute);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>An attribute whose value comes again and again, as the same string each time; null where it is absent.</summary>
    public string? AttributeWord(string qualified)
    {
        var at = _tag.Find(qualified);
        return at < 0 ? null : _tag.WordOf(at, _words);
    }

    private void StartTag()
    {
        if (_count == 0 && _hadRoot)
        {
            throw Fault("There are multiple root elements", 1);
        }

        if (_kept.Find(_window.Rest, out var hash) is { } kept)
        {
            _tag = kept;
        }
        else
        {
            while (!_fresh.TryParse(_window.Rest))
            {
                Need(ATag);
            }

            _tag = _fresh;
            Resolve();
            _kept.Saw(_tag, hash);
        }

        if (_count == _open.Length)
        {
            Array.Resize(ref _open, _count * 2);
        }

        _open[_count++] = _tag.Name;
        (_hadRoot, _isEmpty, Token) = (true, _tag.IsEmpty, XmlToken.Start);
        _window.Advance(_tag.Length);
    }

    /// <summary>Declares what the tag declares, and looks whether its names are bound and its attributes differ.</summary>
    private void Resolve()
    {
        if (_tag.IsBound)
        {
            foreach (ref readonly var attribute in _tag.Attributes)
            {
                if (attribute.Name.IsDeclaration)
                {
                    Declare(attribute);
                }
            }

            _namespace = _namespaces.Of(_tag.Name.Prefix) ?? throw Undeclared(_tag.Name, 1);
            foreach (ref readonly var attribute in _tag.Attributes)
            {
                _ = _namespaces.Of(attribute.Name.Prefix) ?? throw Undeclared(attribute.Name, attribute.NameAt);
            }
        }

        if (_tag.Attributes.Length > 1)
        {
            CheckDifferent(_tag.Attributes);
        }
    }

    private void Declare(in XmlTag.Attribute attribute)
    {
        var uri = _words.Of(_tag.ValueOf(attribute));
        var prefix = attribute.Name.Prefix.Length > 0 ? attribute.Name.Local : "";
        if (XmlNamespaces.FaultOf(prefix, uri) is { } fault)
        {
            throw Fault(fault, attribute.NameAt);
        }

        _namespaces.Declare(prefix, uri, _count);
    }

    private void CheckDifferent(ReadOnlySpan<XmlTag.Attribute> attributes)
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
                if (ReferenceEquals(name, other.Name) || (name.Local == other.Name.Local && UriOf(name) == UriOf(other.Name)))
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

        Token = XmlToken.End;
        if (IsEndTag(_window.Rest))
        {
            _window.Advance(Name.Bytes.Length + 3);
            return;
        }

        var name = ReadName(2, ATag);
        if (!name.Bytes.AsSpan().SequenceEqual(Name.Bytes))
        {
            throw Fault($"The '{Name.Qualified}' start tag does not match the end tag of '{name.Qualified}'", 2);
        }

        var at = 2 + name.Bytes.Length;
        while (_window.Rest.Length == at || IsBlank(_window.Rest[at]))
        {
            if (_window.Rest.Length == at)
            {
                Need(ATag);
            }
            else
            {
                at++;
            }
        }

        _window.Advance(_window.Rest[at] == '>' ? at + 1 : throw _window.Unexpected(at, "'>'"));
    }

    /// <summary>Whether the open element's end tag comes next, written as nearly all are.</summary>
    private bool IsEndTag(ReadOnlySpan<byte> rest)
    {
        var name = Name.Bytes;
        return rest.Length > name.Length + 2 && rest[name.Length + 2] == '>' && rest[1] == '/' && rest[0] == '<' && rest.Slice(2, name.Length).SequenceEqual(name);
    }

    private XmlException Undeclared(XmlName name, int at) => Fault($"'{name.Prefix}' is an undeclared prefix", at);

    private XmlException Twice(in XmlTag.Attribute attribute) => Fault($"'{attribute.Name.Qualified}' is a duplicate attribute name", attribute.NameAt);
}
