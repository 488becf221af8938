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
