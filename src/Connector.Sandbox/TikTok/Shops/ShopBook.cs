using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Sandbox;

/// <summary>All that the Shop Open Platform knows: apps, shops, grants. Guarded by its <see cref="Gate"/>.</summary>
internal sealed class ShopBook
{
    private readonly SortedDictionary<string, StandInApp> _apps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ShopShelf> _shelves = new(StringComparer.Ordinal);
    private readonly List<Grant> _grants = [];
    private readonly List<AuthorizationCode> _codes = [];
    private long _numbers;

    public Lock Gate { get; } = new();

    public IEnumerable<ShopShelf> Shelves => _shelves.Values;

    public IEnumerable<StandInApp> Apps => _apps.Values;

    public IReadOnlyList<Grant> Grants => _grants;

    /// <summary>Uploaded pictures and files: they belong to no shop.</summary>
    public Uploads Uploads { get; } = new();

    public List<OwnBrand> OwnBrands { get; } = [];

    /// <summary>Webhooks that wait to be sent, or were.</summary>
    public Notices Notices { get; } = new();

    public void Add(StandInApp app) => _apps[app.AppKey] = app;

    /// <exception cref="ArgumentException">Another shop has the cipher.</exception>
    public void Add(StandInShop shop)
    {
        if (_shelves.Values.Any(s => s.Shop.Cipher == shop.Cipher && s.Shop.ShopId != shop.ShopId)) throw new ArgumentException("Another shop has this cipher.");
        if (_shelves.TryGetValue(shop.ShopId, out var shelf)) shelf.Shop = shop;
        else _shelves[shop.ShopId] = new ShopShelf(shop);
    }

    public StandInApp? App(string key) => _apps.GetValueOrDefault(key);

    public StandInApp? AppOf(string serviceId) => _apps.Values.FirstOrDefault(a => a.ServiceId == serviceId);

    public ShopShelf? ByCipher(string cipher) => _shelves.Values.FirstOrDefault(s => s.Shop.Cipher == cipher);

    /// <exception cref="ArgumentException">There is no such shop.</exception>
    public ShopShelf Shelf(string shopId) => _shelves.GetValueOrDefault(shopId) ?? throw new ArgumentException($"There is no shop {shopId}.");

    public IEnumerable<ShopShelf> Of(string seller) => _shelves.Values.Where(s => s.Shop.Seller == seller);

    public IEnumerable<string> Sellers => _shelves.Values.Select(s => s.Shop.Seller).Distinct();

    public Grant? GrantOf(string appKey, string token) => _grants.FindLast(g => g.AppKey == appKey && g.AccessUntil(token) is not null);

    public Grant? GrantByRefresh(string appKey, string token) => _grants.FindLast(g => g.AppKey == appKey && g.RefreshUntil(token) is not null);

    /// <summary>The grants that are in force between sellers and apps: of each pair the last.</summary>
    public IEnumerable<Grant> Current => _grants.GroupBy(g => (g.AppKey, g.Seller)).Select(g => g.Last());

    public string Code(string appKey, string seller, DateTimeOffset now, ShopSettings settings)
    {
        var code = Secret(settings.Seed, "code");
        _codes.Add(new AuthorizationCode(code, appKey, seller, now + settings.CodeLife));
        return code;
    }

    /// <summary>Uses a code up. Null: unknown, used, of another app or too old.</summary>
    public string? UseCode(string appKey, string code, DateTimeOffset now)
    {
        var at = _codes.FindIndex(c => Credentials.Same(code, c.Code) && c.AppKey == appKey);
        if (at < 0) return null;
        var found = _codes[at];
        _codes.RemoveAt(at);
        return now < found.Until ? found.Seller : null;
    }

    public Grant Authorize(StandInApp app, string seller)
    {
        var grant = new Grant(app.AppKey, seller, app.Scopes);
        _grants.Add(grant);
        return grant;
    }

    /// <summary>A made-up secret: the same seed and the same history give the same.</summary>
    public string Secret(ulong seed, string kind) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{kind}/{++_numbers}"))))[..48];

    /// <summary>A new id of 19 digits; none can be held by a double.</summary>
    public string NewId() => (1_729_000_000_000_000_001 + (++_numbers * 1_002)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Forgets all and holds what another holds; from then on each goes its own way.</summary>
    public void TakeOver(ShopBook other)
    {
        lock (other.Gate)
        lock (Gate)
        {
            _apps.Clear();
            foreach (var app in other._apps.Values) Add(app);
            _shelves.Clear();
            foreach (var (id, shelf) in other._shelves) _shelves.Add(id, shelf.Copy());
            _grants.Clear();
            _grants.AddRange(other._grants.Select(g => g.Copy()));
            _codes.Clear();
            _codes.AddRange(other._codes);
            OwnBrands.Clear();
            OwnBrands.AddRange(other.OwnBrands);
            _numbers = other._numbers;
            Uploads.TakeOver(other.Uploads);
            Notices.TakeOver(other.Notices);
        }
    }

    private sealed record AuthorizationCode(string Code, string AppKey, string Seller, DateTimeOffset Until);
}
