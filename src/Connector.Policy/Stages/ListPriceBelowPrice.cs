using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A list price that the price does not reduce is left out: one below the price, or in another currency.</summary>
public sealed record ListPriceBelowPrice : Stage
{
    public override string Name => "price.list";

    public override string Describe() => "leaves out a list price that is below the price, or in another currency";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts) =>
        offer is { Price: { } price, ListPrice: { } list } && (list.Amount < price.Amount || list.Currency != price.Currency)
            ? Verdict.Changed(offer with { ListPrice = null }, Reasons.ListPriceDropped.With(list.ToString(), price.ToString()))
            : Verdict.Kept;
}
