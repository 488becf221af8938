using System.Collections.Concurrent;
using System.Globalization;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>
/// The Shop Open Platform (interface C; facts 3.1-3.6): authorisation, listings, prices, stock, and the webhooks that tell of them. Built from the public facts; what they leave
/// open is a setting. Its levers do what TikTok, a seller or the network would do.
/// </summary>
public sealed class ShopPlatform
{
    private static readonly string[] Families = ["/authorization/", "/seller/", "/event/", "/product/", "/logistics/"];

    private readonly ShopBook _book = new();
    private readonly TimeProvider _clock;
    private readonly TokenDesk _tokens;
    private readonly AuthorizePage _page;
    private readonly ShopGate _gate;
    private readonly ShopRoute[] _routes;
    private readonly ShopEvents _events;
    private readonly ShopReviews _reviews;
    private readonly ShopSnapshot _snapshot;
    private readonly NoticeSending _sending;
    private readonly ConcurrentDictionary<string, RateBucket> _buckets = new(StringComparer.Ordinal);
    private ShopSettings _settings;
    private ulong _calls;

    internal ShopPlatform(StandInOptions options, Verdicts verdicts, HttpClient http, Func<TimeSpan> reviewDelay)
    {
        _clock = options.Clock;
        _settings = options.ShopSettings;
        foreach (var app in options.Apps) _book.Add(app);
        foreach (var shop in options.Shops) _book.Add(shop);
        _tokens = new TokenDesk(_book, _clock, () => Settings);
        _page = new AuthorizePage(_book, _clock, () => Settings);
        _gate = new ShopGate(_book);
        var categories = options.Categories;
        var brands = new BrandDesk(_book, categories);
        var tree = new CategoryDesk(categories);
        var json = new ListingJson(_book, brands, categories);
        _events = new ShopEvents(_book, () => Settings);
        _reviews = new ShopReviews(categories, verdicts, _events, () => Settings, reviewDelay);
        _snapshot = new ShopSnapshot(_book, categories);
        _sending = new NoticeSending(_book, http, _clock, () => Settings);
        Hand = new ShopHand(_book, _reviews, _events, _clock);
        _routes =
        [
            .. new AccessDesk(_book).Routes, .. new EventDesk().Routes, .. tree.Routes, .. brands.Routes, .. new LogisticsDesk().Routes, .. new UploadDesk(_book).Routes,
            .. new ListingDesk(_book, brands, tree, categories, json, _reviews, _events).Routes, .. new BatchDesk(_book, _reviews, _events).Routes, .. new SearchDesk(json).Routes,
            .. new StockDesk(_book, _events).Routes, .. new PriceDesk(_book).Routes,
        ];
    }

    /// <summary>How it behaves from the next call on.</summary>
    public ShopSettings Settings
    {
        get => Volatile.Read(ref _settings);
        set => Volatile.Write(ref _settings, value);
    }

    /// <summary>What happens past every call: by TikTok's hand, the seller's, or a buyer's.</summary>
    public ShopHand Hand { get; }

    /// <summary>What the shops hold now.</summary>
    public ValueList<ShopState> State
    {
        get
        {
            lock (_book.Gate)
            {
                Settle();
                return _book.Shelves.Select(_snapshot.Of).ToValueList();
            }
        }
    }

    /// <summary>All webhooks so far, sent or not.</summary>
    public IReadOnlyList<NoticeState> Notices
    {
        get
        {
            lock (_book.Gate) return [.. _book.Notices.All];
        }
    }

    /// <summary>A shop by its id.</summary>
    public ShopState Shop(string shopId) => State.Single(s => s.ShopId == shopId);

    /// <summary>Something will go wrong with webhooks.</summary>
    public void Trouble(NoticeTrouble trouble)
    {
        lock (_book.Gate) _book.Notices.Add(trouble);
    }

    /// <summary>Decides the reviews that are due, and sends the webhooks that are: with a <see cref="ManualClock"/>, call it after advancing the clock; on a real one it happens every second.</summary>
    public Task SendDueAsync(CancellationToken ct)
    {
        lock (_book.Gate) Settle();
        return _sending.SendDueAsync(ct);
    }

