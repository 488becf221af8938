using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Products that a shopper reaches through other products only. Checklist SYN-10.</summary>
/// <param name="Listed">List such products too.</param>
public sealed record NotVisibleIndividually(bool Listed) : Stage
{
    public override string Name => "shop.visible-individually";

    public override string Describe() => Listed
        ? "also lists what shoppers reach through other products only"
        : "holds what shoppers reach through other products only";

    public override bool KeepsAll => Listed;

    public override Verdict Apply(Offer offer, Facts facts) =>
        Listed || offer.Item.VisibleIndividually ? Verdict.Kept : Verdict.Held(Reasons.NotVisibleIndividually.With());
}
