using Connector.Policy;

namespace Connector.Feeds;

/// <summary>Why a row is not sent, or a part of it not, although the policies list the product. None of these changes what TikTok has.</summary>
public static class PublishingReasons
{
    public static readonly ReasonCode UploadOff = new(
        "sync.upload-off", "TikTok never had it, and the synchronization policy does not send new products by itself",
        "switch on product upload in the synchronization policy", HoldKind.Gone);

    public static readonly ReasonCode UpdateOff = new(
        "sync.update-off", "these stay as they were last sent, because product update is off: {0}", "switch on product update in the synchronization policy");

    public static readonly ReasonCode InventoryPriceOff = new(
        "sync.inventory-price-off", "these stay as they were last sent, because inventory/price sync is off: {0}", "switch on inventory/price sync in the synchronization policy");

    public static readonly ReasonCode NotObserved = new(
        "sync.not-observed", "these changed, but only changes of {1} are observed, so the row stays as it was published: {0}", "observe another attribute in the synchronization policy");

    public static readonly ReasonCode NotSent = new(
        "sync.not-sent", "these stay as they were last sent, because only {1} are sent: {0}", "add them to the attributes of the synchronization policy");

    public static readonly ReasonCode InReview = new(
        "sync.in-review", "TikTok is reviewing what was sent before; until {1} at the latest these stay as they were sent: {0}", "nothing is to be done; or set reviewHoldHours in the synchronization policy");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReasonCode> All { get; } = [UploadOff, UpdateOff, InventoryPriceOff, NotObserved, NotSent, InReview];
}
