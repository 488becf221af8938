namespace Connector.Stores.Sfcc.Xml;

/// <summary>The namespaces that are declared where the reading is.</summary>
internal sealed class XmlNamespaces
{
    public const string Xml = "http://www.w3.org/XML/1998/namespace";
    public const string Xmlns = "http://www.w3.org/2000/xmlns/";
    private readonly List<(string Prefix, string Uri, int Depth)> _declared = [];
    private int _deepest = -1;

    /// <summary>Of names of elements without a prefix; empty where none is declared.</summary>
    public string Default { get; private set; } = "";

    /// <summary>All that are declared here, for comparing.</summary>
    public override string ToString() => string.Join(' ', _declared.Select(declared => $"{declared.Prefix}={declared.Uri}"));

    /// <summary>Why a declaration is not allowed (Namespaces in XML 1.0, section 3); null where it is.</summary>
    public static string? FaultOf(string prefix, string uri) =>
        prefix == "xmlns" ? "Prefix \"xmlns\" is reserved for use by XML"
        : prefix == "xml" && uri != Xml ? "Prefix \"xml\" is reserved for use by XML and can be mapped only to namespace name \"http://www.w3.org/XML/1998/namespace\""
        : prefix != "xml" && uri is Xml or Xmlns ? $"Prefix '{prefix}' cannot be mapped to a namespace name that is reserved for 'xml' or 'xmlns'"
        : prefix.Length > 0 && uri.Length == 0 ? "Invalid namespace declaration: a prefix needs a namespace name"
        : null;

    public void Declare(string prefix, string uri, int depth)
    {
        _declared.Add((prefix, uri, depth));
        _deepest = depth;
        if (prefix.Length == 0)
        {
            Default = uri;
        }
    }

    /// <summary>Null where the prefix is not declared.</summary>
    public string? Of(string prefix)
    {
        for (var at = _declared.Count - 1; at >= 0; at--)
        {
            if (_declared[at].Prefix == prefix)
            {
                return _declared[at].Uri;
            }
        }

        return prefix switch { "xml" => Xml, "xmlns" => Xmlns, "" => "", _ => null };
    }

    /// <summary>An element has ended: what it declared holds no more.</summary>
    public void Leave(int depth)
    {
        if (_deepest >= depth)
        {
            Forget(depth);
        }
    }

    private void Forget(int depth)
    {
        _declared.RemoveAll(declared => declared.Depth >= depth);
        _deepest = _declared.Count > 0 ? _declared[^1].Depth : -1;
        Default = Of("")!;
    }
}
