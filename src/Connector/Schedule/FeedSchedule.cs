using Connector.Accounts;

namespace Connector.Schedule;

/// <summary>When something is done by itself. A versioned document.</summary>
public sealed record FeedSchedule
{
    /// <summary>What is done.</summary>
    public required ScheduledWork Work { get; init; }

    /// <summary>Account, for feeds and reviews; source, for store reads.</summary>
    public required string For { get; init; }

    /// <summary>
    /// Quartz cron with seconds: <c>0 30 2 * * ?</c> is every night at 02:30. A time that the zone leaves out in spring comes at the first instant after; one that it
    /// has twice in autumn comes once. What fires in every hour around the change goes by elapsed time instead: 23 or 25 times an hourly one.
    /// </summary>
    public required string Cron { get; init; }

    /// <summary>Zone of the cron times and the blackouts (IANA name). Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>
    /// Spreads what many accounts do at the same time: each run starts later by less than this, always by the same for the same schedule and time, and never past the next
    /// time or into a blackout. Default 0, at most 1 h.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>When nothing starts. What falls into one is made up for by one run at its end.</summary>
    public IReadOnlyList<Blackout> Blackouts { get; init; } = [];

    /// <summary>False: nothing runs by it.</summary>
    public bool Active { get; init; } = true;
}

/// <summary>When nothing starts: either once, from and to, or on days of the week.</summary>
public sealed record Blackout
{
    /// <summary>Begin, in the schedule's zone: <c>2026-11-27T00:00</c>. Empty for one on days of the week.</summary>
    public string From { get; init; } = "";

    /// <summary>End, in the schedule's zone; it belongs to it no more.</summary>
    public string To { get; init; } = "";

    /// <summary>Begin and end on each of its days, in the schedule's zone: <c>09:00-17:30</c>; <c>22:00-04:00</c> ends on the day after, <c>00:00-24:00</c> is the whole day.</summary>
    public string Daily { get; init; } = "";

    /// <summary>Days of the week on which <see cref="Daily"/> begins. Default: every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>Why, for people.</summary>
    public string Because { get; init; } = "";
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
