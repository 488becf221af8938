using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Listings;

/// <summary>A product as TikTok shows it, in full or as a search shows it. Words of TikTok's enumerations are kept as text: the sets are open. What is not named here is kept in <see cref="Rest"/>.</summary>
public sealed record ShopListing
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>DRAFT, PENDING, FAILED, ACTIVATE, SELLER_DEACTIVATED, PLATFORM_DEACTIVATED, FREEZE or DELETED.</summary>
    public string Status { get; init; } = "";

    /// <summary>The newer of the two status fields, beside <see cref="Audit"/>: INITIAL, DRAFT, ACTIVATE, SELLER_DEACTIVATED, PLATFORM_DEACTIVATED, FREEZE or DELETED. Empty where TikTok does not say.</summary>
    public string ProductStatus { get; init; } = "";

    /// <summary>The audit of the newest version, which is not the live one while an edit is looked at. Null where TikTok does not say.</summary>
    public ListingAudit? Audit { get; init; }

    public IReadOnlyList<AuditFailure> AuditFailedReasons { get; init; } = [];

    public IReadOnlyList<PlatformStatus> IntegratedPlatformStatuses { get; init; } = [];

    public bool HasDraft { get; init; }

    public string ExternalProductId { get; init; } = "";

    public string Description { get; init; } = "";

    public IReadOnlyList<ShownImage> MainImages { get; init; } = [];

    public NamedId? Brand { get; init; }

    public IReadOnlyList<CategoryStep> CategoryChains { get; init; } = [];

    public IReadOnlyList<NamedId> RecommendedCategories { get; init; } = [];

    public IReadOnlyList<ShownAttribute> ProductAttributes { get; init; } = [];

    public IReadOnlyList<ShownSku> Skus { get; init; } = [];

    /// <summary>POOR, FAIR or GOOD.</summary>
    public string ListingQualityTier { get; init; } = "";

    public IReadOnlyList<string> ProductSyncFailReasons { get; init; } = [];

    /// <summary>Unix second.</summary>
    public long? CreateTime { get; init; }

    /// <summary>Unix second.</summary>
    public long? UpdateTime { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

public sealed record ListingAudit
{
    /// <summary>NONE, AUDITING, FAILED, PRE_APPROVED or APPROVED.</summary>
    public string Status { get; init; } = "";

    /// <summary>KYC_PENDING, RESTRICTED_CATEGORY_PENDING.</summary>
    public IReadOnlyList<string> PreApprovedReasons { get; init; } = [];
}

/// <summary>Why an audit failed.</summary>
public sealed record AuditFailure
{
    /// <summary>What it is about, in TikTok's words.</summary>
    public string Position { get; init; } = "";

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>TIKTOK_SHOP or TOKOPEDIA.</summary>
    public string ListingPlatform { get; init; } = "";
}

public sealed record PlatformStatus
{
    public string Platform { get; init; } = "";

    public string Status { get; init; } = "";
}

public sealed record ShownSku
{
    public string Id { get; init; } = "";

    public string SellerSku { get; init; } = "";

    public string ExternalSkuId { get; init; } = "";

    public ShownPrice? Price { get; init; }

    public ListPriceShown? ListPrice { get; init; }

    public IReadOnlyList<ShownQuantity> Inventory { get; init; } = [];

    public SkuStatus? StatusInfo { get; init; }

    public IReadOnlyList<ShownSalesAttribute> SalesAttributes { get; init; } = [];

    public ShownIdentifier? IdentifierCode { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>Money as TikTok writes it.</summary>
public sealed record ShownPrice
{
    public string Currency { get; init; } = "";

    public string SalePrice { get; init; } = "";

    public string TaxExclusivePrice { get; init; } = "";

    public string UnitPrice { get; init; } = "";
}

public sealed record ListPriceShown
{
    public string Amount { get; init; } = "";

    public string Currency { get; init; } = "";
}

public sealed record ShownQuantity
{
    public string WarehouseId { get; init; } = "";

    public long? Quantity { get; init; }
}

public sealed record SkuStatus
{
    /// <summary>NORMAL or DEACTIVATED.</summary>
    public string Status { get; init; } = "";

    /// <summary>SELLER, PLATFORM or COMBO_RELATION.</summary>
    public string DeactivationSource { get; init; } = "";
}

public sealed record ShownSalesAttribute
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string ValueId { get; init; } = "";

    public string ValueName { get; init; } = "";

    public ShownImage? SkuImg { get; init; }
}

public sealed record ShownIdentifier
{
    public string Code { get; init; } = "";

    public string Type { get; init; } = "";
}

public sealed record ShownImage
{
    public string Uri { get; init; } = "";

    public IReadOnlyList<string> Urls { get; init; } = [];

    public long? Width { get; init; }

    public long? Height { get; init; }
}

public sealed record ShownAttribute
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public IReadOnlyList<NamedId> Values { get; init; } = [];
}

public sealed record CategoryStep
{
    public string Id { get; init; } = "";

    public string ParentId { get; init; } = "";

    public string LocalName { get; init; } = "";

    public bool IsLeaf { get; init; }
}

public sealed record NamedId
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Where TikTok names it so.</summary>
    public string LocalName { get; init; } = "";
}
