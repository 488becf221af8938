using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The least that is worth offering, and the most that is shown: below the minimum none is sent, above the maximum or the feed sheet's limit that many. Checklist RIV-02.</summary>
/// <param name="Minimum">Fewest pieces; 0: no minimum.</param>
/// <param name="Maximum">Most pieces; null: the feed sheet's limit alone.</param>
public sealed record QuantityBounds(int Minimum, int? Maximum) : Stage
{
    public override string Name => "stock.bounds";

    public override string Describe() => string.Join(", ", new[]
    {
        Minimum > 0 ? string.Create(CultureInfo.InvariantCulture, $"gives none of fewer than {Minimum}") : "",
        Maximum is { } most ? string.Create(CultureInfo.InvariantCulture, $"gives {most} at the most") : "gives no more than the feed sheet allows",
    }.Where(part => part.Length > 0));

    public override bool IsPriceOrStock => true;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Quantity is not { } pieces)
        {
            return Verdict.Kept;
        }

        var after = pieces < Minimum ? 0 : Math.Min(pieces, Most(Maximum, facts.Limits));
        return after == pieces ? Verdict.Kept : Changed(offer, offer.WithPieces(after), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => before.Quantity < Minimum
        ? Reasons.StockMinimum.With(OfferPieces.Words(before), Minimum.ToString(CultureInfo.InvariantCulture))
        : Reasons.StockMaximum.With(OfferPieces.Words(before), OfferPieces.Words(after));

    /// <summary>The most that may be sent: the policy's maximum, where it has one, and the feed sheet's limit.</summary>
    internal static int Most(int? maximum, Limits limits) => Math.Max(0, Math.Min(maximum ?? int.MaxValue, limits.Quantity));
}
