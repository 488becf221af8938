using System.Globalization;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>The list prices, and the sale prices whose parent they are.</summary>
internal sealed class PricebookFiles(ShopGoods goods, Dice dice)
{
    public const string List = "gbp-list";
    public const string Sale = "gbp-sale";
    private const string Namespace = "http://www.demandware.com/xml/impex/pricebook/2006-10-31";

    /// <summary>Windows of sale prices: over, open, open to an end, to come. Instants are fixed, so that the bytes do not hang on the day.</summary>
    private static readonly (string? From, string? To)[] Windows =
    [
        ("2025-11-28T00:00:00.000Z", "2025-12-02T00:00:00.000Z"),
        ("2026-03-01T00:00:00.000Z", null),
        ("2026-03-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"),
        ("2030-11-29T00:00:00.000Z", "2030-12-03T00:00:00.000Z"),
    ];

    /// <returns>How many price tables there are, and how many of those are changed.</returns>
    public (long Tables, long Changed) WriteList(XmlWriter xml) => Write(xml, List, "List prices, GBP", null, (good, tables) =>
    {
        var isChanged = !good.IsAdded && goods.IsChanged(Draw.PriceFate, good.Number);
        Table(xml, good, (null, null), ListPrice(good, isChanged));
        return (tables.Tables + 1, tables.Changed + (isChanged ? 1 : 0));
    });

    /// <returns>How many price tables there are, and how many of those are changed.</returns>
    public (long Tables, long Changed) WriteSale(XmlWriter xml) => Write(xml, Sale, "Sale prices, GBP", List, (good, tables) =>
    {
        if (dice.Below(Draw.HasSale, good.Number, 3) > 0)
        {
            return tables;
        }

        var isChanged = !good.IsAdded && goods.IsChanged(Draw.SaleFate, good.Number);
        var window = dice.Below(Draw.SaleWindow, good.Number, 20);
        var pence = ListPrice(good, isChanged: false) * (60 + dice.Below(Draw.Discount, good.Number, 30)) / 100;
        Table(xml, good, window < Windows.Length ? Windows[window] : (null, null), Rounded(pence) - (isChanged ? 50 : 0));
        return (tables.Tables + 1, tables.Changed + (isChanged ? 1 : 0));
    });

    private (long Tables, long Changed) Write(XmlWriter xml, string id, string name, string? parent, Func<Good, (long Tables, long Changed), (long Tables, long Changed)> table)
    {
        var tables = (Tables: 0L, Changed: 0L);
        xml.WriteStartElement("pricebooks", Namespace);
        xml.WriteStartElement("pricebook");
        xml.WriteStartElement("header");
        xml.WriteAttributeString("pricebook-id", id);
        xml.WriteElementString("currency", "GBP");
        xml.Localized("display-name", name, name);
        xml.Flag("online-flag", true);
        if (parent is not null)
        {
            xml.WriteElementString("parent", parent);
        }

        xml.WriteEndElement();
        xml.WriteStartElement("price-tables");
        foreach (var good in goods.All().Where(good => good.IsSku))
        {
            tables = table(good, tables);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
        return tables;
    }

    /// <summary>A master's variants cost much the same: a base price, and now and then some more for one of them.</summary>
    private long ListPrice(Good good, bool isChanged)
    {
        var kind = dice.Pick(Draw.Kind, good.Shared, Assortment.Kinds);
        var pounds = kind.From + dice.Below(Draw.Price, good.Shared, kind.To - kind.From + 1);
        var more = dice.Below(Draw.Surcharge, good.Number, 10) == 0 ? 4 : 0;
        return ((pounds + more + (isChanged ? 2 : 0)) * 100L) - 5;
    }

    private static long Rounded(long pence) => Math.Max(99, (pence / 100 * 100) + 99);

    private static void Table(XmlWriter xml, Good good, (string? From, string? To) window, long pence)
    {
        xml.WriteStartElement("price-table");
        xml.WriteAttributeString("product-id", good.Id.Text());
        if (window.From is not null)
        {
            xml.WriteElementString("online-from", window.From);
        }

        if (window.To is not null)
        {
            xml.WriteElementString("online-to", window.To);
        }

        xml.Element("amount", string.Create(CultureInfo.InvariantCulture, $"{pence / 100}.{pence % 100:00}"), "quantity", "1");
        xml.WriteEndElement();
    }
}
