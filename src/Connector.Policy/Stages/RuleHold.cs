using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>A rule that keeps products from being listed; what becomes of one that TikTok has, it says (<see cref="RuleHoldAs"/>). Checklist RIV-01.</summary>
public sealed record RuleHold : Stage
{
    private readonly Query _if;

    /// <param name="rule">A rule without faults.</param>
    /// <param name="because">Why, in the rule's words; empty: its condition.</param>
    /// <param name="meaning">What it means for a product that TikTok has.</param>
    public RuleHold(Rule rule, string because, RuleHoldAs meaning = RuleHoldAs.Content) => (Rule, Because, As, From, _if) = (rule, because, meaning, rule.From, Query.Compile(rule.If));

    public Rule Rule { get; }

    public string Because { get; }

    public RuleHoldAs As { get; }

    /// <summary>A hold for the price also meets what is held for its content, whose price would go on.</summary>
    public override bool IsPriceOrStock => As != RuleHoldAs.Content;

    public override string Name => $"rule.{RuleStep.NameOf(Rule)}.hold";

    public override string Describe() => $"{RuleStep.Scope(Rule, _if)}: holds it{(Because.Length == 0 ? "" : $", because {Because}")}";

    private ReasonCode Code => As switch
    {
        RuleHoldAs.Price => Reasons.RuleHeldPrice,
        RuleHoldAs.Gone => Reasons.RuleHeldGone,
        _ => Reasons.RuleHeld,
    };

    public override Verdict Apply(Offer offer, Facts facts) => RuleStep.IsFor(Rule, offer) && _if.Matches(offer)
        ? Verdict.Held(Code.With(RuleStep.NameOf(Rule), Because.Length > 0 ? Because : _if.IsEverything ? "it holds every product" : _if.ToString()))
        : Verdict.Kept;
}
