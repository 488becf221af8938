namespace Connector.State;

/// <summary>
/// Up to where a feed has looked. It moves with the seal, last. Never a time alone: reads are numbered when they commit, and entries of <see cref="Awaiting"/> are
/// too; only what time changes by itself is found by the instant.
/// </summary>
/// <param name="ReadNumber">The last read of the mirror that was in it.</param>
/// <param name="ReadAt">When that read was made: a mirror that was built anew numbers from 1 again, and has other times.</param>
/// <param name="Fingerprint">What decided, besides the shop: policies, sheet, account, views. Under another one every SKU may come out differently.</param>
/// <param name="Instant">The instant at which it looked.</param>
/// <param name="Awaited">The last entry of <see cref="Awaiting"/> that was in it.</param>
public sealed record FeedCursor(long ReadNumber, string ReadAt, string Fingerprint, DateTimeOffset Instant, long Awaited)
{
    /// <summary>No row of the account becomes too old before this; null: not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
