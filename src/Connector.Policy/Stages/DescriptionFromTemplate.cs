using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>The description as the listing template has it written: lines of plain text. Checklist RIV-03.</summary>
public sealed record DescriptionFromTemplate : Stage
{
    private readonly TextFromTemplate? _text;

    /// <param name="template">Null: the description stays as it is.</param>
    public DescriptionFromTemplate(TextTemplate? template) => _text = template is null ? null : new TextFromTemplate(template);

    public override string Name => "description.template";

    public override string Describe() => _text is null ? "leaves the description as the shop has it" : "writes the description as " + _text.Words;

    public override bool KeepsAll => _text is null;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_text is null)
        {
            return Verdict.Kept;
        }

        var description = _text.Of(offer, offer.Description, facts.Limits.Description, lines: true);
        return description == offer.Description ? Verdict.Kept : Changed(offer, offer.WithDescription(description), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.DescriptionFromTemplate.With(before.Description.Length, after.Description.Length);
}
