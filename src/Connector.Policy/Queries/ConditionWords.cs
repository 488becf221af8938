using Connector.Policy.Documents;

namespace Connector.Policy.Queries;

/// <summary>Conditions in words, for the printed policies and for explanations.</summary>
internal static class ConditionWords
{
    public static string Of(QueryCondition condition) => Of(condition, inside: false);

    private static string Of(QueryCondition condition, bool inside)
    {
        if (condition.Not is { } not)
        {
            return $"not ({Of(not, inside: false)})";
        }

        if ((condition.All ?? condition.Any) is not { } parts)
        {
            return OfTest(condition);
        }

        var isAll = condition.All is not null;
        return parts.Count switch
        {
            0 => isAll ? "always" : "never",
            1 => Of(parts[0], inside),
            _ when inside => $"({Joined()})",
            _ => Joined(),
        };

        string Joined() => string.Join(isAll ? " and " : " or ", parts.Select(part => Of(part, inside: true)));
    }

    private static string OfTest(QueryCondition condition)
    {
        var isNumber = Fields.Find(condition.Field) is { Kind: FieldKind.Number };
        string Word(string value) => isNumber ? value : $"\"{value}\"";
        var values = string.Join(", ", Node.Values(condition).Select(Word));
        var words = condition.Is switch
        {
            Test.Equals => $"is {Word(condition.Value)}",
            Test.In => $"is one of {values}",
            Test.Contains => $"contains {Word(condition.Value)}",
            Test.Starts => $"starts with {Word(condition.Value)}",
            Test.Ends => $"ends with {Word(condition.Value)}",
            Test.Matches => $"matches /{condition.Value}/",
            Test.Less => $"is below {condition.Value}",
            Test.AtMost => $"is at most {condition.Value}",
            Test.More => $"is above {condition.Value}",
            Test.AtLeast => $"is at least {condition.Value}",
            Test.Between => $"is from {condition.Value} to {condition.To}",
            Test.Empty => "is empty",
            Test.InCategory => $"is {values} or below",
            _ => "is yes",
        };
        var byCase = !condition.IgnoreCase && (condition.Is is Test.Equals or Test.In or Test.Contains or Test.Starts or Test.Ends or Test.Matches);
        return $"{condition.Field} {words}{(byCase && !isNumber ? " (capitals count)" : "")}";
    }
}
