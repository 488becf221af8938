using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// A list price that the price does not reduce is left out: one below the price, or in another currency, or one that the shop's price reduces
/// but no longer the one that is sent. A sale price is then never above the price.
/// </summary>
public sealed record ListPriceBelowPrice : Stage
{
    public override string Name => "price.list";

    public override string Describe() => "leaves out a list price that is below the price, or in another currency, or no longer reduced";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer is not { PriceHeld: { } price, ListHeld: { } list })
        {
            return Verdict.Kept;
        }

        var isBelow = list.Amount < price.Amount || list.Currency != price.Currency;
        var isGone = list.Amount == price.Amount && offer.Item is { ListHeld: { } was, PaidHeld: { } paid } && was.Amount > paid.Amount;
        return isBelow || isGone ? Changed(offer, offer.WithPrices(price, null), facts) : Verdict.Kept;
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var (price, list) = (before.Price!.Value, before.ListPrice!.Value);
        return list.Amount < price.Amount || list.Currency != price.Currency
            ? Reasons.ListPriceDropped.With(list.ToString(), price.ToString())
            : Reasons.ReductionGone.With(list.ToString());
    }
}
