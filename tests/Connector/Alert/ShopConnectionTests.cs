using System.Text;
using System.Text.Json;
using Connector.Alerts;
using Connector.Sandbox;
using Connector.State;
using Connector.Tests.Drop;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Alerts;

public sealed class ShopConnectionTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };

    [Fact]
    public async Task A_shop_is_connected_asked_after_and_disconnected()
    {
        await using var tikTok = Standing(connected: false);
        var connection = Connection(tikTok);

        (await connection.GetStatusAsync(default)).IsConnected.Should().BeFalse();
        await connection.ConnectAsync(default);
        (await connection.GetStatusAsync(default)).Should().Be(new ConnectionStatus(2));
        await connection.DisconnectAsync(default);
        (await connection.GetStatusAsync(default)).Should().Be(new ConnectionStatus(1));
    }

    [Fact]
    public void Who_asks_is_proven_by_the_text_of_the_cartridge()
    {
        var data = ExternalData.Of(Settings("key-1"), _clock.GetUtcNow());

        // printf 'version=1.0&timestamp=1772366400000&locale=en&business_platform=SALESFORCE&external_business_id=shop-1' | openssl dgst -sha256 -hmac key-1
        Encoding.UTF8.GetString(Convert.FromBase64String(data)).Should().Be(
            """{"version":"1.0","timestamp":1772366400000,"locale":"en","business_platform":"SALESFORCE","external_business_id":"shop-1","hmac":"73bdcf4afbf7c9cfa7b84b4c2ee6693076afd55227a45a46c191ac94eb7b2ad2"}""");
    }

    [Fact]
    public async Task A_key_that_TikTok_does_not_know_is_for_a_person()
    {
        await using var tikTok = Standing(connected: true);

        var refused = await Connection(tikTok, "other-key").Invoking(c => c.GetStatusAsync(default)).Should().ThrowAsync<PersonMustDecideException>();

        refused.Which.Code.Should().Be("connection.refused");
        refused.Which.Message.Should().Contain("40001").And.NotContain("other-key");
    }

    [Fact]
    public async Task What_heals_is_asked_again_and_signed_anew()
    {
        await using var tikTok = Standing(connected: true);
        tikTok.Faults.Add(new FaultRule(new FaultAction.Code(50000)) { Times = 2 });

        (await Connection(tikTok).GetStatusAsync(default)).IsConnected.Should().BeTrue();
        _clock.Waits.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_status_is_read_from_text_and_number_and_from_nothing()
    {
        foreach (var (data, value) in new[] { ("""{"connect_info":{"connect_status":{"connect":"2"}}}""", (long?)2), ("""{"connect_info":{}}""", null), ("[]", null) })
        {
            await using var odd = await TestServer.StartAsync(http => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, $$"""{"code":0,"data":{{data}}}"""));
            var settings = Settings("key-1") with { Alert = Settings("key-1").Alert with { BaseUrl = odd.Url } };
            (await new ShopConnection(Connector.Drop.Http.NewClient(), settings, _clock).GetStatusAsync(default)).Value.Should().Be(value);
        }
    }

    [Fact]
    public async Task An_account_is_connected_and_that_is_recorded_without_its_secrets()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with
        {
            Alert = account.Alert with { ExternalDataKey = new SecretReference { Environment = "CONNECTION_TEST_KEY" }, ReaderUser = "reader", ReaderPassword = new SecretReference { Environment = "CONNECTION_TEST_PASSWORD" } },
        });
        Environment.SetEnvironmentVariable("CONNECTION_TEST_KEY", "key-1");
        Environment.SetEnvironmentVariable("CONNECTION_TEST_PASSWORD", "reader-secret");
        world.TikTok.Connect(new StandInConnection("biz-1", "tiktok", "x", [world.Box.Uri.Host], "token-1", "bc-1", [new StandInCatalog("cat-1", "Shop", "en-GB", "GBP")]) { ExternalDataKey = "key-1" });
        var connecting = world.Connector.GetRequiredService<Connecting>();

        (await connecting.ConnectAsync(TripWorld.AccountName, "Ann", "new shop", default)).IsConnected.Should().BeTrue();
        await connecting.DisconnectAsync(TripWorld.AccountName, "Ann", "moved", default);

        (await connecting.GetStatusAsync(TripWorld.AccountName, brief: true, default)).IsConnected.Should().BeFalse();
        var records = Directory.GetFiles(world.DataFolder, "1-*connect.json", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        records.Should().HaveCount(2).And.OnlyContain(r => !r.Contains("reader-secret") && !r.Contains("key-1"));
        records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("connected").GetBoolean()).Should().BeEquivalentTo([true, false]);
    }

    private TikTokStandIn Standing(bool connected) => TikTokStandIn.Within(
        new StandInOptions { Clock = _clock, Connections = [new StandInConnection("shop-1", "u", "p", [], "t", "1", []) { ExternalDataKey = "key-1", StartsConnected = connected }] }, new SocketsHttpHandler());

    private ShopConnection Connection(TikTokStandIn tikTok, string key = "key-1") => new(new HttpClient(tikTok.Door), Settings(key), _clock);

    private static ConnectionSettings Settings(string key) => new()
    {
        Alert = new AlertSettings { ExternalBusinessId = "shop-1", BaseUrl = new Uri("https://tiktok.example") },
        Key = new Secret(key),
        ReaderUser = "reader",
        ReaderPassword = new Secret("pw"),
    };
}
