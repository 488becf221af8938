using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// Which images show a SKU: its own where it has any, else its variation group's, else its master's; of each view type those made for its variation
/// (colour), those that name most of its values before others, else those made for none.
/// </summary>
internal static class ItemImages
{
    public static IReadOnlyList<ImageView> Choose(Lineage lineage, IReadOnlyList<VariationValue> variations)
    {
        var chosen = From(lineage.Own, variations);
        chosen = chosen.Count > 0 || lineage.Group is null ? chosen : From(lineage.Group, variations);
        return chosen.Count > 0 || lineage.Master is null ? chosen : From(lineage.Master, variations);
    }

    /// <summary>Those of one item alone.</summary>
    public static IReadOnlyList<ImageView> From(ItemFold item, IReadOnlyList<VariationValue> variations)
    {
        if (item.Images.Count == 0)
        {
            return [];
        }

        var images = new List<ImageView>(item.Images.Count);
        for (var i = 0; i < item.Images.Count; i++)
        {
            var viewType = item.Images[i].ViewType;
            if (FirstOf(item, viewType) == i)
            {
                var before = images.Count;
                AddMatching(item, viewType, variations, images);
                if (images.Count == before)
                {
                    AddGeneral(item, viewType, images);
                }
            }
        }

        return images;
    }

    private static int FirstOf(ItemFold item, string viewType)
    {
        var i = 0;
        while (item.Images[i].ViewType != viewType)
        {
            i++;
        }

        return i;
    }

    private static void AddMatching(ItemFold item, string viewType, IReadOnlyList<VariationValue> variations, List<ImageView> into)
    {
        var best = "";
        foreach (var image in item.Images)
        {
            if (image.ViewType == viewType && Values(image.Variation) > Values(best) && Matches(image.Variation, variations))
            {
                best = image.Variation;
            }
        }

        foreach (var image in item.Images)
        {
            if (best.Length > 0 && image.Variation == best && image.ViewType == viewType)
            {
                into.Add(new ImageView(viewType, image.Url));
            }
        }
    }

    /// <summary>How many variation values a qualifier names.</summary>
    private static int Values(string variation) => variation.Length == 0 ? 0 : variation.AsSpan().Count('&') + 1;

    private static void AddGeneral(ItemFold item, string viewType, List<ImageView> into)
    {
        foreach (var image in item.Images)
        {
            if (image.Variation.Length == 0 && image.ViewType == viewType)
            {
                into.Add(new ImageView(viewType, image.Url));
            }
        }
    }

    /// <summary>Whether <c>attribute=value</c>, joined with <c>&amp;</c>, are all among the variations. Ids and values may themselves hold either sign.</summary>
    private static bool Matches(ReadOnlySpan<char> wanted, IReadOnlyList<VariationValue> variations)
    {
        foreach (var variation in variations)
        {
            // Old exports name the value alone: "=red".
            var named = wanted.StartsWith('=') ? 0 : wanted.StartsWith(variation.AttributeId) ? variation.AttributeId.Length : wanted.Length;
            if (named == wanted.Length || wanted[named] != '=' || !wanted[(named + 1)..].StartsWith(variation.ValueId))
            {
                continue;
            }

            var rest = wanted[(named + 1 + variation.ValueId.Length)..];
            if (rest.IsEmpty || (rest[0] == '&' && Matches(rest[1..], variations)))
            {
                return true;
            }
        }

        return false;
    }
}
