using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>The title as the listing template has it written: one line of plain text. Checklist RIV-03.</summary>
public sealed record TitleFromTemplate : Stage
{
    private readonly TextFromTemplate? _text;

    /// <param name="template">Null: the title stays as it is.</param>
    public TitleFromTemplate(TextTemplate? template) => _text = template is null ? null : new TextFromTemplate(template);

    public override string Name => "title.template";

    public override string Describe() => _text is null ? "leaves the title as the shop has it" : "writes the title as " + _text.Words;

    public override bool KeepsAll => _text is null;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_text is null)
        {
            return Verdict.Kept;
        }

        var title = _text.Of(offer, offer.Title, facts.Limits.Title, lines: false);
        return title == offer.Title ? Verdict.Kept : Changed(offer, offer.WithTitle(title), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.TitleFromTemplate.With(before.Title.ToString(), after.Title.ToString());
}
