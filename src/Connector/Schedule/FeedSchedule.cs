using Connector.Accounts;

namespace Connector.Schedule;

/// <summary>When something is done by itself. A versioned document.</summary>
public sealed record FeedSchedule
{
    /// <summary>What is done.</summary>
    public required ScheduledWork Work { get; init; }

    /// <summary>Account, for feeds and reviews; source, for store reads.</summary>
    public required string For { get; init; }

    /// <summary>Quartz cron with seconds: <c>0 30 2 * * ?</c> is every night at 02:30.</summary>
    public required string Cron { get; init; }

    /// <summary>Zone of the cron times (IANA name). Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>False: nothing runs by it.</summary>
    public bool Active { get; init; } = true;
}

public enum ScheduledWork
{
    /// <summary>Read a shop into the mirror.</summary>
    StoreRead,

    /// <summary>Read what a shop says has changed; needs deltas in the source.</summary>
    StoreDelta,

    /// <summary>Full catalog feed.</summary>
    FeedFull,

    /// <summary>Inventory feed.</summary>
    FeedInventory,

    /// <summary>Poll TikTok's answers.</summary>
    ReviewPoll,

    /// <summary>Delta catalog feed.</summary>
    FeedDelta,

    /// <summary>Price delta.</summary>
    FeedPriceDelta,

    /// <summary>Inventory delta.</summary>
    FeedInventoryDelta,
}
