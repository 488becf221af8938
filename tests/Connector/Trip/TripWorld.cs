using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;
using Connector.Stores.Sfcc;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>A shop, a WebDAV box, a stand-in TikTok and a Connector between them, on one clock.</summary>
internal sealed class TripWorld : IAsyncDisposable
{
    public const string AccountName = "shop-gb";
    private const string BusinessId = "biz-1";
    private const string CatalogId = "cat-1";
    private const string Password = "box-password-1";
    private const string Token = "token-1";
    private readonly List<ServiceProvider> _processes = [];

    private TripWorld(string folder, TimeProvider clock, WebDavBox box, TikTokStandIn tikTok)
    {
        (Folder, Clock, Box, TikTok) = (folder, clock, box, tikTok);
        Connector = NewProcess();
    }

    public string Folder { get; }

    public TimeProvider Clock { get; }

    public WebDavBox Box { get; }

    public TikTokStandIn TikTok { get; }

    public TestShop Shop { get; init; } = TestShop.Small();

    public string DataFolder => Path.Combine(Folder, "data");

    public string DropFolder => Path.Combine(Folder, "drop", "tiktok");

    /// <summary>The services of the present process.</summary>
    public ServiceProvider Connector { get; private set; }

    public List<TripStep> Steps { get; } = [];

