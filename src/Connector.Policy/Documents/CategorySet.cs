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

    /// <summary>The document and version it was read from, such as categories/uk@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}
