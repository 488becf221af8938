using System.Data.Common;
using Connector.Accounts;
using Connector.Archive;
using Connector.State;
using Connector.Store;
using Dapper;

namespace Connector.Watching;

/// <summary>How far something of the shop has come.</summary>
public enum FreshnessStage
{
    /// <summary>A run with it was sealed.</summary>
    Delivered,

    /// <summary>TikTok's catalog showed it for the first time.</summary>
    Confirmed,
}

/// <summary>Lags counted in a histogram, one day's or several days'.</summary>
/// <param name="Account">The account.</param>
/// <param name="Kind">The kind of feed.</param>
/// <param name="Stage">To where the lag is measured.</param>
/// <param name="Counts">How many lags each bucket of <see cref="Freshness.Bounds"/> has, and one more for those above the last: runs for what was delivered, SKUs for what was confirmed.</param>
/// <param name="Seconds">All lags together.</param>
/// <param name="Last">The lag that was measured last.</param>
/// <param name="LastAt">When that was.</param>
public sealed record FreshnessCounts(string Account, FeedKind Kind, FreshnessStage Stage, IReadOnlyList<long> Counts, double Seconds, TimeSpan Last, DateTimeOffset LastAt)
{
    public long Count => Counts.Sum();

    /// <summary>The share, from 0 to 1, that is at most so old; exact for a bound of the histogram.</summary>
    public double ShareWithin(TimeSpan target) => Counts.Where((_, bucket) => bucket < Freshness.Bounds.Count && Freshness.Bounds[bucket] <= target).Sum() / (double)Count;

    /// <summary>The bound within which at least this share of the lags is; null where it is above the last one.</summary>
    public TimeSpan? BoundOf(double share)
    {
        var sum = 0L;
        for (var bucket = 0; bucket < Freshness.Bounds.Count; bucket++)
        {
            sum += Counts[bucket];
            if (sum >= share * Count)
            {
                return Freshness.Bounds[bucket];
            }
        }

        return null;
    }
}

