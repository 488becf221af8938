using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The price must be in the TikTok shop's currency; nothing is converted here. Checklist CUR-01.</summary>
public sealed record PriceCurrency : Stage
{
    public override string Name => "price.currency";

    public override string Describe() => "holds prices in a currency that is not the TikTok shop's";

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts) =>
        offer.PriceHeld is { } price && !string.Equals(price.Currency, facts.Currency, StringComparison.Ordinal)
            ? Verdict.Held(Reasons.PriceCurrency.With(price.Money.ToString(), facts.Currency))
            : Verdict.Kept;
}
