using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>Which products are listed, what of them is sent when, and what becomes of those that leave. Assigned to an account. Checklist SYN.</summary>
public sealed record SynchronizationPolicy
{
    /// <summary>Name for people. Checklist SYN-01.</summary>
    public string Title { get; init; } = "Default synchronization policy";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Sets the switches at once: what a preset says of a switch is not said again beside it. Default: none, each switch by itself. Checklist D-03.</summary>
    public SynchronizationPreset Preset { get; init; }

    /// <summary>Products that TikTok never had are sent by themselves (default). Off: only those that it has. Checklist SYN-02.</summary>
    public SyncSwitch ProductUpload { get; init; } = new();

    /// <summary>Changes of content (title, description, images, attributes) are sent by themselves (default). Off: the content last sent stays. Checklist SYN-04.</summary>
    public SyncSwitch ProductUpdate { get; init; } = new();

    /// <summary>
    /// Changes of price and stock are sent by themselves (default). Off: price and quantity last sent stay, but what has sold out or counts as gone is
    /// still told, so that nothing is oversold for want of a switch. Checklist SYN-06.
    /// </summary>
    public SyncSwitch InventoryPriceSync { get; init; } = new();

    /// <summary>Whether price and stock go on where product update is off. Default: independent. Checklist SYN-07, D-02.</summary>
    public InventoryPriceDependence InventoryPriceDependsOn { get; init; } = InventoryPriceDependence.Nothing;

    /// <summary>
    /// Products are put into the listing template whose condition they meet, by themselves (default). Off: only by hand; what TikTok has stays in the
    /// template whose condition it meets. Checklist SYN-08.
    /// </summary>
    public SyncSwitch ProductAssign { get; init; } = new();

    /// <summary>Which products are eligible at all. Default: templateMatch where the account has a listing template, else all. Checklist SYN-03, SYN-05, D-04.</summary>
    public Eligibility Eligibility { get; init; } = Eligibility.ByTemplates;

    /// <summary>Only specific attributes. Checklist SYN-12 to SYN-15, D-01.</summary>
    public SpecificAttributes OnlyAttributes { get; init; } = new();

    /// <summary>Hours for which the content of a product is held back while TikTok reviews what was sent before; price and stock go on. Default 72; 0: never. 0 to 720. Checklist RIV-05.</summary>
    public int ReviewHoldHours { get; init; } = 72;

    /// <summary>List sold-out products with quantity 0 (default). False: a sold-out product that TikTok never had is not sent; one that it has stays with quantity 0. Checklist SYN-11, D-05.</summary>
    public bool OutOfStockProducts { get; init; } = true;

    /// <summary>Also list products that a shopper finds only through other products (default). Checklist SYN-10.</summary>
    public bool NotVisibleIndividually { get; init; } = true;

    /// <summary>Also list products that the shop's search does not find. Default false: what shoppers cannot find is not advertised.</summary>
    public bool NotSearchable { get; init; }

    /// <summary>Only products in one of these categories or below (the shop's category ids). Empty (default): all.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What happens on TikTok when the shop deletes a product. Default: deactivated. Checklist D-21.</summary>
    public OnStoreDelete OnStoreDelete { get; init; } = OnStoreDelete.Deactivate;

    /// <summary>What happens on TikTok when the shop takes a product offline or out of the chosen categories. Default: deactivated. Checklist D-21.</summary>
    public OnStoreDisable OnStoreDisable { get; init; } = OnStoreDisable.Deactivate;

    /// <summary>Days that a fault (no image, no price ...) may last before the product counts as gone. Default 3; 0 to 365.</summary>
    public int FaultGraceDays { get; init; } = 3;

    /// <summary>Record every operation on every SKU in the run's folder, activity.csv.gz (default). Checklist SYN-16, LOG-01, LOG-03.</summary>
    public bool ActivityLog { get; init; } = true;

    /// <summary>Record all communication with TikTok and its drop in the data folder, logs/ACCOUNT (default). Secrets are never in it. Checklist SYN-17, LOG-02, LOG-03.</summary>
    public bool FeedLog { get; init; } = true;

    /// <summary>The document and version it was read from, such as policies/uk-sync@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";

