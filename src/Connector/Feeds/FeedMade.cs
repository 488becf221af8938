using System.Text.Json.Serialization;
using Connector.Feeds.Brakes;

namespace Connector.Feeds;

/// <summary>What making a feed came to. The feed's record in the run's folder.</summary>
public sealed record FeedMade
{
    /// <summary>What comes of a feed that was not made.</summary>
    internal static FeedMade Nothing { get; } = new() { Files = [], Views = [], HeldBy = [] };

    public required IReadOnlyList<FeedFile> Files { get; init; }

    public required IReadOnlyList<ViewCounts> Views { get; init; }

    /// <summary>Held offers by reason.</summary>
    public required IReadOnlyList<HeldCount> HeldBy { get; init; }

    /// <summary>SKUs whose row differs from the one last sent.</summary>
    public long Changed { get; init; }

    /// <summary>SHA-256 of the list of what the ledger will change; a seal with another list is refused.</summary>
    public string LedgerChangesSha256 { get; init; } = "";

    /// <summary>A stock feed of which a brake held the increases back.</summary>
    public bool InPart { get; init; }

    /// <summary>What brakes look at, over all views; for stock.</summary>
    internal BrakeTally? Brakes { get; init; }

    /// <summary>What the shop said of the rows that this run newly sends, in the run's folder: see <see cref="OfferLines"/>. Null where it is not kept, or none is new.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeedFile? Offers { get; init; }

    /// <summary>
    /// Ends when the disk has the files: before TikTok is told of them. A run that is cut earlier and finds them torn is taken back, as all
    /// that cannot be dropped.
    /// </summary>
    internal Task Lasting { get; init; } = Task.CompletedTask;

    public long Rows => Files.Where(file => file.Kind != FeedFileKind.Delete).Sum(file => file.Rows);

    public long Read => Views.Sum(view => view.Read);

    public long Held => Views.Sum(view => view.Held);
}

/// <summary>Both ends of the count, for one view: read = listed + held.</summary>
public sealed record ViewCounts(string View, long Read, long Listed, long Held)
{
    /// <summary>Rows that stay with their last content, because the new one is held.</summary>
    public long Kept { get; init; }

    /// <summary>Rows of listed offers of which a part stays as it was sent: the synchronization policy says so, or TikTok is reviewing.</summary>
    public long KeptBack { get; init; }

    /// <summary>Rows that stay out of stock, because the SKU is gone or has a fault.</summary>
    public long OutOfStock { get; init; }

    /// <summary>SKUs in the delete file.</summary>
    public long Deleted { get; init; }

    /// <summary>Of those read, SKUs of which nothing had changed since an earlier feed was made: taken from its memory instead of being made again.</summary>
    public long Remembered { get; init; }

    /// <summary>SKUs listed on TikTok by the last feed.</summary>
    public long ListedBefore { get; init; }

    /// <summary>The view is being taken off TikTok: that nothing is listed is what was asked for.</summary>
    public bool Retired { get; init; }

    /// <summary>What brakes look at; null where nothing was counted.</summary>
    internal BrakeTally? Brakes { get; init; }
}
