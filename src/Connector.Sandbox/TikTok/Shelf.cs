namespace Connector.Sandbox;

/// <summary>The products of one catalog with their reviews. Not thread-safe: <see cref="Holdings"/> guards it.</summary>
internal sealed class Shelf(StandInCatalog catalog)
{
    private readonly SortedDictionary<string, Held> _held = new(StringComparer.Ordinal);

    public StandInCatalog Catalog => catalog;

    public IEnumerable<Held> All => _held.Values;

    public Held? Find(string sku) => _held.GetValueOrDefault(sku);

    /// <param name="feed">The feed of interface B whose product it becomes; null leaves that as it is.</param>
    public RowFate Take(ProductRow row, DateTimeOffset now, TimeSpan reviewDelay, Verdicts verdicts, string? feed = null)
    {
        if (!_held.TryGetValue(row.SkuId, out var held))
        {
            _held[row.SkuId] = new Held(row, now + reviewDelay) { Feed = feed };
            return RowFate.Added;
        }

        held.Feed = feed ?? held.Feed;
        if (held.Row == row) return RowFate.Unchanged;
        held.Settle(now, verdicts);
        held.Replace(row, now + reviewDelay);
        return RowFate.Changed;
    }

    public bool Remove(string sku) => _held.Remove(sku);

    public Shelf Copy()
    {
        var copy = new Shelf(catalog);
        foreach (var (sku, held) in _held) copy._held.Add(sku, held.Copy());
        return copy;
    }
}

internal enum RowFate
{
    Added,
    Changed,
    Unchanged,
}

/// <summary>A product row and what became of its review.</summary>
internal sealed class Held(ProductRow row, DateTimeOffset due)
{
    private DateTimeOffset _due = due;
    private Audit? _audit;
    private (ProductRow Row, Audit Audit)? _before;

    public ProductRow Row { get; private set; } = row;

    /// <summary>The feed of interface B to which it belongs; null: none.</summary>
    public string? Feed { get; set; }

    public Audit Audit => _audit ?? Audit.Processing;

    public Held Copy() => (Held)MemberwiseClone();

    public void Replace(ProductRow next, DateTimeOffset nextDue)
    {
        // What was last decided stays visible, through however many rows follow before the next decision.
        if (_audit is not null) _before = (Row, _audit);
        Row = next;
        _due = nextDue;
        _audit = null;
    }

    /// <summary>Decides the review once it is due. Nothing waits for it: it is asked whenever somebody looks, so the clock alone decides.</summary>
    public void Settle(DateTimeOffset now, Verdicts verdicts)
    {
        if (_audit is not null || now < _due || verdicts.HasSmallImage(Row)) return;
        var rule = verdicts.For(Row);
        if (rule?.Review == Review.Hold) return;
        _audit = rule?.Review == Review.Reject ? new Audit("rejected", rule.RejectedInfo) : new Audit("approved", []);
        _before = null;
    }

    public (ProductRow Row, Audit Audit) Shown(bool oldUntilReviewed) => oldUntilReviewed && _before is { } before ? before : (Row, Audit);
}

internal sealed record Audit(string Status, ValueList<RejectedInfo> RejectedInfo)
{
    public static readonly Audit Processing = new("processing", []);
}
