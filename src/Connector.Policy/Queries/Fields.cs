using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Queries;

/// <summary>
/// Every field there is. The shop's begin with <c>shop.</c> and are as the shop says them; those of the row are the offer as the steps before
/// have shaped it. Custom attributes and variation values have their id in the name: <c>shop.attribute.material</c>.
/// </summary>
public static class Fields
{
    internal const string Shop = "shop.";
    private const string Attribute = "shop.attribute.";
    private const string Variation = "shop.variation.";
    private const string VariationId = "shop.variationId.";

    /// <summary>How many letters a name may differ by to be meant.</summary>
    private const int Near = 3;

    private static readonly Dictionary<string, Field> Known = Listed().ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The fields with a name of their own, the shop's first.</summary>
    public static IReadOnlyList<Field> All { get; } = [.. Known.Values];

    /// <summary>The forms of those whose name ends with an id of the shop's.</summary>
    public static IReadOnlyList<string> Open { get; } = [Attribute + "ID", Variation + "ID", VariationId + "ID"];

    /// <summary>The field of this name; null where there is none.</summary>
    public static Field? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out var field) ? field
            : Id(name, Attribute) is { } attribute ? OfAttribute(name, attribute)
            : Id(name, Variation) is { } variation ? OfVariation(name, variation)
            : Id(name, VariationId) is { } id ? Field.OfWord(name, offer => ValueId(offer.Item.Variations, id))
            : null;
    }

    /// <summary>What to write instead of an unknown name.</summary>
    public static string Cure(string name, bool rowToo = true)
    {
        ArgumentNullException.ThrowIfNull(name);
        var names = All.Where(field => rowToo || !field.IsRow).Select(field => field.Name).Concat(Open).ToList();
        var near = names.Select(known => (known, distance: Distance(known, name))).Where(pair => pair.distance <= Math.Min(Near, name.Length / 2))
            .GroupBy(pair => pair.distance).MinBy(group => group.Key)?.Select(pair => pair.known) ?? [];
        near = near
            .Concat(names.Where(known => known.EndsWith("." + name, StringComparison.OrdinalIgnoreCase))).Distinct(StringComparer.Ordinal).Take(3);
        return near.Any() ? $"write {string.Join(" or ", near)}" : $"write one of {string.Join(", ", names)}";
    }

    private static string? Id(string name, string before) => name.Length > before.Length && name.StartsWith(before, StringComparison.Ordinal) ? name[before.Length..] : null;

    private static Field OfAttribute(string name, string id)
    {
        Text prepared = id;
        return Field.OfText(name, offer => offer.Item.Attributes[prepared], FieldKind.Texts);
    }

    private static Field OfVariation(string name, string id) => Field.OfText(name, offer =>
    {
        var variations = offer.Item.Variations;
        for (var i = 0; i < variations.Count; i++)
        {
            if (variations[i].AttributeId == id)
            {
                return variations[i].ValueName;
            }
        }

        return default;
    });

    private static string? ValueId(IReadOnlyList<VariationValue> variations, string id)
    {
        for (var i = 0; i < variations.Count; i++)
        {
            if (variations[i].AttributeId == id)
            {
                return variations[i].ValueId;
            }
        }

        return null;
    }

    private static IEnumerable<Field> Listed() =>
    [
        // The shop's.
        Field.OfWord("shop.sku", offer => offer.Sku.Value),
        Field.OfWord("shop.group", offer => offer.Group.Value),
        Field.OfText("shop.name", offer => offer.Item.Name),
        Field.OfText("shop.shortDescription", offer => offer.Item.ShortDescription),
        Field.OfText("shop.longDescription", offer => offer.Item.LongDescription),
        Field.OfText("shop.brand", offer => offer.Item.Brand),
        Field.OfText("shop.manufacturer", offer => offer.Item.ManufacturerName),
        Field.OfText("shop.manufacturerSku", offer => offer.Item.ManufacturerSku),
        Field.OfText("shop.ean", offer => offer.Item.Ean),
        Field.OfText("shop.upc", offer => offer.Item.Upc),
        Field.OfPlaces("shop.category", offer => offer.Item.Categories),
        Field.OfPlace("shop.classification", offer => offer.Item.Classification),
        Field.OfMoney("shop.price", offer => offer.Item.PaidHeld),
        Field.OfMoney("shop.listPrice", offer => offer.Item.ListHeld),
        Field.OfWord("shop.currency", offer => (offer.Item.PaidHeld ?? offer.Item.ListHeld)?.Currency),
        Field.OfNumber("shop.stock", Salable),
        Field.OfFlag("shop.online", offer => offer.Item.Online),
        Field.OfFlag("shop.searchable", offer => offer.Item.Searchable),
        Field.OfFlag("shop.visible", offer => offer.Item.VisibleIndividually),
        Field.OfFlag("shop.isVariant", offer => offer.Item.IsVariant),
        Field.OfFlag("shop.isDefaultVariant", offer => offer.Item.IsDefaultVariant),
        Field.OfNumber("shop.images", offer => offer.Item.Images.Count),
        Field.OfText("shop.landingPage", offer => offer.Item.LandingPage),

        // The row's.
        Field.OfWord("sku", offer => offer.Sku.Value),
        Field.OfText("title", offer => offer.Title),
        Field.OfText("description", offer => offer.Description),
        Field.OfText("brand", offer => offer.Brand),
        Field.OfText("condition", offer => RowWords.Of(offer.Condition)),
        Field.OfText("googleProductCategory", offer => offer.GoogleProductCategory),
        Field.OfPlace("category", offer => offer.Category),
        Field.OfMoney("price", offer => offer.PriceHeld),
        Field.OfMoney("listPrice", offer => offer.ListHeld),
        Field.OfNumber("quantity", offer => offer.Quantity),
        Field.OfText("availability", offer => RowWords.Of(offer.Availability)),
        Field.OfNumber("images", offer => offer.Images.Count),
        Field.OfWord("template", offer => offer.Template?.Name),
        .. ProductDetails.Every.Select(detail => Field.OfText(detail.Word(), offer => offer.Details is { } details ? details[detail] : default)),
    ];

    /// <summary>Nothing can be sold where the shop has no record; where it does not count, or cannot be asked, there is no figure.</summary>
    private static decimal? Salable(Offer offer) => offer.Item.Stock.Knowledge switch
    {
        StockKnowledge.Counted => offer.Item.Stock.Salable,
        StockKnowledge.NoRecord => 0,
        _ => null,
    };

    /// <summary>Letters to add, drop or change, capitals aside.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > Near)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + same));
            }
        }

        return row[^1];
    }
}

/// <summary>The words of fields that know a few only, as TikTok writes them.</summary>
internal static class RowWords
{
    private static readonly Text[] Conditions = ["new", "refurbished", "used"];

    private static readonly Text[] Availabilities = ["out of stock", "in stock", "preorder", "available for order", "discontinued"];

    public static Text Of(Condition condition) => Conditions[(int)condition];

    public static Text Of(Availability availability) => Availabilities[(int)availability];

    public static Condition? Condition(ReadOnlySpan<byte> word) => At(Conditions, word) is >= 0 and var at ? (Condition)at : null;

    public static Availability? Availability(ReadOnlySpan<byte> word) => At(Availabilities, word) is >= 0 and var at ? (Availability)at : null;

    /// <summary>All words, for a cure.</summary>
    public static string All(string field) => string.Join(", ", (field == "condition" ? Conditions : Availabilities).Select(word => word.ToString()));

    private static int At(Text[] words, ReadOnlySpan<byte> said)
    {
        said = said[System.Text.Ascii.Trim(said)];
        for (var at = 0; at < words.Length; at++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(words[at].Utf8, said))
            {
                return at;
            }
        }

        return -1;
    }
}
