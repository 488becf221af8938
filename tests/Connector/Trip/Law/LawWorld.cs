using System.Collections.Concurrent;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Intake;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip.Law;

/// <summary>
/// A Connector, its drop and a stand-in TikTok in this process, without a socket, on disk that is memory: small enough that thousands of histories can be tried,
/// and a history can go on in several ways (<see cref="Fork"/>).
/// </summary>
internal sealed class LawWorld : IDisposable
{
    public const string AccountName = "shop";
    public const string BusinessId = "biz-1";
    private const string CatalogId = "cat-1";
    private const string OtherCatalogId = "cat-2";

    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly string _root;
    private readonly ConcurrentStack<string> _seats;
    private readonly string _data;
    private readonly bool _isFirst;
    private readonly StandInSettings _settings;
    private readonly int _workers;

    private LawWorld(string root, string data, LawWorld? before, StandInSettings settings, int workers)
    {
        (_root, _data, _isFirst, _settings, _workers, _seats) = (root, data, before is null, settings, workers, before?._seats ?? new());
        Clock = new ManualClock(before?.Clock.GetUtcNow() ?? Start) { AutoAdvance = true };
        Drop = before?.Drop.Copy() ?? new InnerDrop();
        TikTok = TikTokStandIn.Within(
            new StandInOptions
            {
                Clock = Clock,
                Settings = settings,
                Connections = before is not null
                    ? []
                    :
                    [
                        new StandInConnection(
                            BusinessId, "tiktok", "secret", ["drop.test"], "secret", "bc-1",
                            [new StandInCatalog(CatalogId, "UK", "en-GB", "GBP"), new StandInCatalog(OtherCatalogId, "EU", "de-DE", "GBP")]),
                    ],
            },
            Drop, before?.TikTok);
        Connector = NewProcess();
    }

    public ManualClock Clock { get; }

    public InnerDrop Drop { get; }

    public TikTokStandIn TikTok { get; }

    /// <summary>Called before each request of Connector's, not of TikTok's crawl; may throw as a line does that breaks.</summary>
    public Action<HttpRequestMessage>? BeforeRequest { get; set; }

    public ServiceProvider Connector { get; private set; }

    public string MirrorFile => Path.Combine(_data, "mirror.db");

    public AccountState Held => TikTok.State.Account(BusinessId);

    public SettledState Settled => TikTok.State.Settled();

    /// <summary>The usual view.</summary>
    public static StoreView View { get; } = new()
    {
        Name = "uk", Source = "shop", Site = "UK", Locale = "en-GB", Currency = "GBP", PriceBooks = ["sale"], InventoryLists = ["stock"],
        LandingPage = "https://shop.example/{sku}", CatalogId = CatalogId,
    };

    /// <summary>No limits, but that nothing is emptied.</summary>
    public static AccountBrakes NoBrakes { get; } = new()
    {
        Products = new ProductBrakes { ShrinkPercent = 100, HeldPercent = 100, SoldOutPercent = 100, GrowthTimes = 0 },
        Prices = new PriceBrakes { MovedPercent = 100, Currency = false },
        Stock = new StockBrakes { SoldOutPercent = 100, GrowthTimes = 0 },
    };

    /// <summary>A second one, of the same shop or of another.</summary>
    public static StoreView OtherView { get; } = View with { Name = "eu", Site = "EU", Locale = "de-DE", CatalogId = OtherCatalogId };

    public static LawWorld Begin(CrawlModel crawl, SynchronizationPolicy policy, Func<Account, Account>? account = null, Func<StandInSettings, StandInSettings>? settings = null, int workers = 1)
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var root = Directory.CreateDirectory(Path.Combine(memory, "connector-law-" + Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(root, "secret"), "secret");
        var plain = new StandInSettings { CrawlModel = crawl, Qps = 0, Qpm = 0 };
        var world = new LawWorld(root, Path.Combine(root, "data"), null, settings?.Invoke(plain) ?? plain, workers);
        world.Apply(
            (DocumentKinds.Source, "shop", new StoreSource { Location = Path.Combine(root, "shop") }), (DocumentKinds.Source, "other", new StoreSource { Location = Path.Combine(root, "other") }),
            (DocumentKinds.Policy, "sync", policy));
        var plainAccount = world.PlainAccount();
        world.Apply((DocumentKinds.Account, AccountName, account?.Invoke(plainAccount) ?? plainAccount));
        return world;
    }

    /// <summary>Another world that is at the same point; what happens in one does not happen in the other.</summary>
    public LawWorld Fork()
    {
        // A folder that another world has left, where there is one: what is compiled for a database's statements is kept by its path.
        var data = _seats.TryPop(out var seat) ? seat : Path.Combine(_root, Guid.NewGuid().ToString("N"));
        CopyFolder(_data, data);
        return new LawWorld(_root, data, this, _settings, _workers);
    }

    public void Apply(params (string Kind, string Name, object Document)[] documents) =>
        string.Join("; ", Connector.GetRequiredService<Documents>().Apply([.. documents.Select(one => new DocumentText(one.Kind, one.Name, Documents.Write(one.Document), one.Name))], "tests", out _))
            .Should().BeEmpty();

    public void Read(params Action<IStoreRead>[] pieces) => ReadOf("shop", pieces);