    /// <summary>Whether what is sent hangs on where a product stands: then an answer of TikTok's may change it.</summary>
    [JsonIgnore]
    public bool AsksForState
    {
        get
        {
            var policy = InForce();
            return policy.ProductAssign.Statuses.Count + policy.ProductUpload.Statuses.Count + policy.ProductUpdate.Statuses.Count + policy.InventoryPriceSync.Statuses.Count > 0;
        }
    }

    /// <summary>This policy with what its preset says of the switches. No property: a record's text would hold it, and it its own.</summary>
    public SynchronizationPolicy InForce() => Preset switch
    {
        SynchronizationPreset.PriceAndStockAfterFirstPublish => this with
        {
            ProductUpload = new SyncSwitch(), ProductUpdate = new SyncSwitch { Enabled = false }, InventoryPriceSync = new SyncSwitch(),
            InventoryPriceDependsOn = InventoryPriceDependence.Nothing,
        },
        SynchronizationPreset.FullContentSync => this with { ProductUpload = new SyncSwitch(), ProductUpdate = new SyncSwitch(), InventoryPriceSync = new SyncSwitch() },
        _ => this,
    };
}

/// <summary>What a policy sets in one word. Checklist D-03.</summary>
public enum SynchronizationPreset
{
    /// <summary>Each switch by itself.</summary>
    None,

    /// <summary>Any change is sent: upload, update, and price and stock are on.</summary>
    FullContentSync,

    /// <summary>All is sent once; then only price and stock. Checklist UPD-01, UPD-02, UPD-04.</summary>
    PriceAndStockAfterFirstPublish,
}

/// <summary>One of the four switches. Checklist D-20.</summary>
public sealed record SyncSwitch
{
    /// <summary>On (default) or off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Only for products that stand so with TikTok. Empty (default): for all.</summary>
    public IReadOnlyList<ListingState> Statuses { get; init; } = [];

    /// <summary>Whether it is on for a product that stands so.</summary>
    /// <param name="state">Where the product stands.</param>
    public bool IsOnFor(ListingState state) => Enabled && (Statuses.Count == 0 || Statuses.Contains(state));
}

/// <summary>Whether inventory/price sync works where product update is off. Checklist D-02.</summary>
public enum InventoryPriceDependence
{
    /// <summary>It works by itself.</summary>
    Nothing,

    /// <summary>It works only where product update is on.</summary>
    ProductUpdate,
}

/// <summary>Which products are eligible. Checklist D-04.</summary>
public enum Eligibility
{
    /// <summary>Template match where the account has a listing template, be it disabled, else all: disabling the last one does not open the catalogue.</summary>
    ByTemplates,

    /// <summary>Those that meet the condition of an enabled listing template.</summary>
    TemplateMatch,

    /// <summary>Those, and those that were put into an enabled template by hand.</summary>
    AssignedOrMatch,

    /// <summary>All.</summary>
    All,
}

/// <summary>Which attributes of a product that TikTok has are sent when. What TikTok never had is always sent whole. Checklist D-01.</summary>
public sealed record SpecificAttributes
{
    /// <summary>How the selection is meant.</summary>
    public AttributeReading Reading { get; init; }

    /// <summary>
    /// title, description, images, price, quantity, brand, condition, category, googleProductCategory, link, variations, or a column of the feed sheet
    /// such as color; a single variation attribute as variation.ID. Empty: all of them.
    /// </summary>
    public IReadOnlyList<string> Selected { get; init; } = [];
}

/// <summary>How a selection of attributes is meant. Checklist D-01.</summary>
public enum AttributeReading
{
    /// <summary>There is none: any change triggers, everything is sent.</summary>
    All,

    /// <summary>A change of a selected attribute triggers, and then everything is sent; until then the row stays as it was published.</summary>
    Observe,

    /// <summary>Only the selected attributes are sent; the others keep the value last published.</summary>
    Limit,
}

/// <summary>What TikTok is told of a product that the shop deleted.</summary>
public enum OnStoreDelete
{
    /// <summary>The row stays, out of stock with quantity 0; it can come back.</summary>
    Deactivate,

    /// <summary>The id goes into the delete file.</summary>
    Delete,
}

/// <summary>What TikTok is told of a product that the shop took offline.</summary>
public enum OnStoreDisable
{
    /// <summary>Deactivated where the channel can say so; on interface A, out of stock with quantity 0.</summary>
    Deactivate,

    /// <summary>Out of stock with quantity 0 on every channel.</summary>
    ZeroStock,

    /// <summary>The id goes into the delete file.</summary>
    Delete,
}
