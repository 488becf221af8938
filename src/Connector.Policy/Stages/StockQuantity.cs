using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// The pieces that the shop can sell, and what a shopper reads about them: the stock of the lists that count, less what is reserved, in whole
/// pieces, never below 0. What is not counted has no quantity yet: <see cref="DefaultQuantity"/> gives it one. While some are there they read
/// as in stock; when only those are left that are still to come, as preorder or (backorder) available for order, until the day on which the
/// shop expects them. Checklist INV-12 to INV-14.
/// </summary>
/// <param name="Source">Which figures count.</param>
public sealed record StockQuantity(StockSource Source) : Stage
{
    /// <summary>Far beyond any limit, and far from where decimals overflow.</summary>
    private const decimal Plenty = 1_000_000_000_000m;

    public override string Name => "stock.quantity";

    public override string Describe() => $"gives the stock that can be sold{Source.Describe()} as quantity; holds what has unknown stock";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var stock = Source.In(offer.Item);
        if (stock.Knowledge == StockKnowledge.Unknown)
        {
            return Verdict.Held(Reasons.StockUnknown.With());
        }

        var lists = Source.Chosen(offer.Item);
        if (stock.Knowledge == StockKnowledge.NotManaged)
        {
            return lists is null ? Verdict.Kept : Verdict.Changed(offer with { StockByList = lists }, Reasons.StockListsChosen.With(Words(lists)));
        }

        var quantity = Pieces(stock);
        var isToCome = quantity > 0 && stock.Handling != StockHandling.None && stock.Salable <= stock.ToCome && (stock.Restocked is null || stock.Restocked > facts.Instant);
        var availability = quantity == 0 ? Availability.OutOfStock
            : !isToCome ? Availability.InStock
            : stock.Handling == StockHandling.Preorder ? Availability.Preorder : Availability.AvailableForOrder;
        var until = isToCome ? stock.Restocked : null;
        if (offer.Quantity == quantity && offer.Availability == availability)
        {
            return until is { } arrival ? Verdict.KeptUntil(arrival) : Verdict.Kept;
        }

        return Changed(offer, (lists is null ? offer : offer with { StockByList = lists }).WithStock(quantity, availability), facts, until);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var stock = Source.In(before.Item);
        return stock.Knowledge == StockKnowledge.NoRecord
            ? Reasons.StockNoRecord.With()
            : Reasons.StockCounted.With(Words(after.Quantity ?? 0), Words(stock.Salable), Words(stock.Reserved));
    }

    /// <summary>Whole pieces that can be sold: 0 where there is no record.</summary>
    internal static int Pieces(in Stock stock) => stock.Knowledge != StockKnowledge.Counted ? 0
        // Most figures are small whole numbers of which nothing is reserved.
        : stock is { Reserved: 0, Salable: >= 0 and <= int.MaxValue and { Scale: 0 } } ? (int)stock.Salable
        : (int)Math.Clamp(Math.Floor(Bounded(stock.Salable) - Math.Max(0, Bounded(stock.Reserved))), 0, int.MaxValue);

    private static decimal Bounded(decimal pieces) => Math.Clamp(pieces, -Plenty, Plenty);

    private static string Words(decimal pieces) => pieces.ToString(CultureInfo.InvariantCulture);

    private static string Words(IReadOnlyList<ListStock> lists) => lists.Count == 0 ? "no list" : string.Join(", ", lists.Select(list => list.List));
}
