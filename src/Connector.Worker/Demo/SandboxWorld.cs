using Connector.Sandbox;
using Connector.Worker.Commands;

namespace Connector.Worker.Demo;

/// <summary>A sample shop with its pictures, a WebDAV box and a stand-in TikTok, with the documents that connect them: the demo's surroundings, and <c>sandbox start</c>'s.</summary>
internal sealed class SandboxWorld : IAsyncDisposable
{
    public const string AccountName = "demo";
    public const string PullAccount = "demo-pull";
    public const string CallsAccount = "demo-calls";
    public const string DropPath = "src/feeds/export/social/tiktok";

    /// <summary>What catalogs pull lies apart, for everybody may read there.</summary>
    public const string PullPath = "src/feeds/export/social/tiktok-catalog";

    public const string BusinessId = "fellfern-demo";
    public const string PullBusinessId = "fellfern-pull";
    public const string CallsBusinessId = "fellfern-calls";
    public const string BusinessCenter = "7000000000000000001";
    public const string CatalogId = "7000000000000000002";
    public const string PullCatalogId = "7000000000000000004";
    public const string AppKey = "sandbox";
    public const string ServiceId = "7310000000000000001";
    private const string ShopId = "7000000000000000003";
    private const string PathBase = "/on/demandware.servlet/webdav/Sites/Impex/";

    private SandboxWorld(SandboxPlan plan, WebDavBox? box, TikTokStandIn tikTok, PictureShelf? pictures) => (Plan, Box, TikTok, Pictures) = (plan, box, tikTok, pictures);

    public SandboxPlan Plan { get; }

    /// <summary>Null where a WebDAV folder elsewhere is used.</summary>
    public WebDavBox? Box { get; }

    public TikTokStandIn TikTok { get; }

    /// <summary>Null where others reach the sandbox: the shop's pictures then have addresses that lead nowhere.</summary>
    public PictureShelf? Pictures { get; }

    public string Shop => Path.Combine(Plan.Folder, "shop");

    public string Documents => Path.Combine(Shop, "documents");

    /// <summary>The machine settings with which the documents are tried.</summary>
    public string Settings => Path.Combine(Plan.Folder, MachineSettings.DefaultFile);

    /// <summary>The folder on this machine behind the box's address.</summary>
    public string Drop => Path.Combine(Plan.Folder, "drop", Path.Combine(DropPath.Split('/')));

    public string DropUrl => Box is null ? Plan.WebDavUrl : Reachable(new Uri(Box.Uri, DropPath));

    /// <summary>Where catalogs pull; only where there is a box.</summary>
    public string PullUrl => Reachable(new Uri(Box!.Uri, PullPath));

    public string TikTokUrl => Reachable(TikTok.Uri);

    public string PasswordFile => Path.GetFullPath(Plan.PasswordFile ?? Secret("webdav-password"));

    public string TokenFile => Secret("tiktok-token");

    public string ExternalDataKeyFile => Secret("external-data-key");

    public string ControlTokenFile => Secret("control-token");

    /// <summary>Holds the secret of <see cref="App"/>.</summary>
    public string AppSecretFile => Secret("tiktok-app-secret");

    /// <summary>The app of the Shop Open Platform that the stand-in knows where it runs alone; null in the demo, which does not need it.</summary>
    public StandInApp? App { get; private init; }

    public static async Task<SandboxWorld> StartAsync(SandboxPlan plan, CancellationToken cancellation)
    {
        WebDavBox? box = null;
        TikTokStandIn? tikTok = null;
        PictureShelf? pictures = null;
        try
        {
            var secrets = Path.Combine(plan.Folder, "secrets");
            var password = SecretFiles.ReadOrMake(plan.PasswordFile ?? Path.Combine(secrets, "webdav-password"));
            var token = SecretFiles.ReadOrMake(Path.Combine(secrets, "tiktok-token"));
            var externalDataKey = SecretFiles.ReadOrMake(Path.Combine(secrets, "external-data-key"));
            var control = plan.Control ? SecretFiles.ReadOrMake(Path.Combine(secrets, "control-token")) : null;
            var app = plan.Control ? new StandInApp(AppKey, SecretFiles.ReadOrMake(Path.Combine(secrets, "tiktok-app-secret")), ServiceId, "http://localhost:8765/") : null;
            if (plan.WebDavUrl.Length == 0)
            {
                var root = Path.Combine(plan.Folder, "drop");
                Directory.CreateDirectory(Path.Combine(root, Path.Combine(DropPath.Split('/'))));
                if (plan.HasEveryWay)
                {
                    Directory.CreateDirectory(Path.Combine(root, Path.Combine(PullPath.Split('/'))));
                }

                var options = new WebDavBoxOptions(root, plan.WebDavPort, plan.User, password, PathBase) { Address = plan.Address, ControlToken = control, PublicReads = plan.HasEveryWay, PublicFolder = PullPath };
                box = await WebDavBox.StartAsync(options, cancellation);
            }

            pictures = plan.IsAlone ? await PictureShelf.StartAsync(plan.Address, plan.PicturePort, cancellation) : null;
            var host = plan.WebDavUrl.Length > 0 ? new Uri(plan.WebDavUrl).Host : plan.Host.Length > 0 ? plan.Host : box!.Uri.Host;
            var connection = new StandInConnection(BusinessId, plan.User, password, [host], token, BusinessCenter, [new StandInCatalog(CatalogId, "FellFern", "en-GB", "GBP")]) { ExternalDataKey = externalDataKey };
            tikTok = await TikTokStandIn.StartAsync(
                new StandInOptions
                {
                    Address = plan.Address,
                    Port = plan.TikTokPort,
                    ControlToken = control,
                    Settings = new StandInSettings { ReviewDelay = plan.ReviewDelay },
                    Apps = app is null ? [] : [app],
                    Shops = app is null ? [] : [new StandInShop(ShopId, "GB_SANDBOX", "Fell & Fern", "GB", "GBP") { ExternalBusinessId = plan.HasEveryWay ? null : BusinessId }],
                    // Whoever tries it listens on some port of this machine.
                    ShopSettings = new ShopSettings { AnyWebhookAddress = true },
                    Connections = plan.HasEveryWay
                        ? [connection, connection with { ExternalBusinessId = PullBusinessId, ExternalDataKey = null, Catalogs = [new StandInCatalog(PullCatalogId, "FellFern", "en-GB", "GBP")] }]
                        : [connection],
                },
                cancellation);
            var world = new SandboxWorld(plan, box, tikTok, pictures) { App = app };
            SampleShop.CopyTo(world.Shop, plan.HasEveryWay);
            foreach (var verdict in SampleShop.Verdicts(world.Shop))
            {
                tikTok.Verdicts.Add(verdict);
            }

            SandboxDocuments.Write(world);
            return world;
        }
        catch
        {
            await CloseAsync(box, tikTok, pictures);
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(Box, TikTok, Pictures);

    private static async ValueTask CloseAsync(params IAsyncDisposable?[] open)
    {
        foreach (var one in open)
        {
            if (one is not null)
            {
                await one.DisposeAsync();
            }
        }
    }

    private string Secret(string name) => Path.GetFullPath(Path.Combine(Plan.Folder, "secrets", name));

    private string Reachable(Uri uri) => (Plan.Host.Length > 0 ? new UriBuilder(uri) { Host = Plan.Host }.Uri : uri).ToString().TrimEnd('/');
}
