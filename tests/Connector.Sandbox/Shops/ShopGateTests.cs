using System.Globalization;
using System.Net;
using System.Text;

namespace Connector.Sandbox.Tests;

public sealed class ShopGateTests
{
    private const string Shops = "/authorization/202309/shops";

    /// <summary>The example of TikTok's own page on signing; the address at its end carries another signature than its own steps give.</summary>
    [Theory]
    [InlineData("b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8", 0)]
    [InlineData("B596B73E0CC6DE07AC26F036364178AB16B0A907AF13D43F0A0CD2345F582DC8", 106001)]
    [InlineData("bc721f0e0182914e3487b81df204de37a352fc3aa96947efda6dc1e5dd0d5290", 106001)]
    public async Task The_published_signature_opens_the_gate(string sign, int code)
    {
        using var world = new ShopWorld(start: DateTimeOffset.FromUnixTimeSeconds(1623812664));

        var (_, answer) = await world.SendAsync("GET", Shops, cipher: null, change: (query, _) => query["sign"] = sign);

        ((int)answer["code"]!).Should().Be(code);
    }

    /// <summary>The facts carry the steps and no figures; these were made with openssl from the steps alone: raw UTF-8 body, decoded query, no body for multipart, empty values signed and left out.</summary>
    [Theory]
    [InlineData("PUT", "/event/202309/webhooks", "", """{"address":"https://feeds.example/hook","event_type":"PACKAGE_UPDATE"}""", "4e02018290edb13f80bed0c26c11bd2013bdd86666362ee023c42de6cbb62c52")]
    [InlineData("GET", "/product/202309/categories", "&keyword=Caf%C3%A9%20%26%20Cr%C3%A8me%20100%25", null, "eb559a094c9d0079a5737bba4af115516ab7a48a097a3e198d2205bbd1dc44de")]
    [InlineData("POST", "/product/202309/categories/recommend", "", """{ "product_title" : "Tasse à café – Größe L ☕" }""", "c7effe02b029115e61b12dc72f1fdfd5832ca178a04caf9de00543337e99901d")]
    [InlineData("GET", "/product/202309/brands", "&page_size=10&category_id=", null, "54bac0f6c05e2ce03036890490fac4823b29ed0dc03d35ad94f37b365e54c534")]
    [InlineData("GET", "/product/202309/brands", "&page_size=10&category_id=", null, "08912ec0c5d369638731fd88e3f7fb5f563884f5cb2b440063a53bf99e55c748")]
    public async Task Signatures_made_elsewhere_open_the_gate(string method, string path, string query, string? body, string sign)
    {
        using var world = new ShopWorld(start: DateTimeOffset.FromUnixTimeSeconds(1623812664));
        using var request = new HttpRequestMessage(new HttpMethod(method), $"https://tiktok.example{path}?shop_cipher={ShopWorld.Cipher}&timestamp=1623812664&app_key=29a39d{query}&sign={sign}");
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("x-tts-access-token", world.Token());

        using var response = await world.Http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().NotContain("106001").And.NotContain("3600900");
    }

    [Fact]
    public async Task A_multipart_body_is_not_signed()
    {
        using var world = new ShopWorld(start: DateTimeOffset.FromUnixTimeSeconds(1623812664));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(ShopCalls.Png()), "data", "a.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://tiktok.example/product/202309/images/upload?timestamp=1623812664&app_key=29a39d&sign=2f292aaeecc6a6ce8c7240771265c3342b343f27ef91271fe72a9452d74fa844") { Content = form };
        request.Headers.Add("x-tts-access-token", world.Token());

