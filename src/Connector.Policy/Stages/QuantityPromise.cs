using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// What the inventory policy promises holds behind rules, too: never more than its maximum, and no more than what the shop can sell less the buffer, for
/// what it counts. The bands of a threshold and the default quantity for what there is none of promise more by themselves; there the maximum alone holds.
/// Stands only where a rule writes quantities or availability. Checklist INV-14, RIV-01, RIV-02.
/// </summary>
/// <param name="Buffer">Pieces kept for the shop itself.</param>
/// <param name="Maximum">Most pieces; null: the feed sheet's limit alone.</param>
/// <param name="WithinStock">Whether what is sent, and the buffer, are always there.</param>
/// <param name="Source">Which of the shop's figures count.</param>
public sealed record QuantityPromise(int Buffer, int? Maximum, bool WithinStock, StockSource Source) : Stage
{
    public static QuantityPromise Of(InventoryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new QuantityPromise(
            policy.ThresholdBuffer, policy.Maximum,
            policy.Threshold is not { Mode: InventoryThresholdMode.Bands } && policy.DefaultQuantityWhen == DefaultQuantityWhen.NotManaged,
            StockSource.Of(policy))
        {
            From = policy.From,
        };
    }

    public override string Name => "stock.promise";

    public override string Describe() => string.Join(", ", new[]
    {
        Maximum is { } most ? string.Create(CultureInfo.InvariantCulture, $"rules give {most} at the most") : "rules give no more than the feed sheet allows",
        WithinStock ? Buffer > 0 ? string.Create(CultureInfo.InvariantCulture, $"nor more than can be sold, with {Buffer} kept for the shop") : "nor more than can be sold" : "",
    }.Where(part => part.Length > 0));

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Quantity is not { } pieces)
        {
            return Verdict.Kept;
        }

        var after = Math.Min(pieces, QuantityBounds.Most(Maximum, facts.Limits));
        if (WithinStock && Source.In(offer.Item) is { Knowledge: StockKnowledge.Counted or StockKnowledge.NoRecord } stock)
        {
            after = Math.Min(after, Math.Max(0, StockQuantity.Pieces(stock) - Math.Max(0, Buffer)));
        }

        return after == pieces && (after > 0 || offer.Availability == Availability.OutOfStock) ? Verdict.Kept : Changed(offer, offer.WithPieces(after), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.StockPromise.With(OfferPieces.Words(before), OfferPieces.Words(after));

    /// <summary>Whether the rule writes what this step looks at.</summary>
    internal static bool IsTouchedBy(Rule rule) => !rule.Paused && rule.Then.Any(action => action.Field is "quantity" or "availability");
}
