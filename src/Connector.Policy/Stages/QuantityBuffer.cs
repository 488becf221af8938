using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Pieces kept for the shop itself: 28 in stock, buffer 5, TikTok gets 23. Checklist INV-04, INV-05.</summary>
/// <param name="Buffer">Pieces kept.</param>
public sealed record QuantityBuffer(int Buffer) : Stage
{
    public override string Name => "stock.buffer";

    public override string Describe() => Buffer <= 0 ? "keeps nothing back for the shop" : string.Create(CultureInfo.InvariantCulture, $"keeps {Buffer} back for the shop");

    public override bool IsPriceOrStock => true;

    public override bool KeepsAll => Buffer <= 0;

    public override Verdict Apply(Offer offer, Facts facts) => Buffer > 0 && offer.Quantity is > 0 and { } pieces
        ? Changed(offer, offer.WithPieces(Math.Max(0, pieces - Buffer)), facts)
        : Verdict.Kept;

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.StockBuffer.With(OfferPieces.Words(before), Buffer.ToString(CultureInfo.InvariantCulture), OfferPieces.Words(after));
}
