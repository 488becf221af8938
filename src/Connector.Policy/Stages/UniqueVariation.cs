using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Two variants of one product cannot have the same variation values: shoppers could not tell them apart. The first in feed order is listed.
/// Variants without any value are not compared.
/// </summary>
public sealed record UniqueVariation : GroupStage
{
    public override string Name => "variation.unique";

    public override string Describe() => "holds a variant whose variation values an earlier variant of its product has";

    public override int LeastOffers => 2;

    public override void Apply(IReadOnlyList<Offer> group, Facts facts, Span<Verdict> verdicts)
    {
        if (AllDiffer(group))
        {
            return;
        }

        var seen = new Dictionary<string, Sku>(group.Count, StringComparer.Ordinal);
        for (var i = 0; i < group.Count; i++)
        {
            var variations = group[i].Item.Variations;
            if (Key(variations) is { } key && !seen.TryAdd(key, group[i].Sku))
            {
                verdicts[i] = Verdict.Held(Reasons.VariationNotUnique.With(seen[key].Value, Words(variations)));
            }
        }
    }

    /// <summary>Whether hashes tell already that no two variants have the same values: the usual case, found without writing the values down.</summary>
    private static bool AllDiffer(IReadOnlyList<Offer> group)
    {
        const int Few = 64;
        Span<int> hashes = group.Count <= Few ? stackalloc int[group.Count] : new int[group.Count];
        var count = 0;
        for (var i = 0; i < group.Count; i++)
        {
            if (Hash(group[i].Item.Variations) is { } hash)
            {
                hashes[count++] = hash;
            }
        }

        hashes = hashes[..count];
        hashes.Sort();
        for (var i = 1; i < count; i++)
        {
            if (hashes[i] == hashes[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same for the same values, whatever their order, and however often one is named; null for no value.</summary>
    private static int? Hash(IReadOnlyList<VariationValue> variations)
    {
        int? all = null;
        for (var i = 0; i < variations.Count; i++)
        {
            if (!HasNoValue(variations[i]) && !IsNamedBefore(variations, i))
            {
                all = (all ?? 0) + HashCode.Combine(variations[i].AttributeId, variations[i].ValueId);
            }
        }

        return all;
    }

    private static bool IsNamedBefore(IReadOnlyList<VariationValue> variations, int at)
    {
        for (var i = 0; i < at; i++)
        {
            if (variations[i].AttributeId == variations[at].AttributeId && variations[i].ValueId == variations[at].ValueId)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The values whatever their order; lengths before the ids, so that no two sets read the same.</summary>
    private static string? Key(IReadOnlyList<VariationValue> variations) => variations.All(HasNoValue)
        ? null
        : string.Concat(variations
            .Where(variation => !HasNoValue(variation))
            .Select(variation => $"{variation.AttributeId.Length}:{variation.AttributeId}={variation.ValueId.Length}:{variation.ValueId};")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));

    private static bool HasNoValue(VariationValue variation) => variation.ValueId.Length == 0;

    private static string Words(IReadOnlyList<VariationValue> variations) =>
        string.Join(", ", variations.Where(variation => !HasNoValue(variation)).Select(variation => $"{variation.AttributeId} {variation.ValueId}"));
}
