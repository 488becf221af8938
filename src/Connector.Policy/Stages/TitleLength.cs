using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A title within the feed sheet's limit, cut with <c>…</c> at a word's end where one is near.</summary>
public sealed record TitleLength : Stage
{
    public override string Name => "title.length";

    public override string Describe() => "cuts a title that is longer than the feed sheet allows, with … at a word's end where one is near";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var cut = PlainText.Cut(offer.Title, facts.Limits.Title);
        return cut == offer.Title
            ? Verdict.Kept
            : Changed(offer, offer.WithTitle(cut), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.TitleCut.With(before.Title.Length, facts.Limits.Title);
}
