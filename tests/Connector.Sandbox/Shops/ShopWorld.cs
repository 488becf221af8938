using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>A stand-in that knows an app and a shop, met through its door by a client that has nothing but HttpClient and the facts.</summary>
public sealed class ShopWorld : IDisposable
{
    public const string Secret = "e59af819cc";
    public const string Shop = "7495000000000000001";
    public const string Cipher = "GCP_XF90";
    public const string Warehouse = "7000000000000000101";

    public static readonly StandInApp App = new("29a39d", Secret, "7310000000000000001", "https://connector.example/back");

    private readonly Dictionary<string, string> _tokens = [];

    public ShopWorld(ShopSettings? settings = null, StandInShop? shop = null, DateTimeOffset? start = null, StandInSettings? all = null)
    {
        Clock = new ManualClock(start ?? new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Options = new StandInOptions { Clock = Clock, Apps = [App], Shops = [shop ?? Britain, Other], ShopSettings = settings ?? new ShopSettings(), Settings = all ?? new StandInSettings(), ControlToken = World.Control };
        TikTok = TikTokStandIn.Within(Options, Receiver);
        Http = new HttpClient(TikTok.Door);
    }

    public static StandInShop Britain => new(Shop, Cipher, "Fell & Fern", "GB", "GBP") { ExternalBusinessId = "shop-1" };

    /// <summary>Another seller's.</summary>
    public static StandInShop Other => new("7495000000000000002", "GCP_OTHER", "Elsewhere", "GB", "GBP");

    public ManualClock Clock { get; }

    public StandInOptions Options { get; }

    public TikTokStandIn TikTok { get; }

    public HttpClient Http { get; }

    /// <summary>Where webhooks go.</summary>
    public NoticeReceiver Receiver { get; } = new();

    public ShopPlatform Shops => TikTok.Shops;

    public string Token(string shopId = Shop) => _tokens.TryGetValue(shopId, out var token) ? token : _tokens[shopId] = Shops.Authorize(App.AppKey, shopId).AccessToken;

    /// <summary>A signed call, as the facts tell it.</summary>
    /// <param name="change">Spoils it, after it was signed.</param>
    public async Task<(HttpStatusCode Status, JsonObject Answer)> SendAsync(
        string method, string path, string? json = null, string query = "", string? cipher = Cipher, string? token = null, HttpContent? content = null, Action<Dictionary<string, string>, HttpRequestMessage>? change = null)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        parameters["app_key"] = App.AppKey;
        parameters["timestamp"] = Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (cipher is not null) parameters["shop_cipher"] = cipher;
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://tiktok.example" + path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (content is not null) request.Content = content;
        request.Headers.Add("x-tts-access-token", token ?? Token());
        parameters["sign"] = Sign(path, parameters, json ?? "");
        change?.Invoke(parameters, request);
        request.RequestUri = new Uri("https://tiktok.example" + path + "?" + string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}")));
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task<int> CodeAsync(string method, string path, string? json = null, string query = "", string? cipher = Cipher) =>
        (int)(await SendAsync(method, path, json, query, cipher)).Answer["code"]!;

    /// <summary>The data of a call that must succeed.</summary>
    public async Task<JsonObject> DataAsync(string method, string path, string? json = null, string query = "", string? cipher = Cipher)
    {
        var (status, answer) = await SendAsync(method, path, json, query, cipher);
        ((int)answer["code"]!).Should().Be(0, answer.ToJsonString());
        status.Should().Be(HttpStatusCode.OK);
        return answer["data"]!.AsObject();
    }

    public static string Sign(string path, Dictionary<string, string> parameters, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(Secret),
        Encoding.UTF8.GetBytes(Secret + path + string.Concat(parameters.Where(p => p.Key is not ("sign" or "access_token")).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + p.Value)) + body + Secret)));

    public async Task<JsonObject> AuthAsync(string route, string query) =>
        JsonNode.Parse(await Http.GetStringAsync($"https://auth.example/api/v2/token/{route}?app_key={App.AppKey}&app_secret={Secret}&{query}"))!.AsObject();

    public void Dispose()
    {
        Http.Dispose();
        TikTok.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

/// <summary>Takes webhooks and notes them.</summary>
public sealed class NoticeReceiver : HttpMessageHandler
{
    public List<(Uri Uri, string Authorization, string Body)> Taken { get; } = [];

    public Func<HttpStatusCode> Answers { get; set; } = () => HttpStatusCode.OK;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Taken.Add((request.RequestUri!, string.Join(',', request.Headers.GetValues("Authorization")), await request.Content!.ReadAsStringAsync(cancellationToken)));
        return new HttpResponseMessage(Answers());
    }
}
