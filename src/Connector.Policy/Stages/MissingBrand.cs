using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>TikTok requires a brand. Stands behind the rules, which may give one.</summary>
public sealed record MissingBrand : Stage
{
    public override string Name => "brand.missing";

    public override string Describe() => "holds what has no brand";

    public override Verdict Apply(Offer offer, Facts facts) => offer.Brand.IsEmpty ? Verdict.Held(Reasons.BrandMissing.With()) : Verdict.Kept;
}
