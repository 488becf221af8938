using System.Globalization;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Lines;
using Connector.Listings;
using Connector.Policy;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector.Worker.Commands;

/// <summary>How an account stands: what <c>status</c> prints and the worker's API gives.</summary>
internal sealed record Standing(
    string Account, string Title, string Country, string Currency, bool Active, IReadOnlyList<SourceAge> Sources, IReadOnlyList<SourceHole> Missing, IReadOnlyDictionary<ListingState, int> Skus, IReadOnlyList<RunRow> Runs)
{
    private const int RunsShown = 8;

    /// <summary>What the last full feed held; null where there was none yet.</summary>
    public HeldInRun? Held { get; init; }

    /// <summary>Runs that a brake stopped, or let go in part, and that wait for a person.</summary>
    public IReadOnlyList<WaitingRun> Waiting { get; init; } = [];

    /// <summary>What is rolled back to an earlier run.</summary>
    public IReadOnlyList<PinCount> Pinned { get; init; } = [];

    /// <summary>How the account's app stands; null: it has none, or it was never authorised.</summary>
    public AppStanding? App { get; init; }

    /// <summary>Products of which calls have something left to do; null: its goods do not go by calls.</summary>
    public CallsLeft? Calls { get; init; }

    /// <summary>Hosts that the worker does not call for a while, for this account or for a shop that it reads.</summary>
    public IReadOnlyList<BrokenLine> Resting { get; init; } = [];

    /// <summary>How old the shop's data was when it came to TikTok, over the last days.</summary>
    public IReadOnlyList<Lag> Freshness { get; init; } = [];

    public static Standing Of(IServiceProvider rooms, string name, Account account)
    {
        var (mirror, clock) = (rooms.GetRequiredService<Mirror>(), rooms.GetRequiredService<TimeProvider>());
        var (sources, missing) = (new List<SourceAge>(), new List<SourceHole>());
        foreach (var source in account.Views.Select(view => view.Source).Distinct(StringComparer.Ordinal))
        {
            using var snapshot = mirror.Snapshot(source);
            sources.AddRange(snapshot.Scopes.Select(scope => new SourceAge(source, scope.Scope.ToString(), scope.ReadAt, scope.SourceTime)));
            missing.AddRange(mirror.Marks(source).Where(mark => mark.Key.StartsWith(StoreMarks.Missing, StringComparison.Ordinal)).Select(mark => new SourceHole(source, mark.Value)));
        }

        return new Standing(
            name, account.Title, account.Country, account.Currency, account.Active, sources, missing,
            rooms.GetRequiredService<Answers>().Counts(name), rooms.GetRequiredService<Runs>().Last(name, RunsShown))
        {
            Held = HeldInRun.Of(rooms, name),
            Pinned = rooms.GetRequiredService<Pins>().InForce(name, Pins.Mark(rooms.GetRequiredService<Documents>().Policies(name).Versions)),
            Waiting = rooms.GetRequiredService<BrakeBook>().Waiting(name),
            App = AppStanding.Of(rooms, name, account),
            Calls = CallsLeft.Of(rooms, name, account),
            Resting = [.. rooms.GetRequiredService<LineBreakers>().Resting().Where(line => line.For == name || account.Views.Any(view => line.For == LineBreakers.Store + view.Source))],
            Freshness = [.. rooms.GetRequiredService<Freshness>().Since(name, Lag.Begin(clock)).Select(counts => Lag.Of(counts, account))],
        };
    }
}

/// <summary>How many SKUs a run held.</summary>
internal sealed record HeldInRun(string Run, long Count)
{
    private const int RunsLookedAt = 1000;

    public static HeldInRun? Of(IServiceProvider rooms, string account)
    {
        var folders = rooms.GetRequiredService<RunFolders>();
        return rooms.GetRequiredService<Runs>().Last(account, RunsLookedAt).FirstOrDefault(run => run.Kind == nameof(FeedKind.Full) && folders.Has(account, run.Id, RecordNames.Feed)) is { } run
            ? new HeldInRun(run.Id, folders.Get<FeedMade>(account, run.Id, RecordNames.Feed)!.Held)
            : null;
    }
}

/// <summary>How an account's app in TikTok's Shop Open Platform stands.</summary>
/// <param name="State">Not authorised, authorised, expiring, over or lost.</param>
/// <param name="ShopId">The shop that it is authorised for.</param>
/// <param name="Until">Until when.</param>
/// <param name="Because">Why it is over.</param>
internal sealed record AppStanding(string State, string ShopId, DateTimeOffset? Until, string Because)
{
    public bool IsGood { get; init; }

