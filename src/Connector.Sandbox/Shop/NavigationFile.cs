using System.Globalization;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>The catalog that shoppers walk through: categories, and where masters and products without variants stand in them.</summary>
internal sealed class NavigationFile(ShopGoods goods, Dice dice)
{
    public const string CatalogId = "synthetic-navigation";
    private const string Namespace = "http://www.demandware.com/xml/impex/catalog/2006-10-31";

    /// <returns>How many categories and assignments there are.</returns>
    public (long Categories, long Assignments) Write(XmlWriter xml)
    {
        var (categories, assignments) = (0L, 0L);
        xml.WriteStartElement("catalog", Namespace);
        xml.WriteAttributeString("catalog-id", CatalogId);
        foreach (var category in Categories.All())
        {
            categories++;
            Write(xml, category);
        }

        foreach (var good in goods.All().Where(good => good.Kind != GoodKind.Variant))
        {
            var shared = good.Shared;
            assignments++;
            Assign(xml, Categories.Bottom(dice.Pick(Draw.Kind, shared, Assortment.Kinds), dice.Pick(Draw.Cut, shared, Assortment.Cuts)), good, isPrimary: true);
            if (dice.Below(Draw.Gift, shared, 10) is < 3 and var further)
            {
                assignments++;
                Assign(xml, further == 0 ? Categories.New : Categories.Gifts, good, isPrimary: false);
            }
        }

        xml.WriteEndElement();
        return (categories, assignments);
    }

    private static void Write(XmlWriter xml, Category category)
    {
        xml.WriteStartElement("category");
        xml.WriteAttributeString("category-id", category.Id);
        xml.Localized("display-name", category.English, category.French);
        xml.Flag("online-flag", true);
        if (category.Parent is { } parent)
        {
            xml.WriteElementString("parent", parent);
            xml.WriteElementString("position", category.Position.ToString(CultureInfo.InvariantCulture) + ".0");
        }

        xml.WriteEndElement();
    }

    private static void Assign(XmlWriter xml, string category, Good good, bool isPrimary)
    {
        xml.WriteStartElement("category-assignment");
        xml.WriteAttributeString("category-id", category);
        xml.WriteAttributeString("product-id", good.Id.Text());
        if (isPrimary)
        {
            xml.Flag("primary-flag", true);
        }

        xml.WriteEndElement();
    }
}
