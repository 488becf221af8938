using System.Globalization;
using System.Xml;

namespace Connector.Archive;

/// <summary>Reads quantities out of an archived inventory file: SFCC's inventory XML, as the feed wrote it.</summary>
internal static class InventoryRows
{
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true };

    private const int MostWithoutTag = 1 << 20;

    /// <summary>The quantities in their order.</summary>
    /// <exception cref="XmlException">It is no such file.</exception>
    public static IEnumerable<(string List, string Sku, long Quantity)> Read(Stream plain)
    {
        using var xml = XmlReader.Create(new Drop.BoundedTags(plain, MostWithoutTag), Strict);
        var (list, sku) = ("", "");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "header":
                    list = xml.GetAttribute("list-id") ?? "";
                    break;
                case "record":
                    sku = xml.GetAttribute("product-id") ?? "";
                    break;
                case "allocation" when xml.Read():
                    yield return (list, sku, long.TryParse(xml.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var quantity) ? quantity : throw new XmlException($"the quantity of {sku} is no whole number"));
                    break;
            }
        }
    }
}