    public static AppStanding? Of(IServiceProvider rooms, string name, Account account) => account.Shop.AppKey.Length == 0 ? null
        : rooms.GetRequiredService<ShopTokens>().Find(name) is not { } token || token.AppKey != account.Shop.AppKey ? new AppStanding("not authorised", account.Shop.ShopId, null, "")
        : new AppStanding(token.State.ToString().ToLowerInvariant(), token.ShopId, token.RefreshExpires, token.Because) { IsGood = token.IsGood };
}

/// <summary>What calls have left to do.</summary>
/// <param name="Waiting">Products.</param>
/// <param name="Due">Of those, products that are due now.</param>
/// <param name="Reasons">Why the others wait, with how many.</param>
internal sealed record CallsLeft(int Waiting, int Due, IReadOnlyDictionary<string, int> Reasons)
{
    public static CallsLeft? Of(IServiceProvider rooms, string name, Account account)
    {
        if (account.Delivery != DeliveryChannel.Calls)
        {
            return null;
        }

        var (queue, now) = (rooms.GetRequiredService<CallQueue>(), rooms.GetRequiredService<TimeProvider>().GetUtcNow());
        var (waiting, due) = queue.Count(name, now);
        return new CallsLeft(waiting, due, queue.Reasons(name));
    }
}

/// <param name="Source">The shop.</param>
/// <param name="Sentence">What its deltas did not bring.</param>
internal sealed record SourceHole(string Source, string Sentence);

/// <param name="Source">The shop.</param>
/// <param name="Scope">The catalog, price book or inventory list.</param>
/// <param name="ReadAt">When it was last read.</param>
/// <param name="ExportedAt">The shop's own time of the data, where the source tells it; stock ages from it.</param>
internal sealed record SourceAge(string Source, string Scope, DateTimeOffset ReadAt, DateTimeOffset? ExportedAt);

/// <summary>How old the shop's data was when a kind of feed brought it to a stage, over the last seven days.</summary>
/// <param name="Kind">The kind of feed.</param>
/// <param name="Stage">Delivered, or shown by TikTok.</param>
/// <param name="Count">Runs that were delivered; SKUs that were confirmed.</param>
/// <param name="Target">The account's target.</param>
/// <param name="WithinTarget">The share that met it, 0 to 1.</param>
/// <param name="MedianWithin">Half of them took at most this; null: more than a day.</param>
/// <param name="NinetyFifthWithin">Of a hundred, 95 took at most this; null: more than a day.</param>
/// <param name="Last">The last one.</param>
/// <param name="LastAt">When that was.</param>
internal sealed record Lag(
    FeedKind Kind, FreshnessStage Stage, long Count, TimeSpan Target, double WithinTarget, TimeSpan? MedianWithin, TimeSpan? NinetyFifthWithin, TimeSpan Last, DateTimeOffset LastAt)
{
    private const int Days = 7;

    /// <summary>The first day that is looked at.</summary>
    public static DateOnly Begin(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - Days);

    public static Lag Of(FreshnessCounts counts, Account account)
    {
        var target = Watching.Freshness.Target(account, counts.Kind);
        return new Lag(counts.Kind, counts.Stage, counts.Count, target, Math.Round(counts.ShareWithin(target), 4), counts.BoundOf(0.5), counts.BoundOf(0.95), counts.Last, counts.LastAt);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind.Words()}, {(Stage == FreshnessStage.Delivered ? "from the shop's data to the delivery" : "until TikTok showed it")}: {100 * WithinTarget:0.#} % of {Count:N0} {(Stage == FreshnessStage.Delivered ? "run" : "SKU")}{(Count == 1 ? "" : "s")} in {Days} days within {Short(Target)}; half within {Short(MedianWithin)}, 95 % within {Short(NinetyFifthWithin)}; the last one {Short(Last)} ({LastAt:u})");

    private static string Short(TimeSpan? time) => time switch
    {
        null => "more than 24 h",
        { TotalMinutes: < 1 } seconds => $"{Math.Round(seconds.TotalSeconds)} s",
        { TotalHours: < 1 } minutes => $"{Math.Round(minutes.TotalMinutes)} min",
        { } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.TotalHours:0.#} h"),
    };
}
