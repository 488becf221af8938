using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The name as one line of plain text. Checklist DSC-01.</summary>
public sealed record PlainTitle : Stage
{
    public override string Name => "title.plain";

    public override string Describe() => "makes the name one line of plain text: no tags, control characters or emoji";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var plain = PlainText.Line(offer.Title);
        return plain == offer.Title
            ? Verdict.Kept
            : Changed(offer, offer.WithTitle(plain), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.TitlePlain.With(before.Title.Length, after.Title.Length);
}
