namespace Connector.Policy;

/// <summary>
/// Where a SKU stands with TikTok, in one canonical vocabulary, as far as each channel can know it (facts: rivals.md 3.4). Two vocabularies that
/// users know are shown beside it: <see cref="StateWords"/>.
/// </summary>
public enum ListingState
{
    /// <summary>In the shop, never sent. Checklist STA-01.</summary>
    NotSynced,

    /// <summary>A step of the policies holds it, and TikTok has nothing of it. Checklist STA-02.</summary>
    FailedToSync,

    /// <summary>Sent; TikTok does not show the row that was sent yet.</summary>
    DeliveredUnconfirmed,

    /// <summary>TikTok shows the row and reviews it. Checklist STA-03.</summary>
    InReview,

    /// <summary>TikTok shows the row and rejected it, or filtered its image. Checklist STA-04.</summary>
    Rejected,

    /// <summary>TikTok shows the row and approved it. Checklist STA-05, as far as interface B can know.</summary>
    Approved,

    /// <summary>Gone from the shop: its row stays, out of stock. Checklist STA-06.</summary>
    Deactivated,

    /// <summary>In a delete file that TikTok may not have read yet.</summary>
    Deleting,

    /// <summary>In the shop, never sent, and no listing template takes it.</summary>
    Unassigned,

    /// <summary>Live with what TikTok took before; what was sent since is being reviewed. Only calls tell it.</summary>
    LiveEditInReview,

    /// <summary>Live with what TikTok took before; what was sent since was rejected. Only calls tell it.</summary>
    LiveEditRejected,

    /// <summary>Saved as a draft, which a person may list. Only calls tell it.</summary>
    Draft,

    /// <summary>Turned off at TikTok by the seller. Only calls tell it.</summary>
    UnlistedBySeller,

    /// <summary>Turned off by TikTok. Only calls tell it.</summary>
    UnlistedByPlatform,

    /// <summary>Frozen by TikTok: nothing of it can be changed. Only calls tell it.</summary>
    Frozen,

    /// <summary>Deleted at TikTok by other hands. Only calls tell it.</summary>
    DeletedThere,
}
