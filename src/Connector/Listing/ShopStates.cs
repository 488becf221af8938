using Connector.Policy;

namespace Connector.Listings;

/// <summary>TikTok's two status fields in the canonical vocabulary (facts: rivals.md 3.4). They are kept apart: a live product may have an edit that is being audited, or failed.</summary>
public static class ShopStates
{
    /// <summary>Where a product stands.</summary>
    /// <param name="status">The product's status.</param>
    /// <param name="audit">The audit of its newest version; empty where TikTok says none.</param>
    public static ListingState Of(string status, string audit) => (status, audit) switch
    {
        ("ACTIVATE", "AUDITING") => ListingState.LiveEditInReview,
        ("ACTIVATE", "FAILED") => ListingState.LiveEditRejected,
        ("ACTIVATE", _) => ListingState.Approved,
        ("PENDING", _) => ListingState.InReview,
        ("FAILED", _) => ListingState.Rejected,
        ("DRAFT", _) => ListingState.Draft,
        ("SELLER_DEACTIVATED", "AUDITING") => ListingState.InReview,
        ("SELLER_DEACTIVATED", _) => ListingState.UnlistedBySeller,
        ("PLATFORM_DEACTIVATED", _) => ListingState.UnlistedByPlatform,
        ("FREEZE", _) => ListingState.Frozen,
        ("DELETED", _) => ListingState.DeletedThere,
        // Of INITIAL, and of words that are not known yet, nothing is concluded.
        _ => ListingState.DeliveredUnconfirmed,
    };
}
