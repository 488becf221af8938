namespace Connector.Feeds;

/// <summary>The ledger of a view, once for each worker, all as of the same seal.</summary>
internal sealed class LedgerViews : IDisposable
{
    private readonly LedgerView[] _views;

    public LedgerViews(int workers, Func<LedgerView> open)
    {
        _views = Open();
        while (_views.Any(view => view.Seals != _views[0].Seals))
        {
            // A run was sealed while they were opened.
            Dispose();
            _views = Open();
        }

        LedgerView[] Open() => [.. Enumerable.Range(0, workers).Select(_ => open())];
    }

    public LedgerView this[int worker] => _views[worker];

    public void Dispose()
    {
        foreach (var view in _views)
        {
            view.Dispose();
        }
    }
}
