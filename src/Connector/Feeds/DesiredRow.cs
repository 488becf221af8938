using Connector.Feeds.Memory;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.State;

namespace Connector.Feeds;

/// <summary>What TikTok shall have of one SKU, with its row. The row's bytes are valid until the next one is read.</summary>
public readonly record struct DesiredRow(string Group, string Sku, Desired Desired, EncodedRow? Row, int Quantity, LedgerEntry? Sent, DateTimeOffset? ValidUntil)
{
    /// <summary>What each inventory list has of it, where the view reads several.</summary>
    public IReadOnlyList<ListStock> Lists { get; init; } = [];

    /// <summary>The row, where it is not made anew but remembered; <see cref="Row"/> is null then.</summary>
    internal RememberedRow? Remembered { get; init; }

    /// <summary>The listing template that shapes it; null: none, or its row is remembered.</summary>
    public string? Template { get; init; }

    /// <summary>What the shop says, for a row that is made of it and where that is kept; see <see cref="OfferLines"/>.</summary>
    internal ShopItem? Item { get; init; }

    /// <summary>Bytes of the row; 0 where there is none.</summary>
    internal int Length => Remembered is { } remembered ? remembered.Length : Row is { } row ? row.Bytes.Length : 0;

    /// <summary>What tells the row from others, where there is one.</summary>
    public FacetHashes Hashes { get; init; }

    /// <summary>The shop has it no longer, and it stands between two item groups of the shop.</summary>
    internal bool IsBetweenGroups { get; init; }

    /// <summary>This very row is in TikTok's hands: the ledger learns nothing new, and its entry was not made (<see cref="Sent"/> is null).</summary>
    public bool IsAsSent { get; init; }

    /// <summary>Why columns stay as they were sent although the offer is listed; empty where none does.</summary>
    public IReadOnlyList<Reason> KeptBack { get; init; } = [];

    /// <summary>The row of an earlier run to which its content and price are pinned; null: they are not.</summary>
    public PinnedRow? PinnedTo { get; init; }

    /// <summary>Since when its content waits for a review; null: it does not.</summary>
    internal DateTimeOffset? ReviewSince { get; init; }

    /// <summary>Whether the quantity, too, stays as it was sent.</summary>
    internal KeptQuantity Keeps { get; init; }

    /// <summary>Values that a person gave by file, with those that are over now; filled where <see cref="Item"/> is.</summary>
    internal IReadOnlyList<ManualValue> Manual { get; init; } = [];

    /// <summary>Values that a person gave by file and that are over now.</summary>
    internal IReadOnlyList<(long Id, ManualEnd Why)> ManualOver { get; init; } = [];

    /// <summary>Where both the quantity last sent and the one now are above this, the change is not told; null: every change is. Checklist RIV-02.</summary>
    internal int? NoiseCut { get; init; }

    /// <summary>What TikTok has of a SKU that is held, for people.</summary>
    public string OnTikTok => Desired switch
    {
        { Wish: Wish.Delete } => "is deleted",
        { Wish: Wish.Forget } => "was deleted",
        { Wish: Wish.Nothing } => "was never sent",
        { Basis: RowBasis.KeptContent } => "keeps the content last sent",
        _ => "stays, out of stock",
    };
}

/// <summary>Whether a quantity stays as it was sent.</summary>
internal enum KeptQuantity
{
    /// <summary>It is sent as it is.</summary>
    No,

    /// <summary>It stays.</summary>
    Yes,

    /// <summary>It stays, unless the row was sent anew since.</summary>
    UnlessSentAnew,
}
