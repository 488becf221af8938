using System.Text.RegularExpressions;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Lines;
using ShopTokens = Connector.Listings.ShopTokens;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Faults;

/// <summary>
/// A whole trip by one of the three interfaces, each remote address behind a <see cref="FaultProxy"/>. The shop goes to and fro between two states, so that every trip has something
/// to create, to change, to sell out and to delete, and what TikTok shall show afterwards is known from a trip without faults.
/// </summary>
internal sealed partial class FaultedTrip : IAsyncDisposable
{
    /// <summary>Beyond the day before its end in which it is refreshed ahead; no longer, or the stand-in's clock has many seconds to tick.</summary>
    private static readonly TimeSpan AccessTokenLife = TimeSpan.FromHours(26);

    private readonly Dictionary<string, FaultProxy> _proxies = [];
    private readonly Dictionary<bool, string> _desired = [];
    private readonly CallWorld? _calls;
    private int _new;

    private FaultedTrip(TripWorld world, CallWorld? calls, DeliveryChannel channel, Dictionary<string, FaultProxy> proxies) => (World, _calls, Channel, _proxies) = (world, calls, channel, proxies);

    public TripWorld World { get; }

    public DeliveryChannel Channel { get; }

    /// <summary>The proxies, by the server behind each.</summary>
    public IReadOnlyCollection<FaultProxy> Proxies => _proxies.Values;

    /// <summary>The distinct calls of the first night.</summary>
    public IReadOnlyList<string> First { get; private set; } = [];

    /// <summary>Which of its two states the shop is in.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Every change takes one product away and brings another.</summary>
    public string New => $"NEW-{_new}";

    private ManualClock? Clock => World.Clock as ManualClock;

    /// <summary>The first night is over: everything is listed.</summary>
    /// <param name="channel">The interface.</param>
    /// <param name="clock">The clock; null: one that stands still but for what is waited for.</param>
    /// <param name="refreshTokenLife">How long an authorisation of interface C holds; null: as usual.</param>
    public static async Task<FaultedTrip> BeginAsync(DeliveryChannel channel, TimeProvider? clock = null, TimeSpan? refreshTokenLife = null)
    {
        clock ??= new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        var proxies = new Dictionary<string, FaultProxy>();
        var policy = new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete };
        Account Through(Account account) => account with
        {
            Delivery = channel,
            Drop = account.Drop with { Url = Behind(account.Drop.Url) },
            Alert = account.Alert with { BaseUrl = Behind(account.Alert.BaseUrl), DeletePause = clock is ManualClock ? account.Alert.DeletePause : TimeSpan.Zero },
            Review = account.Review with { BaseUrl = Behind(account.Review.BaseUrl) },
            Pull = clock is ManualClock ? account.Pull : account.Pull with { JobEvery = TimeSpan.FromSeconds(1) },
            Shop = channel == DeliveryChannel.Calls ? account.Shop with { ApiUrl = Behind(account.Shop.ApiUrl), AuthUrl = Behind(account.Shop.AuthUrl) } : account.Shop,
        };
        string Behind(string url)
        {
            var uri = new Uri(url);
            var proxy = proxies.TryGetValue(uri.Authority, out var known) ? known : proxies[uri.Authority] = FaultProxy.Start(new Uri(uri.GetLeftPart(UriPartial.Authority)), clock as ManualClock);
            return new UriBuilder(uri) { Port = proxy.Port }.Uri.ToString().TrimEnd('/');
        }

        var calls = channel == DeliveryChannel.Calls ? await CallWorld.BeginAsync(policy, settings => settings with { AccessTokenLife = AccessTokenLife, RefreshTokenLife = refreshTokenLife ?? settings.RefreshTokenLife }, account: Through, clock: clock) : null;
        var world = calls?.Trip ?? await TripWorld.BeginAsync(clock: clock, policy: policy, account: Through, publicReads: channel == DeliveryChannel.Pull);
        var trip = new FaultedTrip(world, calls, channel, proxies);
        if (calls is not null)
        {
            world.Shop.ImageBase = Behind(world.Shop.ImageBase) + "/";
        }

