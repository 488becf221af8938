using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// The quantity that TikTok may sell, and what a shopper reads about it. Counted stock: what can be sold, less what is reserved, in whole
/// pieces, less the buffer; never below 0 nor above the feed sheet's limit. Goods not counted: the default quantity, without buffer.
/// While some are there they read as in stock; when only those are left that are still to come, as preorder or (backorder) available for
/// order, until the day on which the shop expects them. Checklist INV-02, INV-04.
/// </summary>
/// <param name="DefaultQuantity">Pieces shown where the shop does not count.</param>
/// <param name="ThresholdBuffer">Pieces kept for the shop itself.</param>
public sealed record StockQuantity(int DefaultQuantity, int ThresholdBuffer) : Stage
{
    /// <summary>Far beyond any limit, and far from where decimals overflow.</summary>
    private const decimal Plenty = 1_000_000_000_000m;

    public override string Name => "stock.quantity";

    public override string Describe() =>
        (ThresholdBuffer == 0 ? "gives the stock that can be sold as quantity" : $"gives the stock that can be sold, less {ThresholdBuffer}, as quantity")
        + $"; {DefaultQuantity} where the shop does not count; holds what has unknown stock";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var stock = offer.Item.Stock;
        if (stock.Knowledge == StockKnowledge.Unknown)
        {
            return Verdict.Held(Reasons.StockUnknown.With());
        }

        var quantity = Quantity(stock, Math.Max(0, facts.Limits.Quantity));
        var isToCome = quantity > 0 && stock.Handling != StockHandling.None && stock.Salable <= stock.ToCome && (stock.Restocked is null || stock.Restocked > facts.Instant);
        var availability = quantity == 0 ? Availability.OutOfStock
            : !isToCome ? Availability.InStock
            : stock.Handling == StockHandling.Preorder ? Availability.Preorder : Availability.AvailableForOrder;
        var until = isToCome ? stock.Restocked : null;
        if (offer.Quantity == quantity && offer.Availability == availability)
        {
            return until is { } arrival ? Verdict.KeptUntil(arrival) : Verdict.Kept;
        }

        return Changed(offer, offer with { Quantity = quantity, Availability = availability }, facts, until);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Explain(before.Item.Stock, after.Quantity ?? 0, facts.Limits.Quantity);

    private int Quantity(Stock stock, int most) => stock.Knowledge switch
    {
        StockKnowledge.Counted => (int)Math.Clamp(
            Math.Floor(Bounded(stock.Salable) - Math.Max(0, Bounded(stock.Reserved))) - Math.Max(0, ThresholdBuffer), 0, most),
        StockKnowledge.NotManaged => Math.Clamp(DefaultQuantity, 0, most),
        _ => 0,
    };

    private static decimal Bounded(decimal pieces) => Math.Clamp(pieces, -Plenty, Plenty);

    private Reason Explain(Stock stock, int quantity, int most) => stock.Knowledge switch
    {
        StockKnowledge.Counted => Reasons.StockCounted.With(
            Words(quantity), Words(stock.Salable), Words(stock.Reserved), Words(ThresholdBuffer), Words(most)),
        StockKnowledge.NotManaged => Reasons.StockNotManaged.With(Words(quantity)),
        _ => Reasons.StockNoRecord.With(),
    };

    private static string Words(decimal pieces) => pieces.ToString(CultureInfo.InvariantCulture);
}
