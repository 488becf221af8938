using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>TikTok requires a description: where the rules leave none, the title stands in. Stands only where a rule writes descriptions. Checklist RIV-01.</summary>
public sealed record DescriptionAfterRules : Stage
{
    public override string Name => "description.rules";

    public override string Describe() => "takes the title where the rules leave no description";

    public override Verdict Apply(Offer offer, Facts facts) => offer.Description.IsEmpty && !offer.Title.IsEmpty
        ? Changed(offer, offer with { Description = offer.Title }, facts)
        : Verdict.Kept;

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.DescriptionFallback.With("title", ", because the rules leave none");

    /// <summary>Whether the rule writes descriptions.</summary>
    internal static bool IsTouchedBy(Rule rule) => !rule.Paused && rule.Then.Any(action => action.Field == "description");
}
