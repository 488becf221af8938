using System.Net;
using System.Text.Json.Nodes;
using System.Web;

namespace Connector.Sandbox.Tests;

public sealed class ShopTokenTests
{
    [Fact]
    public async Task A_seller_authorises_an_app_and_its_code_gives_tokens_once()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain);
        var back = await OpenAsync(world, "&state=abc%26d&seller=seller-" + ShopWorld.Shop);

        back["state"].Should().Be("abc&d");
        var first = await world.AuthAsync("get", "grant_type=authorized_code&auth_code=" + back["code"]);
        var second = await world.AuthAsync("get", "grant_type=authorized_code&auth_code=" + back["code"]);

        ((int)first["code"]!).Should().Be(0);
        var data = first["data"]!.AsObject();
        data.Select(p => p.Key).Should().Equal("access_token", "access_token_expire_in", "refresh_token", "refresh_token_expire_in", "open_id", "seller_name", "seller_base_region", "user_type", "granted_scopes");
        ((long)data["access_token_expire_in"]!).Should().Be(world.Clock.GetUtcNow().AddDays(7).ToUnixTimeSeconds());
        ((int)second["code"]!).Should().Be(36004001);
        ((int)(await world.SendAsync("GET", "/authorization/202309/shops", cipher: null, token: (string)data["access_token"]!)).Answer["code"]!).Should().Be(0);
    }

    [Fact]
    public async Task A_code_is_good_for_thirty_minutes()
    {
        using var world = new ShopWorld();
        var code = world.Shops.Code(ShopWorld.App.AppKey, ShopWorld.Shop);
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        ((int)(await world.AuthAsync("get", "grant_type=authorized_code&auth_code=" + code))["code"]!).Should().Be(36004001);
    }

    [Fact]
    public async Task A_seller_who_refuses_sends_back_no_code()
    {
        using var world = new ShopWorld(new ShopSettings { Consent = Consent.Deny });

        var back = await OpenAsync(world, "&state=s");

        back["code"].Should().Be("null");
        back["error"].Should().Be("auth_denied");
        back["state"].Should().Be("s");
    }

    [Fact]
    public async Task Where_several_sellers_could_authorise_a_page_asks_and_unknown_apps_are_told()
    {
        using var world = new ShopWorld();

        var page = await world.Http.GetStringAsync($"https://services.example/open/authorize?service_id={ShopWorld.App.ServiceId}&state=s");
        var unknown = await world.Http.GetAsync("https://services.example/open/authorize?service_id=1");

        page.Should().Contain("Fell &amp; Fern (GB)").And.Contain("decision=deny").And.NotContain(ShopWorld.Secret);
        unknown.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_refresh_gives_both_tokens_anew_and_the_old_refresh_token_is_gone()
    {
        using var world = new ShopWorld();
        var tokens = world.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop);
        world.Clock.Advance(TimeSpan.FromDays(6));

        var fresh = await world.AuthAsync("refresh", "grant_type=refresh_token&refresh_token=" + tokens.RefreshToken);
        var again = await world.AuthAsync("refresh", "grant_type=refresh_token&refresh_token=" + tokens.RefreshToken);

        ((string)fresh["data"]!["refresh_token"]!).Should().NotBe(tokens.RefreshToken);
        ((int)again["code"]!).Should().Be(36004001);
        (await UsedAsync(world, tokens.AccessToken)).Should().Be(0, "an access token stays good until it runs out");
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await UsedAsync(world, tokens.AccessToken)).Should().Be(105002);
        (await UsedAsync(world, (string)fresh["data"]!["access_token"]!)).Should().Be(0);
    }

    [Fact]
    public async Task How_long_old_tokens_stay_can_be_set()
    {
        using var world = new ShopWorld(new ShopSettings { OldAccessTokenStays = false, OldRefreshTokenGrace = TimeSpan.FromMinutes(5), RefreshRenewsLife = false });
        var tokens = world.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop);
        world.Clock.Advance(TimeSpan.FromDays(1));

        var fresh = await world.AuthAsync("refresh", "grant_type=refresh_token&refresh_token=" + tokens.RefreshToken);

        (await UsedAsync(world, tokens.AccessToken)).Should().Be(105002);
        ((long)fresh["data"]!["refresh_token_expire_in"]!).Should().Be(tokens.RefreshUntil.ToUnixTimeSeconds());
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        ((int)(await world.AuthAsync("refresh", "grant_type=refresh_token&refresh_token=" + tokens.RefreshToken))["code"]!).Should().Be(0);
    }

    [Fact]
    public async Task A_refresh_whose_answer_is_lost_has_happened_all_the_same()
    {
        using var world = new ShopWorld();
        var tokens = world.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop);
        world.TikTok.Faults.Add(new FaultRule(new FaultAction.Status(502, AfterEffect: true)) { PathContains = "/token/refresh" });

        var lost = await world.Http.GetAsync($"https://auth.example/api/v2/token/refresh?app_key={ShopWorld.App.AppKey}&app_secret={ShopWorld.Secret}&grant_type=refresh_token&refresh_token={tokens.RefreshToken}");

        lost.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        ((int)(await world.AuthAsync("refresh", "grant_type=refresh_token&refresh_token=" + tokens.RefreshToken))["code"]!).Should().Be(36004001);
    }

    [Fact]
    public async Task Refresh_tokens_run_out_too()
    {
        using var world = new ShopWorld();
        var tokens = world.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop);
        world.Shops.ExpireTokens(ShopWorld.Shop, refreshTokensToo: true);

        ((int)(await world.AuthAsync("refresh", "grant_type=refresh_token&refresh_token=" + tokens.RefreshToken))["code"]!).Should().Be(36004001);
        (await UsedAsync(world, tokens.AccessToken)).Should().Be(105001);
    }

    [Theory]
    [InlineData("get", "grant_type=authorized_code")]
    [InlineData("get", "grant_type=refresh_token&auth_code=x")]
    [InlineData("refresh", "grant_type=refresh_token&refresh_token=x")]
    public async Task A_wrong_exchange_is_36004001(string route, string query)
    {
        using var world = new ShopWorld();

        ((int)(await world.AuthAsync(route, query))["code"]!).Should().Be(36004001);
    }

    [Fact]
    public void The_same_seed_gives_the_same_tokens_and_none_prints()
    {
        using var one = new ShopWorld();
        using var two = new ShopWorld();

        var tokens = one.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop);

        tokens.Should().Be(two.Shops.Authorize(ShopWorld.App.AppKey, ShopWorld.Shop));
        tokens.ToString().Should().NotContain(tokens.AccessToken).And.NotContain(tokens.RefreshToken);
        ShopWorld.App.ToString().Should().NotContain(ShopWorld.Secret);
    }

    private static async Task<int> UsedAsync(ShopWorld world, string token) => (int)(await world.SendAsync("GET", "/authorization/202309/shops", cipher: null, token: token)).Answer["code"]!;

    private static async Task<Dictionary<string, string>> OpenAsync(ShopWorld world, string query)
    {
        using var answer = await world.Http.GetAsync($"https://services.example/open/authorize?service_id={ShopWorld.App.ServiceId}{query}");
        answer.StatusCode.Should().Be(HttpStatusCode.Found);
        answer.Headers.Location!.AbsoluteUri.Should().StartWith(ShopWorld.App.RedirectUrl + "?");
        var back = HttpUtility.ParseQueryString(answer.Headers.Location.Query);
        return back.AllKeys.ToDictionary(k => k!, k => back[k]!);
    }
}