    /// <summary>Adds an app, or changes one.</summary>
    public void Add(StandInApp app)
    {
        lock (_book.Gate) _book.Add(app);
    }

    /// <summary>Adds a shop, or changes one; its products stay.</summary>
    /// <exception cref="ArgumentException">Another shop has the cipher.</exception>
    public void Add(StandInShop shop)
    {
        lock (_book.Gate) _book.Add(shop);
    }

    /// <summary>The code that a seller's consent gives, without the page.</summary>
    /// <exception cref="ArgumentException">There is no such app or shop.</exception>
    public string Code(string appKey, string shopId)
    {
        lock (_book.Gate) return _book.Code(App(appKey).AppKey, _book.Shelf(shopId).Shop.Seller, _clock.GetUtcNow(), Settings);
    }

    /// <summary>Authorises an app for the seller of a shop and gives the tokens, without page and exchange.</summary>
    /// <exception cref="ArgumentException">There is no such app or shop.</exception>
    public ShopTokens Authorize(string appKey, string shopId)
    {
        lock (_book.Gate) return _tokens.Authorize(App(appKey), _book.Shelf(shopId).Shop.Seller).Tokens;
    }

    /// <summary>All access tokens of a shop's seller are past their time; refresh tokens too when asked.</summary>
    /// <exception cref="ArgumentException">There is no such shop.</exception>
    public void ExpireTokens(string shopId, bool refreshTokensToo = false)
    {
        lock (_book.Gate)
        {
            foreach (var grant in GrantsOf(shopId))
            {
                grant.ExpireAccess(_clock.GetUtcNow());
                if (refreshTokensToo) grant.ExpireRefresh(_clock.GetUtcNow());
            }
        }
    }

    /// <summary>A shop's seller takes the authorisation of all apps back.</summary>
    /// <exception cref="ArgumentException">There is no such shop.</exception>
    public void Deauthorize(string shopId)
    {
        lock (_book.Gate)
        {
            foreach (var grant in GrantsOf(shopId).Where(g => !g.Withdrawn).ToArray())
            {
                grant.Withdrawn = true;
                if (_book.Current.Contains(grant)) _events.Withdrawn(grant, _clock.GetUtcNow());
            }
        }
    }

    /// <summary>The scopes that a shop's seller has granted are these now.</summary>
    /// <exception cref="ArgumentException">There is no such shop.</exception>
    public void Grant(string shopId, params ValueList<string> scopes)
    {
        lock (_book.Gate)
        {
            foreach (var grant in GrantsOf(shopId)) grant.Scopes = scopes;
        }
    }

    /// <summary>Whether a path belongs to this interface.</summary>
    internal static bool Serves(string path) =>
        path == AuthorizePage.Route || path.StartsWith(UploadDesk.Pictures, StringComparison.Ordinal) || path.StartsWith(TokenDesk.Base, StringComparison.Ordinal) || Families.Any(f => path.StartsWith(f, StringComparison.Ordinal));

    internal void TakeOver(ShopPlatform other)
    {
        _book.TakeOver(other._book);
        _calls = other._calls;
    }

    internal async Task<ShopAnswer?> ServeAsync(HttpContext http, string requestId)
    {
        var path = http.Request.Path.Value!;
        if (path == AuthorizePage.Route)
        {
            await _page.ShowAsync(http);
            return null;
        }

        if (path.StartsWith(UploadDesk.Pictures, StringComparison.Ordinal))
        {
            await ShowPictureAsync(http, path);
            return null;
        }

        var answer = path.StartsWith(TokenDesk.Base, StringComparison.Ordinal) ? Tokens(http.Request) : await CallAsync(http);
        await answer.WriteAsync(http, requestId, Settings);
        return answer;
    }

