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
        if (offer is not { Price: { } price, ListPrice: { } list })
        {
            return Verdict.Kept;
        }

        return list.Amount < price.Amount || list.Currency != price.Currency
            ? Verdict.Changed(offer with { ListPrice = null }, Reasons.ListPriceDropped.With(list.ToString(), price.ToString()))
            : list.Amount == price.Amount && offer.Item is { ListPrice: { } was, PaidPrice: { } paid } && was.Amount > paid.Amount
            ? Verdict.Changed(offer with { ListPrice = null }, Reasons.ReductionGone.With(list.ToString()))
            : Verdict.Kept;
    }
}
