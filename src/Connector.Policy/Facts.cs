using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>All that a stage may know besides the offer.</summary>
public sealed record Facts
{
    /// <summary>The instant of the run; the only time there is.</summary>
    public required DateTimeOffset Instant { get; init; }

    /// <summary>The account's name.</summary>
    public required string Account { get; init; }

    /// <summary>ISO 3166 country of the TikTok shop.</summary>
    public required string Country { get; init; }

    /// <summary>ISO 4217 currency of the TikTok shop.</summary>
    public required string Currency { get; init; }

    /// <summary>The shop's site id, last fallback for a brand (facts: SFCC's cartridge).</summary>
    public string Site { get; init; } = "";

    /// <summary>Limits of the feed sheet in use.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>
    /// What people decided about single SKUs. They are few; nothing is remembered of an item group of which one is here, so that they are no part of
    /// what remembered rows were made in.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, SkuDecision> Decisions { get; init; } = FrozenDictionary<string, SkuDecision>.Empty;

    /// <summary>
    /// The values that people gave by file for SKUs of the item group that passes. As <see cref="Decisions"/>, no part of what remembered rows were made in.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, IReadOnlyList<ManualValue>> Manual { get; init; } = FrozenDictionary<string, IReadOnlyList<ManualValue>>.Empty;

    /// <summary>The row last sent for this offer, column by column; given only to steps that declare <see cref="Step.NeedsPublished"/>.</summary>
    public PublishedRow? Published { get; init; }
}

/// <summary>Limits that a feed sheet sets. Lengths in characters (UTF-16 units). Source: TikTok catalog specification.</summary>
public sealed record Limits
{
    /// <summary>Default 500.</summary>
    public int Title { get; init; } = 500;

    /// <summary>Default 10,000.</summary>
    public int Description { get; init; } = 10_000;

    /// <summary>Default 150.</summary>
    public int Brand { get; init; } = 150;

    /// <summary>SKU id, default 100.</summary>
    public int Sku { get; init; } = 100;

    /// <summary>Images in one row with the main image: 1 + 10.</summary>
    public int Images { get; init; } = 11;

    /// <summary>Colour, pattern and size, each; default 100.</summary>
    public int Trait { get; init; } = 100;

    /// <summary>Default 200.</summary>
    public int Material { get; init; } = 200;

    /// <summary>Manufacturer part number, default 100.</summary>
    public int PartNumber { get; init; } = 100;

    /// <summary>Custom and internal labels, each; default 100.</summary>
    public int Label { get; init; } = 100;

    /// <summary>Pieces, default 999,999.</summary>
    public int Quantity { get; init; } = 999_999;
}

/// <summary>The row that was last sent for a SKU.</summary>
/// <param name="Columns">Its values by column.</param>
/// <param name="State">Where the SKU stands with TikTok.</param>
public sealed record PublishedRow(IReadOnlyDictionary<string, string> Columns, ListingState State = ListingState.DeliveredUnconfirmed)
{
    public string? this[string column] => Columns.GetValueOrDefault(column);
}
