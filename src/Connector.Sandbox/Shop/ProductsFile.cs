using System.Globalization;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>The catalog that owns the products: masters with texts, pictures by colour and variation values; variants; products without variants.</summary>
internal sealed class ProductsFile(ShopGoods goods, Dice dice)
{
    public const string CatalogId = "synthetic-products";
    private const string Namespace = "http://www.demandware.com/xml/impex/catalog/2006-10-31";
    private readonly ShopTexts _texts = new(dice);

    public ProductCounts Write(XmlWriter xml)
    {
        var counts = new ProductCounts();
        xml.WriteStartElement("catalog", Namespace);
        xml.WriteAttributeString("catalog-id", CatalogId);
        Header(xml);
        foreach (var good in goods.All())
        {
            counts.Count(good, IsChanged(good), good.Kind == GoodKind.Master && goods.HasOtherVariants(good));
            xml.WriteStartElement("product");
            xml.WriteAttributeString("product-id", good.Id.Text());
            if (good.Kind == GoodKind.Variant)
            {
                Variant(xml, good);
            }
            else
            {
                Described(xml, good);
            }

            xml.WriteEndElement();
        }

        VariationAttribute(xml, "color", "color", "Colour", "Couleur", Assortment.Colours);
        foreach (var sizes in Assortment.SizeRanges)
        {
            VariationAttribute(xml, "size", sizes.Id, "Size", "Taille", sizes.Values.Select(size => new Term(size, size, size)));
        }

        xml.WriteEndElement();
        return counts;
    }

