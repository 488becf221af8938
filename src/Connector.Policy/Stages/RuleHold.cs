using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>A rule that keeps products from being listed; of one that TikTok has, price and stock still flow. Checklist RIV-01.</summary>
public sealed record RuleHold : Stage
{
    private readonly Query _if;

    /// <param name="rule">A rule without faults.</param>
    /// <param name="because">Why, in the rule's words; empty: its condition.</param>
    public RuleHold(Rule rule, string because) => (Rule, Because, From, _if) = (rule, because, rule.From, Query.Compile(rule.If));

    public Rule Rule { get; }

    public string Because { get; }

    public override string Name => $"rule.{RuleStep.NameOf(Rule)}.hold";

    public override string Describe() => $"{RuleStep.Scope(Rule, _if)}: holds it{(Because.Length == 0 ? "" : $", because {Because}")}";

    public override Verdict Apply(Offer offer, Facts facts) => RuleStep.IsFor(Rule, offer) && _if.Matches(offer)
        ? Verdict.Held(Reasons.RuleHeld.With(RuleStep.NameOf(Rule), Because.Length > 0 ? Because : _if.IsEverything ? "it holds every product" : _if.ToString()))
        : Verdict.Kept;
}
