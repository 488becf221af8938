namespace Connector.Policy;

/// <summary>A canonical state in the vocabularies that users know (facts: rivals.md 3.4; checklist STA, PRD-07, PRD-08, D-09, D-10).</summary>
/// <param name="Canonical">The state as this product writes it.</param>
/// <param name="Faq">In the six words of TikTok's own FAQ on product syncing; empty where that has none.</param>
/// <param name="Grid">In the words of the product grid of Magento's connectors: live, not uploaded, rejected.</param>
public sealed record StateWords(string Canonical, string Faq, string Grid)
{
    /// <summary>The words for a state.</summary>
    /// <param name="state">The state.</param>
    public static StateWords Of(ListingState state) => state switch
    {
        ListingState.NotSynced => new("not synced", "Not synced", "not uploaded"),
        ListingState.Unassigned => new("unassigned", "", "not uploaded"),
        ListingState.FailedToSync => new("failed to sync", "Failed to sync", "not uploaded, validation failed"),
        ListingState.DeliveredUnconfirmed => new("delivered, unconfirmed", "Under review", "not uploaded"),
        ListingState.InReview => new("in review", "Under review", "not uploaded"),
        ListingState.Rejected => new("rejected", "Failed review", "rejected"),
        ListingState.Approved => new("approved", "Active", "live, active"),
        ListingState.Deactivated => new("deactivated", "Synced (unlisted: deactivated)", "inactive"),
        ListingState.Deleting => new("being deleted", "Synced (unlisted: being deleted)", "inactive"),
        ListingState.LiveEditInReview => new("live, edit in review", "Active", "live, active"),
        ListingState.LiveEditRejected => new("live, edit rejected", "Active", "live, active"),
        ListingState.Draft => new("draft", "Synced (unlisted: draft)", "inactive"),
        ListingState.UnlistedBySeller => new("unlisted by seller", "Synced (unlisted: by seller)", "inactive"),
        ListingState.UnlistedByPlatform => new("unlisted by platform", "Synced (unlisted: by platform)", "inactive"),
        ListingState.Frozen => new("frozen", "Synced (unlisted: frozen)", "inactive"),
        ListingState.DeletedThere => new("deleted at TikTok", "Synced (unlisted: deleted)", "not uploaded"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
