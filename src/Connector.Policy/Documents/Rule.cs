using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>If a condition holds, then set, copy, replace, append, write by template, round or hold. Rules act after the policies, in their order. Checklist RIV-01.</summary>
public sealed record Rule
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>Words by which people find it again.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The account to which it belongs.</summary>
    public required string Account { get; init; }

    /// <summary>Only for products of these listing templates. Empty (default): for all of the account's.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Rules act from the lowest to the highest; equals by name. Default 0.</summary>
    public int Order { get; init; }

    /// <summary>True: it does nothing for now.</summary>
    public bool Paused { get; init; }

    /// <summary>For which products. Left out: all.</summary>
    public QueryCondition? If { get; init; }

    /// <summary>What is done, one after the other.</summary>
    public IReadOnlyList<RuleAction> Then { get; init; } = [];

    /// <summary>The document and version it was read from, such as rules/sale-titles@2.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}

/// <summary>One thing that a rule does.</summary>
public sealed record RuleAction
{
    /// <summary>What is done.</summary>
    public required RuleVerb Do { get; init; }

    /// <summary>The field that is changed: of the row, such as title, brand, price, quantity, color. Not for hold.</summary>
    public string Field { get; init; } = "";

    /// <summary>For set and append: the text or number. For replace: what stands in for what was found. For template: the text with placeholders. For hold: why.</summary>
    public string Value { get; init; } = "";

    /// <summary>For copy: the field that is copied.</summary>
    public string Other { get; init; } = "";

    /// <summary>For replace: the text that is looked for.</summary>
    public string Find { get; init; } = "";

    /// <summary>For replace: Find is a regular expression (non-backtracking).</summary>
    public bool Pattern { get; init; }

    /// <summary>For append: stands between, where there is something before. Default: a blank.</summary>
    public string Separator { get; init; } = " ";

    /// <summary>For hold: what it means for a product that TikTok has. Default: its content stays, price and stock go on.</summary>
    public RuleHoldAs As { get; init; }

    /// <summary>For round: how.</summary>
    public PriceRounding? Rounding { get; init; }
}

/// <summary>What a rule's hold means for a product that TikTok has.</summary>
public enum RuleHoldAs
{
    /// <summary>Its content stays as it was sent; price and stock go on.</summary>
    Content,

    /// <summary>Its price is not to be trusted: the row stays, with stock 0.</summary>
    Price,

    /// <summary>It is not to be listed: deactivated or deleted, as the synchronization policy says.</summary>
    Gone,
}

/// <summary>What a rule can do.</summary>
public enum RuleVerb
{
    /// <summary>The field becomes the value; an empty one clears it.</summary>
    Set,

    /// <summary>The field becomes another field's value, where that has one.</summary>
    Copy,

    /// <summary>What was found in the field is replaced, everywhere.</summary>
    Replace,

    /// <summary>The value is put behind the field's text.</summary>
    Append,

    /// <summary>The field is written by a text with placeholders.</summary>
    Template,

    /// <summary>A price or quantity is rounded.</summary>
    Round,

    /// <summary>The product is not listed; one that TikTok has keeps its content, price and stock go on.</summary>
    Hold,
}
