using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Values that people gave by file, once as content and once as price and stock, which flow even while the content is held. They are final: nothing shapes them
/// any more, and only limits and checks follow. Checklist OPS-04.
/// </summary>
/// <param name="IsOfPriceOrStock">Which of the two.</param>
public sealed record ManualValues(bool IsOfPriceOrStock) : Stage
{
    public override string Name => IsOfPriceOrStock ? "manual.price-stock" : "manual.content";

    public override string Describe() => IsOfPriceOrStock
        ? "puts prices that people gave by file, and takes their quantities as the most that is sold (connector intake list)"
        : "puts texts, images and categories that people gave by file (connector intake list)";

    public override bool IsPriceOrStock => IsOfPriceOrStock;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (facts.Manual.Count == 0 || !facts.Manual.TryGetValue(offer.Sku.Value, out var values))
        {
            return Verdict.Kept;
        }

        var (after, until) = (offer, (DateTimeOffset?)null);
        foreach (var value in InForce(values, offer, facts))
        {
            after = ManualColumn.Find(value.Column)!.Put(ReferenceEquals(after, offer) ? offer with { } : after, value.Value, facts);
            until = until is null || value.Until < until ? value.Until ?? until : until;
        }

        return !ReferenceEquals(after, offer) ? Changed(offer, after, facts, until) : Verdict.Kept;
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.ManualValue.With(string.Join("; ", InForce(facts.Manual[before.Sku.Value], before, facts)));

    private IEnumerable<ManualValue> InForce(IReadOnlyList<ManualValue> values, Offer offer, Facts facts) => values.Where(value =>
        ManualColumn.Find(value.Column) is { } column && column.IsPriceOrStock == IsOfPriceOrStock && value.EndedBy(offer.Item, facts.Instant) is null);
}
