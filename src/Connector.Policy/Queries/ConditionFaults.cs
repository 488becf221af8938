using System.Globalization;
using Connector.Policy.Documents;

namespace Connector.Policy.Queries;

/// <summary>Looks a condition through and finds all that is wrong at once.</summary>
/// <param name="row">Whether fields of the row may be named.</param>
internal sealed class ConditionFaults(bool row)
{
    public const int Deepest = 16;
    public const int MostNodes = 500;
    public const int LongestPattern = 1000;

    private readonly List<Fault> _faults = [];
    private int _nodes;

    public IReadOnlyList<Fault> Of(QueryCondition condition, string path)
    {
        Look(condition, path, 1);
        if (_nodes > MostNodes)
        {
            Add(path, $"the condition has more than {MostNodes} parts", "take several equals tests of a field together as in, or split the rule");
        }

        return _faults;
    }

    /// <summary>What is wrong with a regular expression; null where it can be used.</summary>
    public static string? Pattern(string pattern)
    {
        if (pattern.Length > LongestPattern)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the regular expression has {pattern.Length} characters, {LongestPattern} are allowed");
        }

        try
        {
            _ = TextTest.PatternOf(pattern, ignoreCase: false);
            return null;
        }
        catch (ArgumentException fault)
        {
            return $"'{pattern}' is no regular expression ({fault.Message})";
        }
        catch (NotSupportedException)
        {
            return $"'{pattern}' needs a back reference, look-around or atomic group, or is too large once it is written out";
        }
    }

    public const string PatternCure = "write one without back references, look-around and atomic groups";

    private void Add(string path, string sentence, string cure) => _faults.Add(new Fault(path, sentence, cure));

    private void Look(QueryCondition? condition, string path, int depth)
    {
        if (++_nodes > MostNodes)
        {
            return;
        }

        if (condition is null)
        {
            Add(path, "there is null where a condition stands", "take it out");
            return;
        }

        if (depth > Deepest)
        {
            Add(path, $"conditions stand more than {Deepest} deep in each other", "write it flatter");
            return;
        }

        var isTest = condition.Field.Length > 0 || condition.Is is not null || condition.Value.Length + condition.To.Length + condition.Values.Count > 0;
        var kinds = new[] { (condition.All is not null, "all"), (condition.Any is not null, "any"), (condition.Not is not null, "not"), (isTest, "field") }.Where(kind => kind.Item1).Select(kind => kind.Item2).ToList();
        if (kinds.Count != 1)
        {
            Add(path, kinds.Count == 0 ? "the condition is empty" : $"the condition has {string.Join(" and ", kinds)}", "give each condition one of all, any, not, or field with is; several together stand in all or any");
        }

        Look(condition.All, path + ".all", depth);
        Look(condition.Any, path + ".any", depth);
        if (condition.Not is not null)
        {
            Look(condition.Not, path + ".not", depth + 1);
        }

        if (isTest)
        {
            LookAtTest(condition, path);
        }
    }

    private void Look(IReadOnlyList<QueryCondition>? parts, string path, int depth)
    {
        for (var i = 0; i < parts?.Count; i++)
        {
            Look(parts[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), depth + 1);
        }
    }

    private void LookAtTest(QueryCondition condition, string path)
    {
        var field = Fields.Find(condition.Field);
        if (condition.Field.Length == 0)
        {
            Add(path + ".field", "no field is named", "name the field that is tested, such as shop.brand");
        }
        else if (field is null)
        {
            Add(path + ".field", $"there is no field '{condition.Field}'", Fields.Cure(condition.Field, row));
        }
        else if (field.IsRow && !row)
        {
            var own = Fields.Find(Fields.Shop + field.Name);
            Add(path + ".field", $"'{field.Name}' is of the row, which is shaped only behind this condition", own is not null ? $"write {own.Name}" : "name one of the shop's fields, such as shop.attribute.ID");
        }

        if (condition.Is is not { } test)
        {
            Add(path + ".is", "it is not said how the field is tested", $"give is one of {string.Join(", ", Enum.GetNames<Test>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]))}");
            return;
        }

        if (field is not null && !Fits(test, field.Kind))
        {
            var fitting = Enum.GetValues<Test>().Where(other => Fits(other, field.Kind)).Select(Word);
            Add(path + ".is", $"{Word(test)} does not fit {field.Name}, which is {Words(field.Kind)}", $"use {string.Join(", ", fitting)}");
            return;
        }

        LookAtValues(condition, test, field?.Kind, path);
    }

    private void LookAtValues(QueryCondition condition, Test test, FieldKind? kind, string path)
    {
        var isList = test is Test.In or Test.InCategory;
        if (!isList && condition.Values.Count > 0)
        {
            Add(path + ".values", $"{Word(test)} compares with one value, not with several", test == Test.Equals ? "use in, or value" : "use value; several such tests stand in any");
        }

        if (test != Test.Between && condition.To.Length > 0)
        {
            Add(path + ".to", $"{Word(test)} has no upper end", "leave to out, or use between");
        }

        if (test is Test.Empty or Test.True)
        {
            if (condition.Value.Length > 0)
            {
                Add(path + ".value", $"{Word(test)} compares with nothing", "leave value out; put the test into not for its contrary");
            }

            return;
        }

        var isNumber = test is Test.Less or Test.AtMost or Test.More or Test.AtLeast or Test.Between || (kind == FieldKind.Number && (test is Test.Equals or Test.In));
        if (isList)
        {
            if (condition.Values.Count == 0 && condition.Value.Length == 0)
            {
                Add(path + ".values", "there is nothing to compare with", "give the values");
            }

            for (var i = 0; i < condition.Values.Count; i++)
            {
                LookAtValue(condition.Values[i], test, isNumber, string.Create(CultureInfo.InvariantCulture, $"{path}.values[{i}]"));
            }

            if (condition.Value.Length > 0)
            {
                LookAtValue(condition.Value, test, isNumber, path + ".value");
            }

            return;
        }

        LookAtValue(condition.Value, test, isNumber, path + ".value");
        if (test != Test.Between)
        {
            return;
        }

        LookAtValue(condition.To, test, isNumber, path + ".to");
        if (Field.Parse(condition.Value) > Field.Parse(condition.To))
        {
            Add(path + ".to", $"{condition.To} is below {condition.Value}: nothing lies between", "put the lower one into value");
        }
    }

    private void LookAtValue(string? value, Test test, bool isNumber, string path)
    {
        if (string.IsNullOrEmpty(value))
        {
            Add(path, "there is nothing to compare with", "give a value; for a field without one use empty");
        }
        else if (isNumber && Field.Parse(value) is null)
        {
            Add(path, $"'{value}' is no number", "write it with a dot and without thousands marks, such as 9.99");
        }
        else if (test == Test.Matches && Pattern(value) is { } fault)
        {
            Add(path, fault, PatternCure);
        }
    }

    /// <summary>Whether the test says something of such a field.</summary>
    private static bool Fits(Test test, FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.Texts => test is not (Test.InCategory or Test.True),
        FieldKind.Number => test is Test.Equals or Test.In or Test.Less or Test.AtMost or Test.More or Test.AtLeast or Test.Between or Test.Empty,
        FieldKind.Flag => test is Test.True,
        _ => test is Test.Equals or Test.In or Test.InCategory or Test.Empty,
    };

    private static string Word(Test test) => test.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    private static string Words(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.Texts => "a text",
        FieldKind.Number => "a number",
        FieldKind.Flag => "yes or no",
        _ => "a category",
    };
}