    private async Task ShowPictureAsync(HttpContext http, string path)
    {
        var name = path[UploadDesk.Pictures.Length..];
        var at = name.IndexOf('.', StringComparison.Ordinal);
        byte[]? bytes;
        lock (_book.Gate) bytes = at < 0 ? null : _book.Uploads.Bytes("tos-standin-i/" + name[..at]);
        if (bytes is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "image/" + (name[(at + 1)..] == "jpg" ? "jpeg" : name[(at + 1)..]);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private void Settle()
    {
        var now = _clock.GetUtcNow();
        foreach (var shelf in _book.Shelves) _reviews.Settle(shelf, now);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var grant in _book.Current.Where(g => !g.HasEnded(now) && g.Until - now <= TimeSpan.FromDays(30) && g.NoticedOn < today).ToArray())
        {
            // Told at 0:00 of the day (facts 3.4); days that nobody looked at are not made up for.
            grant.NoticedOn = today;
            _events.Expiring(grant, new DateTimeOffset(today, TimeOnly.MinValue, TimeSpan.Zero));
        }
    }

    private ShopAnswer Tokens(HttpRequest request)
    {
        lock (_book.Gate) return _tokens.Answer(request);
    }

    private async Task<ShopAnswer> CallAsync(HttpContext http)
    {
        var settings = Settings;
        try
        {
            var path = http.Request.Path.Value!;
            var (route, values) = Route(http.Request.Method, path);
            var body = await ShopBody.ReadAsync(http, route.Multipart, settings);
            lock (_book.Gate)
            {
                var query = Query(http.Request.QueryString.Value);
                var now = _clock.GetUtcNow();
                var (app, grant, shop) = _gate.Pass(route, path, query, http.Request.Headers["x-tts-access-token"].ToString(), body.Signed, now, settings);
                var bucket = _buckets.GetOrAdd($"{route.Method} {route.Template} {app.AppKey} {shop?.Shop.ShopId ?? grant.Seller}", _ => new RateBucket(_clock));
                if (!bucket.Take(settings.CallsPerSecond, 0)) throw new ShopRefused(36009002, "Too many requests. You've made too many requests in a short period of time.");
                var chance = new Throws(settings.Seed + ++_calls);
                if (Falls(ref chance, settings.Unavailable)) return ShopAnswer.Unavailable;
                if (Falls(ref chance, settings.InternalFaults)) throw new ShopRefused(36009003, "Internal error. Please try again.");
                if (shop is not null) _reviews.Settle(shop, now);
                return route.Answer(new ShopCall(values, query, body.Bytes, body.Parts, app, grant, shop, $"{http.Request.Scheme}://{http.Request.Host}", settings, now));
            }
        }
        catch (ShopRefused refused)
        {
            return new ShopAnswer(refused.Code, refused.Message);
        }
    }

    private static bool Falls(ref Throws chance, double share) => share > 0 && chance.Below(1_000_000) < share * 1_000_000;

    private (ShopRoute Route, Dictionary<string, string> Values) Route(string method, string path)
    {
        var found = _routes.Select(r => (Route: r, Values: r.Match(path))).Where(r => r.Values is not null).OrderByDescending(r => r.Route.Weight).ToArray();
        if (found.Length == 0) throw new ShopRefused(36009009, $"Invalid path. {path} is not a path of the platform.");
        var called = Array.Find(found, r => r.Route.Method == method && r.Route.Weight == found[0].Route.Weight);
        return called.Route is null ? throw new ShopRefused(36009010, $"Invalid method. {method} is not a method of {path}.") : (called.Route, called.Values!);
    }

    private static Dictionary<string, string> Query(string? text)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        var given = HttpUtility.ParseQueryString(text ?? "");
        foreach (var name in given.AllKeys.OfType<string>())
        {
            var values = given.GetValues(name)!;
            if (values.Length > 1) throw ShopCall.Invalid($"`{name}` is given twice; a list is one value with commas.");
            query[name] = values[0];
        }

        return query;
    }

    private StandInApp App(string appKey) => _book.App(appKey) ?? throw new ArgumentException($"There is no app {appKey}.");

    private IEnumerable<Grant> GrantsOf(string shopId)
    {
        var seller = _book.Shelf(shopId).Shop.Seller;
        return _book.Grants.Where(g => g.Seller == seller);
    }
}
