using System.Text;
using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>A qualified name, as it stands in a tag.</summary>
internal sealed class XmlName
{
    private XmlName(byte[] bytes, string qualified)
    {
        var colon = qualified.IndexOf(':', StringComparison.Ordinal);
        (Bytes, Qualified, Prefix, Local) = (bytes, qualified, colon < 0 ? "" : qualified[..colon], colon < 0 ? qualified : qualified[(colon + 1)..]);
        IsDeclaration = Prefix == "xmlns" || qualified == "xmlns";
        IsBound = Prefix is not ("" or "xml");
    }

    public byte[] Bytes { get; }

    public string Qualified { get; }

    /// <summary>Empty where it has none.</summary>
    public string Prefix { get; }

    public string Local { get; }

    /// <summary>Whether an attribute of this name declares a namespace.</summary>
    public bool IsDeclaration { get; }

    /// <summary>Whether a declaration says what its prefix means: not without one, nor with <c>xml</c>, which always means the same.</summary>
    public bool IsBound { get; }

    /// <summary>Null where it is no name: at most one colon, between names of XML 1.0 (fourth edition, as XmlReader).</summary>
    public static XmlName? Of(ReadOnlySpan<byte> bytes)
    {
        var name = new XmlName(bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        return (name.Prefix.Length == 0 && name.Local.Length == name.Qualified.Length || IsPlain(name.Prefix)) && IsPlain(name.Local) ? name : null;
    }

    /// <summary>Whether it is a name without a colon.</summary>
    public static bool IsPlain(string name)
    {
        if (name.Length == 0 || !XmlConvert.IsStartNCNameChar(name[0]))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!XmlConvert.IsNCNameChar(character))
            {
                return false;
            }
        }

        return true;
    }
}
