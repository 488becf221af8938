using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>How the shop's stock becomes the quantity that TikTok may sell. Checklist INV.</summary>
public sealed record InventoryPolicy
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "Default inventory policy";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Pieces shown where the shop does not count stock (perpetual, or default-in-stock). Default 999; 0 to 999,999. Checklist INV-02.</summary>
    public int DefaultQuantity { get; init; } = 999;

    /// <summary>Pieces kept for the shop itself: 28 in stock, buffer 5, TikTok gets 23. Default 0. Checklist INV-04.</summary>
    public int ThresholdBuffer { get; init; }

    /// <summary>The document and version it was read from, such as policies/uk-stock@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}
