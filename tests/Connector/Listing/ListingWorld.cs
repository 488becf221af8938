using System.Net;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Listings;

/// <summary>Accounts whose shops a stand-in has, met through its door.</summary>
internal sealed class ListingWorld : IAsyncDisposable
{
    public const string Uk = "uk", ShopId = "7495000000000000001", AppKey = "29a39d", AppSecret = "e59af819cc-app-secret";
    private readonly string _folder = Directory.CreateTempSubdirectory("listing-").FullName;
    private readonly List<ServiceProvider> _processes = [];

    public ListingWorld(Func<Sandbox.ShopSettings, Sandbox.ShopSettings>? settings = null, IReadOnlyList<StandInShop>? shops = null, Func<Account, Account>? account = null, HttpMessageHandler? ear = null)
    {
        Clock = new ManualClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        TikTok = TikTokStandIn.Within(
            new StandInOptions
            {
                Clock = Clock,
                Apps = [new StandInApp(AppKey, AppSecret, "7310000000000000001", "https://connector.example/back")],
                Shops = shops ?? [new StandInShop(ShopId, "GCP_XF90+/=", "Fell & Fern", "GB", "GBP")],
                ShopSettings = settings?.Invoke(new()) ?? new(),
            },
            ear ?? new HttpClientHandler());
        Door = new LosingDoor(TikTok.Door);
        File.WriteAllText(Path.Combine(_folder, "secret"), AppSecret);
        Directory.CreateDirectory(Path.Combine(_folder, "shop"));
        NewProcess();
        Apply(Uk, account);
    }

    public ManualClock Clock { get; }

    public TikTokStandIn TikTok { get; }

    public LosingDoor Door { get; }

    public string Data => Path.Combine(_folder, "data");

    public ServiceProvider Connector { get; private set; } = null!;

    public ListingTokens Tokens => new(Connector.GetRequiredService<Connector.Listings.ShopTokens>());

    public Authorising Authorising => Connector.GetRequiredService<Authorising>();

    public Shops Shops => Connector.GetRequiredService<Shops>();

    public Documents Documents => Connector.GetRequiredService<Documents>();

    /// <summary>Another process on the same data.</summary>
    public ServiceProvider NewProcess()
    {
        Connector = TripWorld.Services(Data, Clock, services => services.AddSingleton(rooms => new HttpClient(rooms.GetRequiredService<FeedLog>().Handler(Door)) { Timeout = Timeout.InfiniteTimeSpan }));
        _processes.Add(Connector);
        return Connector;
    }

    public void Apply(string name, Func<Account, Account>? change = null) => Apply([name], change);

    public void Apply(IReadOnlyList<string> names, Func<Account, Account>? change = null)
    {
        var account = new Account
        {
            Country = "GB",
            Currency = "GBP",
            ExternalBusinessId = "biz",
            InventoryListId = "main",
            Policies = new AccountPolicies { Synchronization = "sync" },
            Delivery = DeliveryChannel.Calls,
            Shop = new AccountShop
            {
                AppKey = AppKey, AppSecret = new SecretReference { File = Path.Combine(_folder, "secret") }, ServiceId = "7310000000000000001", ApiUrl = "https://shop.example", AuthUrl = "https://auth.example",
            },
            Views = [new StoreView { Name = "uk", Source = "shop", Site = "Shop", Locale = "en-GB", Currency = "GBP", PriceBooks = ["list"], InventoryLists = ["main"], LandingPage = "https://shop.example/{sku}.html" }],
        };
        Documents.Apply(
            [
                new DocumentText(DocumentKinds.Source, "shop", Documents.Write(new StoreSource { Location = Path.Combine(_folder, "shop") }), "source"),
                new DocumentText(DocumentKinds.Policy, "sync", Documents.Write(new SynchronizationPolicy { FeedLog = true }), "policy"),
                .. names.Select(name => new DocumentText(DocumentKinds.Account, name, Documents.Write((change?.Invoke(account) ?? account) with { ExternalBusinessId = "biz-" + name }), "account")),
            ],
            "tests", out _).Should().BeEmpty();
    }

    /// <summary>The seller agrees.</summary>
    public Task<AuthorisationRecord> AuthoriseAsync(string account = Uk, string shopId = ShopId)
    {
        var begun = Authorising.Begin(account, "ann");
        return Authorising.FinishAsync(account, new Redirected(new Secret(TikTok.Shops.Code(AppKey, shopId)), begun.State, ""), "ann", "new shop", CancellationToken.None);
    }

    public Task<IReadOnlyList<AuthorisedShop>> CallAsync(string account = Uk, ServiceProvider? process = null) =>
        (process ?? Connector).GetRequiredService<Shops>().Of(account).GetShopsAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await TikTok.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The tokens' state, for short sentences.</summary>
internal sealed record ListingTokens(Connector.Listings.ShopTokens All)
{
    public AuthorisationState State(string account = ListingWorld.Uk) => All.Find(account)?.State ?? AuthorisationState.None;
}

/// <summary>Passes calls on; loses what a test says, before or after they had their effect.</summary>
internal sealed class LosingDoor(HttpMessageHandler inner) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner = new(inner);
    private int _losses;
    private int _asked;

    /// <summary>What is lost.</summary>
    public Func<HttpRequestMessage, bool> Losing { get; set; } = _ => false;

    /// <summary>Only so many of them.</summary>
    public int Times { get; set; } = int.MaxValue;

    /// <summary>Whether the call has its effect, and only the answer is lost.</summary>
    public bool AfterEffect { get; set; }

    /// <summary>Answers in the stand-in's place; null: that does.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>Looks at what passes.</summary>
    public Action<HttpRequestMessage, HttpResponseMessage?>? Seen { get; set; }

    public int Asked => _asked;

    public HttpStatusCode? Worst { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        var isLost = Losing(request) && Interlocked.Increment(ref _losses) <= Times;
        if (isLost && !AfterEffect)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the line broke");
        }

        var answer = Instead(request) ?? await _inner.SendAsync(request, cancellationToken);
        Worst = Worst is null || answer.StatusCode > Worst ? answer.StatusCode : Worst;
        Seen?.Invoke(request, answer);
        return isLost ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "the line broke") : answer;
    }
}
