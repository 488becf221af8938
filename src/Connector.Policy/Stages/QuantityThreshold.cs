using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// What becomes of a quantity at a threshold, once the buffer is off: with bands one quantity above it and another below it, at a cut-off none
/// at it or below. What has none left stays at 0: a band is no stock. Checklist INV-06 to INV-11, D-07.
/// </summary>
/// <param name="Threshold">The threshold; null: none.</param>
public sealed record QuantityThreshold(InventoryThreshold? Threshold) : Stage
{
    public override string Name => "stock.threshold";

    public override string Describe() => Threshold switch
    {
        null or { Value: null } => "has no threshold",
        { Mode: InventoryThresholdMode.CutOff } => $"gives none at {Words(Threshold.Value)} pieces or below",
        _ => $"gives {Words(Threshold.Above)} above {Words(Threshold.Value)} pieces and {Words(Threshold.Below)} below; at it {AtIt}",
    };

    public override bool IsPriceOrStock => true;

    public override bool KeepsAll => Threshold is null or { Value: null };

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (Threshold is null || offer.Quantity is not { } pieces || pieces <= 0)
        {
            return Verdict.Kept;
        }

        var after = Of(pieces);
        return after == pieces ? Verdict.Kept : Changed(offer, offer.WithPieces(after), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.StockThreshold.With(
        OfferPieces.Words(before), Where(before.Quantity ?? 0), Words(Threshold!.Value), OfferPieces.Words(after));

    private int Of(int pieces)
    {
        if (Threshold!.Value is not { } value)
        {
            return pieces;
        }

        if (Threshold.Mode == InventoryThresholdMode.CutOff)
        {
            return pieces <= value ? 0 : pieces;
        }

        var band = pieces > value ? Threshold.Above
            : pieces < value ? Threshold.Below
            : Threshold.AtEqual switch
            {
                AtThreshold.Above => Threshold.Above,
                AtThreshold.Below => Threshold.Below,
                _ => null,
            };
        return Math.Max(0, band ?? pieces);
    }

    private string Where(int pieces) => pieces > Threshold!.Value ? "above" : pieces < Threshold.Value ? "below" : "at";

    private string AtIt => Threshold!.AtEqual switch
    {
        AtThreshold.Above => "as above",
        AtThreshold.Below => "as below",
        _ => "what there is",
    };

    private static string Words(int? pieces) => pieces?.ToString(CultureInfo.InvariantCulture) ?? "what there is";
}
