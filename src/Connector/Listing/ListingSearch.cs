namespace Connector.Listings;

/// <summary>Which products are searched for. What is null does not narrow.</summary>
public sealed record ListingSearch
{
    /// <summary>Limit of <c>seller_skus</c> (12019027).</summary>
    public const int MaxSellerSkus = 10;

    /// <summary>Limit of <c>sku_ids</c> (12019087).</summary>
    public const int MaxSkuIds = 10;

    /// <summary>ALL, DRAFT, PENDING, FAILED, ACTIVATE, SELLER_DEACTIVATED, PLATFORM_DEACTIVATED, FREEZE or DELETED.</summary>
    public string? Status { get; init; }

    /// <summary>At most <see cref="MaxSellerSkus"/>.</summary>
    public IReadOnlyList<string>? SellerSkus { get; init; }

    /// <summary>TikTok's ids, at most <see cref="MaxSkuIds"/>. Not in version 202309.</summary>
    public IReadOnlyList<string>? SkuIds { get; init; }

    /// <summary>Not in version 202309.</summary>
    public IReadOnlyList<string>? AuditStatus { get; init; }

    /// <summary>Not in version 202309.</summary>
    public bool? ReturnDraftVersion { get; init; }

    /// <summary>v1 or v2. Not in version 202309.</summary>
    public string? CategoryVersion { get; init; }

    /// <summary>Unix second.</summary>
    public long? CreateTimeGe { get; init; }

    /// <summary>Unix second.</summary>
    public long? CreateTimeLe { get; init; }

    /// <summary>Unix second.</summary>
    public long? UpdateTimeGe { get; init; }

    /// <summary>Unix second.</summary>
    public long? UpdateTimeLe { get; init; }
}

/// <summary>Which version of the search is asked.</summary>
public enum SearchVersion
{
    /// <summary>The newer one: with audits, drafts and SKU states.</summary>
    V202502,

    /// <summary>The older one, for shops that do not have the newer one yet.</summary>
    V202309,
}

/// <summary>A page of products.</summary>
/// <param name="Products">Its products.</param>
/// <param name="Total">How many were found in all, where TikTok says so.</param>
/// <param name="NextPageToken">Empty: the last page.</param>
public sealed record ListingPage(IReadOnlyList<ShopListing> Products, long? Total, string NextPageToken)
{
    /// <summary>TikTok shows only so many of what one search finds (12052180): narrow it by <see cref="ListingSearch.UpdateTimeGe"/>.</summary>
    public const int MostResults = 10_000;
}
