using System.Text.Json;
using Connector.Accounts;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Demo;

/// <summary>How a sandbox is set up.</summary>
internal sealed record SandboxPlan(string Folder)
{
    public int WebDavPort { get; init; }

    public int TikTokPort { get; init; }

    /// <summary>Address to listen on. In a container 0.0.0.0.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Host name under which others reach the sandbox; empty: the address.</summary>
    public string Host { get; init; } = "";

    /// <summary>A WebDAV folder elsewhere that takes the box's place.</summary>
    public string WebDavUrl { get; init; } = "";

    public string User { get; init; } = "connector";

    public string? PasswordFile { get; init; }

    /// <summary>Time from a row's arrival to its verdict.</summary>
    public TimeSpan ReviewDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Open the stand-in's control endpoint.</summary>
    public bool Control { get; init; }
}

/// <summary>A sample shop, a WebDAV box and a stand-in TikTok, with the documents that connect them: the demo's surroundings, and <c>sandbox start</c>'s.</summary>
internal sealed class SandboxWorld : IAsyncDisposable
{
    public const string AccountName = "demo";
    public const string DropPath = "src/feeds/export/social/tiktok";
    private const string PathBase = "/on/demandware.servlet/webdav/Sites/Impex/";
    private const string BusinessId = "fellfern-demo";
    private const string BusinessCenter = "7000000000000000001";
    private const string CatalogId = "7000000000000000002";
    private const string ShopId = "7000000000000000003";
    private readonly SandboxPlan _plan;

    private SandboxWorld(SandboxPlan plan, WebDavBox? box, TikTokStandIn tikTok) => (_plan, Box, TikTok) = (plan, box, tikTok);

    /// <summary>Null where a WebDAV folder elsewhere is used.</summary>
    public WebDavBox? Box { get; }

    public TikTokStandIn TikTok { get; }

    public string Shop => Path.Combine(_plan.Folder, "shop");

    public string Documents => Path.Combine(Shop, "documents");

    /// <summary>The folder on this machine behind the box's address.</summary>
    public string Drop => Path.Combine(_plan.Folder, "drop", Path.Combine(DropPath.Split('/')));

    public string DropUrl => Box is null ? _plan.WebDavUrl : Reachable(new Uri(Box.Uri, DropPath));

    public string TikTokUrl => Reachable(TikTok.Uri);

    public string PasswordFile => _plan.PasswordFile ?? Secret("webdav-password");

    public string TokenFile => Secret("tiktok-token");

    public string ControlTokenFile => Secret("control-token");

    /// <summary>Holds the secret of <see cref="App"/>.</summary>
    public string AppSecretFile => Secret("tiktok-app-secret");

    /// <summary>The app of the Shop Open Platform that the stand-in knows where it runs alone; null in the demo, which does not need it.</summary>
    public StandInApp? App { get; private init; }

