using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// The variants of one product stand in one of TikTok's categories: where their listing templates name different ones, that of the first variant in feed
/// order holds, and the others are held until the templates' conditions agree. Checklist TPL-01.
/// </summary>
public sealed record OneCategory : GroupStage
{
    public override string Name => "template.one-category";

    public override string Describe() => "holds variants whose listing template names another of TikTok's categories than that of the first variant of their product";

    public override int LeastOffers => 2;

    public override void Apply(IReadOnlyList<Offer> group, Facts facts, Span<Verdict> verdicts)
    {
        AssignedTemplate? first = null;
        for (var i = 0; i < group.Count; i++)
        {
            if (group[i].Template is not { Category.Length: > 0 } template)
            {
                continue;
            }

            first ??= template;
            if (template.Category != first.Category)
            {
                verdicts[i] = Verdict.Held(Reasons.TemplateCategoryDiffers.With(template.Name, template.Category, first.Name, first.Category));
            }
        }
    }
}
