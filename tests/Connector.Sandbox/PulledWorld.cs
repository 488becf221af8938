using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>A stand-in that pulls files by their address, and the addresses, all in this process.</summary>
public sealed class PulledWorld : IAsyncDisposable
{
    public const string Account = "shop-1";
    public const string Token = "token-1";
    public const string Catalog = "9001";
    public const string Other = "9002";
    public const string Header = "sku_id,title,description,availability,condition,price,link,image_link,brand,additional_image_link,item_group_id,google_product_category,product_type,global_trade_item_number,colour";

    private readonly Files _files = new();
    private readonly HttpClient _http;

    public PulledWorld(Func<StandInSettings, StandInSettings>? settings = null)
    {
        var usual = new StandInSettings { Qps = 0, Qpm = 0, UploadQps = 0 };
        TikTok = TikTokStandIn.Within(
            new StandInOptions
            {
                Clock = Clock,
                Settings = settings?.Invoke(usual) ?? usual,
                BusinessApps = [new StandInBusinessApp("app-1", "app-secret")],
                Connections = [new StandInConnection(Account, "user", "secret", [], Token, "7001", [new StandInCatalog(Catalog, "Shop", "en-GB", "GBP"), new StandInCatalog(Other, "Shop", "fr", "EUR")])],
            },
            _files);
        _http = new HttpClient(TikTok.Door) { BaseAddress = new Uri("http://tiktok.example/") };
    }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public TikTokStandIn TikTok { get; }

    public AccountState State => TikTok.State.Account(Account);

    public IEnumerable<string> Skus => State.Catalogs[0].Products.Select(p => p.Row.SkuId);

    /// <summary>A row that is right in every column, and ways to spoil it.</summary>
    public static string Row(
        string sku, string title = "Blue shirt", string price = "9.99 GBP", string availability = "in stock", string condition = "new", string link = "https://shop.example/p",
        string image = "https://img.example/a.jpg", string brand = "Acme", string more = "https://img.example/b.jpg", string gtin = "4006381333931") =>
        string.Join(',', new[] { sku, title, "A shirt.", availability, condition, price, link, image, brand, more, "M1", "Apparel", "Shirts", gtin, "ignored" }
            .Select(f => f.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : f));

    public static string Csv(params string[] rows) => string.Concat(rows.Prepend(Header).Select(r => r + "\n"));

    public static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    public static string Url(string name) => $"https://files.example/{name}";

    public string Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    /// <param name="login">user:password that the address asks for.</param>
    public string Put(string name, byte[] bytes, string? login = null)
    {
        _files.Held[Url(name)] = (bytes, login);
        return Url(name);
    }

    public Task<JsonObject> PostAsync(string route, object fields, string token = Token) => SendAsync(HttpMethod.Post, route, With(fields), token);

    public Task<JsonObject> GetAsync(string route, object fields, string token = Token) =>
        SendAsync(HttpMethod.Get, $"{route}?{string.Join('&', With(fields).Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value!.ToString())}"))}", null, token);

    public async Task<string> DownloadAsync(string url) => await _http.GetStringAsync(new Uri(url));

    public async Task<JsonObject> PostRawAsync(string route, JsonObject fields) => await SendAsync(HttpMethod.Post, route, fields, "");

    /// <returns>The id of the job's log.</returns>
    public async Task<string> FileAsync(string url, string mode = "INCREMENTAL", string? feed = null)
    {
        var answer = await PostAsync("catalog/product/file/", feed is null ? new { file_url = url, update_mode = mode } : new { file_url = url, update_mode = mode, feed_id = feed });
        Code(answer).Should().Be(0, answer.ToJsonString());
        return answer["data"]!["feed_log_id"]!.GetValue<string>();
    }

    public async Task<JsonNode> LogAsync(string id) => (await GetAsync("catalog/product/log/", new { feed_log_id = id }))["data"]!["product_feed_log"]!;

    public async Task<string> FeedAsync(string name = "Daily", string mode = "OVERWRITE", object? schedule = null)
    {
        var answer = await PostAsync("catalog/feed/create/", schedule is null ? new { feed_name = name, update_mode = mode } : new { feed_name = name, update_mode = mode, schedule_param = schedule });
        Code(answer).Should().Be(0, answer.ToJsonString());
        return answer["data"]!["feed_id"]!.GetValue<string>();
    }

    public async Task<JsonObject> FeedShownAsync(string id) => (await GetAsync("catalog/feed/get/", new { feed_id = id }))["data"]!["feed_list"]![0]!.AsObject();

    public static int Code(JsonObject answer) => (int)answer["code"]!;

    public async ValueTask DisposeAsync()
    {
        await TikTok.DisposeAsync();
        _http.Dispose();
    }

    private static JsonObject With(object fields)
    {
        var all = new JsonObject { ["bc_id"] = "7001", ["catalog_id"] = Catalog };
        foreach (var (name, value) in (fields as JsonObject ?? JsonSerializer.SerializeToNode(fields)!.AsObject()).ToArray()) all[name] = value?.DeepClone();
        return all;
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string route, JsonObject? body, string token)
    {
        using var request = new HttpRequestMessage(method, new Uri("/open_api/v1.3/" + route, UriKind.Relative));
        if (token.Length > 0) request.Headers.Add("Access-Token", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await _http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private sealed class Files : HttpMessageHandler
    {
        public Dictionary<string, (byte[] Bytes, string? Login)> Held { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage(HttpStatusCode.NotFound);
            if (Held.TryGetValue(request.RequestUri!.AbsoluteUri, out var file))
            {
                var given = request.Headers.Authorization is { Scheme: "Basic", Parameter: { } basic } ? Encoding.UTF8.GetString(Convert.FromBase64String(basic)) : null;
                answer = given == file.Login ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(file.Bytes) } : new HttpResponseMessage(HttpStatusCode.Unauthorized);
            }

            return Task.FromResult(answer);
        }
    }
}
