using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Listings;

/// <summary>Whether the shop is ready for its first listing, in one respect.</summary>
public sealed record Prerequisite
{
    /// <summary>SHOP_STATUS, SHOP_TAX, PICKUP_WAREHOUSE, RETURN_WAREHOUSE, DELIVERY_OPTION, SHIPPING_TEMPLATE, PRODUCT_QUANTITY_LIMIT and others.</summary>
    public string CheckItem { get; init; } = "";

    public bool IsFailed { get; init; }

    public IReadOnlyList<string> FailReasons { get; init; } = [];
}

public sealed record ShopWarehouse
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>SALES_WAREHOUSE or RETURN_WAREHOUSE.</summary>
    public string Type { get; init; } = "";

    public string SubType { get; init; } = "";

    /// <summary>ENABLED, DISABLED or RESTRICTED.</summary>
    public string EffectStatus { get; init; } = "";

    public bool IsDefault { get; init; }

    /// <summary>The address and what else TikTok says. It names people: it is not kept.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

public sealed record DeliveryOption
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>STANDARD, EXPRESS, ECONOMY or SEND_BY_SELLER.</summary>
    public string Type { get; init; } = "";

    public string Description { get; init; } = "";

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>A carrier.</summary>
public sealed record ShippingProvider
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";
}

public sealed record ShopBrand
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>AUTHORIZED or UNAUTHORIEZD (sic).</summary>
    public string AuthorizedStatus { get; init; } = "";

    public string BrandStatus { get; init; } = "";

    public bool IsT1Brand { get; init; }
}

/// <param name="Brands">This page's.</param>
/// <param name="Total">How many there are in all, where TikTok says so.</param>
/// <param name="NextPageToken">Empty: the last page.</param>
public sealed record BrandPage(IReadOnlyList<ShopBrand> Brands, long? Total, string NextPageToken);

/// <summary>What TikTok would list a product as.</summary>
public sealed record RecommendedCategories
{
    public string LeafCategoryId { get; init; } = "";

    public IReadOnlyList<RecommendedCategory> Categories { get; init; } = [];
}

public sealed record RecommendedCategory
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public bool IsLeaf { get; init; }

    public long? Level { get; init; }

    public IReadOnlyList<string> PermissionStatuses { get; init; } = [];
}

/// <summary>What TikTok is told of a product for which it shall name a category.</summary>
/// <param name="ProductTitle">Its title.</param>
public sealed record RecommendationQuestion(string ProductTitle)
{
    public string? Description { get; init; }

    public IReadOnlyList<ImageUri>? Images { get; init; }

    /// <summary>v1 or v2.</summary>
    public string? CategoryVersion { get; init; }
}
