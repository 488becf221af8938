namespace Connector.Sandbox;

/// <summary>A shop with its products and the webhooks it has set. Guarded by the platform's lock.</summary>
internal sealed class ShopShelf(StandInShop shop)
{
    private readonly SortedDictionary<string, Listing> _listings = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, int> _listed = [];

    public StandInShop Shop { get; set; } = shop;

    public IEnumerable<Listing> All => _listings.Values;

    /// <summary>Answers to creations, by their idempotency key.</summary>
    public Dictionary<string, string> Created { get; } = new(StringComparer.Ordinal);

    /// <summary>By name of the event.</summary>
    public SortedDictionary<string, ShopHook> Hooks { get; } = new(StringComparer.Ordinal);

    /// <summary>How many of the next edits are taken with code 0 and change nothing.</summary>
    public int EditsSwallowed { get; set; }

    public Listing? Find(string id) => _listings.GetValueOrDefault(id);

    public void Add(Listing listing, DateTimeOffset now)
    {
        _listings.Add(listing.Id, listing);
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        _listed[day] = _listed.GetValueOrDefault(day) + 1;
    }

    /// <summary>Products that were made today (UTC).</summary>
    public int ListedOn(DateTimeOffset now) => _listed.GetValueOrDefault(DateOnly.FromDateTime(now.UtcDateTime));

    /// <summary>Whether it has a warehouse of that type that works.</summary>
    public bool Has(string type) => Shop.Warehouses.Any(w => w.Type == type && w.Status == "ENABLED");

    public ShopShelf Copy()
    {
        var copy = new ShopShelf(Shop) { EditsSwallowed = EditsSwallowed };
        foreach (var (id, listing) in _listings) copy._listings.Add(id, listing.Copy());
        foreach (var (day, count) in _listed) copy._listed.Add(day, count);
        foreach (var (key, answer) in Created) copy.Created.Add(key, answer);
        foreach (var (name, hook) in Hooks) copy.Hooks.Add(name, hook);
        return copy;
    }
}

/// <summary>Where webhooks of one kind go, as a call has set it.</summary>
internal sealed record ShopHook(string AppKey, string Address, DateTimeOffset Created, DateTimeOffset Updated);
