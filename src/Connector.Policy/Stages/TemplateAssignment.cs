using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>
/// Puts a product into a listing template: the one that a person chose, else, of those whose condition it meets, the one with the highest priority.
/// What no template takes is not eligible, where the synchronization policy asks for one. Checklist SYN-03, SYN-05, SYN-08, TPL-07, TPL-09, D-04.
/// </summary>
public sealed record TemplateAssignment : Stage
{
    private readonly SynchronizationPolicy _policy;
    private readonly Choice[] _byPriority;
    private readonly Choice[] _disabled;
    private readonly Dictionary<string, Choice> _byName;
    private readonly Eligibility _eligibility;

    /// <param name="policy">The account's synchronization policy.</param>
    /// <param name="templates">All of the account's templates, disabled ones too; a template's index is its place here, plus one.</param>
    public TemplateAssignment(SynchronizationPolicy policy, IReadOnlyList<TemplateInForce> templates)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(templates);
        _policy = policy;
        var all = templates.Select((template, at) => new Choice(template, new AssignedTemplate(at + 1, template.Name, template.Template.Category))).ToList();
        _byName = all.ToDictionary(choice => choice.Assigned.Name, StringComparer.Ordinal);
        _byPriority = [.. all.Where(choice => choice.IsEnabled).OrderByDescending(choice => choice.Priority).ThenBy(choice => choice.Assigned.Name, StringComparer.Ordinal)];
        _disabled = [.. all.Where(choice => !choice.IsEnabled).OrderBy(choice => choice.Assigned.Name, StringComparer.Ordinal)];

        // Disabling the last template must not open the whole catalogue.
        _eligibility = policy.Eligibility == Eligibility.ByTemplates ? all.Count > 0 ? Eligibility.TemplateMatch : Eligibility.All : policy.Eligibility;
    }

    public override string Name => "template.assign";

    public override bool NeedsPublished => _byName.Count > 0 && (!_policy.ProductAssign.Enabled || _policy.ProductAssign.Statuses.Count > 0);

    public override string Describe()
    {
        var assigns = !_policy.ProductAssign.Enabled ? "puts products into listing templates by hand only"
            : $"puts products into the first listing template that takes them: {(_byPriority.Length == 0 ? "there is none" : string.Join("; ", _byPriority.Select(choice => $"{choice.Assigned.Name} if {choice.Query.ToString()}")))}";
        var only = _policy.ProductAssign is { Enabled: true, Statuses.Count: > 0 } some ? $", only those that are {string.Join(", ", some.Statuses.Select(state => StateWords.Of(state).Canonical))}" : "";
        return $"{assigns}{only}; a choice by hand wins; " + _eligibility switch
        {
            Eligibility.TemplateMatch => "holds what meets no template's condition",
            Eligibility.AssignedOrMatch => "holds what meets no template's condition and was not put into one by hand",
            _ => "what is in no template is listed too",
        };
    }

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var byHand = facts.Decisions.Count > 0 && facts.Decisions.TryGetValue(offer.Sku.Value, out var decision) && decision.Template is { } name ? _byName.GetValueOrDefault(name) : null;
        if (byHand is { IsEnabled: false })
        {
            return Verdict.Held(Reasons.TemplateDisabled.With(byHand.Assigned.Name));
        }

        // A choice by hand needs no match, but where only a match makes eligible.
        var match = byHand is null || _eligibility == Eligibility.TemplateMatch ? Match(offer, _byPriority) : null;
        if (match is null && byHand is null && _disabled.Length > 0 && Match(offer, _disabled) is { } disabled)
        {
            return Verdict.Held(Reasons.TemplateDisabled.With(disabled.Assigned.Name));
        }

        if (match is null && (_eligibility == Eligibility.TemplateMatch || (_eligibility == Eligibility.AssignedOrMatch && byHand is null)))
        {
            return Verdict.Held(Reasons.TemplateNone.With(string.Join(", ", _byPriority.Select(choice => choice.Assigned.Name))));
        }

        var assigned = byHand ?? (match is not null && IsAssignedByItself(facts) ? match : null);
        if (assigned is null)
        {
            return match is null || _eligibility == Eligibility.All ? Verdict.Kept : Verdict.Held(Reasons.TemplateUnassigned.With(match.Assigned.Name));
        }

        return ReferenceEquals(assigned.Assigned, offer.Template) ? Verdict.Kept : Changed(offer, offer.WithTemplate(assigned.Assigned), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var choice = _byName[after.Template!.Name];
        var why = facts.Decisions.TryGetValue(before.Sku.Value, out var decision) && decision.Template == choice.Assigned.Name ? "it was put into it by hand" : choice.Words;
        return Reasons.TemplateChosen.With(choice.Assigned.Name, why);
    }

    /// <summary>The switch is about products that come into a template: what TikTok has stays in the one that takes it.</summary>
    private bool IsAssignedByItself(Facts facts) => (_policy.ProductAssign.Enabled && _policy.ProductAssign.Statuses.Count == 0) || facts.Published?.State switch
    {
        null or ListingState.Deactivated or ListingState.Deleting =>
            _policy.ProductAssign.IsOnFor(facts.Published?.State ?? ListingState.NotSynced) || (facts.Published is null && _policy.ProductAssign.IsOnFor(ListingState.Unassigned)),
        _ => true,
    };

    private static Choice? Match(Offer offer, Choice[] choices)
    {
        foreach (var choice in choices)
        {
            if (choice.Query.Matches(offer))
            {
                return choice;
            }
        }

        return null;
    }

    /// <summary>A template with its condition compiled.</summary>
    private sealed class Choice(TemplateInForce template, AssignedTemplate assigned)
    {
        public AssignedTemplate Assigned => assigned;

        public Query Query { get; } = Query.Compile(template.Template.Condition);

        public string Words { get; } = template.Template.Condition is null ? "takes everything" : $"{Query.Compile(template.Template.Condition)}";

        public bool IsEnabled => template.Template.Enabled;

        public int Priority => template.Template.Priority;
    }
}
