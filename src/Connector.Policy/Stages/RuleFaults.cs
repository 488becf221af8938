using System.Globalization;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>All that is wrong with a rule by itself, whatever other documents say.</summary>
public static class RuleFaults
{
    private const int MostActions = 50;
    private const int LongestValue = 10_000;

    /// <summary>What takes the place of a find may stand in the text thousands of times.</summary>
    private const int LongestReplacement = 1000;

    private const int Farthest = 1_000_000;
    private const int MostLabels = 20;
    private const int LongestLabel = 50;

    public static IReadOnlyList<Fault> Of(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var faults = new List<Fault>(Query.Faults(rule.If, "$.if"));
        void Add(string path, string sentence, string cure) => faults.Add(new Fault(path, sentence, cure));
        if (Math.Abs((long)rule.Order) > Farthest)
        {
            Add("$.order", $"{rule.Order} is outside -1000000 to 1000000", "choose a smaller number; rules act from the lowest to the highest");
        }

        Labels(rule.Labels, Add);
        if (rule.Then.Count is 0 or > MostActions)
        {
            Add("$.then", rule.Then.Count == 0 ? "the rule does nothing" : $"the rule does more than {MostActions} things", rule.Then.Count == 0 ? "say what is done, such as set with field and value" : "split it into several");
        }

        for (var i = 0; i < Math.Min(rule.Then.Count, MostActions); i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$.then[{i}]");
            if (rule.Then[i] is { } action)
            {
                Action(action, path, faults);
            }
            else
            {
                Add(path, "there is null where an action stands", "take it out");
            }
        }

        return faults;
    }

    private static void Labels(IReadOnlyList<string> labels, Action<string, string, string> fault)
    {
        if (labels.Count > MostLabels)
        {
            fault("$.labels", $"there are more than {MostLabels} labels", "leave some out");
        }

        for (var i = 0; i < Math.Min(labels.Count, MostLabels); i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$.labels[{i}]");
            if (string.IsNullOrWhiteSpace(labels[i]) || labels[i].Length > LongestLabel || labels[i].Any(char.IsControl))
            {
                fault(path, $"'{labels[i]}' is no label", $"use words of up to {LongestLabel} characters");
            }
            else if (labels.Take(i).Contains(labels[i], StringComparer.OrdinalIgnoreCase))
            {
                fault(path, $"'{labels[i]}' is named twice", "name each label once");
            }
        }
    }

    private static void Action(RuleAction action, string path, List<Fault> faults)
    {
        void Add(string member, string sentence, string cure) => faults.Add(new Fault($"{path}.{member}", sentence, cure));
        var verb = action.Do.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";
        Left(action, verb, Add);
        if (action.Value.Length > LongestValue)
        {
            Add("value", string.Create(CultureInfo.InvariantCulture, $"the value has {action.Value.Length} characters, {LongestValue} are allowed"), "shorten it");
        }

        if (action.Do == RuleVerb.Hold)
        {
            return;
        }

        var target = RuleTarget.Find(action.Field);
        if (target is null)
        {
            var known = Fields.Find(action.Field);
            Add(
                "field", action.Field.Length == 0 ? "no field is named" : known is null ? $"there is no field '{action.Field}'" : $"'{action.Field}' can be read, and not changed",
                known is null && action.Field.Length > 0 ? Fields.Cure(action.Field) : $"name one of {string.Join(", ", RuleTarget.Names)}");
            return;
        }

        if ((action.Do is RuleVerb.Replace or RuleVerb.Append or RuleVerb.Template) && !target.IsText)
        {
            Add("do", $"{verb} writes texts, and {action.Field} is none", $"use set or copy{(target.Kind is TargetKind.Money or TargetKind.Pieces ? ", or round" : "")}");
            return;
        }

        switch (action.Do)
        {
            case RuleVerb.Set:
                Literal(action, target, Add);
                break;
            case RuleVerb.Copy when Fields.Find(action.Other) is null:
                Add("other", action.Other.Length == 0 ? "the field that is copied is not named" : $"there is no field '{action.Other}'", Fields.Cure(action.Other));
                break;
            case RuleVerb.Copy when Fields.Find(action.Other) is { Kind: FieldKind.Flag or FieldKind.Category } && !target.IsText:
                Add("other", $"'{action.Other}' is nothing that {action.Field} can take", "copy a number or a text");
                break;
            case RuleVerb.Replace:
                Replacement(action, Add);
                break;
            case RuleVerb.Append when action.Value.Length == 0:
                Add("value", "nothing is put behind the text", "give the text");
                break;
            case RuleVerb.Template:
                faults.AddRange(Writing.Faults(action.Value, path + ".value"));
                break;
            case RuleVerb.Round:
                Rounding(action.Rounding, target, Add);
                break;
        }
    }

