using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// Prices in another currency than the TikTok shop's, where the policy converts them by a rate. Unless it does they stay as they are, and
/// <see cref="PriceCurrency"/> holds them. Checklist PRC-04, CUR-02, D-14.
/// </summary>
/// <param name="Conversion">The currency and its rate; null: nothing is converted.</param>
public sealed record PriceConversion(CurrencyConversion? Conversion) : Stage
{
    private readonly bool _converts = Conversion is { OnMismatch: OnCurrencyMismatch.Convert };
    private readonly decimal _rate = PriceBound.Of(Conversion?.Rate ?? 1);

    public override string Name => "price.conversion";

    public override string Describe() => _converts
        ? $"converts prices in {Conversion!.Currency} by the rate {Rate}"
        : "converts no prices";

    public override bool IsPriceOrStock => true;

    public override bool KeepsAll => !_converts;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (!_converts || string.Equals(Conversion!.Currency, facts.Currency, StringComparison.Ordinal))
        {
            return Verdict.Kept;
        }

        var (price, list) = (In(offer.Price, facts.Currency), In(offer.ListPrice, facts.Currency));
        return price is null && list is null
            ? Verdict.Kept
            : Changed(offer, offer with { Price = price ?? offer.Price, ListPrice = list ?? offer.ListPrice }, facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.PriceConverted.With(PriceWords.Of(before), PriceWords.Of(after), Rate);

    private Money? In(Money? money, string currency) => money is { } known && string.Equals(known.Currency, Conversion!.Currency, StringComparison.Ordinal)
        ? new Money(PriceBound.Of(PriceBound.Of(known.Amount) * _rate), currency)
        : null;

    private string Rate => Conversion!.Rate.ToString(CultureInfo.InvariantCulture);
}