    public static async Task<SandboxWorld> StartAsync(SandboxPlan plan, CancellationToken cancellation)
    {
        WebDavBox? box = null;
        TikTokStandIn? tikTok = null;
        try
        {
            var secrets = Path.Combine(plan.Folder, "secrets");
            var password = SecretFiles.ReadOrMake(plan.PasswordFile ?? Path.Combine(secrets, "webdav-password"));
            var token = SecretFiles.ReadOrMake(Path.Combine(secrets, "tiktok-token"));
            var externalDataKey = SecretFiles.ReadOrMake(Path.Combine(secrets, "external-data-key"));
            var control = plan.Control ? SecretFiles.ReadOrMake(Path.Combine(secrets, "control-token")) : null;
            var app = plan.Control ? new StandInApp("sandbox", SecretFiles.ReadOrMake(Path.Combine(secrets, "tiktok-app-secret")), "7310000000000000001", "http://localhost:8765/") : null;
            if (plan.WebDavUrl.Length == 0)
            {
                var root = Path.Combine(plan.Folder, "drop");
                Directory.CreateDirectory(Path.Combine(root, Path.Combine(DropPath.Split('/'))));
                box = await WebDavBox.StartAsync(
                    new WebDavBoxOptions(root, plan.WebDavPort, plan.User, password, PathBase) { Address = plan.Address, ControlToken = control }, cancellation);
            }

            var host = plan.WebDavUrl.Length > 0 ? new Uri(plan.WebDavUrl).Host : plan.Host.Length > 0 ? plan.Host : box!.Uri.Host;
            tikTok = await TikTokStandIn.StartAsync(
                new StandInOptions
                {
                    Address = plan.Address,
                    Port = plan.TikTokPort,
                    ControlToken = control,
                    Settings = new StandInSettings { ReviewDelay = plan.ReviewDelay },
                    Apps = app is null ? [] : [app],
                    Shops = app is null ? [] : [new StandInShop(ShopId, "GB_SANDBOX", "Fell & Fern", "GB", "GBP") { ExternalBusinessId = BusinessId }],
                    // Whoever tries it listens on some port of this machine.
                    ShopSettings = new ShopSettings { AnyWebhookAddress = true },
                    Connections =
                    [
                        new StandInConnection(BusinessId, plan.User, password, [host], token, BusinessCenter, [new StandInCatalog(CatalogId, "FellFern", "en-GB", "GBP")]) { ExternalDataKey = externalDataKey },
                    ],
                },
                cancellation);
            var world = new SandboxWorld(plan, box, tikTok) { App = app };
            SampleShop.CopyTo(world.Shop);
            foreach (var verdict in SampleShop.Verdicts(world.Shop))
            {
                tikTok.Verdicts.Add(verdict);
            }

            world.WriteAccount();
            return world;
        }
        catch
        {
            await CloseAsync(box, tikTok);
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(Box, TikTok);

    private static async ValueTask CloseAsync(WebDavBox? box, TikTokStandIn? tikTok)
    {
        if (tikTok is not null)
        {
            await tikTok.DisposeAsync();
        }

        if (box is not null)
        {
            await box.DisposeAsync();
        }
    }

    /// <summary>The account that ships to this box and this stand-in: waits and times are those of a demo, all else as for a real shop.</summary>
    private void WriteAccount()
    {
        var account = new Account
        {
            Title = "Fell & Fern on TikTok Shop (sandbox)",
            Country = "GB",
            Currency = "GBP",
            Environment = AccountEnvironment.Sandbox,
            ExternalBusinessId = BusinessId,
            InventoryListId = "inventory_fellfern",
            Policies = new AccountPolicies { Synchronization = "default-synchronization", Inventory = "default-inventory", Image = "default-image", Mapping = "default-mapping" },
            Drop = new AccountDrop
            {
                Url = DropUrl,
                User = _plan.User,
                Password = new SecretReference { File = Path.GetFullPath(PasswordFile) },
                AllowPlainHttp = !new Uri(DropUrl).IsLoopback || !new Uri(TikTokUrl).IsLoopback,
            },
            Alert = new AccountAlert
            {
                BaseUrl = TikTokUrl, DeletePause = TimeSpan.FromSeconds(1), FetchedAfter = TimeSpan.Zero, ExternalDataKey = new SecretReference { File = Path.GetFullPath(Secret("external-data-key")) },
            },
            Review = new AccountReview
            {
                BaseUrl = TikTokUrl + "/open_api/v1.3",
                BusinessCenterId = BusinessCenter,
                AccessToken = new SecretReference { File = Path.GetFullPath(TokenFile) },
                Every = TimeSpan.FromSeconds(1),
                GiveUpAfter = TimeSpan.FromMinutes(2),
            },
            Views =
            [
                new StoreView
                {
                    Name = "uk",
                    Source = SampleShop.Source,
                    Site = "FellFern",
                    Locale = "en-GB",
                    Currency = "GBP",
                    PriceBooks = ["gbp-list", "gbp-sale"],
                    InventoryLists = ["inventory_fellfern"],
                    LandingPage = "https://www.fellfern.example/p/{sku}.html",
                    CatalogId = CatalogId,
                },
            ],
        };
        var folder = Path.Combine(Documents, DocumentKinds.Account);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, AccountName + ".json"), JsonSerializer.Serialize(account, State.Documents.Json) + "\n");
    }

    private string Secret(string name) => Path.Combine(_plan.Folder, "secrets", name);

    private string Reachable(Uri uri) => (_plan.Host.Length > 0 ? new UriBuilder(uri) { Host = _plan.Host }.Uri : uri).ToString().TrimEnd('/');
}
