using Connector.Accounts;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>A shop whose goods go to TikTok by calls: the world of the other trips, with an app that is authorised for the shop.</summary>
internal sealed class CallWorld : IAsyncDisposable
{
    public const string ShopId = "7495000000000000001", Warehouse = "7000000000000000101", Category = "607101";
    private const string AppKey = "29a39d", AppSecret = "app-secret-of-calls";

    private CallWorld(TripWorld trip) => Trip = trip;

    public TripWorld Trip { get; }

    public ShopPlatform Platform => Trip.TikTok.Shops;

    public static async Task<CallWorld> BeginAsync(
        SynchronizationPolicy? policy = null, Func<Sandbox.ShopSettings, Sandbox.ShopSettings>? settings = null, Func<StandInShop, StandInShop>? shop = null, Func<Account, Account>? account = null, TestShop? goods = null, TimeProvider? clock = null)
    {
        var platform = new StandInShop(ShopId, "GCP_XF90", "Fell & Fern", "GB", "GBP") { ExternalBusinessId = "biz-1" };
        var trip = await TripWorld.BeginAsync(
            clock: clock, shop: goods, publicReads: true,
            tikTokWith: options => options with
            {
                Apps = [new StandInApp(AppKey, AppSecret, "7310000000000000001", "https://connector.example/back")],
                Shops = [shop?.Invoke(platform) ?? platform],
                ShopSettings = settings?.Invoke(new()) ?? new(),
            });
        var world = new CallWorld(trip);
        await File.WriteAllTextAsync(Path.Combine(trip.Folder, "app-secret"), AppSecret);
        trip.Shop.ImageBase = $"{new Uri(trip.Box.Uri, "tiktok/images/")}";
        Directory.CreateDirectory(Path.Combine(trip.DropFolder, "images"));
        foreach (var product in trip.Shop.Products)
        {
            await File.WriteAllBytesAsync(Path.Combine(trip.DropFolder, "images", $"{product.Id}.jpg"), Png(600, 600));
        }

        world.Apply(policy, account);
        await world.AuthoriseAsync();
        return world;
    }

    public void Apply(SynchronizationPolicy? policy = null, Func<Account, Account>? change = null)
    {
        Trip.Connector.GetRequiredService<Documents>().Apply(
            [
                new DocumentText(DocumentKinds.Policy, "mapping", Documents.Write(new AttributeMapping { Package = new PackageMapping { Weight = new() { Default = "0.5 kg" }, Length = new() { Default = "30 cm" }, Width = new() { Default = "20 cm" }, Height = new() { Default = "5 cm" } }, IdentifiersRequired = IdentifiersRequired.Never }), "mapping"),
            ],
            "tests", out _).Should().BeEmpty();
        Trip.Apply(policy ?? new SynchronizationPolicy(), account =>
        {
            account = account with
            {
                Delivery = DeliveryChannel.Calls,
                Policies = account.Policies with { Mapping = "mapping" },
                Shop = new AccountShop
                {
                    AppKey = AppKey, AppSecret = new SecretReference { File = Path.Combine(Trip.Folder, "app-secret") }, ServiceId = "7310000000000000001", ApiUrl = Trip.TikTok.Uri.ToString().TrimEnd('/'),
                    AuthUrl = Trip.TikTok.Uri.ToString().TrimEnd('/'), AuthorizeUrl = $"{new Uri(Trip.TikTok.Uri, "open/authorize")}",
                },
                Views = [account.Views[0] with { CatalogId = "" }],
            };
            return change?.Invoke(account) ?? account;
        });
        Trip.Template("all", new ListingTemplate { Account = TripWorld.AccountName, Category = Category });
    }

    /// <summary>A full feed of rows, then one of quantities, as a night does it.</summary>
    public async Task NightAsync()
    {
        await Trip.ReadAndFeedAsync();
        await Trip.FeedAsync(FeedKind.Inventory);
    }

    public Task<ListingResult> CallAsync() => Trip.Connector.GetRequiredService<ListingRun>().GoAsync(TripWorld.AccountName, new Told(Trip.Steps.Add), CancellationToken.None);

    public Sandbox.ListingState? Product(string sku) => Platform.Shop(ShopId).Product(sku);

    public ShopSkuState? Sku(string sku) => Product(sku)?.Skus.SingleOrDefault(one => one.SellerSku == sku);

    /// <summary>What there is of a SKU, and all that keeps it from TikTok: for failing tests.</summary>
    public string Why(string sku) => string.Join(
        "; ",
        [.. Waiting.Select(task => $"{task.Group} waits {task.Kind}: {task.Fault?.Sentence}"), .. Trip.Connector.GetRequiredService<Connector.Review.Answers>().All(TripWorld.AccountName, sku: sku).Select(listing => $"{listing.State}: {string.Join(' ', listing.Answer?.Reasons ?? [])}"), .. Trip.Steps.TakeLast(6).Select(step => step.Sentence)]);

    public IReadOnlyList<CallTask> Waiting => Trip.Connector.GetRequiredService<CallQueue>().All(TripWorld.AccountName);

    public async Task AuthoriseAsync()
    {
        var authorising = Trip.Connector.GetRequiredService<Authorising>();
        var begun = authorising.Begin(TripWorld.AccountName, "tests");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var page = await http.GetAsync(begun.Url);
        await authorising.FinishAsync(TripWorld.AccountName, Redirected.Read(page.Headers.Location!.ToString()), "tests", "", CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Trip.DisposeAsync();

    /// <summary>The beginning of a picture, which is all that is looked at.</summary>
    private static byte[] Png(int width, int height) =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
        (byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width, (byte)(height >> 24), (byte)(height >> 16), (byte)(height >> 8), (byte)height, 8, 2, 0, 0, 0, 0, 0, 0, 0,
    ];
}
