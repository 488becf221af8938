namespace Connector.Policy.Documents;

/// <summary>
/// A question about a product, as a tree. Each node is one of: <see cref="All"/>, <see cref="Any"/>, <see cref="Not"/>, or a test of one field
/// (<see cref="Field"/> with <see cref="Is"/>). Checklist TPL-01, TPL-09, RIV-01.
/// </summary>
public sealed record QueryCondition
{
    /// <summary>True where every one of these is; an empty list is true.</summary>
    public IReadOnlyList<QueryCondition>? All { get; init; }

    /// <summary>True where at least one of these is; an empty list is false.</summary>
    public IReadOnlyList<QueryCondition>? Any { get; init; }

    /// <summary>True where this is not.</summary>
    public QueryCondition? Not { get; init; }

    /// <summary>The field that is tested: one of the shop's (shop.brand, shop.attribute.ID, shop.variation.ID ...) or, in rules, of the row as it is shaped so far (title, price ...).</summary>
    public string Field { get; init; } = "";

    /// <summary>How it is tested.</summary>
    public Test? Is { get; init; }

    /// <summary>What it is compared with; for between, the least.</summary>
    public string Value { get; init; } = "";

    /// <summary>For between: the most, itself included.</summary>
    public string To { get; init; } = "";

    /// <summary>For in and inCategory: any of these.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether letters in capitals and small count as the same. Default true; category ids always count as the shop writes them.</summary>
    public bool IgnoreCase { get; init; } = true;
}

/// <summary>How a field is tested.</summary>
public enum Test
{
    /// <summary>The same text or number.</summary>
    Equals,

    /// <summary>One of the values.</summary>
    In,

    /// <summary>Contains the text.</summary>
    Contains,

    /// <summary>Starts with the text.</summary>
    Starts,

    /// <summary>Ends with the text.</summary>
    Ends,

    /// <summary>Matches the regular expression somewhere (non-backtracking: no back references, no look-around).</summary>
    Matches,

    /// <summary>A number below the value.</summary>
    Less,

    /// <summary>A number of the value or below.</summary>
    AtMost,

    /// <summary>A number above the value.</summary>
    More,

    /// <summary>A number of the value or above.</summary>
    AtLeast,

    /// <summary>A number from the value to the second one, both included.</summary>
    Between,

    /// <summary>There is no value.</summary>
    Empty,

    /// <summary>In one of these of the shop's categories, or below.</summary>
    InCategory,

    /// <summary>Yes: the flag is set.</summary>
    True,
}
