using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A description within the feed sheet's limit, cut with <c>…</c> at a word's end where one is near.</summary>
public sealed record DescriptionLength : Stage
{
    public override string Name => "description.length";

    public override string Describe() => "cuts a description that is longer than the feed sheet allows, with … at a word's end where one is near";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var cut = PlainText.Cut(offer.Description, facts.Limits.Description);
        return cut == offer.Description
            ? Verdict.Kept
            : Changed(offer, offer.WithDescription(cut), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.DescriptionCut.With(before.Description.Length, facts.Limits.Description);
}
