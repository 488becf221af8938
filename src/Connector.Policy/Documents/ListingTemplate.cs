using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>Which products are listed in a TikTok category, and by which policies. Also called category template. Checklist TPL.</summary>
public sealed record ListingTemplate
{
    /// <summary>Name for people. Checklist TPL-01.</summary>
    public string Title { get; init; } = "";

    /// <summary>The account to which it belongs. Checklist TPL-06.</summary>
    public required string Account { get; init; }

    /// <summary>False: its products are not listed, and nothing is done with them. Checklist TPL-05, TPL-07.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>TikTok's category: the id of a leaf. Empty: none is told. Checklist TPL-01.</summary>
    public string Category { get; init; } = "";

    /// <summary>Of several templates that match a product, the one with the highest priority takes it; of equals, the first by name. Default 0; -1,000 to 1,000.</summary>
    public int Priority { get; init; }

    /// <summary>The query condition: the products that belong to it. Left out: all. Checklist TPL-09.</summary>
    public QueryCondition? Condition { get; init; }

    /// <summary>The policies for its products. Checklist POL-10.</summary>
    public TemplatePolicies Policies { get; init; } = new();

    /// <summary>How titles are written. Left out: the shop's name.</summary>
    public TextTemplate? TitleTemplate { get; init; }

    /// <summary>How descriptions are written. Left out: the shop's description.</summary>
    public TextTemplate? DescriptionTemplate { get; init; }

    /// <summary>The document and version it was read from, such as templates/shoes@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}

/// <summary>Names of the policy documents that decide for a template's products. Empty: those of the account.</summary>
public sealed record TemplatePolicies
{
    public string Image { get; init; } = "";

    public string Pricing { get; init; } = "";

    public string Inventory { get; init; } = "";

    public string Mapping { get; init; } = "";
}

/// <summary>A text with placeholders. Checklist RIV-03.</summary>
public sealed record TextTemplate
{
    /// <summary>
    /// The text, with fields in braces: {title}, {shop.brand}, {shop.attribute.material}. A field may name others for where it is empty, and a
    /// last word in quotes: {shop.variation.color|shop.attribute.colour|"assorted"}. A part in square brackets is left out where one of its fields is empty:
    /// {title}[, {shop.variation.color}]. Fields such as color are there for feed sheets with a column for them. {{ }} [[ ]] stand for the signs themselves.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>Most characters; what is longer is cut at a word and ends with …. 0 (default): the feed sheet's limit.</summary>
    public int Longest { get; init; }

    /// <summary>Where the text comes out shorter than this, the shop's own is used. Default 1.</summary>
    public int Shortest { get; init; } = 1;
}
