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
        const int Few = 128;
        var all = item.Images;
        if (all.Length == 0)
        {
            return [];
        }

        Span<int> named = all.Length <= Few ? stackalloc int[all.Length] : new int[all.Length];
        Compare(all, variations, named);
        var images = new ImageView[all.Length];
        var count = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (FirstOf(all, all[i].ViewType) == i)
            {
                Add(all, named, i, images, ref count);
            }
        }

        return count == images.Length ? images : images[..count];
    }

    /// <summary>How many variation values each image names, all of them the variant's: 0 for one made for none, -1 for one made for another.</summary>
    private static void Compare(ReadOnlySpan<FoldedImage> images, IReadOnlyList<VariationValue> variations, Span<int> named)
    {
        for (var i = 0; i < images.Length; i++)
        {
            var variation = images[i].Variation;
            named[i] = i > 0 && ReferenceEquals(variation, images[i - 1].Variation) ? named[i - 1]
                : variation.Length == 0 ? 0
                : Matches(variation, variations) ? variation.AsSpan().Count('&') + 1 : -1;
        }
    }

    private static int FirstOf(ReadOnlySpan<FoldedImage> images, string viewType)
    {
        var i = 0;
        while (images[i].ViewType != viewType)
        {
            i++;
        }

        return i;
    }

    /// <summary>Of a view type's images, those of the variation that names most, the first of several; where none is the variant's, those made for none.</summary>
    private static void Add(ReadOnlySpan<FoldedImage> images, ReadOnlySpan<int> named, int first, ImageView[] into, ref int count)
    {
        var viewType = images[first].ViewType;
        var (best, most) = ("", 0);
        for (var i = first; i < images.Length; i++)
        {
            if (named[i] > most && images[i].ViewType == viewType)
            {
                (best, most) = (images[i].Variation, named[i]);
            }
        }

        for (var i = first; i < images.Length; i++)
        {
            if (named[i] == most && images[i].Variation == best && images[i].ViewType == viewType)
            {
                into[count++] = new ImageView(viewType, images[i].Url);
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
