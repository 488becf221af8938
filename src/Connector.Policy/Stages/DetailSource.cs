using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>Where one detail comes from: the mapped attribute, else what the shop has of its own, else the mapping's default. Prepared once for all offers.</summary>
internal readonly struct DetailSource
{
    private readonly Text _attribute;
    private readonly Text _default;

    public DetailSource(Detail detail, AttributeSource source)
    {
        (Detail, Attribute, _attribute) = (detail, source.Attribute, source.Attribute);

        // A unit alone says how to read weights; it is none.
        _default = detail == Detail.ShippingWeight && ShippingWeight.IsUnit(source.Default) ? default : PlainText.Line(source.Default);
    }

    public Detail Detail { get; }

    /// <summary>The mapped attribute's id; empty: none.</summary>
    public string Attribute { get; }

    /// <summary>False where no product could ever have it.</summary>
    public bool CanTell =>
        !_attribute.IsEmpty || !_default.IsEmpty || Detail is Detail.Color or Detail.Size or Detail.GlobalTradeItemNumber or Detail.ManufacturerPartNumber;

    /// <summary>The value as one line of plain text, and where it comes from (empty: the mapped attribute).</summary>
    public (Text Value, string From) Find(ShopItem item)
    {
        if (!_attribute.IsEmpty)
        {
            // The value of an attribute that tells variants apart is an id; its name is what shoppers read.
            var mapped = Variation(item, Attribute, StringComparison.Ordinal);
            if (PlainText.Line(mapped.IsEmpty ? item.Attributes[_attribute] : mapped) is { IsEmpty: false } value)
            {
                return (value, "");
            }
        }

        return Own(item) is { Value.IsEmpty: false } own ? own : (_default, "the mapping's default");
    }

    private (Text Value, string From) Own(ShopItem item) => Detail switch
    {
        Detail.Color => (PlainText.Line(Color(item)), "the variation attribute"),
        Detail.Size => (PlainText.Line(Variation(item, "size", StringComparison.OrdinalIgnoreCase)), "the variation attribute"),
        Detail.GlobalTradeItemNumber => Number(item),
        Detail.ManufacturerPartNumber => (PlainText.Line(item.ManufacturerSku), "the manufacturer SKU"),
        _ => default,
    };

    /// <summary>A bad EAN gives way to a good UPC.</summary>
    private static (Text Value, string From) Number(ShopItem item)
    {
        var (ean, upc) = (PlainText.Line(item.Ean), PlainText.Line(item.Upc));
        return ean.IsEmpty || (!IsGood(ean) && IsGood(upc)) ? (upc, "the shop's UPC") : (ean, "the shop's EAN");
    }

    private static bool IsGood(Text code) => code.Utf8.Length is 8 or 12 or 13 or 14 && CheckDigits.IsNumber(code.Utf8) && CheckDigits.IsRight(code.Utf8);

    private static Text Color(ShopItem item)
    {
        var variations = item.Variations;
        for (var i = 0; i < variations.Count; i++)
        {
            var id = variations[i].AttributeId;
            if (id.Equals("color", StringComparison.OrdinalIgnoreCase) || id.Equals("colour", StringComparison.OrdinalIgnoreCase))
            {
                return variations[i].ValueName;
            }
        }

        return default;
    }

    private static Text Variation(ShopItem item, string id, StringComparison comparison)
    {
        var variations = item.Variations;
        for (var i = 0; i < variations.Count; i++)
        {
            if (variations[i].AttributeId.Equals(id, comparison))
            {
                return variations[i].ValueName;
            }
        }

        return default;
    }
}