        using var response = await world.Http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().StartWith("""{"code":0,""");
    }

    [Fact]
    public async Task The_shops_of_a_token_come_with_their_ciphers_in_the_whole_envelope()
    {
        using var world = new ShopWorld();

        var (status, answer) = await world.SendAsync("GET", Shops, cipher: null);

        status.Should().Be(HttpStatusCode.OK);
        answer.Select(p => p.Key).Should().Equal("code", "message", "request_id", "data");
        answer["data"]!["shops"]!.AsArray().Should().ContainSingle();
        var shop = answer["data"]!["shops"]![0]!.AsObject();
        shop.Select(p => p.Key).Should().Equal("cipher", "code", "id", "name", "region", "seller_type");
        ((string)shop["cipher"]!).Should().Be(ShopWorld.Cipher);
        ((string)(await world.DataAsync("GET", "/seller/202309/shops", cipher: null))["shops"]![0]!["region"]!).Should().Be("GB");
        (await world.DataAsync("GET", "/seller/202309/permissions", cipher: null))["permissions"]!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData(-301, 36009004)]
    [InlineData(-300, 0)]
    [InlineData(30, 0)]
    [InlineData(31, 36009004)]
    public async Task A_call_is_good_from_five_minutes_ago_to_thirty_seconds_ahead(int seconds, int code)
    {
        using var world = new ShopWorld();

        var (_, answer) = await world.SendAsync("GET", Shops, cipher: null, change: (query, _) =>
        {
            query["timestamp"] = (world.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
            query["sign"] = ShopWorld.Sign(Shops, query, "");
        });

        ((int)answer["code"]!).Should().Be(code);
    }

    public static TheoryData<string, Action<Dictionary<string, string>, HttpRequestMessage>, int, int> Spoilt => new()
    {
        { "no app key", (q, _) => q.Remove("app_key"), 36009004, 400 },
        { "another app key", (q, _) => q["app_key"] = "29a39e", 36009004, 400 },
        { "no time", (q, _) => q.Remove("timestamp"), 36009004, 400 },
        { "a time below 0", (q, _) => q["timestamp"] = "-1", 36009004, 400 },
        { "no signature", (q, _) => q.Remove("sign"), 36009004, 400 },
        { "a parameter that was not signed", (q, _) => q["locale"] = "en", 106001, 401 },
        { "an access token in the query, which is not signed", (q, _) => q["access_token"] = "x", 0, 200 },
        { "no token", (_, r) => r.Headers.Remove("x-tts-access-token"), 36009004, 400 },
        { "a token of nobody", (_, r) => { r.Headers.Remove("x-tts-access-token"); r.Headers.Add("x-tts-access-token", "x"); }, 101000, 401 },
        { "another version", (q, _) => { q["version"] = "202212"; q["sign"] = ShopWorld.Sign(Shops, q, ""); }, 36009004, 400 },
        { "the version of the path", (q, _) => { q["version"] = "202309"; q["sign"] = ShopWorld.Sign(Shops, q, ""); }, 0, 200 },
        { "a cipher where none belongs", (q, _) => { q["shop_cipher"] = ShopWorld.Cipher; q["sign"] = ShopWorld.Sign(Shops, q, ""); }, 36009004, 400 },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task What_is_wrong_at_the_gate_has_its_code(string what, Action<Dictionary<string, string>, HttpRequestMessage> spoil, int code, int status)
    {
        using var world = new ShopWorld();

        var (http, answer) = await world.SendAsync("GET", Shops, cipher: null, change: spoil);

        ((int)answer["code"]!).Should().Be(code, what);
        ((int)http).Should().Be(status, what);
    }

    [Theory]
    [InlineData("GET", "/authorization/202309/shop", 36009009, 404)]
    [InlineData("GET", "/authorization/202309/shops/", 36009009, 404)]
    [InlineData("POST", "/authorization/202309/shops", 36009010, 405)]
    [InlineData("GET", "/product/202309/nothing", 36009009, 404)]
    public async Task Paths_and_methods_have_codes_of_their_own(string method, string path, int code, int status)
    {
        using var world = new ShopWorld();

        var (http, answer) = await world.SendAsync(method, path, cipher: null);

        ((int)answer["code"]!).Should().Be(code);
        ((int)http).Should().Be(status);
    }

    [Fact]
    public async Task What_the_facts_leave_open_can_be_set()
    {
        using var world = new ShopWorld(new ShopSettings { UnknownTokenCode = 36009004, TokenStatus = 200, PathStatus = 200, DeauthorizedCode = 101000, OldAccessTokenStays = false });
        var old = world.Token();

        ((int)(await world.SendAsync("GET", Shops, cipher: null, token: "x")).Answer["code"]!).Should().Be(36009004);
        (await world.SendAsync("GET", "/seller/202309/nothing", cipher: null)).Status.Should().Be(HttpStatusCode.OK);
        world.Shops.ExpireTokens(ShopWorld.Shop);
        var (status, answer) = await world.SendAsync("GET", Shops, cipher: null, token: old);
        ((int)answer["code"]!).Should().Be(105002);
        status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task More_than_fifty_calls_of_a_kind_in_a_second_are_429_and_others_go_on()
    {
        using var world = new ShopWorld();
        for (var at = 0; at < 50; at++) (await world.CodeAsync("GET", Shops, cipher: null)).Should().Be(0);

        var (status, answer) = await world.SendAsync("GET", Shops, cipher: null);

        status.Should().Be(HttpStatusCode.TooManyRequests);
        ((int)answer["code"]!).Should().Be(36009002);
        (await world.CodeAsync("GET", "/seller/202309/shops", cipher: null)).Should().Be(0);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.CodeAsync("GET", Shops, cipher: null)).Should().Be(0);
    }

    [Fact]
    public async Task Faults_by_chance_are_the_same_for_the_same_seed()
    {
        (await CodesAsync(7)).Should().Equal(await CodesAsync(7)).And.Contain(36009003).And.Contain(0);

        static async Task<int[]> CodesAsync(ulong seed)
        {
            using var world = new ShopWorld(new ShopSettings { Seed = seed, InternalFaults = 0.3, Unavailable = 0.1 });
            var codes = new List<int>();
            for (var at = 0; at < 30; at++) codes.Add(await world.CodeAsync("GET", Shops, cipher: null));
            return [.. codes];
        }
    }

    [Fact]
    public async Task The_platform_protects_itself_with_503()
    {
        using var world = new ShopWorld(new ShopSettings { Unavailable = 1 });

        (await world.SendAsync("GET", Shops, cipher: null)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_scope_that_was_not_granted_is_105005()
    {
        using var world = new ShopWorld();
        world.Token();
        world.Shops.Grant(ShopWorld.Shop, ShopScopes.Products);

        var (status, answer) = await world.SendAsync("GET", Shops, cipher: null);

        ((int)answer["code"]!).Should().Be(105005);
        status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_by_its_type_is_36009022()
    {
        using var world = new ShopWorld();

        var (_, answer) = await world.SendAsync("GET", Shops, cipher: null, content: new StringContent("{}", Encoding.UTF8, "text/plain"));

        ((int)answer["code"]!).Should().Be(36009022);
    }
}
