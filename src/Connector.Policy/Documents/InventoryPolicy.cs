using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>
/// How the shop's stock becomes the quantity that TikTok may sell. It is worked out in this order, each step with what the one before left:
/// 1. the stock of the chosen lists, added up; 2. less what is reserved there, in whole pieces; 3. the percentage; 4. less the buffer;
/// 5. the threshold; 6. the minimum, the maximum and the feed sheet's limit; 7. the default quantity, for what the shop does not count (and,
/// where chosen, for what it has none of). What is not counted passes 1 to 6 as it is. Attached to a listing template, or to an account for
/// all. Checklist INV, RIV-02.
/// </summary>
/// <remarks>
/// Whatever is sent, and the buffer, are salable in the shop, but for two settings that promise more: the bands of a threshold, and the default
/// quantity for what the shop has none of. <see cref="PolicyWarnings"/> says so of a policy that has them. The minimum never promises more.
/// </remarks>
public sealed record InventoryPolicy
{
    /// <summary>Name for people. Checklist INV-01.</summary>
    public string Title { get; init; } = "Default inventory policy";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Pieces shown where the shop does not count stock (perpetual, or default-in-stock). Default 999; 0 to 999,999. Checklist INV-02.</summary>
    public int DefaultQuantity { get; init; } = 999;

    /// <summary>For what the default quantity is used. Default: only for what the shop does not count. Checklist INV-03, D-06.</summary>
    public DefaultQuantityWhen DefaultQuantityWhen { get; init; } = DefaultQuantityWhen.NotManaged;

    /// <summary>Pieces kept for the shop itself: 28 in stock, buffer 5, TikTok gets 23. Default 0; 0 to 999,999. Checklist INV-04.</summary>
    public int ThresholdBuffer { get; init; }

    /// <summary>What becomes of the quantity at a threshold, once the buffer is off. Left out (default): nothing. Checklist INV-06 to INV-11, D-07.</summary>
    public InventoryThreshold? Threshold { get; init; }

    /// <summary>Only these of the view's inventory lists count: warehouses, stores. Empty (default): all of them. Checklist INV-12, INV-13.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>
    /// Only of these lists what is reserved is taken off. Empty (default): of all that tell it apart, which a source does whose stock to sell is
    /// not net already (SFCC's is, so nothing is taken off twice). Where a view reads one list only, what it tells is always taken off.
    /// </summary>
    public IReadOnlyList<string> Reservations { get; init; } = [];

    /// <summary>The share of the stock that TikTok may sell, per cent. Default 100; 0 to 100. Checklist RIV-02.</summary>
    public decimal Percentage { get; init; } = 100;

    /// <summary>Which way the percentage is rounded to whole pieces. Default: down.</summary>
    public PieceRounding PercentageRounding { get; init; } = PieceRounding.Floor;

    /// <summary>Fewest pieces worth offering: of fewer, none is sent. Default 0: no minimum; 0 to 999,999. Checklist RIV-02.</summary>
    public int Minimum { get; init; }

    /// <summary>Most pieces that are sent, the default quantity included. Left out (default): the feed sheet's limit; 0 to 999,999. Checklist RIV-02.</summary>
    public int? Maximum { get; init; }

    /// <summary>No update of stock where what was last sent and what is to be sent are both above this many pieces. Left out (default): every change is sent; 0 to 999,999. Checklist RIV-02.</summary>
    public int? NoiseCut { get; init; }

    /// <summary>What can be sold of a bundle. Default: as many as the scarcest of its parts allows. Checklist RIV-02.</summary>
    public BundleQuantity Bundles { get; init; } = BundleQuantity.LowestComponent;

    /// <summary>The document and version it was read from, such as policies/uk-stock@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}

/// <summary>For what a default quantity is used.</summary>
public enum DefaultQuantityWhen
{
    /// <summary>For what the shop does not count.</summary>
    NotManaged,

    /// <summary>Also for what the shop counts and has none of, or has no record of. It can be sold though there is none.</summary>
    NotManagedOrZero,
}

/// <summary>Which way a share is rounded to whole pieces.</summary>
public enum PieceRounding
{
    /// <summary>Down.</summary>
    Floor,

    /// <summary>Up.</summary>
    Ceiling,
}

/// <summary>What can be sold of a bundle.</summary>
public enum BundleQuantity
{
    /// <summary>In each list as many as the scarcest part allows, and no more than its own record there says, where it has one.</summary>
    LowestComponent,

    /// <summary>What its own record says, whatever its parts have.</summary>
    OwnRecord,
}

/// <summary>What becomes of the quantity at a threshold. What has none left stays at 0. Checklist D-07.</summary>
public sealed record InventoryThreshold
{
    /// <summary>Bands: one quantity above the threshold and one below. CutOff: none at the threshold and below it, else what there is.</summary>
    public InventoryThresholdMode Mode { get; init; }

    /// <summary>The threshold, with which the quantity is compared once the buffer is off. Needed; 0 to 999,999. Checklist INV-08.</summary>
    public int? Value { get; init; }

    /// <summary>Bands: pieces shown above the threshold. Needed there; 0 to 999,999. Checklist INV-10.</summary>
    public int? Above { get; init; }

    /// <summary>Bands: pieces shown below the threshold. Needed there; 0 to 999,999. Checklist INV-09.</summary>
    public int? Below { get; init; }

    /// <summary>Bands: what is shown at the threshold itself. Default: what there is.</summary>
    public AtThreshold AtEqual { get; init; } = AtThreshold.Actual;
}

/// <summary>How a threshold works.</summary>
public enum InventoryThresholdMode
{
    /// <summary>A quantity above it, a quantity below it.</summary>
    Bands,

    /// <summary>Out of stock at the threshold and below it.</summary>
    CutOff,
}

/// <summary>What is shown at the threshold itself.</summary>
public enum AtThreshold
{
    /// <summary>What there is.</summary>
    Actual,

    /// <summary>What is shown above it.</summary>
    Above,

    /// <summary>What is shown below it.</summary>
    Below,
}
