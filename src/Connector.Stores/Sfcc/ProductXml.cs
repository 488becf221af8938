using System.Globalization;
using Connector.Store;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads one product of a catalog. An empty value is not told: what a variant leaves empty it has from its master. Locale
/// <c>x-default</c> where a text names none. A custom attribute's qualifier is its locale (empty where it has none), and
/// <c>locale@site</c> where the value is one site's own. In a delta a product is a patch: an empty or nil element takes the value away, a
/// list that is named replaces the old one unless its merge-mode says otherwise, and what is not named stays (facts: sfcc.md 2.5).
/// </summary>
internal sealed class ProductXml(IStoreRead read, ShopClock clock, ScopeMode mode)
{
    private readonly bool _isPatch = mode == ScopeMode.Delta;
    private readonly ItemDraft _item = new();
    private readonly List<(string Attribute, string Value)> _imageVariation = [];

    public void Read(XmlWalk walk, string catalog, ImageAddresses addresses)
    {
        var id = walk.ProductId();
        walk.Mark(id);
        if (walk.IsDelete())
        {
            read.DeleteItem(id);
            return;
        }

        if (_isPatch)
        {
            _item.BeginPatch(id, walk.Origin, walk.Line);
        }
        else
        {
            _item.Begin(id, ItemKind.Product, walk.Origin, walk.Line);
        }

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
                case "unit-quantity":
                    AddPlain(walk, ItemField.UnitQuantity);
                    break;
                case "unit-measure":
                    AddPlain(walk, ItemField.UnitMeasure);
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
                    Classification(walk, catalog);
                    break;
                case "page-attributes":
                    PageAttributes(walk);
                    break;
                case "variations":
                    Variations(walk);
                    break;
                case "bundled-products":
                    Bundled(walk);
                    break;
                case "product-set-products" or "retail-set-products":
                    Set(walk);
                    break;
            }
        }

        read.Upsert(_item);
    }

    private void AddLocalized(XmlWalk walk, ItemField field)
    {
        var locale = walk.Locale("x-default");
        var text = walk.Text();
        if (!Utf8Blanks.IsBlank(text))
        {
            _item.Add(field, locale, text);
        }
        else if (_isPatch)
        {
            _item.Remove(field, "", locale);
        }
    }

    private void AddPlain(XmlWalk walk, ItemField field)
    {
        var text = Utf8Blanks.Trimmed(walk.Text());
        if (!text.IsEmpty)
        {
            _item.Add(field, default, text);
        }
        else if (_isPatch)
        {
            _item.Remove(field, "", "");
        }
    }

    /// <summary>The category may be another catalog's; without catalog-id it is this one's.</summary>
    private void Classification(XmlWalk walk, string catalog)
    {
        var of = walk.OptionalKey("catalog-id") is { Length: > 0 } named ? named : catalog;
        if (_isPatch)
        {
            _item.RemoveAll(ItemField.ClassificationCategory);
        }

        if (walk.Word() is { Length: > 0 } category)
        {
            _item.Add(ItemField.ClassificationCategory, of, "", category);
        }
    }

    private void Bundled(XmlWalk walk)
    {
        if (_isPatch)
        {
            _item.RemoveAll(ItemField.BundledProduct);
            _item.RemoveLink(LinkKind.Bundled, null);
            _item.IsNoLonger(ItemKind.Bundle);
        }

        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "bundled-product")
            {
                continue;
            }

            var id = walk.ProductId();
            walk.Mark(id);
            decimal? quantity = null;
            var product = walk.Depth;
            while (walk.NextChild(product))
            {
                if (walk.Name == "quantity")
                {
                    quantity = walk.Number();
                }
            }

            if (quantity is not >= 0.001m)
            {
                throw walk.Fault($"the bundle does not say how many of {id} it holds", "give the bundled product a quantity of 0.001 or more in the shop");
            }

            _item.AddBundled(id, quantity.Value);
            _item.Kind = _item.Kind == ItemKind.Master ? ItemKind.Master : ItemKind.Bundle;
        }
    }

    private void Set(XmlWalk walk)
    {
        if (!walk.NextChild(walk.Depth))
        {
            _item.IsNoLonger(ItemKind.Set);
        }
        else if (_item.Kind != ItemKind.Master)
        {
            _item.Kind = ItemKind.Set;
        }
    }

    private void AddFlag(XmlWalk walk, ItemField field)
    {
        var site = walk.OptionalKey("site-id");
        if (walk.Flag() is { } flag)
        {
            _item.Add(field, site, flag ? "true"u8 : "false"u8);
        }
        else if (_isPatch)
        {
            _item.Remove(field, "", site);
        }
    }

    /// <summary>Times are told in UTC: the zone is a matter of the source.</summary>
    private void AddTime(XmlWalk walk, ItemField field)
    {
        var site = walk.OptionalKey("site-id");
        if (walk.Time(clock) is { } time)
        {
            Span<byte> text = stackalloc byte[32];
            time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
            _item.Add(field, site, text[..length]);
        }
        else if (_isPatch)
        {
            _item.Remove(field, "", site);
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

            var (listed, any) = (false, false);
            var attribute = walk.Depth;
            while (walk.NextValue(attribute, ref listed, out var value))
            {
                if (!Utf8Blanks.IsBlank(value))
                {
                    _item.Add(ItemField.Attribute, id, qualifier, value);
                    any = true;
                }
            }

            if (_isPatch && !any)
            {
                _item.Remove(ItemField.Attribute, id, qualifier);
            }
        }
    }

    private void Images(XmlWalk walk, ImageAddresses addresses)
    {
        var merge = walk.MergeMode();
        if (_isPatch && merge != "merge")
        {
            _item.RemoveAll(ItemField.Image);
        }

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
                    case "image" when walk.AttributeText("path") is { Length: > 0 } path:
                        qualifier ??= ImageQualifier(walk);
                        _item.Add(ItemField.Image, viewType, qualifier, addresses.Of(path, walk, read));
                        break;
                }
            }

            if (_isPatch && qualifier is null)
            {
                _item.Remove(ItemField.Image, viewType, ImageQualifier(walk));
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
                case "variants":
                    Links(walk, LinkKind.Variant, "variant");
                    break;
                case "variation-groups":
                    Links(walk, LinkKind.VariationGroup, "variation-group");
                    break;
            }
        }
    }

    /// <summary>In a complete read a list with merge-mode remove names what is no longer there, and any other stands for itself.</summary>
    private void Links(XmlWalk walk, LinkKind kind, string element)
    {
        var merge = walk.MergeMode();
        if (_isPatch && merge is not ("add" or "remove"))
        {
            _item.RemoveLink(kind, null);
        }

        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != element)
            {
                continue;
            }

            var id = walk.ProductId();
            switch (merge, kind)
            {
                case ("remove", _):
                    if (_isPatch)
                    {
                        _item.RemoveLink(kind, id);
                    }

                    break;
                case (_, LinkKind.Variant):
                    _item.AddVariant(id, walk.Flag("default"));
                    break;
                default:
                    _item.AddVariationGroup(id);
                    break;
            }
        }
    }

    private void VariationAttributes(XmlWalk walk)
    {
        if (_isPatch)
        {
            _item.RemoveAll(ItemField.VariationAttribute);
            _item.RemoveAll(ItemField.VariationValue);
            _item.RemoveAll(ItemField.SharedVariationAttribute);
        }

        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "shared-variation-attribute":
                    var shared = walk.Key("attribute-id");
                    _item.Add(ItemField.SharedVariationAttribute, shared, "", walk.Key("variation-attribute-id"));
                    VariationAttribute(walk, shared);
                    break;
                case "variation-attribute" or "attribute":
                    var own = walk.Key("attribute-id");
                    _item.Add(ItemField.VariationAttribute, own, "", "");
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
                case "variation-attribute-values" or "values" when walk.MergeMode() != "remove":
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
        if (!Utf8Blanks.IsBlank(text))
        {
            _item.Add(field, name, locale, text);
        }
    }
}
