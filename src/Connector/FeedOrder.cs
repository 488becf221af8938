namespace Connector;

/// <summary>The kinds of feed.</summary>
public enum FeedKind
{
    /// <summary>Full catalog feed: every row.</summary>
    Full,

    /// <summary>Full inventory feed.</summary>
    Inventory,

    /// <summary>Delta catalog feed: the rows that differ from what was sent, deletions among them.</summary>
    Delta,

    /// <summary>Price delta: rows whose price differs, with their content as it was last sent.</summary>
    PriceDelta,

    /// <summary>Inventory delta: the quantities that differ from those sent.</summary>
    InventoryDelta,
}

/// <summary>What kinds of feed have in common.</summary>
public static class FeedKinds
{
    /// <summary>Whether it tells quantities; the others tell rows.</summary>
    public static bool IsInventory(this FeedKind kind) => kind is FeedKind.Inventory or FeedKind.InventoryDelta;

    /// <summary>Whether it tells only what differs from what was sent before.</summary>
    public static bool IsDelta(this FeedKind kind) => kind is FeedKind.Delta or FeedKind.PriceDelta or FeedKind.InventoryDelta;

    /// <summary>
    /// The cursors that a feed of this kind moves: its own, and those of deltas of which it tells all. A full feed has told all that a delta would.
    /// </summary>
    public static IReadOnlyList<FeedKind> CursorsMoved(this FeedKind kind) => kind switch
    {
        FeedKind.Full => [FeedKind.Full, FeedKind.Delta, FeedKind.PriceDelta],
        FeedKind.Delta => [FeedKind.Delta, FeedKind.PriceDelta],
        FeedKind.Inventory => [FeedKind.Inventory, FeedKind.InventoryDelta],
        _ => [kind],
    };

    /// <summary>The kinds that share a lease, this one among them: they write the same part of the ledger, so one of them runs at a time.</summary>
    public static IReadOnlyList<FeedKind> Beside(this FeedKind kind) =>
        kind.IsInventory() ? [FeedKind.Inventory, FeedKind.InventoryDelta] : [FeedKind.Full, FeedKind.Delta, FeedKind.PriceDelta];

    /// <summary>For people.</summary>
    public static string Words(this FeedKind kind) => kind switch
    {
        FeedKind.Full => "full feed",
        FeedKind.Inventory => "inventory feed",
        FeedKind.Delta => "delta feed",
        FeedKind.PriceDelta => "price delta",
        _ => "inventory delta",
    };
}

/// <summary>A feed that someone or something asks for.</summary>
public sealed record FeedOrder(string Account, FeedKind Kind, string StartedBy)
{
    /// <summary>Only this view; null: all.</summary>
    public string? View { get; init; }

    /// <summary>Another sheet than the account's; only for a dry run of a product feed.</summary>
    public string? Sheet { get; init; }

    /// <summary>Another compression level than the account's.</summary>
    public int? Gzip { get; init; }

    /// <summary>Make every row anew, whatever an earlier feed remembers.</summary>
    public bool Afresh { get; init; }

    /// <summary>Before a full feed, compare what TikTok shows with what was sent, and take what differs as unsent.</summary>
    public bool Reconcile { get; init; }

    /// <summary>Stop before anything leaves the house.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where a dry run leaves its files; null: in the data folder.</summary>
    public string? Out { get; init; }

    /// <summary>Nobody asked for it now, a schedule did: it stands still while a stopped run of its kind waits for a person.</summary>
    public bool Scheduled { get; init; }

    /// <summary>Wait for another run of this account instead of refusing.</summary>
    public bool Wait { get; init; }
}

/// <summary>A step of a run, told when it is done; progress while it runs.</summary>
/// <param name="Step">Name of the step: store, policy, feed, drop, alert, seal.</param>
/// <param name="Sentence">What was done, with counts.</param>
/// <param name="Done">False while the step goes on.</param>
/// <param name="Count">How far it is.</param>
/// <param name="Total">How far it goes, 0 where unknown.</param>
public sealed record TripStep(string Step, string Sentence, bool Done, long Count = 0, long Total = 0)
{
    /// <summary>The run that begins or goes on with this step; null where that was told before.</summary>
    public string? Run { get; init; }
}

/// <summary>How a run ended.</summary>
public enum FeedEnd
{
    /// <summary>Delivered, alerted, sealed.</summary>
    Sealed,

    /// <summary>Nothing to send.</summary>
    Nothing,

    /// <summary>A dry run: files made, nothing delivered.</summary>
    Dry,

    /// <summary>A schedule's: a run of this kind that a brake stopped waits for a person, and nothing was made.</summary>
    StandsStill,
}

/// <summary>What a run came to.</summary>
/// <param name="Run">Its id; null for a dry run.</param>
/// <param name="End">How it ended.</param>
/// <param name="Made">What was made.</param>
/// <param name="Folder">Where its files and records are.</param>
public sealed record FeedResult(string? Run, FeedEnd End, Feeds.FeedMade Made, string Folder);
