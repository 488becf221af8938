using Connector.Feeds.Brakes;

namespace Connector.Feeds;

/// <summary>What a feed leaves beside its files: the list of what is held, and the list of what the ledger will change; and its counts.</summary>
internal sealed class FeedLists : IDisposable
{
    private readonly HeldFile _held;
    private readonly LedgerChangesFile? _changes;
    private readonly bool _isStock;
    private readonly bool _isInPart;
    private long _changed;
    private BrakeTally? _brakes;

    public FeedLists(FeedPlan plan)
    {
        Directory.CreateDirectory(plan.FilesFolder);
        (_isStock, _isInPart) = (plan.Kind.IsInventory(), plan.InPart);
        _held = new HeldFile(plan.HeldPath);
        _changes = plan.IsDry ? null : new LedgerChangesFile(plan.ChangesPath);
    }

    /// <summary>SKUs read so far, over all views.</summary>
    public long Read { get; private set; }

    public void Write(MadeRange made)
    {
        _held.Write(made.HeldLines);
        _changes?.Write(made.Changes);
        _changed += made.Changed;
        Read += made.Read;
        _brakes = _isStock ? made.AddTo(_brakes) : null;
    }

    public FeedMade End(IReadOnlyList<FeedFile> files, IReadOnlyList<ViewCounts> counts, IEnumerable<Task> lasting)
    {
        var changes = _changes?.End() ?? "";
        _held.End();
        return new FeedMade { Files = files, Views = counts, HeldBy = _held.Counts, Changed = _changed, LedgerChangesSha256 = changes, Lasting = Task.WhenAll(lasting), InPart = _isInPart, Brakes = _brakes };
    }

    public void Dispose()
    {
        _held.Dispose();
        _changes?.Dispose();
    }
}
