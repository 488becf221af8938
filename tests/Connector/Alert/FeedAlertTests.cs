using System.Text.Json;
using Connector.Alerts;
using Connector.Drop;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Alerts;

[Trait("covers", "SFC-03")]
public sealed class FeedAlertTests
{
    private static readonly Alert Products = new(new Uri("https://shop.example/on/demandware.servlet/webdav/Sites/Impex/src/feeds/export/social/tiktok/product"), FeedType.Product, UpdateType.Update);
    private readonly ManualClock _clock = new() { AutoAdvance = true };

    [Fact]
    public async Task The_alert_is_said_exactly_as_salesforces_cartridge_says_it()
    {
        await using var tiktok = await Saying((200, """{"code":0,"message":"OK","request_id":"r1"}"""));
        var receipt = await Alerts(tiktok).SendAsync(Products, CancellationToken.None);

        var asked = tiktok.Asked.Single();
        (asked.Method, asked.Target).Should().Be(("POST", "/tbp/v2.0/feed/download/"));
        asked.Headers["Content-Type"].Should().Be("application/json");
        asked.Headers.Should().NotContainKeys("Access-Token", "Authorization");
        asked.Body.Should().Be("""{"business_platform":"SALESFORCE","external_business_id":"shop-1","params":{"url":"https://shop.example/on/demandware.servlet/webdav/Sites/Impex/src/feeds/export/social/tiktok/product","feed_type":"product","update_type":"update"}}""");
        receipt.Attempts.Should().Equal(new AlertAttempt(receipt.Taken, 200, 0, "OK", "r1", null));
    }

    [Theory]
    [InlineData(FeedType.Inventory, UpdateType.Create, "inventory", "create")]
    [InlineData(FeedType.Product, UpdateType.Delete, "product", "delete")]
    [InlineData(FeedType.Order, UpdateType.Update, "order", "update")]
    public async Task Types_go_on_the_wire_in_lower_case(FeedType feed, UpdateType update, string feedText, string updateText)
    {
        await using var tiktok = await Saying((200, """{"code":0}"""));
        await Alerts(tiktok).SendAsync(Products with { FeedType = feed, UpdateType = update }, CancellationToken.None);

        using var body = JsonDocument.Parse(tiktok.Asked.Single().Body);
        var said = body.RootElement.GetProperty("params");
        (said.GetProperty("feed_type").GetString(), said.GetProperty("update_type").GetString()).Should().Be((feedText, updateText));
    }

    [Fact]
    public async Task What_heals_is_repeated_and_every_try_is_told_as_it_happens()
    {
        await using var tiktok = await Saying((500, "oops"), (200, """{"code":50000,"message":"system error","request_id":"r2"}"""), (200, "<html>proxy</html>"), (200, """{"code":0}"""));
        var told = new List<AlertAttempt>();
        var receipt = await Alerts(tiktok).SendAsync(Products, told.Add, CancellationToken.None);

        told.Should().Equal(receipt.Attempts);
        told.Select(a => (a.HttpStatus, a.Code)).Should().Equal((500, null), (200, 50000L), (200, null), (200, 0L));
        told.Take(3).Should().OnlyContain(a => a.Error != null);
        told[1].RequestId.Should().Be("r2");
        told.Select(a => a.At).Should().BeInAscendingOrder();
        _clock.Waits.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(40000)]
    [InlineData(40001)]
    [InlineData(40002)]
    [InlineData(40105)]
    public async Task A_code_that_cannot_heal_ends_it_at_once(int code)
    {
        await using var tiktok = await Saying((200, $$"""{"code":{{code}},"message":"no"}"""));
        var told = new List<AlertAttempt>();
        var send = () => Alerts(tiktok).SendAsync(Products, told.Add, CancellationToken.None);

        (await send.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("alert.refused");
        told.Should().ContainSingle().Which.Code.Should().Be(code);
    }

    [Fact]
    public async Task After_the_last_try_the_run_fails_in_a_way_that_can_heal()
    {
        await using var tiktok = await Saying((503, ""));
        var told = new List<AlertAttempt>();
        var send = () => Alerts(tiktok).SendAsync(Products, told.Add, CancellationToken.None);

        (await send.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("alert.busy");
        told.Should().HaveCount(6);
    }

    [Fact]
    public async Task A_breach_of_the_quota_rests_as_long_as_tiktok_asks()
    {
        await using var tiktok = await Saying((200, """{"code":40100,"message":"too frequent"}"""), (200, """{"code":0}"""));
        await Alerts(tiktok).SendAsync(Products, CancellationToken.None);

        _clock.Waits.Should().Equal(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_delete_rests_before_the_update_and_its_failure_stops_it()
    {
        var delete = Products with { UpdateType = UpdateType.Delete };
        await using (var tiktok = await Saying((200, """{"code":0}""")))
        {
            var receipts = await Alerts(tiktok).SendAsync([delete, Products], null, CancellationToken.None);
            receipts.Select(r => r.Alert).Should().Equal(delete, Products);
            _clock.Waits.Should().Equal(TimeSpan.FromSeconds(30));
        }

        await using var refusing = await Saying((200, """{"code":40002}"""));
        var send = () => Alerts(refusing).SendAsync([delete, Products], null, CancellationToken.None);
        await send.Should().ThrowAsync<PersonMustDecideException>();
        refusing.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_line_that_breaks_and_an_answer_without_end_are_tries_too()
    {
        var calls = 0;
        await using var tiktok = await TestServer.StartAsync(async context =>
        {
            switch (++calls)
            {
                case 1:
                    context.Abort();
                    break;
                case 2:
                    await context.Response.Body.WriteAsync(new byte[100_000]);
                    break;
                default:
                    await context.Response.WriteAsync("""{"code":"0","unknown":[{}]}""");
                    break;
            }
        });
        var receipt = await Alerts(tiktok).SendAsync(Products, CancellationToken.None);

        receipt.Attempts.Select(a => a.HttpStatus).Should().Equal(null, 200, 200);
    }

    [Fact]
    public void All_faults_of_the_settings_are_told_at_once() =>
        new AlertSettings { ExternalBusinessId = " ", BaseUrl = new Uri("http://tiktok.example"), Patience = new CallPatience { Attempts = 0, Timeout = TimeSpan.Zero } }.Faults().Should().HaveCount(4);

    [Fact]
    public async Task An_url_with_credentials_is_never_sent()
    {
        await using var tiktok = await Saying((200, """{"code":0}"""));
        var send = () => Alerts(tiktok).SendAsync(Products with { Url = new Uri("https://me:pw@shop.example/") }, CancellationToken.None);

        (await send.Should().ThrowAsync<PersonMustDecideException>()).Which.Message.Should().NotContain("pw");
        tiktok.Asked.Should().BeEmpty();
    }

    /// <summary>Answers in order; the last one is repeated.</summary>
    private static Task<TestServer> Saying(params (int Status, string Body)[] answers)
    {
        var calls = 0;
        return TestServer.StartAsync(async context =>
        {
            var (status, body) = answers[Math.Min(calls++, answers.Length - 1)];
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
    }

    private FeedAlert Alerts(TestServer tiktok) => new(Http.NewClient(), new AlertSettings { BaseUrl = tiktok.Url, ExternalBusinessId = "shop-1" }, _clock, new Random(1));
}
