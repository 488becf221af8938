using System.Runtime.InteropServices;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// A master's images by what they show, so that they are chosen once for a colour and not for each of its sizes: variants whose values
/// are the same in all attributes that some image names get the same list. Used again for the next group.
/// </summary>
internal sealed class FamilyImages
{
    private readonly List<(VariationValue[] Named, IReadOnlyList<ImageView> Images)> _chosen = [];
    private readonly List<(string Attribute, bool IsNamed)> _attributes = [];
    private readonly List<VariationValue> _named = [];

    public void Begin()
    {
        _chosen.Clear();
        _attributes.Clear();
    }

    /// <summary>As <see cref="ItemImages"/> chooses them.</summary>
    /// <param name="master">The group's master: the same until <see cref="Begin"/>.</param>
    /// <param name="variations">A value that variants share is one object.</param>
    public IReadOnlyList<ImageView> Of(ItemFold master, IReadOnlyList<VariationValue> variations)
    {
        _named.Clear();
        for (var i = 0; i < variations.Count; i++)
        {
            if (IsNamed(master, variations[i].AttributeId))
            {
                _named.Add(variations[i]);
            }
        }

        foreach (var (named, images) in _chosen)
        {
            if (IsSame(named, CollectionsMarshal.AsSpan(_named)))
            {
                return images;
            }
        }

        var chosen = ItemImages.From(master, variations);
        _chosen.Add(([.. _named], chosen));
        return chosen;
    }

    private static bool IsSame(ReadOnlySpan<VariationValue> one, ReadOnlySpan<VariationValue> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < one.Length; i++)
        {
            if (!ReferenceEquals(one[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsNamed(ItemFold master, string attribute)
    {
        foreach (var (known, isNamed) in _attributes)
        {
            if (known == attribute)
            {
                return isNamed;
            }
        }

        var names = MayBeNamed(master, attribute);
        _attributes.Add((attribute, names));
        return names;
    }

    /// <summary>Whether an image may ask for this attribute: its qualifier holds the id, or a value without an attribute.</summary>
    private static bool MayBeNamed(ItemFold master, string attribute)
    {
        var before = "";
        foreach (var image in master.Images)
        {
            if (!ReferenceEquals(image.Variation, before) && MayName(image.Variation, attribute))
            {
                return true;
            }

            before = image.Variation;
        }

        return false;
    }

    private static bool MayName(string qualifier, string attribute) =>
        qualifier.StartsWith('=') || qualifier.Contains("&=", StringComparison.Ordinal) || qualifier.Contains(attribute, StringComparison.Ordinal);
}
