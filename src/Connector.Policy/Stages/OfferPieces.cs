using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Another number of pieces for an offer that is counted, with the word that goes with it.</summary>
internal static class OfferPieces
{
    /// <summary>The offer with that quantity: none left is out of stock; what a shopper reads about the others stays.</summary>
    public static Offer WithPieces(this Offer offer, int quantity) => offer.WithStock(
        quantity,
        quantity == 0 ? Availability.OutOfStock
            : offer.Availability == Availability.OutOfStock ? Availability.InStock
            : offer.Availability);

    /// <summary>The quantity, for reasons.</summary>
    public static string Words(Offer offer) => (offer.Quantity ?? 0).ToString(CultureInfo.InvariantCulture);
}