    public static async Task<TripWorld> BeginAsync(
        CrawlModel crawl = CrawlModel.Unseen, TimeProvider? clock = null, Func<StandInSettings, StandInSettings>? settings = null, SynchronizationPolicy? policy = null,
        Func<Account, Account>? account = null, TestShop? shop = null, bool publicReads = false, Func<StandInOptions, StandInOptions>? tikTokWith = null,
        Action<string>? onFolder = null)
    {
        var folder = Directory.CreateTempSubdirectory("trip-").FullName;
        onFolder?.Invoke(folder);
        clock ??= new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        Directory.CreateDirectory(Path.Combine(folder, "drop", "tiktok"));
        var box = await WebDavBox.StartAsync(
            new WebDavBoxOptions(Path.Combine(folder, "drop"), 0, "tiktok", Password, "/on/demandware.servlet/webdav/Sites/Impex") { PublicReads = publicReads }, CancellationToken.None);
        var standIn = new StandInSettings { CrawlModel = crawl, Qps = 0, Qpm = 0 };
        var options = new StandInOptions
        {
            Clock = clock,
            Settings = settings?.Invoke(standIn) ?? standIn,
            Connections =
            [
                new StandInConnection(BusinessId, "tiktok", Password, [box.Uri.Host], Token, "bc-1", [new StandInCatalog(CatalogId, "Shop", "en-GB", "GBP")]),
            ],
        };
        var tikTok = await TikTokStandIn.StartAsync(tikTokWith?.Invoke(options) ?? options, CancellationToken.None);
        var world = new TripWorld(folder, clock, box, tikTok) { Shop = shop ?? TestShop.Small() };
        world.Shop.Write(Path.Combine(folder, "shop"), clock.GetUtcNow());
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password);
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), Token);
        world.Apply(policy ?? new SynchronizationPolicy(), account);
        return world;
    }

    /// <summary>A Connector that starts anew on the same data, as after a crash.</summary>
    /// <param name="clock">Its own clock, where it does not go with the world's.</param>
    public ServiceProvider NewProcess(TimeProvider? clock = null)
    {
        Connector = Services(DataFolder, clock ?? Clock);
        _processes.Add(Connector);
        return Connector;
    }

    /// <param name="data">The data folder.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="own">Puts something else in the place of what is usual.</param>
    public static ServiceProvider Services(string data, TimeProvider clock, Func<IServiceCollection, IServiceCollection>? own = null)
    {
        var services = new ServiceCollection().AddSingleton(clock).AddSingleton<IStoreAdapter>(new SfccAdapter()).AddConnector(new ConnectorSettings { Data = data, AllowLoopback = true });
        return (own?.Invoke(services) ?? services).BuildServiceProvider();
    }

    /// <summary>What would be said if a view left the account.</summary>
    public IReadOnlyList<DocumentFault> Leave(string view)
    {
        var documents = Connector.GetRequiredService<Documents>();
        var account = documents.Account(AccountName);
        var other = account with { Views = [.. account.Views.Where(kept => kept.Name != view), account.Views[0] with { Name = "other", Locale = "fr-FR", Retired = false, CatalogId = "" }] };
        return documents.Apply([new DocumentText(DocumentKinds.Account, AccountName, Documents.Write(other), "account")], "tests", out _);
    }

    public void Apply(SynchronizationPolicy policy, Func<Account, Account>? change = null)
    {
        var account = new Account
        {
            Country = "GB",
            Currency = "GBP",
            ExternalBusinessId = BusinessId,
            InventoryListId = "main",
            Policies = new AccountPolicies { Synchronization = "sync" },
            Drop = new AccountDrop { Url = new Uri(Box.Uri, "tiktok").ToString(), User = "tiktok", Password = new SecretReference { File = Path.Combine(Folder, "password") } },
            Alert = new AccountAlert { BaseUrl = TikTok.Uri.ToString().TrimEnd('/'), DeletePause = TimeSpan.FromSeconds(30), FetchedAfter = TimeSpan.Zero },
            Review = new AccountReview
            {
                BaseUrl = new Uri(TikTok.Uri, "open_api/v1.3").ToString(), BusinessCenterId = "bc-1", AccessToken = new SecretReference { File = Path.Combine(Folder, "token") },
                Every = TimeSpan.FromSeconds(10), GiveUpAfter = TimeSpan.FromMinutes(5),
            },
            Views =
            [
                new StoreView
                {
                    Name = "uk", Source = "shop", Site = "Shop", Locale = "en-GB", Currency = "GBP", PriceBooks = ["list"], InventoryLists = ["main"],
                    LandingPage = "https://shop.example/{sku}.html", CatalogId = CatalogId,
                },
            ],
        };
        var faults = Connector.GetRequiredService<Documents>().Apply(
            [
                new DocumentText(DocumentKinds.Source, "shop", Documents.Write(new StoreSource { Location = Path.Combine(Folder, "shop") }), "source"),
                new DocumentText(DocumentKinds.Policy, "sync", Documents.Write(policy), "policy"),
                new DocumentText(DocumentKinds.Account, AccountName, Documents.Write(change?.Invoke(account) ?? account), "account"),
            ],
            "tests",
            out _);
        faults.Should().BeEmpty();
    }

    /// <summary>Puts a listing template in force.</summary>
    public void Template(string name, ListingTemplate template) =>
        Connector.GetRequiredService<Documents>().Apply([new DocumentText(DocumentKinds.Template, name, Documents.Write(template), name)], "tests", out _).Should().BeEmpty();

    public ReadReport Read(DateTimeOffset? exported = null)
    {
        Shop.Write(Path.Combine(Folder, "shop"), exported ?? Clock.GetUtcNow());
        return Connector.GetRequiredService<StoreReading>().ReadAsync("shop", StoreReadKind.Full, acceptLoss: true, CancellationToken.None).GetAwaiter().GetResult();
    }

    public Task<FeedResult> FeedAsync(FeedKind kind = FeedKind.Full) =>
        Connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(AccountName, kind, "tests"), new Told(Steps.Add), CancellationToken.None);

    public async Task<FeedResult> ReadAndFeedAsync(FeedKind kind = FeedKind.Full)
    {
        Read();
        return await FeedAsync(kind);
    }

    public Task<ReviewResult> PollAsync() => Connector.GetRequiredService<ReviewRun>().PollAsync(AccountName, CancellationToken.None);

    public Task<ReviewResult> WaitAsync() => Connector.GetRequiredService<ReviewRun>().WaitAsync(AccountName, new Told(Steps.Add), CancellationToken.None);

    public ListingState? StateOf(string sku) => Connector.GetRequiredService<Answers>().All(AccountName, sku: sku).SingleOrDefault()?.State;

    public (Policy.Passage? Passage, DesiredRow? Desired, LedgerEntry? Sent, PolicyRecord Policies) Explain(string sku) =>
        Connector.GetRequiredService<FeedRun>().Explain(AccountName, Connector.GetRequiredService<Documents>().Account(AccountName).Views[0], sku);

    /// <summary>The read up to which full feeds were sent.</summary>
    public long? Cursor()
    {
        using var db = Connector.GetRequiredService<StateDatabase>().Open();
        using var find = db.CreateCommand();
        find.CommandText = "SELECT read_number FROM feed_cursor WHERE kind = 'Full'";
        return find.ExecuteScalar() as long?;
    }

    public IReadOnlyList<string> Dropped(string folder) =>
        Directory.Exists(Path.Combine(DropFolder, folder)) ? [.. Directory.EnumerateFiles(Path.Combine(DropFolder, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>What TikTok shows of a SKU.</summary>
    public ProductState? Shown(string sku) => TikTok.State.Account(BusinessId).Product(CatalogId, sku);

    /// <summary>What TikTok may sell of a SKU.</summary>
    public decimal? Stock(string sku) => TikTok.State.Account(BusinessId).Stock.SingleOrDefault(stock => stock.SkuId == sku)?.Quantity;

    public AccountState Held => TikTok.State.Account(BusinessId);

    public RunFolders Archive => Connector.GetRequiredService<RunFolders>();

    /// <summary>Lines of the last product file in the drop, without its header.</summary>
    public IReadOnlyList<string> Rows(FeedResult result) => [.. File.ReadAllLines(Path.Combine(result.Folder, "files", result.Made.Files.Single(file => file.Kind == FeedFileKind.Product).Name)).Skip(1)];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await TikTok.DisposeAsync();
        await Box.DisposeAsync();
        Pools.Clear(Folder);
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Tells at once, on the thread that reports.</summary>
internal sealed class Told(Action<TripStep> told) : IProgress<TripStep>
{
    public void Report(TripStep value) => told(value);
}
