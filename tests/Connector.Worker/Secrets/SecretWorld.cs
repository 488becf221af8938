using System.Diagnostics;
using System.Text.Json.Nodes;
using Connector.Listings;
using Connector.State;
using Dapper;

namespace Connector.Worker.Tests.Secrets;

/// <summary>A shop that went well once by every way, and all of whose addresses then become those of a parrot, with a planted secret at each place that has one.</summary>
internal sealed class SecretWorld : IAsyncDisposable
{
    private SecretWorld(ShopWorld shop) => (Shop, Plants) = (shop, new Plants(shop.Folder));

    public ShopWorld Shop { get; }

    public Plants Plants { get; }

    public Parrot Parrot { get; } = new();

    /// <summary>Everything that was printed.</summary>
    public List<string> Printed { get; } = [];

    /// <summary>What processes could be seen to be called, and with which environment their children were started.</summary>
    public List<string> Seen { get; } = [];

    public static async Task<SecretWorld> BeginAsync()
    {
        var world = new SecretWorld(await ShopWorld.BeginAsync(everyWay: true));
        world.Plants.Known("the sandbox's WebDAV password", world.Shop.Secrets[0], "connector");
        world.Plants.Known("the sandbox's token", world.Shop.Secrets[1]);
        await world.SettleAsync();
        await world.Shop.WellAsync("apply", world.Shop.Documents);
        await world.Shop.WellAsync("store", "read");
        await world.Shop.WellAsync("feed", "full", "--account", "demo");
        await world.AuthoriseAsync();
        return world;
    }

    /// <summary>Everything leads to the parrot from here on.</summary>
    public async Task BreakAsync()
    {
        var here = $"http://{Parrot.Authority}";
        Shop.Change("accounts/demo", account =>
        {
            account["drop"] = Of($$"""{ "url": "{{here}}/dav", "user": "dora", "password": {{Plants.InFile("drop", "dora")}} }""");
            account["intake"] = Of($$"""{ "url": "{{here}}/in", "user": "ida", "password": {{Plants.InEnvironment("intake", "ida")}} }""");
            account["alert"] = Of($$"""{ "baseUrl": "{{here}}", "externalDataKey": {{Plants.InFile("external-data")}}, "readerUser": "rita", "readerPassword": {{Plants.InFile("reader", "rita")}} }""");
            account["review"]!["baseUrl"] = here + "/open_api/v1.3";
            account["review"]!["accessToken"] = Of(Plants.InEnvironment("access-token"));
        });
        Shop.Change("accounts/demo-pull", account =>
        {
            account["review"]!["baseUrl"] = here + "/open_api/v1.3";
            account["review"]!["accessToken"] = Of(Plants.InFile("pull-token"));
        });
        Shop.Change("accounts/demo-calls", account => (account["shop"]!["apiUrl"], account["shop"]!["authUrl"]) = (here, here));
        Shop.Write("sources/away", $$"""{ "location": "{{here}}/src", "access": { "user": "sue", "password": {{Plants.InFile("source", "sue")}} } }""");
        Shop.Write("sources/tls", $$"""{ "location": "https://{{Parrot.Authority}}/src", "access": { "user": "tess", "password": {{Plants.InFile("tls", "tess")}} } }""");
        Shop.Write("sources/client", $$"""
            { "location": "{{here}}/src", "access": { "clientId": "carl", "clientSecret": {{Plants.InEnvironment("client", "carl")}}, "tokenUrl": "{{here}}/token" } }
            """);
        Shop.Write("sources/stock", $$"""
            { "location": {{System.Text.Json.JsonSerializer.Serialize(Shop.Shop)}},
              "omnichannel": { "api": "{{here}}", "tenantGroup": "t", "clientId": "omar", "clientSecret": {{Plants.InFile("omnichannel", "omar")}}, "tokenUrl": "{{here}}/token", "locations": ["berlin"] } }
            """);
        Shop.Write("notices/team", $$"""
            { "mail": { "host": "127.0.0.1", "port": 1, "user": "mia", "password": {{Plants.InFile("mail", "mia")}}, "from": "a@b.example", "to": ["c@d.example"] },
              "webhook": { "url": "{{here}}/hook", "secret": {{Plants.InEnvironment("webhook")}} } }
            """);
        await Shop.WellAsync("apply", Shop.Documents);
    }

    /// <summary>Runs a command, however it ends; the parrot answers in one of its ways.</summary>
    public async Task<Ended> TellAsync(int way, params string[] arguments)
    {
        Parrot.Way = way;
        using var process = Executable.Start(Shop.Folder, arguments);
        Look(process);
        var ended = await Executable.EndAsync(process);
        Printed.Add($"{string.Join(' ', arguments)} ({way}): {ended.Output}\n{ended.Errors}");
        return ended;
    }

    /// <summary>What everybody on the machine can read of a process.</summary>
    public void Look(Process process)
    {
        try
        {
            Seen.Add(File.ReadAllText($"/proc/{process.Id}/cmdline"));
        }
        catch (IOException)
        {
            // It is over already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Parrot.DisposeAsync();
        await Shop.DisposeAsync();
    }

    private async Task SettleAsync() => await File.WriteAllTextAsync(Path.Combine(Shop.Folder, "connector.json"), $$"""
        { "allowLoopback": true, "archiveCopy": { "url": "http://{{Parrot.Authority}}/archive", "user": "anna", "password": {{Plants.InFile("archive-copy", "anna")}} },
          "api": { "url": "http://127.0.0.1:0", "token": {{Plants.InFile("api")}} },
          "otlp": { "endpoint": "http://{{Parrot.Authority}}", "headers": {{Headers()}} } }
        """);

    /// <summary>Keys of a collector stand behind a name.</summary>
    private string Headers()
    {
        var named = Plants.InFile("otlp");
        var path = Path.Combine(Plants.Folder, "otlp");
        File.WriteAllText(path, "x-key=" + File.ReadAllText(path));
        return named;
    }

    private async Task AuthoriseAsync()
    {
        var page = (await Shop.WellAsync("account", "authorize", "demo-calls")).Output.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var agreed = await browser.GetAsync(page.Trim());
        var back = Path.Combine(Shop.Folder, "sandbox", "back");
        await File.WriteAllTextAsync(back, agreed.Headers.Location!.OriginalString);
        await Shop.WellAsync("account", "authorize", "demo-calls", "--redirected", back);
        await using var house = Shop.OpenHouse();
        using var db = house.Room<StateDatabase>().Open();
        var (access, refresh) = db.QuerySingle<(string, string)>("SELECT access, refresh FROM shop_token");
        Plants.Known("the app's access token", house.Room<TokenSafe>().Open("demo-calls", access).Reveal());
        Plants.Known("the app's refresh token", house.Room<TokenSafe>().Open("demo-calls", refresh).Reveal());
        Plants.Known("the app's secret", File.ReadAllText(Path.Combine(Shop.Folder, "sandbox", "secrets", "tiktok-app-secret")).Trim());
    }

    private static JsonNode Of(string json) => JsonNode.Parse(json)!;
}
