using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>A category, in TikTok's words. Members that are not named here are kept as they came.</summary>
public sealed record ChannelCategory
{
    /// <summary>TikTok's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Whether products can be listed in it: nothing lies below.</summary>
    [JsonPropertyName("is_leaf")]
    public bool IsLeaf { get; init; }

    /// <summary>Its name in the shop's language.</summary>
    [JsonPropertyName("local_name")]
    public string? LocalName { get; init; }

    /// <summary>The category above; 0 or empty at the top.</summary>
    [JsonPropertyName("parent_id")]
    public string? ParentId { get; init; }

    /// <summary>What this shop may do there: AVAILABLE, INVITE_ONLY, NON_MAIN_CATEGORY, PROHIBITED.</summary>
    [JsonPropertyName("permission_statuses")]
    public IReadOnlyList<string>? PermissionStatuses { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>What products in a category need, in TikTok's words. Members that are not named here are kept as they came.</summary>
public sealed record ChannelCategoryRules
{
    /// <summary>Whether package dimensions are required. Checklist DIM-01.</summary>
    [JsonPropertyName("package_dimension")]
    public ChannelRequirement? PackageDimension { get; init; }

    /// <summary>Whether a size chart is required.</summary>
    [JsonPropertyName("size_chart")]
    public ChannelRequirement? SizeChart { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>Whether something is required.</summary>
public sealed record ChannelRequirement
{
    /// <summary>Whether it is.</summary>
    [JsonPropertyName("is_required")]
    public bool IsRequired { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>An attribute that a category has, in TikTok's words. Members that are not named here are kept as they came. Checklist ATT-07.</summary>
public sealed record ChannelAttributeForm
{
    /// <summary>TikTok's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Its name in the shop's language.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>SALES_PROPERTY: variants may differ in it. PRODUCT_PROPERTY: a product has it. Checklist ATT-10.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>Whether a product must have it. The name is misspelt in TikTok's answers too. Checklist ATT-08.</summary>
    [JsonPropertyName("is_requried")]
    public bool IsRequired { get; init; }

    /// <summary>Whether values outside the list are taken. Checklist ATT-11.</summary>
    [JsonPropertyName("is_customizable")]
    public bool IsCustomizable { get; init; }

    /// <summary>Whether a product may have several of its values.</summary>
    [JsonPropertyName("is_multiple_selection")]
    public bool IsMultipleSelection { get; init; }

    /// <summary>Where any of these holds, a product must have it.</summary>
    [JsonPropertyName("requirement_conditions")]
    public IReadOnlyList<ChannelRequirementCondition>? RequirementConditions { get; init; }

    /// <summary>The values that TikTok offers.</summary>
    [JsonPropertyName("values")]
    public IReadOnlyList<ChannelAttributeValue>? Values { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>A condition under which an attribute is required: that another one has this value.</summary>
public sealed record ChannelRequirementCondition
{
    /// <summary>The other attribute.</summary>
    [JsonPropertyName("attribute_id")]
    public string? AttributeId { get; init; }

    /// <summary>Its value; empty: any.</summary>
    [JsonPropertyName("attribute_value_id")]
    public string? AttributeValueId { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>A value that TikTok offers for an attribute.</summary>
public sealed record ChannelAttributeValue
{
    /// <summary>TikTok's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The value in the shop's language.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}
