using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>
/// A rule: where its condition holds, it changes fields, one action after the other; or it holds the product (<see cref="RuleHold"/>). A value
/// that a field cannot take leaves that field as it was, and the reason says so. A rule with a price, a quantity or the availability among
/// its fields also acts on what is held for its content, because price and stock still flow. Checklist RIV-01.
/// </summary>
public sealed record RuleStep : Stage
{
    private readonly Query _if;
    private readonly RuleDeed[] _deeds;
    private readonly bool _details;

    /// <param name="rule">A rule without faults.</param>
    /// <param name="details">Whether the feed sheet has columns for details; without them, rules leave details alone.</param>
    public RuleStep(Rule rule, bool details)
    {
        (Rule, _details, From, _if) = (rule, details, rule.From, Query.Compile(rule.If));
        _deeds = [.. rule.Then.Where(action => action.Do != RuleVerb.Hold).Select(RuleDeed.Of)];
        IsPriceOrStock = Array.Exists(_deeds, deed => deed.Target.IsPriceOrStock);
    }

    public Rule Rule { get; }

    public override string Name => "rule." + NameOf(Rule);

    public override bool IsPriceOrStock { get; }

    /// <summary>The steps of a rule: first what holds, since an offer held for its content still has its price and stock changed.</summary>
    public static IEnumerable<Stage> Of(Rule rule, bool details)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Then.FirstOrDefault(action => action.Do == RuleVerb.Hold) is { } hold)
        {
            yield return new RuleHold(rule, hold.Value, hold.As);
        }

        if (rule.Then.Any(action => action.Do != RuleVerb.Hold))
        {
            yield return new RuleStep(rule, details);
        }
    }

    public override string Describe() => $"{Scope(Rule, _if)}: {string.Join("; ", _deeds.Select(deed => deed.Words))}";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (!IsFor(Rule, offer) || !_if.Matches(offer))
        {
            return Verdict.Kept;
        }

        var isUnusable = false;
        var after = offer;
        foreach (var deed in _deeds)
        {
            if (deed.Target.Kind == TargetKind.Detail && !_details)
            {
                continue;
            }

            var next = deed.Do(after, facts);
            isUnusable |= next is null;
            after = next ?? after;
        }

        return isUnusable || !ReferenceEquals(after, offer) ? Changed(offer, after, facts) : Verdict.Kept;
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var words = new List<string>();
        RuleTarget? unusable = null;
        var at = before;
        foreach (var deed in _deeds.Where(deed => deed.Target.Kind != TargetKind.Detail || _details))
        {
            var field = deed.Target.Field;
            var next = deed.Do(at, facts);
            if (next is null)
            {
                unusable = deed.Target;
                words.Add($"it {deed.Words}, which {field} cannot take: it stays '{field.Take(at)}'");
            }
            else if (!ReferenceEquals(next, at))
            {
                words.Add($"it {deed.Words}: {Value(field, at)} became {Value(field, next)}");
            }

            at = next ?? at;
        }

        var sentence = string.Join("; ", words);
        return unusable is null ? Reasons.RuleChanged.With(NameOf(Rule), sentence) : Reasons.RuleValueUnusable.With(NameOf(Rule), sentence, unusable.Field.Name);
    }

    /// <summary>The name by which the rule was saved: that of its document, else its title.</summary>
    internal static string NameOf(Rule rule)
    {
        var name = rule.From[(rule.From.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var version = name.LastIndexOf('@');
        name = version < 0 ? name : name[..version];
        return name.Length > 0 ? name : rule.Title.Length > 0 ? rule.Title : "unnamed";
    }

    /// <summary>Whether it writes what only some feed sheets have columns for.</summary>
    internal static bool ChangesDetails(Rule rule) => !rule.Paused && rule.Then.Any(action => RuleTarget.Find(action.Field) is { Kind: TargetKind.Detail });

    internal static bool IsFor(Rule rule, Offer offer)
    {
        var templates = rule.Templates;
        if (templates.Count == 0)
        {
            return true;
        }

        for (var i = 0; i < templates.Count; i++)
        {
            if (offer.Template is { } template && template.Name == templates[i])
            {
                return true;
            }
        }

        return false;
    }

    internal static string Scope(Rule rule, Query query) =>
        (query.IsEverything ? "for every product" : $"where {query}") + (rule.Templates.Count == 0 ? "" : $", of template {string.Join(" or ", rule.Templates)}");

    private static string Value(Field field, Offer offer) => field.Take(offer) is { IsEmpty: false } value ? $"'{Short(value.ToString())}'" : "nothing";

    /// <summary>A reason is read in a line.</summary>
    private static string Short(string value) => PlainText.Cut(value, 200).ToString();
}
