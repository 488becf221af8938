using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// Which images show a SKU: its own where it has any, else its master's; of each view type those made for its variation
/// (colour), else those made for none.
/// </summary>
internal static class ItemImages
{
    public static IReadOnlyList<ImageView> Choose(ItemFold own, ItemFold? master, IReadOnlyList<VariationValue> variations)
    {
        var chosen = From(own, variations);
        return chosen.Count > 0 || master is null ? chosen : From(master, variations);
    }

    private static List<ImageView> From(ItemFold item, IReadOnlyList<VariationValue> variations)
    {
        var images = new List<ImageView>();
        foreach (var viewType in item.Images.Select(image => image.ViewType).Distinct(StringComparer.Ordinal))
        {
            var matching = item.Images.Where(image => image.ViewType == viewType && image.Variation.Length > 0 && Matches(image.Variation, variations)).ToList();
            foreach (var image in matching.Count > 0 ? matching : item.Images.Where(image => image.ViewType == viewType && image.Variation.Length == 0))
            {
                images.Add(new ImageView(viewType, image.Url));
            }
        }

        return images;
    }

    private static bool Matches(string wanted, IReadOnlyList<VariationValue> variations)
    {
        foreach (var part in wanted.Split('&'))
        {
            var matched = false;
            foreach (var variation in variations)
            {
                // Old exports name the value alone: "=red".
                matched |= part == $"{variation.AttributeId}={variation.ValueId}" || part == "=" + variation.ValueId;
            }

            if (!matched)
            {
                return false;
            }
        }

        return true;
    }
}
