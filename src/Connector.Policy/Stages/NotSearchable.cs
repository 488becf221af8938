using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What the shop's search does not find is not advertised, unless the synchronization policy says so.</summary>
/// <param name="Listed">List such products too.</param>
public sealed record NotSearchable(bool Listed) : Stage
{
    public override string Name => "shop.searchable";

    public override string Describe() => Listed ? "also lists what the shop's search does not find" : "holds what the shop's search does not find";

    public override bool KeepsAll => Listed;

    public override Verdict Apply(Offer offer, Facts facts) =>
        Listed || offer.Item.Searchable ? Verdict.Kept : Verdict.Held(Reasons.NotSearchable.With());
}
