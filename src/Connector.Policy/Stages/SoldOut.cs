using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Sold-out products, where the synchronization policy does not list them. Stands after <see cref="StockQuantity"/>. Checklist SYN-11, D-05.</summary>
/// <param name="Listed">List them with quantity 0.</param>
public sealed record SoldOut(bool Listed) : Stage
{
    public override string Name => "stock.sold-out";

    public override string Describe() => Listed
        ? "lists sold-out products with quantity 0"
        : "holds sold-out products; one that TikTok has stays there with quantity 0";

    public override bool IsPriceOrStock => true;

    public override bool KeepsAll => Listed;

    public override Verdict Apply(Offer offer, Facts facts) =>
        !Listed && offer.Quantity == 0 ? Verdict.Held(Reasons.SoldOut.With()) : Verdict.Kept;
}
