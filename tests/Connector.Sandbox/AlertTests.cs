using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

public sealed class AlertTests : IAsyncLifetime
{
    private World _world = null!;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_right_alert_is_answered_with_the_whole_envelope()
    {
        var answer = await _world.AlertAsync();

        answer.Select(p => p.Key).Should().Equal("code", "message", "request_id", "data");
        ((int)answer["code"]!).Should().Be(0);
        ((string)answer["message"]!).Should().Be("OK");
        answer["data"]!.AsObject().Should().BeEmpty();
    }

    public static TheoryData<string, Action<JsonObject>> SpoiltBodies => new()
    {
        { "business_platform", b => b.Remove("business_platform") },
        { "business_platform", b => b["business_platform"] = "SHOPIFY" },
        { "external_business_id", b => b["external_business_id"] = "stranger" },
        { "external_business_id", b => b["external_business_id"] = 7 },
        { "extra", b => b["extra"] = 1 },
        { "params", b => b["params"] = "x" },
        { "params.url", b => b["params"]!.AsObject().Remove("url") },
        { "params.url", b => b["params"]!["url"] = "https://elsewhere.example/webdav/" },
        { "params.url", b => b["params"]!["url"] = "file:///etc/passwd" },
        { "params.url", b => b["params"]!["url"] = "http://user:secret@127.0.0.1/" },
        { "params.url", b => b["params"]!["url"] = null },
        { "params.feed_type", b => b["params"]!["feed_type"] = "Product" },
        { "params.update_type", b => b["params"]!["update_type"] = "upsert" },
        { "params.mode", b => b["params"]!["mode"] = "full" },
    };

    [Theory]
    [MemberData(nameof(SpoiltBodies))]
    public async Task A_wrong_body_is_40002_with_HTTP_200_and_names_the_field(string field, Action<JsonObject> spoil)
    {
        var answer = await _world.AlertAsync(change: spoil);

        ((int)answer["code"]!).Should().Be(40002);
        ((string)answer["message"]!).Should().StartWith(field + ":");
        _world.TikTok.State.Account(World.Account).Alerts.Should().BeEmpty();
    }

    [Fact]
    public async Task Stock_cannot_be_alerted_as_deleted() =>
        (await _world.AlertCodeAsync("inventory", "delete")).Should().Be(40002);

    [Theory]
    [InlineData("POST", "/tbp/v2.0/feed/download/", "text/plain", "{}", 40002)]
    [InlineData("POST", "/tbp/v2.0/feed/download/", "application/json", "{", 40002)]
    [InlineData("POST", "/tbp/v2.0/feed/download/", "application/json", "{\"params\":{},\"params\":{}}", 40002)]
    [InlineData("POST", "/tbp/v2.0/feed/download", "application/json", "{}", 40400)]
    [InlineData("PUT", "/tbp/v2.0/feed/download/", "application/json", "{}", 40400)]
    [InlineData("POST", "/nowhere/", "application/json", "{}", 40400)]
    public async Task Every_other_request_is_HTTP_200_with_a_code(string verb, string path, string type, string body, int code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(_world.TikTok.Uri, path)) { Content = new StringContent(body, Encoding.UTF8, type) };

        var response = await _world.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        ((int)(await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!).Should().Be(code);
    }

    [Theory]
    [InlineData("127.0.0.1:1", 40002)]
    [InlineData("box.example", 40002)]
    [InlineData("127.0.0.1", 0)]
    public async Task The_URL_may_only_point_at_a_host_that_was_handed_over(string host, int code)
    {
        var connection = new StandInConnection("shop-2", "user", "secret", [host], "t2", "7002", []);
        _world.TikTok.Connect(connection);

        var answer = await _world.AlertAsync(change: b => b["external_business_id"] = "shop-2");

        ((int)answer["code"]!).Should().Be(code);
    }

    [Fact]
    public async Task An_order_alert_is_accepted_and_noted()
    {
        (await _world.AlertCodeAsync("order")).Should().Be(0);

        _world.TikTok.State.Account(World.Account).Alerts.Single().Note.Should().NotBeNull();
    }

    [Fact]
    public async Task The_first_alert_can_be_made_to_fail()
    {
        _world.TikTok.Settings = _world.TikTok.Settings with { FailFirstAlert = true };

        (await _world.AlertCodeAsync()).Should().Be(50000);
        (await _world.AlertCodeAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_scripted_code_comes_before_or_after_the_effect()
    {
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A"));
        _world.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(50000)) { PathContains = "/feed/download/" });
        _world.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(50002, AfterEffect: true)) { PathContains = "/feed/download/" });

        (await _world.AlertCodeAsync()).Should().Be(50000);
        _world.FileNames().Should().BeEmpty();
        (await _world.AlertCodeAsync()).Should().Be(50002);
        _world.FileNames().Should().HaveCount(1);
    }

    [Fact]
    public async Task An_alert_that_hangs_has_no_effect_until_it_is_released()
    {
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A"));
        _world.TikTok.Faults.Add(new FaultRule(new FaultAction.Hang()) { Method = "POST" });

        var alert = _world.AlertCodeAsync();
        await _world.TikTok.Faults.WaitUntilHangingAsync(default);
        _world.FileNames().Should().BeEmpty();
        _world.TikTok.Faults.Release();

        (await alert).Should().Be(0);
        _world.FileNames().Should().HaveCount(1);
    }

    [Fact]
    public async Task An_alert_whose_connection_closes_after_the_effect_has_been_heard()
    {
        _world.TikTok.Faults.Add(new FaultRule(new FaultAction.Cut(AfterEffect: true)) { Method = "POST" });

        await FluentActions.Awaiting(() => _world.AlertAsync()).Should().ThrowAsync<HttpRequestException>();
        _world.TikTok.State.Account(World.Account).Alerts.Should().HaveCount(1);
    }
}
