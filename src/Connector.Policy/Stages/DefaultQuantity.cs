using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The quantity of what the shop does not count; where chosen, also of what it counts and has none of. What only the policy brought to 0
/// (buffer, threshold, minimum) stays there. Never more than the maximum. Checklist INV-02, INV-03, D-06.
/// </summary>
/// <param name="Quantity">Pieces shown.</param>
/// <param name="When">For what they are shown.</param>
/// <param name="Maximum">Most pieces; null: the feed sheet's limit alone.</param>
/// <param name="Source">Which of the shop's figures count.</param>
public sealed record DefaultQuantity(int Quantity, DefaultQuantityWhen When, int? Maximum, StockSource Source) : Stage
{
    public override string Name => "stock.default";

    public override string Describe() =>
        $"gives {Quantity} where the shop does not count{(When == DefaultQuantityWhen.NotManagedOrZero ? ", and where it has none" : "")}";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Quantity is not (null or 0) || (offer.Quantity == 0 && !IsForNone(offer)))
        {
            return Verdict.Kept;
        }

        var after = Math.Clamp(Quantity, 0, QuantityBounds.Most(Maximum, facts.Limits));
        return after == offer.Quantity ? Verdict.Kept : Changed(offer, offer.WithPieces(after), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => before.Quantity is null
        ? Reasons.StockNotManaged.With(OfferPieces.Words(after))
        : Reasons.StockDefaultForNone.With(OfferPieces.Words(after));

    private bool IsForNone(Offer offer) => When == DefaultQuantityWhen.NotManagedOrZero && StockQuantity.Pieces(Source.In(offer.Item)) == 0;
}
