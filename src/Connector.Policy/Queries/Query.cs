using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Queries;

/// <summary>
/// A condition, compiled once and asked of every offer. Asking allocates nothing. A field without a value passes no test but
/// <see cref="Test.Empty"/>; a text that is no number passes no test of numbers.
/// </summary>
public sealed class Query
{
    private readonly Node? _root;
    private readonly string _words;

    private Query(Node? root, string words) => (_root, _words) = (root, words);

    /// <summary>The query that every product passes.</summary>
    public static Query Everything { get; } = new(null, "always");

    /// <summary>Whether there is no condition.</summary>
    public bool IsEverything => _root is null;

    /// <param name="condition">A condition without <see cref="Faults"/>; null: every product passes.</param>
    /// <exception cref="ArgumentException">The condition has a fault.</exception>
    public static Query Compile(QueryCondition? condition)
    {
        if (condition is null)
        {
            return Everything;
        }

        Fault.None(Faults(condition, "$"));
        return new Query(Node.Of(condition), ConditionWords.Of(condition));
    }

    /// <summary>All that is wrong with a condition.</summary>
    /// <param name="condition">Null is right: every product passes.</param>
    /// <param name="path">JSON path at which it stands.</param>
    /// <param name="row">Whether fields of the row may be named: not where the row is not shaped yet.</param>
    public static IReadOnlyList<Fault> Faults(QueryCondition? condition, string path, bool row = true) =>
        condition is null ? [] : new ConditionFaults(row).Of(condition, path);

    /// <summary>Whether the offer passes.</summary>
    public bool Matches(Offer offer) => _root is null || _root.Matches(offer);

    /// <summary>The condition in words: <c>brand is "X" and not (price is below 10)</c>; <c>always</c> where there is none.</summary>
    public override string ToString() => _words;
}
