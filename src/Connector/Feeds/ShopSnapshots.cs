using Connector.Archive;
using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>The mirror's snapshots that a run reads, one a shop and worker, so that all views and all workers see the same instant.</summary>
internal sealed class ShopSnapshots : IDisposable
{
    private readonly Dictionary<string, MirrorSnapshot[]> _shops = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<(StoreView View, StoredScope Scope)> _sources = [];
    private readonly IReadOnlyList<StoreView> _views;

    public ShopSnapshots(Mirror mirror, FeedPlan plan, FeedKind kind, int workers)
    {
        _views = plan.Views;
        try
        {
            (ReadNumber, Cursor) = Open(mirror, plan, kind, workers);
        }
        catch
        {
            // What is open keeps the mirror's log from being cut.
            Dispose();
            throw;
        }
    }

    private (long ReadNumber, FeedCursor Cursor) Open(Mirror mirror, FeedPlan plan, FeedKind kind, int workers)
    {
        foreach (var view in plan.Account.Views)
        {
            if (!_shops.ContainsKey(view.Source))
            {
                _shops.Add(view.Source, Open(mirror, view.Source, workers));
            }
        }

        foreach (var view in plan.Views)
        {
            var reader = Of(view).View(view, plan.Instant);
            _sources.AddRange(reader.Sources.Select(scope => (view, scope)));
            Missing.AddRange(reader.Missing.Select(scope => $"view {view.Name} names {scope}, which was not read of {view.Source}"));
        }

        Brake.CheckAge(_sources, kind, plan.Account, plan.Instant);
        var last = plan.Views.Min(view => Of(view).LastRead);
        return (last, new FeedCursor(last, Of(plan.Views[0]).ReadAt(last), plan.Circumstances, plan.Instant, plan.Awaited));
    }

    /// <summary>How many SKUs the views' shops sell, over all views. Takes a look at all products, once.</summary>
    public long Count => _views.Sum(CountOf);

    public long ReadNumber { get; }

    /// <summary>Where the account's cursors move to when this feed is sealed.</summary>
    public FeedCursor Cursor { get; }

    /// <summary>What views name and the mirror does not hold: prices would be others and stock none.</summary>
    public List<string> Missing { get; } = [];

    /// <exception cref="PersonMustDecideException"><c>mirror.missing</c>: a view names what was not read.</exception>
    public void DemandComplete()
    {
        if (Missing.Count > 0)
        {
            throw new PersonMustDecideException(
                "mirror.missing", $"{string.Join("; ", Missing)}.", "Correct the name in the account's view, or look whether the source delivers it, and read the store.");
        }
    }

    public MirrorSnapshot Of(StoreView view, int worker = 0) => _shops[view.Source][worker];

    /// <summary>How many SKUs a view's shop sells.</summary>
    public long CountOf(StoreView view)
    {
        if (!_counts.TryGetValue(view.Source, out var count))
        {
            _counts.Add(view.Source, count = Of(view).View(view, default).Count());
        }

        return count;
    }

    /// <param name="expiresAt">No row becomes too old before this; null: not known.</param>
    public StoreRecord Record(DateTimeOffset? expiresAt = null) => new(
        ReadNumber, [.. _sources.Select(source => new StoreSourceRecord(source.View.Name, source.View.Source, source.Scope.Scope.ToString(), source.Scope.ReadAt, source.Scope.SourceTime))])
    {
        Cursor = Cursor with { ExpiresAt = expiresAt },
    };

    public void Dispose()
    {
        foreach (var snapshot in _shops.Values.SelectMany(snapshots => snapshots))
        {
            snapshot.Dispose();
        }
    }

    private static MirrorSnapshot[] Open(Mirror mirror, string shop, int workers)
    {
        while (true)
        {
            var snapshots = Enumerable.Range(0, workers).Select(_ => Lean(mirror.Snapshot(shop))).ToArray();
            if (snapshots.All(snapshot => snapshot.LastRead == snapshots[0].LastRead && snapshot.Scopes.SequenceEqual(snapshots[0].Scopes)))
            {
                return snapshots;
            }

            // A read committed while they were opened.
            foreach (var snapshot in snapshots)
            {
                snapshot.Dispose();
            }
        }
    }

    /// <summary>A feed passes each page once: a cache that a read of the shop needs would only be memory.</summary>
    private static MirrorSnapshot Lean(MirrorSnapshot snapshot)
    {
        using var cache = snapshot.Prepare("PRAGMA cache_size=-4096");
        cache.Run();
        return snapshot;
    }
}
