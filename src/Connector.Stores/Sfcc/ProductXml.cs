using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads one product of a catalog. An empty value is not told: what a variant leaves empty it has from its master. Locale
/// <c>x-default</c> where a text names none. A custom attribute's qualifier is its locale (empty where it has none), and
/// <c>locale@site</c> where the value is one site's own.
/// </summary>
internal sealed class ProductXml(IStoreRead read, ShopClock clock)
{
    private readonly ItemDraft _item = new();
    private readonly List<(string Attribute, string Value)> _imageVariation = [];

    public void Read(XmlWalk walk, ImageAddresses addresses)
    {
        var id = walk.ProductId();
        walk.Mark(id);
        if (walk.IsDelete())
        {
            read.DeleteItem(id);
            return;
        }

        _item.Begin(id, ItemKind.Product, walk.Origin, walk.Line);
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "display-name":
                    AddLocalized(walk, ItemField.Name);
                    break;
                case "short-description":
                    AddLocalized(walk, ItemField.ShortDescription);
                    break;
                case "long-description":
                    AddLocalized(walk, ItemField.LongDescription);
                    break;
                case "custom-attributes":
                    Attributes(walk);
                    break;
                case "images":
                    Images(walk, addresses);
                    break;
                case "online-flag":
                    AddFlag(walk, ItemField.OnlineFlag);
                    break;
                case "online-from":
                    AddTime(walk, ItemField.OnlineFrom);
                    break;
                case "online-to":
                    AddTime(walk, ItemField.OnlineTo);
                    break;
                case "searchable-flag":
                    AddFlag(walk, ItemField.SearchableFlag);
                    break;
                case "searchable-if-unavailable-flag":
                    AddFlag(walk, ItemField.SearchableIfUnavailableFlag);
                    break;
                case "ean":
                    AddPlain(walk, ItemField.Ean);
                    break;
                case "upc":
                    AddPlain(walk, ItemField.Upc);
                    break;
                case "unit":
                    AddPlain(walk, ItemField.Unit);
                    break;
                case "tax-class-id":
                    AddPlain(walk, ItemField.TaxClass);
                    break;
                case "brand":
                    AddPlain(walk, ItemField.Brand);
                    break;
                case "manufacturer-name":
                    AddPlain(walk, ItemField.ManufacturerName);
                    break;
                case "manufacturer-sku":
                    AddPlain(walk, ItemField.ManufacturerSku);
                    break;
                case "classification-category":
                    AddPlain(walk, ItemField.ClassificationCategory);
                    break;
                case "page-attributes":
                    PageAttributes(walk);
                    break;
                case "variations":
                    Variations(walk);
                    break;
                case "bundled-products" when _item.Kind == ItemKind.Product && walk.NextChild(walk.Depth):
                    _item.Kind = ItemKind.Bundle;
                    break;
                case "product-set-products" or "retail-set-products" when _item.Kind == ItemKind.Product && walk.NextChild(walk.Depth):
                    _item.Kind = ItemKind.Set;
                    break;
            }
        }

        read.Upsert(_item);
    }

    private void AddLocalized(XmlWalk walk, ItemField field)
    {
        var locale = walk.Locale("x-default");
        var text = walk.Text();
        if (!text.IsWhiteSpace())
        {
            _item.Add(field, locale, text);
        }
    }

    private void AddPlain(XmlWalk walk, ItemField field)
    {
        var text = walk.Text().Trim();
        if (!text.IsEmpty)
        {
            _item.Add(field, default, text);
        }
    }

    private void AddFlag(XmlWalk walk, ItemField field)
    {
        var site = walk.OptionalKey("site-id");
        if (walk.Flag() is { } flag)
        {
            _item.Add(field, site, flag ? "true" : "false");
        }
    }

    /// <summary>Times are told in UTC: the zone is a matter of the source.</summary>
    private void AddTime(XmlWalk walk, ItemField field)
    {
        var site = walk.OptionalKey("site-id");
        if (walk.Time(clock) is { } time)
        {
            Span<char> text = stackalloc char[32];
            time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
            _item.Add(field, site, text[..length]);
        }
    }

    private void PageAttributes(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "page-title":
                    AddLocalized(walk, ItemField.PageTitle);
                    break;
                case "page-description":
                    AddLocalized(walk, ItemField.PageDescription);
                    break;
                case "page-keywords":
                    AddLocalized(walk, ItemField.PageKeywords);
                    break;
                case "page-url":
                    AddLocalized(walk, ItemField.PageUrl);
                    break;
            }
        }
    }

    private void Attributes(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "custom-attribute")
            {
                continue;
            }

            var id = walk.Key("attribute-id");
            walk.Mark(id);
            var qualifier = walk.Locale("");
            if (walk.OptionalKey("site-id") is { Length: > 0 } site)
            {
                qualifier = qualifier + "@" + site;
            }

            var listed = false;
            var attribute = walk.Depth;
            while (walk.NextValue(attribute, ref listed, out var value))
            {
                if (!value.IsWhiteSpace())
                {
                    _item.Add(ItemField.Attribute, id, qualifier, value);
                }
            }
        }
    }

    private void Images(XmlWalk walk, ImageAddresses addresses)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "image-group")
            {
                continue;
            }

            var viewType = walk.Key("view-type");
            walk.Mark(viewType);
            _imageVariation.Clear();
            if (walk.OptionalKey("variation-value") is { Length: > 0 } deprecated)
            {
                _imageVariation.Add((addresses.VariationAttribute, deprecated));
            }

            string? qualifier = null;
            var group = walk.Depth;
            while (walk.NextChild(group))
            {
                switch (walk.Name)
                {
                    case "variation" when walk.OptionalKey("attribute-id") is { Length: > 0 } attribute:
                        _imageVariation.Add((attribute, walk.OptionalKey("value")));
                        break;
                    case "image" when walk.Attribute("path") is { Length: > 0 } path:
                        qualifier ??= ImageQualifier(walk);
                        _item.Add(ItemField.Image, viewType, qualifier, addresses.Of(path, walk, read));
                        break;
                }
            }
        }
    }

    private string ImageQualifier(XmlWalk walk)
    {
        switch (_imageVariation.Count)
        {
            case 0:
                return "";
            case > 32:
                throw walk.Fault("the image group names more than 32 variation values", "name each variation attribute once");
            default:
                _imageVariation.Sort((one, other) => string.CompareOrdinal(one.Attribute, other.Attribute));
                return string.Join('&', _imageVariation.Select(variation => variation.Attribute + "=" + variation.Value));
        }
    }

    private void Variations(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            _item.Kind = ItemKind.Master;
            switch (walk.Name)
            {
                case "attributes":
                    VariationAttributes(walk);
                    break;
                case "variants" when walk.Attribute("merge-mode") != "remove":
                    Variants(walk);
                    break;
                case "variation-groups" when walk.Attribute("merge-mode") != "remove":
                    Groups(walk);
                    break;
            }
        }
    }

    private void Variants(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "variant")
            {
                _item.AddVariant(walk.ProductId(), walk.Flag("default"));
            }
        }
    }

    private void Groups(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "variation-group")
            {
                _item.AddVariationGroup(walk.ProductId());
            }
        }
    }

    private void VariationAttributes(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "shared-variation-attribute":
                    var shared = walk.Key("attribute-id");
                    _item.Add(ItemField.SharedVariationAttribute, shared, default, walk.Key("variation-attribute-id"));
                    VariationAttribute(walk, shared);
                    break;
                case "variation-attribute" or "attribute":
                    var own = walk.Key("attribute-id");
                    _item.Add(ItemField.VariationAttribute, own, default, default);
                    VariationAttribute(walk, own);
                    break;
            }
        }
    }

    /// <summary>Display names of an attribute and of its values; <c>values</c>, <c>value</c> and value-id are the deprecated spelling.</summary>
    private void VariationAttribute(XmlWalk walk, string attribute)
    {
        walk.Mark(attribute);
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "display-name":
                    AddNamed(walk, ItemField.VariationAttribute, attribute);
                    break;
                case "variation-attribute-values" or "values" when walk.Attribute("merge-mode") != "remove":
                    var values = walk.Depth;
                    while (walk.NextChild(values))
                    {
                        VariationValue(walk, attribute);
                    }

                    break;
            }
        }
    }

    private void VariationValue(XmlWalk walk, string attribute)
    {
        string name;
        switch (walk.Name)
        {
            case "variation-attribute-value":
                name = attribute + "=" + walk.Key("value");
                break;
            case "value":
                name = attribute + "=" + walk.Key("value-id");
                break;
            default:
                return;
        }

        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "display-value")
            {
                AddNamed(walk, ItemField.VariationValue, name);
            }
        }
    }

    private void AddNamed(XmlWalk walk, ItemField field, string name)
    {
        var locale = walk.Locale("x-default");
        var text = walk.Text();
        if (!text.IsWhiteSpace())
        {
            _item.Add(field, name, locale, text);
        }
    }
}
