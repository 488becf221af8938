using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Connector.Sandbox;

/// <summary>Reads SFCC's inventory XML (inventory.xsd, namespace of 2007-05-31), record by record.</summary>
internal sealed class InventoryReading(StandInSettings settings)
{
    private static readonly XNamespace Ns = "http://www.demandware.com/xml/impex/inventory/2007-05-31";

    public FileContent Read(Stream bytes)
    {
        using var xml = XmlReader.Create(bytes, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
        xml.MoveToContent();
        if (xml.LocalName != "inventory" || xml.NamespaceURI != Ns.NamespaceName) throw new FileRefused(40908, $"The root is {{{xml.NamespaceURI}}}{xml.LocalName}, not inventory of {Ns.NamespaceName}.");
        var stock = new List<(string, string, decimal?)>();
        var issues = new List<RowIssue>();
        var index = 0;
        var list = "";
        while (!xml.EOF)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "header") list = xml.GetAttribute("list-id") ?? "";
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "record" || xml.NamespaceURI != Ns.NamespaceName)
            {
                xml.Read();
                continue;
            }

            index++;
            // ReadFrom leaves the reader on the node after the record.
            var record = (XElement)XNode.ReadFrom(xml);
            var sku = record.Attribute("product-id")?.Value ?? "";
            if (sku.Length is 0 or > 100 || sku.Trim() != sku)
            {
                issues.Add(new RowIssue(index, sku, IssueSeverity.Error, "product-id", "product-id must have 1 to 100 characters without blanks at its edges"));
                continue;
            }

            if (record.Attribute("mode")?.Value == "delete")
            {
                stock.Add((list, sku, null));
                continue;
            }

            var (quantity, field, issue) = Quantity(record);
            if (issue is null) stock.Add((list, sku, quantity));
            else issues.Add(new RowIssue(index, sku, IssueSeverity.Error, field, issue));
        }

        return new FileContent([], [], stock, issues);
    }

    private (decimal Quantity, string Field, string? Issue) Quantity(XElement record)
    {
        string[] names = ["allocation", "ats", "preorder-backorder-allocation", "turnover", "on-order"];
        var values = new Dictionary<string, decimal>();
        foreach (var name in names)
        {
            if (record.Element(Ns + name)?.Value is not { } text) continue;
            if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return (0, name, $"Invalid value: {name} is not a decimal number");
            // The schema allows a negative turnover, and ats follows from it; allocations cannot be negative.
            if (value < 0 && name.EndsWith("allocation", StringComparison.Ordinal)) return (0, name, $"Invalid value: {name} is negative");
            values[name] = value;
        }

        if (record.Element(Ns + "perpetual")?.Value is "true" or "1") return (settings.PerpetualQuantity, "", null);
        if (values.TryGetValue("ats", out var ats)) return (ats, "", null);
        return (values.GetValueOrDefault("allocation") + values.GetValueOrDefault("preorder-backorder-allocation")
            - values.GetValueOrDefault("turnover") - values.GetValueOrDefault("on-order"), "", null);
    }
}