    private static void Header(XmlWriter xml)
    {
        xml.WriteStartElement("header");
        xml.WriteStartElement("image-settings");
        xml.WriteStartElement("internal-location");
        xml.WriteAttributeString("base-path", "/images");
        xml.WriteEndElement();
        xml.WriteStartElement("view-types");
        xml.WriteElementString("view-type", "large");
        xml.WriteElementString("view-type", "swatch");
        xml.WriteEndElement();
        xml.WriteElementString("variation-attribute-id", "color");
        xml.WriteElementString("alt-pattern", "${productname}, ${variationvalue}");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Variant(XmlWriter xml, Good good)
    {
        var look = Look.Of(good, _texts.Kind(good.Shared), dice);
        xml.WriteElementString("ean", Ean.Of(good));
        Flags(xml, good);
        xml.WriteElementString("manufacturer-sku", ManufacturerSku(good));
        xml.WriteStartElement("custom-attributes");
        xml.CustomAttribute("color", look.Colour.Id);
        Season(xml, good);
        if (look.HasSizes)
        {
            xml.CustomAttribute("size", look.Size);
        }

        Weight(xml, good);
        xml.WriteEndElement();
    }

    /// <summary>A master, or a product without variants: it has the texts.</summary>
    private void Described(XmlWriter xml, Good good)
    {
        var shared = good.Shared;
        var version = IsChanged(good) ? 1 : 0;
        if (good.IsSku)
        {
            xml.WriteElementString("ean", Ean.Of(good));
        }

        xml.Localized("display-name", _texts.Name(shared, Language.English), _texts.Name(shared, Language.French));
        if (dice.Below(Draw.HasShort, shared, 5) < 2)
        {
            xml.Localized("short-description", _texts.Short(shared, version, Language.English), _texts.Short(shared, version, Language.French));
        }

        xml.Localized("long-description", 0, _texts.Long(shared, version, Language.English));
        if (dice.Below(Draw.IsTranslated, shared, 2) > 0)
        {
            xml.Localized("long-description", 1, _texts.Long(shared, version, Language.French));
        }

        Flags(xml, good);
        Images(xml, good);
        xml.WriteElementString("brand", _texts.Brand(shared));
        xml.WriteElementString("manufacturer-name", $"Manufacture {dice.Below(Draw.Maker, shared, 900)}");
        if (good.IsSku)
        {
            xml.WriteElementString("manufacturer-sku", ManufacturerSku(good));
        }

        xml.WriteStartElement("page-attributes");
        xml.Localized("page-url", 0, $"/{_texts.Kind(shared).Name.Id}/{_texts.Cut(shared).Id}/{good.Id}.html");
        xml.WriteEndElement();
        Attributes(xml, good);
        if (good.Kind == GoodKind.Master)
        {
            Variations(xml, good);
        }

        xml.Element("classification-category", Categories.Bottom(_texts.Kind(shared), _texts.Cut(shared)), "catalog-id", NavigationFile.CatalogId);
    }

    private void Attributes(XmlWriter xml, Good good)
    {
        var shared = good.Shared;
        xml.WriteStartElement("custom-attributes");
        xml.CustomAttribute("care", dice.Pick(Draw.Care, shared, Assortment.Cares));
        if (good.IsSku)
        {
            xml.CustomAttribute("color", dice.Pick(Draw.FirstColour, shared, Assortment.Colours).English);
        }

        xml.CustomAttribute("gender", dice.Pick(Draw.Gender, shared, Assortment.Genders));
        xml.CustomAttribute("material", dice.Pick(Draw.Material, shared, Assortment.Materials));
        if (good.IsSku)
        {
            Season(xml, good);
            xml.CustomAttribute("size", dice.Pick(Draw.SizeCount, shared, _texts.Kind(shared).Sizes.Values));
            Weight(xml, good);
        }

        xml.WriteEndElement();
    }

    private void Images(XmlWriter xml, Good good)
    {
        xml.WriteStartElement("images");
        var pictures = 1 + dice.Below(Draw.Images, good.Shared, 3);
        if (good.IsSku)
        {
            Group(xml, good, "large", null, pictures);
            Group(xml, good, "swatch", null, 1);
        }
        else
        {
            var colours = Colours(good);
            foreach (var colour in colours)
            {
                Group(xml, good, "large", colour, pictures);
            }

            foreach (var colour in colours)
            {
                Group(xml, good, "swatch", colour, 1);
            }
        }

        xml.WriteEndElement();
    }

    private static void Group(XmlWriter xml, Good good, string view, Term? colour, int pictures)
    {
        xml.WriteStartElement("image-group");
        xml.WriteAttributeString("view-type", view);
        if (colour is not null)
        {
            xml.WriteStartElement("variation");
            xml.WriteAttributeString("attribute-id", "color");
            xml.WriteAttributeString("value", colour.Id);
            xml.WriteEndElement();
        }

        for (var picture = 1; picture <= pictures; picture++)
        {
            xml.WriteStartElement("image");
            xml.WriteAttributeString("path", $"{view}/{good.Position % 1000:000}/{good.Id}-{colour?.Id ?? "view"}-{picture}.jpg");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void Variations(XmlWriter xml, Good master)
    {
        var kind = _texts.Kind(master.Shared);
        xml.WriteStartElement("variations");
        xml.WriteStartElement("attributes");
        Shared(xml, "color", "color");
        if (Look.Sizes(master.Family, kind, dice) > 1)
        {
            Shared(xml, "size", kind.Sizes.Id);
        }

        xml.WriteEndElement();
        xml.WriteStartElement("variants");
        var isDefault = true;
        foreach (var variant in goods.Variants(master))
        {
            xml.WriteStartElement("variant");
            xml.WriteAttributeString("product-id", variant.Id.Text());
            if (isDefault)
            {
                xml.WriteAttributeString("default", "true");
                isDefault = false;
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Shared(XmlWriter xml, string attribute, string id)
    {
        xml.WriteStartElement("shared-variation-attribute");
        xml.WriteAttributeString("attribute-id", attribute);
        xml.WriteAttributeString("variation-attribute-id", id);
        xml.WriteEndElement();
    }

    private static void VariationAttribute(XmlWriter xml, string attribute, string id, string english, string french, IEnumerable<Term> values)
    {
        xml.WriteStartElement("variation-attribute");
        xml.WriteAttributeString("attribute-id", attribute);
        xml.WriteAttributeString("variation-attribute-id", id);
        xml.Localized("display-name", english, french);
        xml.WriteStartElement("variation-attribute-values");
        foreach (var value in values)
        {
            xml.WriteStartElement("variation-attribute-value");
            xml.WriteAttributeString("value", value.Id);
            xml.Localized("display-value", value.English, value.French);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private List<Term> Colours(Good master)
    {
        var kind = _texts.Kind(master.Shared);
        return [.. goods.Variants(master).Select(variant => Look.Of(variant, kind, dice).Colour).Distinct()];
    }

    private void Flags(XmlWriter xml, Good good)
    {
        // Of a thousand SKUs thirty are offline; of a thousand masters four, with all their variants.
        var offline = good.IsSku ? dice.Below(Draw.Offline, good.Number, 1000) < 30 : dice.Below(Draw.MasterOffline, good.Shared, 1000) < 4;
        xml.Flag("online-flag", !offline);
        if (good.Kind != GoodKind.Variant)
        {
            xml.Flag("searchable-flag", true);
        }
    }

    private void Season(XmlWriter xml, Good good) =>
        xml.CustomAttribute("season", Assortment.Seasons[(dice.Below(Draw.Season, good.Number, Assortment.Seasons.Length) + (IsChanged(good) ? 1 : 0)) % Assortment.Seasons.Length]);

    private void Weight(XmlWriter xml, Good good)
    {
        var grams = (_texts.Kind(good.Shared).Grams * (80 + dice.Below(Draw.Weight, good.Number, 41)) / 100) + (IsChanged(good) ? 5 : 0);
        xml.CustomAttribute("weight", grams.ToString(CultureInfo.InvariantCulture) + " g");
    }

    private string ManufacturerSku(Good good) => $"{dice.Below(Draw.Maker, good.Shared, 900):000}-{Math.Abs(good.Shared):0000000}-{good.Index:00}";

    private bool IsChanged(Good good) =>
        good.Kind == GoodKind.Master ? goods.IsChanged(Draw.MasterFate, good.Shared) : !good.IsAdded && goods.Fate(good.Position) == SkuFate.Changed;
}
