using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What has no price above 0, as the feed writes it, cannot be sold.</summary>
public sealed record NoPrice : Stage
{
    public override string Name => "price.missing";

    public override string Describe() => "holds what has no price, or none above 0";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.PriceHeld is not { } price)
        {
            return Verdict.Held(Reasons.PriceMissing.With(), offer.Item.PaidPriceUntil);
        }

        return price.Amount >= 1 || price.Money.Written > 0 ? Verdict.Kept : Verdict.Held(Reasons.PriceNotPositive.With($"{Amount(price.Money)} {price.Currency}"), offer.Item.PaidPriceUntil);
    }

    private static string Amount(Money price) => price.Amount.ToString(CultureInfo.InvariantCulture);
}
