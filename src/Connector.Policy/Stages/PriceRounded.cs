using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>Prices and list prices as the pricing policy rounds them; without a rounding, to the currency's digits. Checklist PRC-03, D-14.</summary>
/// <param name="Rounding">How they are rounded.</param>
public sealed record PriceRounded(PriceRounding Rounding) : Stage
{
    public override string Name => "price.rounding";

    public override string Describe() => $"rounds prices {Rounding.Words()}";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.PriceHeld is not { } price)
        {
            return Verdict.Kept;
        }

        var list = offer.ListHeld;
        var rounded = Of(price);
        var roundedList = list is null ? null : list.Equals(price) ? rounded : Of(list);
        return ReferenceEquals(rounded, price) && (ReferenceEquals(roundedList, list) || roundedList == list)
            ? Verdict.Kept
            : Changed(offer, offer.WithPrices(rounded, roundedList), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.PriceRounded.With(PriceWords.Of(before), PriceWords.Of(after), Rounding.Words());

    private HeldMoney Of(HeldMoney money)
    {
        // Most prices have the currency's digits, and nothing else is asked of them. What is not above 0 is held, as it is.
        var digits = Money.MinorDigits(money.Currency);
        if (money.Amount <= 0 || (Rounding.To == RoundTo.Cents && money.Amount.Scale <= digits))
        {
            return money;
        }

        // A currency without digits after the point takes no ending.
        var how = Rounding.To == RoundTo.Ending && digits == 0 ? Rounding with { To = RoundTo.Cents } : Rounding;
        var rounded = new Money(Rounded.Of(PriceBound.Of(money.Amount), money.Currency, how), money.Currency).Written;
        return rounded <= 0 ? money : money.With(rounded);
    }
}
