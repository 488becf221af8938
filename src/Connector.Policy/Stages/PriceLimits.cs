using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Prices that may not be sent: below or above the policy's own limits, or outside what TikTok Shop takes in the account's country, as the feed
/// writes them. Stands behind everything that shapes prices. Checklist RIV-04.
/// </summary>
/// <param name="Least">Least price; 0: no limit of the policy's.</param>
/// <param name="Most">Highest price; 0: no limit of the policy's.</param>
/// <param name="Region">Whether the country's limits count.</param>
public sealed record PriceLimits(decimal Least, decimal Most, bool Region) : Stage
{
    public override string Name => "price.limits";

    public override string Describe()
    {
        var own = (Least, Most) switch
        {
            ( <= 0, <= 0) => "",
            (_, <= 0) => $"prices below {Words(Least)}",
            ( <= 0, _) => $"prices above {Words(Most)}",
            _ => $"prices below {Words(Least)} or above {Words(Most)}",
        };
        return (own.Length > 0, Region) switch
        {
            (true, true) => $"holds {own}, and prices outside what TikTok Shop takes in the account's country",
            (true, false) => $"holds {own}",
            (false, true) => "holds prices outside what TikTok Shop takes in the account's country",
            _ => "has no limits for prices",
        };
    }

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        // What is in another currency, or not above 0, is held for that.
        if (offer.PriceHeld is not { Amount: > 0 } price || !string.Equals(price.Currency, facts.Currency, StringComparison.Ordinal))
        {
            return Verdict.Kept;
        }

        var written = price.Money.Written;
        if (Least > 0 && written < Least)
        {
            return Verdict.Held(Reasons.PriceBelowLimit.With(PriceWords.Of(price.Money), Words(Least), "the pricing policy"));
        }

        if (Most > 0 && written > Most)
        {
            return Verdict.Held(Reasons.PriceAboveLimit.With(PriceWords.Of(price.Money), Words(Most), "the pricing policy"));
        }

        if (written >= PriceBound.Highest)
        {
            return Verdict.Held(Reasons.PriceAboveLimit.With(PriceWords.Of(price.Money), Words(PriceBound.Highest), "what can be reckoned with"));
        }

        return Region && RegionPrices.Of(facts.Country, price.Currency) is var (least, most)
            ? written < least ? Verdict.Held(Reasons.PriceBelowLimit.With(PriceWords.Of(price.Money), Words(least), $"TikTok Shop in {facts.Country}"))
            : written > most ? Verdict.Held(Reasons.PriceAboveLimit.With(PriceWords.Of(price.Money), Words(most), $"TikTok Shop in {facts.Country}"))
            : Verdict.Kept
            : Verdict.Kept;
    }

    private static string Words(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
