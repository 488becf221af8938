using System.Globalization;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>The one inventory list: most in stock, some sold out, some never sold out, some to come, some without a record.</summary>
internal sealed class InventoryFile(ShopGoods goods, Dice dice)
{
    public const string ListId = "inventory_synthetic";
    private const string Namespace = "http://www.demandware.com/xml/impex/inventory/2007-05-31";

    /// <returns>How many records there are, and how many of those are changed.</returns>
    public (long Records, long Changed) Write(XmlWriter xml)
    {
        var (records, changed) = (0L, 0L);
        xml.WriteStartElement("inventory", Namespace);
        xml.WriteStartElement("inventory-list");
        xml.WriteStartElement("header");
        xml.WriteAttributeString("list-id", ListId);
        xml.Flag("default-instock", false);
        xml.WriteElementString("description", "One warehouse");
        xml.Flag("use-bundle-inventory-only", false);
        xml.Flag("on-order", false);
        xml.WriteEndElement();
        xml.WriteStartElement("records");
        foreach (var good in goods.All().Where(good => good.IsSku))
        {
            // Of a hundred: two without a record, two never sold out, three to come, twelve sold out.
            var stock = dice.Below(Draw.StockKind, good.Number, 100);
            if (stock < 2)
            {
                continue;
            }

            var isChanged = !good.IsAdded && goods.IsChanged(Draw.StockFate, good.Number);
            records++;
            changed += isChanged ? 1 : 0;
            var pieces = (stock < 19 ? 0 : Pieces(good)) + (isChanged ? 1 + dice.Below(Draw.MorePieces, good.Number, 9) : 0);
            Record(xml, good, pieces, isPerpetual: stock < 4, toCome: stock is >= 4 and < 7 ? 10 + dice.Below(Draw.ToCome, good.Number, 50) : 0);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        return (records, changed);
    }

    /// <summary>Few pieces of most, many of some.</summary>
    private int Pieces(Good good) => 1 + (dice.Below(Draw.Pieces, good.Number, 40) * dice.Below(Draw.ManyPieces, good.Number, 40) / 10);

    private static void Record(XmlWriter xml, Good good, int pieces, bool isPerpetual, int toCome)
    {
        xml.WriteStartElement("record");
        xml.WriteAttributeString("product-id", good.Id.Text());
        xml.WriteElementString("allocation", Number(pieces));
        xml.WriteElementString("allocation-timestamp", "2026-11-02T05:00:00.000Z");
        xml.Flag("perpetual", isPerpetual);
        xml.WriteElementString("preorder-backorder-handling", toCome > 0 ? "preorder" : "none");
        if (toCome > 0)
        {
            xml.WriteElementString("preorder-backorder-allocation", Number(toCome));
            xml.WriteElementString("in-stock-datetime", "2030-02-01T00:00:00.000Z");
        }

        xml.WriteElementString("ats", Number(pieces + toCome));
        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