    public void ReadOf(string shop, params Action<IStoreRead>[] pieces)
    {
        using var read = Connector.GetRequiredService<Mirror>().Read(shop, Clock.GetUtcNow(), 100);
        foreach (var piece in pieces)
        {
            piece(read);
        }

        read.Commit(CancellationToken.None);
    }

    public FeedResult Feed(FeedKind kind, Action<TripStep>? told = null, CancellationToken cancellation = default) =>
        Connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(AccountName, kind, "tests"), new Told(told ?? (_ => { })), cancellation).GetAwaiter().GetResult();

    public void Resume() => Connector.GetRequiredService<FeedRun>().ResumeAsync(new Told(_ => { }), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Takes what lies in the intake folder.</summary>
    public IReadOnlyList<IntakeReceipt> TakeFiles(Action<TripStep>? told = null, CancellationToken cancellation = default) =>
        Connector.GetRequiredService<IntakeRun>().GoAsync(AccountName, "ana", new Told(told ?? (_ => { })), cancellation).GetAwaiter().GetResult();

    /// <summary>Another process on the same data.</summary>
    public void Restart()
    {
        Close();
        Connector = NewProcess();
    }

    public ReviewResult Poll() => Connector.GetRequiredService<ReviewRun>().PollAsync(AccountName, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Of what TikTok ended with, rows and quantities: what one end has and another has not. Reviews are not compared: where TikTok reads every file again, they begin anew.</summary>
    public static IReadOnlyList<string> Differences(SettledState one, SettledState other)
    {
        return [.. Words(one).Except(Words(other)).Select(word => "- " + word), .. Words(other).Except(Words(one)).Select(word => "+ " + word)];

        static IEnumerable<string> Words(SettledState state) => state.Accounts.SelectMany(account => account.Stock.Select(stock => $"{stock.SkuId}: {stock.Quantity}")
            .Concat(account.Catalogs.SelectMany(catalog => catalog.Products.Select(product => $"{catalog.CatalogId} {product.Row}"))));
    }

    /// <summary>What TikTok shows of a SKU.</summary>
    public ProductState? Shown(string sku) => Held.Product(CatalogId, sku);

    /// <summary>The mirror is lost.</summary>
    public void LoseMirror()
    {
        Close();
        foreach (var file in Directory.EnumerateFiles(_data, "mirror.db*"))
        {
            File.Delete(file);
        }

        Connector = NewProcess();
    }

    /// <summary>The rows of the product files that a feed made, by view.</summary>
    public static Dictionary<string, List<string>> Rows(FeedResult result) => result.Made.Files
        .Where(file => file.Kind == FeedFileKind.Product)
        .GroupBy(file => file.View, StringComparer.Ordinal)
        .ToDictionary(view => view.Key, view => view.SelectMany(file => File.ReadLines(Path.Combine(result.Folder, "files", file.Name)).Skip(1)).ToList(), StringComparer.Ordinal);

    public void Dispose()
    {
        Close();
        Directory.Delete(_data, recursive: true);
        _seats.Push(_data);
        if (_isFirst)
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    private ServiceProvider NewProcess() => new ServiceCollection()
        .AddSingleton<TimeProvider>(Clock)
        .AddConnector(new ConnectorSettings { Data = _data, Workers = _workers })
        .AddSingleton(new HttpClient(new Net(Drop, TikTok.Door, request => BeforeRequest?.Invoke(request))) { Timeout = Timeout.InfiniteTimeSpan })
        .BuildServiceProvider();

    private Account PlainAccount() => new()
    {
        Country = "GB",
        Currency = "GBP",
        ExternalBusinessId = BusinessId,
        InventoryListId = "main",
        Policies = new AccountPolicies { Synchronization = "sync" },
        Drop = new AccountDrop { Url = "https://drop.test/tiktok", User = "tiktok", Password = new SecretReference { File = Path.Combine(_root, "secret") } },
        Intake = new AccountIntake { Url = "https://drop.test/intake", User = "tiktok", Password = new SecretReference { File = Path.Combine(_root, "secret") } },
        Alert = new AccountAlert { BaseUrl = "https://tiktok.test", DeletePause = TimeSpan.FromSeconds(30), FetchedAfter = TimeSpan.Zero },
        Review = new AccountReview { BaseUrl = "https://tiktok.test/open_api/v1.3", BusinessCenterId = "bc-1", AccessToken = new SecretReference { File = Path.Combine(_root, "secret") } },
        CatalogMaxAge = TimeSpan.FromDays(1000),
        InventoryMaxAge = TimeSpan.FromDays(1000),
        // The histories are of what feeds say, and some say much at once.
        Brakes = NoBrakes,
        Views = [View],
    };

    private void Close()
    {
        Connector.Dispose();
        Pools.Clear(_data);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) != "logs"))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    /// <summary>Two hosts in this process.</summary>
    private sealed class Net(HttpMessageHandler drop, HttpMessageHandler tikTok, Action<HttpRequestMessage> before) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _drop = new(drop, disposeHandler: false);
        private readonly HttpMessageInvoker _tikTok = new(tikTok, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            before(request);
            return (request.RequestUri!.Host == "drop.test" ? _drop : _tikTok).SendAsync(request, cancellationToken);
        }
    }
}
