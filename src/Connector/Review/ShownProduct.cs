namespace Connector.Review;

/// <summary>TikTok's verdict on a product.</summary>
public enum AuditStatus
{
    /// <summary>No status, or one that this version does not know; see the raw text.</summary>
    Unknown,

    /// <summary><c>approved</c>.</summary>
    Approved,

    /// <summary><c>rejected</c>.</summary>
    Rejected,

    /// <summary><c>processing</c>. It stays so for an image under 500 px.</summary>
    Processing,
}

/// <summary>Why TikTok refused a product, and where.</summary>
public sealed record RejectedReason(string? Reason, string? Suggestion, string? AffectedPlacement, string? AffectedCountry);

/// <summary>Counts of a whole catalog, as catalog/overview gives them.</summary>
public sealed record CatalogOverview(long Approved, long Rejected, long Processing);

/// <summary>A product as TikTok's catalog shows it. What TikTok left out, or gave in a form that cannot be read, is null.</summary>
public sealed record ShownProduct
{
    public required string Sku { get; init; }

    public string? ProductId { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>TikTok's text: <c>IN_STOCK</c> …</summary>
    public string? Availability { get; init; }

    public decimal? Price { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    public decimal? SalePrice { get; init; }

    public string? Brand { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>The images after the first.</summary>
    public IReadOnlyList<string> AdditionalImageUrls { get; init; } = [];

    public string? LandingPageUrl { get; init; }

    public string? GroupId { get; init; }

    public string? Condition { get; init; }

    public string? GoogleProductCategory { get; init; }

    /// <summary>The shop's own category, as it was sent.</summary>
    public string? ProductCategory { get; init; }

    public AuditStatus AuditStatus { get; init; }

    /// <summary>The status as TikTok wrote it.</summary>
    public string? AuditStatusText { get; init; }

    public required IReadOnlyList<RejectedReason> RejectedReasons { get; init; }

    /// <summary>TikTok's text: PROCESSING, SUCCESS, FAIL, FILTERED (an image under 500 px), NOT_SUPPORTED, NO_FOUND.</summary>
    public string? ImageStatus { get; init; }

    /// <summary>TikTok's text: ACTIVATED or DEACTIVATED.</summary>
    public string? ActiveStatus { get; init; }

    /// <summary>TikTok's text.</summary>
    public string? AdCreationEligible { get; init; }

    /// <summary>The item's JSON as it came, for the archive.</summary>
    public required string Raw { get; init; }
}
