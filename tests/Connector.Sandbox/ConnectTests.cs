using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

public sealed class ConnectTests : IAsyncDisposable
{
    private const string Key = "external-key";
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TikTokStandIn _tikTok;
    private readonly HttpClient _http;

    public ConnectTests()
    {
        _tikTok = TikTokStandIn.Within(
            new StandInOptions
            {
                Clock = _clock,
                Connections =
                [
                    new StandInConnection("shop-1", "old", "old", [], "t", "1", []) { ExternalDataKey = Key, StartsConnected = false },
                    new StandInConnection("shop-2", "u", "p", [], "t2", "2", []) { ExternalDataKey = "other-key" },
                ],
            },
            new SocketsHttpHandler());
        _http = new HttpClient(_tikTok.Door) { BaseAddress = new Uri("http://tiktok.example/") };
    }

    public async ValueTask DisposeAsync()
    {
        await _tikTok.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_shop_is_connected_asked_after_and_disconnected()
    {
        (await StatusAsync()).Should().Be(1);

        (await HandOverAsync(Signed(), new JsonObject { ["external_business_id"] = "shop-1", ["business_platform"] = "SALESFORCE", ["commerce_cloud_username"] = "reader", ["webdav_password"] = "pw" })).Should().Be(0);
        (await StatusAsync()).Should().Be(2);
        _tikTok.State.Account("shop-1").IsConnected.Should().BeTrue();

        (await CutAsync(new JsonObject { ["biz_type"] = 2, ["outer_shop_id"] = "shop-1" })).Should().Be(40002);
        (await CutAsync(new JsonObject { ["biz_type"] = 3, ["outer_shop_id"] = "shop-9" })).Should().Be(40001);
        (await CutAsync(new JsonObject { ["biz_type"] = 3, ["outer_shop_id"] = "shop-1" })).Should().Be(0);
        (await StatusAsync()).Should().Be(1);
    }

    [Fact]
    public async Task The_hmac_is_over_the_text_of_the_facts()
    {
        // printf 'version=1.0&timestamp=1772366400000&locale=en&business_platform=SALESFORCE&external_business_id=shop-1' | openssl dgst -sha256 -hmac external-key
        Signed()["hmac"]!.GetValue<string>().Should().Be("aca36a9c0ceaeaf49ab44ea30dcb43c10371201fcc169757490382ccbf3792a7");
        (await StatusAsync(Signed())).Should().Be(1);
    }

    [Theory]
    [InlineData("hmac", "00")]
    [InlineData("timestamp", "1772366400001")]
    [InlineData("external_business_id", "shop-2")]
    [InlineData("external_business_id", "shop-9")]
    public async Task What_is_signed_wrongly_or_by_another_is_refused(string field, string value)
    {
        var data = Signed();
        data[field] = value;

        (await CodeAsync(data)).Should().Be(40001);
    }

    [Fact]
    public async Task What_is_old_is_refused()
    {
        var data = Signed();
        _clock.Advance(TimeSpan.FromMinutes(11));

        (await CodeAsync(data)).Should().Be(40001);
        (await CodeAsync(Signed())).Should().Be(0);
    }

    [Fact]
    public async Task What_is_no_external_data_is_40002()
    {
        var unknown = Signed();
        unknown["colour"] = "red";
        var lacking = Signed();
        lacking.Remove("locale");

        new[] { await CodeAsync(unknown), await CodeAsync(lacking), await CodeAsync(null), await CodeAsync(JsonNode.Parse("[]")) }.Should().AllBeEquivalentTo(40002);
        (await HandOverAsync(Signed(), new JsonObject { ["external_business_id"] = "shop-1", ["business_platform"] = "SHOPIFY" })).Should().Be(40002);
        (await HandOverAsync(Signed(), new JsonObject { ["external_business_id"] = "shop-2", ["business_platform"] = "SALESFORCE" })).Should().Be(40001);
    }

    [Fact]
    public async Task An_alert_of_a_shop_that_is_not_connected_is_refused()
    {
        var alert = new JsonObject
        {
            ["business_platform"] = "SALESFORCE", ["external_business_id"] = "shop-1",
            ["params"] = new JsonObject { ["url"] = "https://shop.example/x", ["feed_type"] = "product", ["update_type"] = "update" },
        };
        var answer = await _http.PostAsJsonAsync(new Uri("/tbp/v2.0/feed/download/", UriKind.Relative), alert);

        (await answer.Content.ReadAsStringAsync()).Should().Contain("40002").And.Contain("not connected");
    }

    private JsonObject Signed()
    {
        var at = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var text = $"version=1.0&timestamp={at}&locale=en&business_platform=SALESFORCE&external_business_id=shop-1";
        return new JsonObject
        {
            ["version"] = "1.0", ["timestamp"] = at, ["locale"] = "en", ["business_platform"] = "SALESFORCE", ["external_business_id"] = "shop-1",
            ["hmac"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(text))),
        };
    }

    private static string Query(JsonNode? data) => data is null ? "" : "?external_data=" + Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(data.ToJsonString())));

    private async Task<int> CodeAsync(JsonNode? data) => (int)(await _http.GetFromJsonAsync<JsonObject>(new Uri("/tbp/v2.0/shop/connection/get_status" + Query(data), UriKind.Relative)))!["code"]!;

    private async Task<int> StatusAsync(JsonNode? data = null) =>
        (int)(await _http.GetFromJsonAsync<JsonObject>(new Uri("/tbp/v2.0/shop/connection/get_status" + Query(data ?? Signed()), UriKind.Relative)))!["data"]!["connect_info"]!["connect_status"]!["connect"]!;

    private Task<int> HandOverAsync(JsonNode data, JsonObject body) => PostAsync("/tbp/v2.0/salesforce/auth_callback/" + Query(data), body);

    private Task<int> CutAsync(JsonObject body) => PostAsync("/tbp/v2.0/shop/connection/disconnect", body);

    private async Task<int> PostAsync(string path, JsonObject body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        return (int)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]!;
    }
}
