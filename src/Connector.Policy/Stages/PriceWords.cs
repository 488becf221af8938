using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Prices in reasons: with every digit they have, and with the list price where it says something.</summary>
internal static class PriceWords
{
    public static string Of(Offer offer) => offer.ListPrice is { } list && list != offer.Price
        ? $"{Of(offer.Price)} (list price {Of(list)})"
        : Of(offer.Price);

    public static string Of(Money? money) => money is { } price
        ? $"{Digits(price)} {price.Currency}"
        : "no price";

    /// <summary>The feed's digits, or more where the amount has more.</summary>
    private static string Digits(Money price) => price.Written == price.Amount
        ? price.AmountText()
        : price.Amount.ToString("0.######", CultureInfo.InvariantCulture);
}
