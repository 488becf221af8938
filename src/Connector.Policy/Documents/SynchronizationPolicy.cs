using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>Which products are listed, and what becomes of those that leave. Assigned to an account. Checklist SYN.</summary>
public sealed record SynchronizationPolicy
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "Default synchronization policy";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

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

    /// <summary>The document and version it was read from, such as policies/uk-sync@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
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