/// <summary>
/// How old the shop's data was when it was delivered, and when TikTok showed it: from the shop's own time of the data. Noted in the transactions
/// that seal a run and chain a review, so that nothing is counted twice or lost. A run that sends nothing is counted nowhere.
/// </summary>
public sealed class Freshness(StateDatabase state, RunFolders folders)
{
    /// <summary>The upper bounds of the histogram's buckets; targets are among them, so that shares are exact.</summary>
    public static IReadOnlyList<TimeSpan> Bounds { get; } =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes)),
        .. new[] { 1, 2, 4, 8, 24 }.Select(hours => TimeSpan.FromHours(hours)),
    ];

    /// <summary>How old a feed of this kind may be by the account's settings.</summary>
    public static TimeSpan Target(Account account, FeedKind kind)
    {
        ArgumentNullException.ThrowIfNull(account);
        return kind.IsInventory() || kind == FeedKind.PriceDelta ? account.Freshness.PriceAndStock : account.Freshness.Content;
    }

    /// <summary>
    /// The shop's own time of what a feed was made from: the oldest of the inventory lists for stock, of the price books for a price delta, of all for
    /// the other kinds. Where the shop tells no time, when it was read. Null where there is nothing of the sort.
    /// </summary>
    public static DateTimeOffset? DataTime(FeedKind kind, StoreRecord store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var times = store.Sources.Where(source => IsOf(kind, source.Scope)).Select(source => source.SourceTime ?? source.ReadAt).ToList();
        return times.Count == 0 ? null : times.Min();
    }

    /// <summary>Notes a delivery, inside the transaction of its seal.</summary>
    internal static void NoteDelivered(DbConnection db, DbTransaction transaction, string account, FeedKind kind, StoreRecord store, DateTimeOffset at)
    {
        if (DataTime(kind, store) is { } since)
        {
            Note(db, transaction, account, kind, FreshnessStage.Delivered, at - since, at, 1);
        }
    }

    /// <summary>Notes calls that TikTok has taken, once for each run of which they told something, inside the transaction of their record.</summary>
    internal void NoteCalled(DbConnection db, DbTransaction transaction, string account, IEnumerable<string> runs, DateTimeOffset at)
    {
        foreach (var run in runs)
        {
            if (db.ExecuteScalar<string?>("SELECT kind FROM run WHERE account = @account AND id = @run", new { account, run }, transaction) is { } word
                && Enum.TryParse<FeedKind>(word, out var kind) && folders.Get<StoreRecord>(account, run, RecordNames.Store) is { } store)
            {
                NoteDelivered(db, transaction, account, kind, store, at);
            }
        }
    }

    /// <summary>Notes rows that TikTok shows for the first time, inside the transaction of their review.</summary>
    /// <param name="rows">How many rows of each run.</param>
    internal void NoteConfirmed(DbConnection db, DbTransaction transaction, string account, IReadOnlyDictionary<string, int> rows, DateTimeOffset at)
    {
        foreach (var (run, count) in rows)
        {
            if (db.ExecuteScalar<string?>("SELECT kind FROM run WHERE account = @account AND id = @run", new { account, run }, transaction) is { } word
                && Enum.TryParse<FeedKind>(word, out var kind) && folders.Get<StoreRecord>(account, run, RecordNames.Store) is { } store && DataTime(kind, store) is { } since)
            {
                Note(db, transaction, account, kind, FreshnessStage.Confirmed, at - since, at, count);
            }
        }
    }

    /// <summary>What was counted, by account, kind and stage.</summary>
    /// <param name="account">Only this account; null: all.</param>
    /// <param name="since">From this day (UTC); null: from the beginning.</param>
    public IReadOnlyList<FreshnessCounts> Since(string? account = null, DateOnly? since = null)
    {
        using var db = state.Open();
        var rows = db.Query<Row>(
            """
            SELECT account, kind, stage, bucket, count, seconds, last_seconds AS LastSeconds, last_at AS LastAt FROM freshness
            WHERE (@account IS NULL OR account = @account) AND day >= @day ORDER BY account, kind, stage
            """,
            new { account, day = since is { } day ? Day(day) : "" });
        return
        [
            .. rows.GroupBy(row => (row.Account, row.Kind, row.Stage)).Select(group =>
            {
                var counts = new long[Bounds.Count + 1];
                foreach (var row in group)
                {
                    counts[row.Bucket] += row.Count;
                }

                var last = group.MaxBy(row => row.LastAt, StringComparer.Ordinal)!;
                return new FreshnessCounts(
                    group.Key.Account, Enum.Parse<FeedKind>(group.Key.Kind), Enum.Parse<FreshnessStage>(group.Key.Stage), counts, group.Sum(row => row.Seconds),
                    TimeSpan.FromSeconds(last.LastSeconds), Instants.Parse(last.LastAt));
            }).OrderBy(counts => counts.Account, StringComparer.Ordinal).ThenBy(counts => counts.Kind).ThenBy(counts => counts.Stage),
        ];
    }

    /// <summary>The lag of the last delivery of a kind; null where there was none.</summary>
    public TimeSpan? Last(string account, FeedKind kind)
    {
        using var db = state.Open();
        return db.ExecuteScalar<double?>(
            "SELECT last_seconds FROM freshness WHERE account = @account AND kind = @kind AND stage = @stage ORDER BY day DESC, last_at DESC LIMIT 1",
            new { account, kind = kind.ToString(), stage = nameof(FreshnessStage.Delivered) }) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static bool IsOf(FeedKind kind, string scope) => kind switch
    {
        _ when kind.IsInventory() => scope.StartsWith(new Scope(ScopeKind.InventoryList, "").ToString(), StringComparison.Ordinal),
        FeedKind.PriceDelta => scope.StartsWith(new Scope(ScopeKind.PriceBook, "").ToString(), StringComparison.Ordinal),
        _ => true,
    };

    private static void Note(DbConnection db, DbTransaction transaction, string account, FeedKind kind, FreshnessStage stage, TimeSpan lag, DateTimeOffset at, int count)
    {
        // A shop whose clock is ahead of this machine's tells of data from the future.
        var seconds = Math.Max(0, lag.TotalSeconds);
        var bucket = Bounds.TakeWhile(bound => seconds > bound.TotalSeconds).Count();
        for (var each = 0; Telemetry.Lags.Enabled && each < count; each++)
        {
            Telemetry.Lags.Record(seconds, new("account", account), new("kind", kind.ToString()), new("stage", stage.ToString()));
        }

        db.Execute(
            """
            INSERT INTO freshness(account, kind, stage, day, bucket, count, seconds, last_seconds, last_at) VALUES(@account, @kind, @stage, @day, @bucket, @count, @all, @seconds, @at)
            ON CONFLICT(account, kind, stage, day, bucket) DO UPDATE SET count = freshness.count + excluded.count, seconds = freshness.seconds + excluded.seconds,
                last_seconds = excluded.last_seconds, last_at = excluded.last_at
            """,
            new
            {
                account, kind = kind.ToString(), stage = stage.ToString(), day = Day(DateOnly.FromDateTime(at.UtcDateTime)), bucket, count, all = seconds * count, seconds,
                at = Instants.Text(at),
            },
            transaction);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Row
    {
        public string Account { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public int Bucket { get; init; }

        public long Count { get; init; }

        public double Seconds { get; init; }

        public double LastSeconds { get; init; }

        public string LastAt { get; init; } = "";
    }
}
