using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>Only a share of the stock is for TikTok. Never more than there is, whichever way it is rounded. Checklist RIV-02.</summary>
/// <param name="Percentage">Per cent of the stock, 0 to 100.</param>
/// <param name="Rounding">Which way the share is rounded to whole pieces.</param>
public sealed record QuantityShare(decimal Percentage, PieceRounding Rounding) : Stage
{
    /// <summary>One hundredth of a per cent.</summary>
    private const int Finest = 10_000;

    private readonly decimal _share = Math.Clamp(Percentage, 0, 100) / 100;

    /// <summary>The share in whole hundredths of a per cent, which pieces are reckoned with by far sooner than with decimals; null where it is finer.</summary>
    private readonly long? _hundredths = Math.Clamp(Percentage, 0, 100) * (Finest / 100) is var share && share == Math.Floor(share) ? (long)share : null;

    public override string Name => "stock.percentage";

    public override string Describe() => _share == 1
        ? "gives TikTok all of the stock"
        : $"gives TikTok {Words} % of the stock, rounded {Way}";

    public override bool IsPriceOrStock => true;

    public override bool KeepsAll => _share == 1;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_share == 1 || offer.Quantity is not { } pieces || pieces <= 0)
        {
            return Verdict.Kept;
        }

        var share = Of(pieces);
        return share == pieces ? Verdict.Kept : Changed(offer, offer.WithPieces(share), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.StockShare.With(OfferPieces.Words(before), Words, Way, OfferPieces.Words(after));

    private int Of(int pieces)
    {
        var up = Rounding == PieceRounding.Ceiling;
        return _hundredths is { } share
            ? (int)(((pieces * share) + (up ? Finest - 1 : 0)) / Finest)
            : (int)(up ? Math.Ceiling(pieces * _share) : Math.Floor(pieces * _share));
    }

    private string Words => (_share * 100).ToString("0.####", CultureInfo.InvariantCulture);

    private string Way => Rounding == PieceRounding.Ceiling ? "up" : "down";
}
