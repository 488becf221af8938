using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Connector.Sandbox;

namespace Connector.Worker.Tests;

/// <summary>A seller authorises the app, by command.</summary>
[Trait("covers", "ACC-18")]
public sealed class AuthorizeTests : IAsyncLifetime
{
    private const string Secret = "app-secret-e59af819cc";
    private readonly string _folder = Directory.CreateTempSubdirectory("worker-").FullName;
    private TikTokStandIn _tikTok = null!;

    public async Task InitializeAsync()
    {
        _tikTok = await TikTokStandIn.StartAsync(
            new StandInOptions
            {
                Apps = [new StandInApp("29a39d", Secret, "7310000000000000001", "https://connector.example/back")],
                Shops = [new StandInShop("7495000000000000001", "GCP_XF90", "Fell & Fern", "GB", "GBP")],
            },
            CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_folder, "app-secret"), Secret);
        Directory.CreateDirectory(Path.Combine(_folder, "shop"));
        Write("sources/shop.json", new JsonObject { ["location"] = Path.Combine(_folder, "shop") });
        Write("accounts/uk.json", new JsonObject
        {
            ["title"] = "Fell & Fern UK", ["country"] = "GB", ["currency"] = "GBP", ["externalBusinessId"] = "biz-1", ["inventoryListId"] = "main", ["delivery"] = "calls", ["environment"] = "sandbox",
            ["shop"] = new JsonObject
            {
                ["appKey"] = "29a39d", ["appSecret"] = new JsonObject { ["file"] = Path.Combine(_folder, "app-secret") }, ["serviceId"] = "7310000000000000001",
                ["apiUrl"] = _tikTok.Uri.ToString(), ["authUrl"] = _tikTok.Uri.ToString(), ["authorizeUrl"] = new Uri(_tikTok.Uri, "open/authorize").ToString(),
            },
            ["views"] = new JsonArray(new JsonObject
            {
                ["name"] = "uk", ["source"] = "shop", ["site"] = "Shop", ["locale"] = "en-GB", ["currency"] = "GBP", ["priceBooks"] = new JsonArray("list"), ["inventoryLists"] = new JsonArray("main"),
                ["landingPage"] = "https://shop.example/{sku}.html",
            }),
        });
        (await RunAsync("apply", "documents")).Errors.Should().BeEmpty();
    }

    public async Task DisposeAsync()
    {
        await _tikTok.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_page_is_printed_and_what_came_back_is_taken_from_a_file()
    {
        (await RunAsync("account", "list", "--json")).Json[0]!["connection"]!["connected"]!.GetValue<string>().Should().Be("none");
        var begun = await RunAsync("account", "authorize", "uk");
        begun.Errors.Should().BeEmpty();
        var page = begun.Output.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(_folder, "back"), await AgreeAsync(page));
        var done = await RunAsync("account", "authorize", "uk", "--redirected", "back", "--by", "ann");
        done.Errors.Should().BeEmpty();
        done.Output.Should().ContainAll("authorised for shop 7495000000000000001 Fell & Fern (GB)", "seller.product.write", "connector account onboard uk").And.NotContain(Secret);

        var listed = await RunAsync("account", "list");
        listed.Output.Should().ContainAll("calls", "sandbox", "yes");
        (await RunAsync("account", "authorize", "uk", "--redirected", "back")).Should().Match<Ended>(again => again.ExitCode == 3 && again.Errors.Contains("used before"));
        var check = await RunAsync("check", "--account", "uk");
        check.Output.Should().Contain("the app is authorised for shop 7495000000000000001");
        (await RunAsync("archive", "list", "--kind", "authorize", "--json")).Output.Should().Contain("ann");
    }

    [Fact]
    public async Task The_browser_can_come_back_by_itself()
    {
        var port = FreePort();
        _tikTok.Shops.Add(new StandInApp("29a39d", Secret, "7310000000000000001", $"http://localhost:{port}/"));
        using var process = Executable.Start(_folder, "account", "authorize", "uk", "--listen", $"{port}");
        var text = await Executable.UntilAsync(process, (line, _) => line.StartsWith("http", StringComparison.Ordinal));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        (await browser.GetAsync($"http://127.0.0.1:{port}/?code=x&state=made-up")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var back = await AgreeAsync(text.Split('\n').Last(line => line.StartsWith("http", StringComparison.Ordinal)));
        (await browser.GetStringAsync(back.Replace("localhost", "127.0.0.1", StringComparison.Ordinal))).Should().Contain("can be closed");
        (await Executable.EndAsync(process)).Should().Match<Ended>(ended => ended.ExitCode == 0 && ended.Output.Contains("authorised for shop"));
    }

    [Fact]
    public async Task What_does_not_go_together_is_refused() => (await RunAsync("account", "authorize", "uk", "--code", "x", "--state", "y", "--listen", "8080")).ExitCode.Should().Be(2);

    private async Task<string> AgreeAsync(string page)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(page.Trim());
        return answer.Headers.Location!.OriginalString;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Write(string name, JsonObject document)
    {
        var path = Path.Combine(_folder, "documents", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, document.ToJsonString());
    }

    private Task<Ended> RunAsync(params string[] arguments) => Executable.RunAsync(_folder, arguments);
}
