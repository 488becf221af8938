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
        }

        ReadNumber = plan.Views.Min(view => Of(view).LastRead);
        Brake.CheckAge(_sources, kind, plan.Account, plan.Instant);
    }

    public long Count { get; }

    public long ReadNumber { get; }

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