        trip.Put();
        await trip.RoundAsync(isFull: true);
        trip.First = trip.Calls();
        await trip.SettleAsync();
        trip._desired[false] = trip.Shown().Replace(trip.New, "NEW", StringComparison.Ordinal);
        return trip;
    }

    /// <summary>What the shop's other state comes to without a fault, and which calls that takes, in the order of the first of each.</summary>
    public async Task<IReadOnlyList<string>> CleanAsync(bool isFull)
    {
        Change();
        Forget();
        await RoundAsync(isFull);
        var calls = Calls();
        await SettleAsync();
        _desired[IsChanged] = Shown().Replace(New, "NEW", StringComparison.Ordinal);
        return calls;
    }

    /// <summary>The shop goes into its other state.</summary>
    public void Change()
    {
        IsChanged = !IsChanged;
        Put();
    }

    private void Put()
    {
        var shop = World.Shop;
        shop.Change("CUP", cup => IsChanged ? cup with { Name = "Enamel mug", Price = 12m, Stock = 7m } : cup with { Name = "Enamel cup", Price = 10m, Stock = 5m });
        shop.Change("JUMPER-BLUE", blue => blue with { Stock = IsChanged ? 0m : 3m });
        shop.Change("JUMPER-RED", red => red with { Stock = IsChanged ? 4m : 1m });
        shop.Remove(New);
        _new++;
        shop.Put(new TestProduct(New) { Name = "Tin kettle", Price = 31m, Stock = 6m });
        if (_calls is not null)
        {
            File.WriteAllBytes(Path.Combine(World.DropFolder, "images", $"{New}.jpg"), [.. File.ReadAllBytes(Path.Combine(World.DropFolder, "images", "CUP.jpg")), (byte)_new, (byte)(_new >> 8)]);
        }
    }

    /// <summary>What a schedule does: the shop is read, the feeds are made, the calls that are due too, and TikTok is asked. What fails is told and left to the next round.</summary>
    public async Task<IReadOnlyList<string>> RoundAsync(bool isFull)
    {
        var failures = new List<string>();
        World.Read();
        // As the worker does it by itself.
        using var line = World.Connector.GetRequiredService<LineBreakers>().For(TripWorld.AccountName);
        await TryAsync(() => World.FeedAsync(isFull ? FeedKind.Full : FeedKind.Delta));
        if (Channel != DeliveryChannel.Pull)
        {
            await TryAsync(() => World.FeedAsync(isFull ? FeedKind.Inventory : FeedKind.InventoryDelta));
        }

        if (_calls is not null)
        {
            await TryAsync(_calls.CallAsync);
        }

        await TryAsync(World.PollAsync);
        return failures;

        async Task TryAsync<T>(Func<Task<T>> work)
        {
            try
            {
                await work();
            }
            catch (Exception foreseen) when (foreseen is RemoteFailedException or PersonMustDecideException)
            {
                failures.Add(foreseen.Message);
            }
        }
    }

    /// <summary>The shop changes, and a call of the round that tells it meets a fault: once, or as often as it is tried in that round. Then the schedule goes on.</summary>
    public async Task MeetAsync(string call, TripFault fault, bool isLasting, bool isFull)
    {
        var plan = await BefallAsync(call, fault, isLasting, isFull);
        if (plan.Befell == 0)
        {
            // A full feed and a delta do not make all of the same calls.
            await SettleAsync();
            plan = await BefallAsync(call, fault, isLasting, !isFull);
        }

        if (plan.Befell == 0)
        {
            throw new InvalidOperationException("the call was not made");
        }

        await ComeTrueAsync();
    }

    /// <summary>The schedule goes on until all is as it shall be; then once more, which changes nothing.</summary>
    public async Task ComeTrueAsync()
    {
        await SettleAsync();
        var before = Everything();
        Forget();
        await RoundAsync(isFull: false);
        if (Everything() is var after && after != before)
        {
            throw new InvalidOperationException($"a further round changed something: {before} became {after}; it called {string.Join(", ", Calls())}");
        }

        if (Wrong() is { } wrong)
        {
            throw new InvalidOperationException(wrong);
        }

        if (ChainTests.Broken(World).ToList() is { Count: > 0 } broken)
        {
            throw new InvalidOperationException($"the chain is broken: {broken[0]}");
        }
    }

    private async Task<FaultPlan> BefallAsync(string call, TripFault fault, bool isLasting, bool isFull)
    {
        Prepare(call);
        Change();
        Forget();
        var plan = Plan(call, fault.Wire, times: isLasting ? 1000 : 1);
        await RoundAsync(isFull);
        Forget();
        return plan;
    }

    /// <summary>A person authorises the app for the shop.</summary>
    public Task AuthoriseAsync() => _calls!.AuthoriseAsync();

    /// <summary>Brings about what a call is made for that is not made every day.</summary>
    public void Prepare(string call)
    {
        if (call.StartsWith("MKCOL", StringComparison.Ordinal))
        {
            Directory.Delete(Path.Combine(World.DropFolder, call.TrimEnd('/').Split('/')[^1]), recursive: true);
        }

        if (call.EndsWith("/token/refresh", StringComparison.Ordinal))
        {
            Clock?.Advance(AccessTokenLife + TimeSpan.FromHours(1));
        }

        if (call.EndsWith("/warehouses", StringComparison.Ordinal) || call.EndsWith("/brands", StringComparison.Ordinal))
        {
            Clock?.Advance(TimeSpan.FromHours(25));
        }
    }

    /// <summary>Rounds until all is as it shall be, some time apart; says what is not after the last of them.</summary>
    /// <returns>How many it took.</returns>
    public async Task<int> SettleAsync()
    {
        var told = new List<string>();
        for (var round = 0; ; round++)
        {
            if (NotSettled() is not { } not)
            {
                return round;
            }

            if (round == 8)
            {
                throw new InvalidOperationException($"after {round} further rounds: {not}; what was told: {string.Join(" | ", told.TakeLast(4))}; {string.Join("; ", World.Steps.TakeLast(5).Select(step => step.Sentence))}");
            }

            if (_calls is not null && World.Connector.GetRequiredService<ShopTokens>().Find(TripWorld.AccountName) is { IsGood: false })
            {
                // TikTok changed the tokens, and its answer was lost: that takes a person.
                await _calls.AuthoriseAsync();
            }

            Clock?.Advance(TimeSpan.FromMinutes(round < 4 ? 5 << round : 120));
            told.AddRange(await RoundAsync(isFull: round == 6));
        }
    }

    /// <summary>What is not yet as it shall be; null: all is.</summary>
    public string? NotSettled()
    {
        var runs = World.Connector.GetRequiredService<Runs>().Open();
        if (runs.Count > 0)
        {
            return $"run {runs[0].Id} is open";
        }

        if (_desired.TryGetValue(IsChanged, out var desired) && Shown().Replace(New, "NEW", StringComparison.Ordinal) is var shown && shown != desired)
        {
            return $"TikTok shows {shown} and shall show {desired}";
        }

        if (_calls?.Waiting is { Count: > 0 } waiting)
        {
            return $"{waiting[0].Group} waits: {waiting[0].Fault?.Sentence}";
        }

        return World.Connector.GetRequiredService<Answers>().All(TripWorld.AccountName).FirstOrDefault(listing => !listing.IsAnswered && !(_calls is not null && IsSoldOut(listing.Sku))) is { } open
            ? $"{open.Sku} has no answer: {open.State}" : null;
    }

    /// <summary>All that the stand-in holds and has been told, so that what is done twice is seen.</summary>
    public string Everything() => string.Join('\n', World.TikTok.State.Accounts.Select(account => $"{account}")) + string.Join('\n', World.TikTok.State.Shops.SelectMany(shop => shop.Products).Select(product => $"{product}"));

    /// <summary>Of goods by calls: what was ever listed twice, or deleted though the shop has it. Null: nothing.</summary>
    private string? Wrong()
    {
        var products = _calls?.Platform.Shop(CallWorld.ShopId).Products ?? [];
        return products.SelectMany(product => product.Skus).GroupBy(sku => sku.SellerSku).FirstOrDefault(skus => skus.Count() > 1) is { } twice ? $"{twice.Key} was listed {twice.Count()} times"
            : products.FirstOrDefault(product => product.Status == "DELETED" && product.Skus.Any(sku => World.Shop.Products.Any(here => here.Id == sku.SellerSku))) is { } deleted ? $"'{deleted.Title}' was deleted" : null;
    }

    /// <summary>Forgets what was asked so far, and what was planned.</summary>
    public void Forget()
    {
        foreach (var proxy in Proxies)
        {
            proxy.Clear();
        }
    }

    /// <summary>The distinct calls that were made since the last <see cref="Forget"/>.</summary>
    public IReadOnlyList<string> Calls() => [.. Proxies.SelectMany(proxy => proxy.Seen).Where(IsOurs).Select(Named).Distinct()];

    /// <summary>Plans a fault for a call that <see cref="Calls"/> names.</summary>
    public FaultPlan Plan(string call, WireFault fault, int skip = 0, int times = 1)
    {
        var plan = new FaultPlan(request => IsOurs(request) && (call == TripCalls.Every || Named(request) == call), fault, skip, times);
        foreach (var proxy in Proxies)
        {
            proxy.Plan(plan);
        }

        return plan;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in Proxies)
        {
            await proxy.DisposeAsync();
        }

        await World.DisposeAsync();
    }

    /// <summary>What TikTok shows and sells, and in which products. A quantity of what no product has is not for sale.</summary>
    private string Shown()
    {
        if (_calls is null)
        {
            var held = World.Held;
            return string.Join(", ", held.Catalogs.SelectMany(catalog => catalog.Products).Select(product => $"{product.Row.SkuId} '{product.Row.Title}' {product.Row.Price} {product.Row.Availability} {product.AuditStatus}").Order(StringComparer.Ordinal))
                + "; " + string.Join(", ", held.Stock.Where(stock => held.Catalogs.Any(catalog => catalog.Products.Any(product => product.Row.SkuId == stock.SkuId))).Select(stock => $"{stock.SkuId} {stock.Quantity:0}").Order(StringComparer.Ordinal));
        }

        return string.Join(", ", _calls.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Status != "DELETED")
            .Select(product => $"'{product.Title}' {product.Status} {product.AuditStatus} {product.Images.Count} [{string.Join(", ", product.Skus.Select(sku => $"{sku.SellerSku} {sku.Price} x{sku.Available}").Order(StringComparer.Ordinal))}]").Order(StringComparer.Ordinal));
    }

    private bool IsSoldOut(string sku) => World.Shop.Products.SingleOrDefault(product => product.Id == sku)?.Stock is 0m or null;

    /// <summary>Not of TikTok's own, who fetches the files through the same proxy: Connector asks for bytes as they are.</summary>
    private static bool IsOurs(ProxiedRequest request) => !request.Path.Contains("/webdav/", StringComparison.Ordinal) || request.Path.Contains("/images/", StringComparison.Ordinal) || request.Headers.Contains("Accept-Encoding: identity");

    private static string Named(ProxiedRequest request) => $"{request.Method} {Numbers().Replace(request.Path[(request.Path.IndexOf("/Impex", StringComparison.Ordinal) is var at and >= 0 ? at + 6 : 0)..], "*")}";

    [GeneratedRegex(@"\d{10,}|NEW-\d+")]
    private static partial Regex Numbers();
}
