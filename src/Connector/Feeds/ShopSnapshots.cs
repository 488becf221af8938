using Connector.Archive;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>The mirror's snapshots that a run reads, one a shop, so that all views see the same instant.</summary>
internal sealed class ShopSnapshots : IDisposable
{
    private readonly Dictionary<string, MirrorSnapshot> _shops = new(StringComparer.Ordinal);
    private readonly List<(StoreView View, StoredScope Scope)> _sources = [];

    public ShopSnapshots(Mirror mirror, FeedPlan plan, FeedKind kind)
    {
        foreach (var view in plan.Account.Views)
        {
            if (!_shops.ContainsKey(view.Source))
            {
                _shops.Add(view.Source, mirror.Snapshot(view.Source));
            }
        }

        foreach (var view in plan.Views)
        {
            var reader = Of(view).View(view, plan.Instant);
            _sources.AddRange(reader.Sources.Select(scope => (view, scope)));
            Count += reader.Count();
            Missing.AddRange(reader.Missing.Select(scope => $"view {view.Name} names {scope}, which was not read of {view.Source}"));
        }

        ReadNumber = plan.Views.Min(view => Of(view).LastRead);
        Brake.CheckAge(_sources, kind, plan.Account, plan.Instant);
    }

    public long Count { get; }

    public long ReadNumber { get; }

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

    public MirrorSnapshot Of(StoreView view) => _shops[view.Source];

    public StoreRecord Record() => new(
        ReadNumber, [.. _sources.Select(source => new StoreSourceRecord(source.View.Name, source.View.Source, source.Scope.Scope.ToString(), source.Scope.ReadAt, source.Scope.SourceTime))]);

    public void Dispose()
    {
        foreach (var snapshot in _shops.Values)
        {
            snapshot.Dispose();
        }
    }
}
