using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Queries;

/// <summary>A compiled part of a condition.</summary>
internal abstract class Node
{
    public abstract bool Matches(Offer offer);

    public static Node Of(QueryCondition condition) =>
        condition.All is { } all ? new AllOf([.. all.Select(Of)])
        : condition.Any is { } any ? new AnyOf([.. any.Select(Of)])
        : condition.Not is { } not ? new NotThat(Of(not))
        : OfTest(Fields.Find(condition.Field)!, condition);

    private static Node OfTest(Field field, QueryCondition condition) => (condition.Is, field.Kind) switch
    {
        (Test.Empty, _) => new IsEmpty(field),
        (Test.True, _) => new IsSet(field),
        (Test.InCategory, _) => new InCategory(field, Values(condition), below: true),
        (Test.Equals, FieldKind.Category) => new InCategory(field, [condition.Value], below: false),
        (Test.In, FieldKind.Category) => new InCategory(field, Values(condition), below: false),
        (Test.Equals, FieldKind.Number) => new IsOneOf(field, [Field.Parse(condition.Value)!.Value]),
        (Test.In, FieldKind.Number) => new IsOneOf(field, [.. Values(condition).Select(value => Field.Parse(value)!.Value)]),
        (Test.Less or Test.AtMost or Test.More or Test.AtLeast or Test.Between, _) =>
            NumberTest(field, condition.Is.Value, Field.Parse(condition.Value)!.Value, condition.Is == Test.Between ? Field.Parse(condition.To)!.Value : 0),
        _ => new IsText(field, TextTest.Of(condition)),
    };

    /// <summary>Those of the list, and the single one where it is given.</summary>
    public static IReadOnlyList<string> Values(QueryCondition condition) => condition.Value.Length == 0 ? condition.Values : [.. condition.Values, condition.Value];

    private static Node NumberTest(Field field, Test test, decimal value, decimal to) => field.Kind == FieldKind.Texts
        ? new IsText(field, new TextTest.IsNumber(test, value, to))
        : new IsNumber(field, test, value, to);

    private static bool Compares(Test test, decimal number, decimal value, decimal to) => test switch
    {
        Test.Less => number < value,
        Test.AtMost => number <= value,
        Test.More => number > value,
        Test.AtLeast => number >= value,
        _ => number >= value && number <= to,
    };

    internal static bool Passes(Test test, decimal? number, decimal value, decimal to) => number is { } known && Compares(test, known, value, to);

    private sealed class AllOf(Node[] nodes) : Node
    {
        public override bool Matches(Offer offer)
        {
            foreach (var node in nodes)
            {
                if (!node.Matches(offer))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class AnyOf(Node[] nodes) : Node
    {
        public override bool Matches(Offer offer)
        {
            foreach (var node in nodes)
            {
                if (node.Matches(offer))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class NotThat(Node node) : Node
    {
        public override bool Matches(Offer offer) => !node.Matches(offer);
    }

    private sealed class IsEmpty(Field field) : Node
    {
        public override bool Matches(Offer offer) => field.IsEmpty(offer);
    }

    private sealed class IsSet(Field field) : Node
    {
        public override bool Matches(Offer offer) => field.IsSet(offer);
    }

    private sealed class IsNumber(Field field, Test test, decimal value, decimal to) : Node
    {
        public override bool Matches(Offer offer) => field.TryNumber(offer, out var number) && Compares(test, number, value, to);
    }

    private sealed class IsOneOf(Field field, decimal[] values) : Node
    {
        public override bool Matches(Offer offer) => field.TryNumber(offer, out var number) && Array.IndexOf(values, number) >= 0;
    }

    /// <summary>Ids count as the shop writes them.</summary>
    private sealed class InCategory(Field field, IReadOnlyList<string> ids, bool below) : Node
    {
        private readonly string[] _ids = [.. ids];
        private readonly bool _isAny = below && ids.Contains(OutsideChosenCategories.Root);

        public override bool Matches(Offer offer)
        {
            for (var at = 0; field.Place(offer, at) is { } place; at++)
            {
                if (_isAny || IsIn(place))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsIn(CategoryPlace place)
        {
            if (IsOne(place.Id))
            {
                return true;
            }

            for (var level = 0; below && level < place.Path.Count; level++)
            {
                if (IsOne(place.Path[level]))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsOne(string id)
        {
            foreach (var known in _ids)
            {
                if (string.Equals(known, id, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class IsText(Field field, TextTest test) : Node
    {
        private readonly bool _isList = field.Kind == FieldKind.Texts;

        public override bool Matches(Offer offer)
        {
            if (field.Word(offer) is { Length: > 0 } word && test.Passes(word) is { } known)
            {
                return known;
            }

            var text = field.Look(offer);
            return !text.IsEmpty && (test.Passes(text) || (_isList && AnyPasses(text)));
        }

        private bool AnyPasses(ReadOnlySpan<byte> texts)
        {
            var isSeveral = false;
            for (int end; (end = texts.IndexOf(", "u8)) >= 0; texts = texts[(end + 2)..])
            {
                isSeveral = true;
                if (end > 0 && test.Passes(texts[..end]))
                {
                    return true;
                }
            }

            return isSeveral && !texts.IsEmpty && test.Passes(texts);
        }
    }
}