    /// <summary>What the verb does not look at says that something else was meant.</summary>
    private static void Left(RuleAction action, string verb, Action<string, string, string> add)
    {
        (bool IsGiven, bool IsUsed, string Member)[] members =
        [
            (action.Field.Length > 0, action.Do != RuleVerb.Hold, "field"),
            (action.Value.Length > 0, action.Do is not (RuleVerb.Copy or RuleVerb.Round), "value"),
            (action.Other.Length > 0, action.Do == RuleVerb.Copy, "other"),
            (action.Find.Length > 0, action.Do == RuleVerb.Replace, "find"),
            (action.Pattern, action.Do == RuleVerb.Replace, "pattern"),
            (action.Separator != " ", action.Do == RuleVerb.Append, "separator"),
            (action.Rounding is not null, action.Do == RuleVerb.Round, "rounding"),
        ];
        foreach (var (_, _, member) in members.Where(member => member.IsGiven && !member.IsUsed))
        {
            add(member, $"{verb} has no {member}", $"leave {member} out");
        }
    }

    private static void Literal(RuleAction action, RuleTarget target, Action<string, string, string> add)
    {
        switch (target.Kind)
        {
            case TargetKind.Money when action.Value.Length > 0 && Field.Parse(action.Value) is not >= 0:
                add("value", $"'{action.Value}' is no price", "write a number of 0 or above, with a dot and without a currency, such as 9.99");
                break;
            case TargetKind.Pieces when Field.Parse(action.Value) is not (>= 0 and var pieces) || pieces % 1 != 0:
                add("value", $"'{action.Value}' is no quantity", "write a whole number of 0 or above");
                break;
            case TargetKind.Word when (action.Field == "condition" ? (object?)RowWords.Condition(System.Text.Encoding.UTF8.GetBytes(action.Value)) : RowWords.Availability(System.Text.Encoding.UTF8.GetBytes(action.Value))) is null:
                add("value", $"'{action.Value}' is no {action.Field}", $"use one of {RowWords.All(action.Field)}");
                break;
            case TargetKind.Text or TargetKind.Detail when action.Value.Length > 0 && target.Plain(action.Value).IsEmpty:
                add("value", "the value has no plain text: tags, emoji and control characters do not count", "give words, or leave value out to clear the field");
                break;
        }
    }

    private static void Replacement(RuleAction action, Action<string, string, string> add)
    {
        if (action.Find.Length == 0)
        {
            add("find", "nothing is looked for", "give the text that is replaced");
        }
        else if (action.Pattern && ConditionFaults.Pattern(action.Find) is { } fault)
        {
            add("find", fault, ConditionFaults.PatternCure);
        }

        if (action.Value.Length > LongestReplacement)
        {
            add("value", string.Create(CultureInfo.InvariantCulture, $"what is put in has {action.Value.Length} characters, {LongestReplacement} are allowed"), "shorten it");
        }
    }

    private static void Rounding(PriceRounding? how, RuleTarget target, Action<string, string, string> add)
    {
        if (target.Kind is not (TargetKind.Money or TargetKind.Pieces))
        {
            add("do", $"round is for numbers, and {target.Field} is none", "name price, listPrice or quantity");
        }
        else if (target.Kind == TargetKind.Pieces && (how is null or not { To: RoundTo.Step } || how.Step % 1 != 0))
        {
            add("rounding", "a quantity is rounded to multiples of whole pieces", "set rounding.to to step, and rounding.step to a whole number");
        }

        if (how is { To: RoundTo.Step } && (how.Step is < 0.0001m or > 1_000_000))
        {
            add("rounding.step", $"{how.Step.ToString(CultureInfo.InvariantCulture)} is no step", "choose a number above 0, such as 0.05");
        }

        if (how is { To: RoundTo.Ending } && (how.Ending is < 0 or >= 1))
        {
            add("rounding.ending", $"{how.Ending.ToString(CultureInfo.InvariantCulture)} is not below 1", "give the part below 1, such as 0.99");
        }
    }
}
