using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Sandbox;

namespace Connector.Sandbox.Tests;

/// <summary>A box with the folders of the cartridge, and a stand-in that knows one shop.</summary>
public sealed class World : IAsyncDisposable
{
    public const string Account = "shop-1";
    public const string Token = "token-1";
    public const string Bc = "7001";
    public const string Catalog = "9001";
    public const string Control = "open-sesame";

    private readonly string _root = Directory.CreateTempSubdirectory("sandbox-").FullName;

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public WebDavBox Box { get; private set; } = null!;

    public TikTokStandIn TikTok { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public Uri Products => new(Box.Uri, "product/");

    public Uri Inventory => new(Box.Uri, "inventory/");

    public static async Task<World> StartAsync(StandInSettings? settings = null, string webDavPassword = "secret")
    {
        var world = new World();
        world.Box = await WebDavBox.StartAsync(new WebDavBoxOptions(world._root, 0, "user", "secret", "/on/demandware.servlet/webdav/Sites/Impex/") { ControlToken = Control }, default);
        world.TikTok = await TikTokStandIn.StartAsync(
            new StandInOptions
            {
                Clock = world.Clock,
                ControlToken = Control,
                Settings = settings ?? new StandInSettings(),
                Connections = [new StandInConnection(Account, "user", webDavPassword, ["127.0.0.1"], Token, Bc, [new StandInCatalog(Catalog, "RefArch-GB", "en-GB", "GBP"), new StandInCatalog("9002", "RefArch-GB", "fr", "EUR")])],
            },
            default);
        (await world.DavAsync("MKCOL", world.Products)).StatusCode.Should().Be(HttpStatusCode.Created);
        (await world.DavAsync("MKCOL", world.Inventory)).StatusCode.Should().Be(HttpStatusCode.Created);
        return world;
    }

    public Task<HttpResponseMessage> DavAsync(string verb, Uri uri, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(verb), uri) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("user:secret"u8));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request);
    }

    public async Task PutAsync(Uri folder, string name, byte[] content) =>
        (await DavAsync("PUT", new Uri(folder, Uri.EscapeDataString(name)), new ByteArrayContent(content))).IsSuccessStatusCode.Should().BeTrue();

    public Task PutProductsAsync(string name, params string[] rows) => PutAsync(Products, name, Encoding.UTF8.GetBytes(Row.File(rows)));

    public Task PutAsync(Uri folder, string name, string content) => PutAsync(folder, name, Encoding.UTF8.GetBytes(content));

    public async Task<JsonObject> AlertAsync(string feed = "product", string update = "update", Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["business_platform"] = "SALESFORCE",
            ["external_business_id"] = Account,
            ["params"] = new JsonObject { ["url"] = (feed == "inventory" ? Inventory : Products).AbsoluteUri.TrimEnd('/'), ["feed_type"] = feed, ["update_type"] = update },
        };
        change?.Invoke(body);
        var response = await Http.PostAsync(new Uri(TikTok.Uri, "/tbp/v2.0/feed/download/"), new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public async Task<int> AlertCodeAsync(string feed = "product", string update = "update") => (int)(await AlertAsync(feed, update))["code"]!;

    public async Task<JsonObject> CallAsync(string pathAndQuery, string? token = Token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(TikTok.Uri, "/open_api/v1.3/" + pathAndQuery));
        if (token is not null) request.Headers.Add("Access-Token", token);
        using var response = await Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public async Task<JsonObject?> ShownAsync(string sku, string catalog = Catalog)
    {
        var ids = Uri.EscapeDataString(JsonSerializer.Serialize(new[] { sku }));
        var answer = await CallAsync($"catalog/product/get/?bc_id={Bc}&catalog_id={catalog}&sku_ids={ids}");
        ((int)answer["code"]!).Should().Be(0);
        return answer["data"]!["list"]!.AsArray().SingleOrDefault()?.AsObject();
    }

    public async Task<HttpResponseMessage> ControlAsync(Uri server, string verb, string what, string? json = null, string token = Control)
    {
        var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(server, "/__control/" + what));
        request.Headers.Add("X-Control-Token", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    public ProductState? Held(string sku, string catalog = Catalog) => TikTok.State.Account(Account).Product(catalog, sku);

    public FileState LastFile() => TikTok.State.Account(Account).Files[^1];

    public string[] FileNames() => [.. TikTok.State.Account(Account).Files.Select(f => f.Name)];

    /// <summary>Sends bytes as they are: what a client library would tidy up must reach the server untouched.</summary>
    public static async Task<string> RawAsync(Uri server, string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(tcp.GetStream(), Encoding.Latin1);
        return await reader.ReadLineAsync() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        await TikTok.DisposeAsync();
        await Box.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_root, true);
    }
}

/// <summary>A row that is right in every column, and ways to spoil it.</summary>
public static class Row
{
    public static string Of(
        string sku, string title = "Blue shirt", string price = "9.99 GBP", string availability = "in stock", string condition = "new",
        string images = """{"images":["https://img.example/a.jpg","https://img.example/b.jpg"]}""", string link = "https://shop.example/p",
        string variation = """{"Colour":"Blue"}""", string description = "A shirt.", string brand = "Acme", string group = "M1") =>
        string.Join('|', new[] { sku, title, description, images, link, "shirts", "GB", availability, price, group, variation, "true", brand, "Apparel", condition }
            .Select(f => f.AsSpan().IndexOfAny("|\"\r\n") >= 0 ? $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : f));

    public static string File(params string[] rows) => string.Concat(rows.Prepend(ProductRow.Header).Select(r => r + "\n"));
}
