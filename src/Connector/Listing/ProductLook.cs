using Connector.Archive;

namespace Connector.Listings;

/// <summary>What a look at a product showed. It counts once it is put down together with what it means for each SKU: a look that was cut is made again.</summary>
/// <param name="News">What it means for SKUs, each with the hash of the row that it is about.</param>
internal sealed record ProductLook(IReadOnlyList<(AnswerRecord Answer, byte[] RowHash)> News)
{
    /// <summary>The product as it stands now; null: none of ours by calls.</summary>
    public KnownListing? Seen { get; init; }

    /// <summary>Whether what waits for its status may go now, or other hands have deleted it.</summary>
    public bool Wakes { get; init; }

    /// <summary>Where TikTok shows something else than it was told; null: it was not looked at for that.</summary>
    public Drift? Drift { get; init; }
}
