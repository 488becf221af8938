using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>
/// TikTok's categories with their rules and attributes, as interface C answers (facts: tiktok.md 3.10): the members categories, rules and attributes hold the
/// answers' data. For one country and version of the tree. Checklist ATT, IDC-05, RIV-04.
/// </summary>
public sealed record CategorySet
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>ISO 3166 country of the TikTok shops for which the categories hold.</summary>
    public string Country { get; init; } = "";

    /// <summary>The tree's version: v1 (three levels), or v2 (seven levels: US and South-East Asia). Default v1.</summary>
    public string CategoryVersion { get; init; } = "v1";

    /// <summary>When the answers were fetched, ISO 8601; for people.</summary>
    public string Fetched { get; init; } = "";

    /// <summary>The list of the answer of GET /product/202309/categories: the tree, each category with its parent.</summary>
    public IReadOnlyList<ChannelCategory> Categories { get; init; } = [];

    /// <summary>By category id, the data of the answer of GET /product/202309/categories/ID/rules.</summary>
    public IReadOnlyDictionary<string, ChannelCategoryRules> Rules { get; init; } = new Dictionary<string, ChannelCategoryRules>();

    /// <summary>By category id, the list of the answer of GET /product/202309/categories/ID/attributes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ChannelAttributeForm>> Attributes { get; init; } = new Dictionary<string, IReadOnlyList<ChannelAttributeForm>>();

    /// <summary>Ids of categories whose products need no identifier code; what lies below is exempt too. TikTok Shop shows them per seller. Checklist IDC-05.</summary>
    public IReadOnlyList<string> IdentifierExempt { get; init; } = [];

    /// <summary>The document and version it was read from, such as categories/uk@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}
