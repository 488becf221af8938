using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>Webhooks (facts 3.4).</summary>
public sealed class ShopNoticeTests
{
    private const string Hooks = "/event/202309/webhooks";

    [Fact]
    public async Task A_shop_sets_lists_and_removes_its_webhooks()
    {
        using var world = new ShopWorld();
        await SetAsync(world, "PRODUCT_STATUS_CHANGE");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await SetAsync(world, "PRODUCT_STATUS_CHANGE", "https://connector.example/other");

        var set = await world.DataAsync("GET", Hooks);
        ((int)set["total_count"]!).Should().Be(1);
        ((string)set["webhooks"]![0]!["address"]!).Should().Be("https://connector.example/other");
        ((long)set["webhooks"]![0]!["update_time"]! - (long)set["webhooks"]![0]!["create_time"]!).Should().Be(60);
        await world.DataAsync("DELETE", Hooks, """{"event_type":"PRODUCT_STATUS_CHANGE"}""");
        ((int)(await world.DataAsync("GET", Hooks))["total_count"]!).Should().Be(0);
    }

    [Theory]
    [InlineData("PRODUCT_STATUS_CHANGE", "http://connector.example/hook")]
    [InlineData("PRODUCT_STATUS_CHANGE", "https://connector.example:8443/hook")]
    [InlineData("PRODUCT_STATUS_CHANGE", "https://203.0.113.7/hook")]
    [InlineData("PRODUCT_STATUS_CHANGE", "hook")]
    [InlineData("PRODUCT_GONE", "https://connector.example/hook")]
    public async Task A_webhook_goes_to_https_a_domain_and_no_port(string name, string address)
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("PUT", Hooks, $$"""{"event_type":"{{name}}","address":"{{address}}"}""")).Should().Be(36009004);
    }

    [Fact]
    public async Task A_webhook_is_signed_over_its_bytes_and_its_product_id_is_a_number()
    {
        using var world = new ShopWorld(new ShopSettings { ReviewDelay = TimeSpan.FromMinutes(10) });
        await SetAsync(world, "PRODUCT_STATUS_CHANGE");
        var id = await world.CreatedAsync();
        await world.Shops.SendDueAsync(default);
        world.Receiver.Taken.Should().BeEmpty();

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Shops.SendDueAsync(default);

        var (uri, signature, body) = world.Receiver.Taken.Should().ContainSingle().Subject;
        uri.AbsoluteUri.Should().Be("https://connector.example/hook");
        signature.Should().Be(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ShopWorld.Secret), Encoding.UTF8.GetBytes(ShopWorld.App.AppKey + body))));
        body.Should().Contain($"\"product_id\":{id},");
        var notice = JsonNode.Parse(body)!;
        ((int)notice["type"]!).Should().Be(5);
        ((string)notice["shop_id"]!).Should().Be(ShopWorld.Shop);
        ((string)notice["data"]!["status"]!).Should().Be("PRODUCT_FIRST_PASS_REVIEW");
        ((long)notice["data"]!["update_time"]!).Should().Be(world.Clock.GetUtcNow().ToUnixTimeSeconds());
        double.Parse(id, System.Globalization.CultureInfo.InvariantCulture).ToString("F0", System.Globalization.CultureInfo.InvariantCulture).Should().NotBe(id, "a double cannot hold it");
    }

    [Fact]
    public async Task The_story_of_a_product_is_told_to_the_app_that_wants_all()
    {
        using var world = new ShopWorld();
        world.Shops.Add(ShopWorld.App with { WebhookUrl = "https://connector.example/all" });
        var id = await world.CreatedAsync();
        await world.EditAsync(id, b =>
        {
            (b["title"], b["category_id"]) = ("Another", "601011");
            b["product_attributes"] = JsonNode.Parse("""[{"id":"100101","values":[{"name":"Canvas"}]}]""");
        });
        world.Shops.Hand.Order(ShopWorld.Shop, "shirt-s", ShopWorld.Warehouse, 10);
        world.TikTok.Verdicts.Add(new VerdictRule { TitleContains = "bad", RejectedInfo = [new RejectedInfo("Bad.")] });
        await world.EditAsync(id, b => b["title"] = "bad");
        world.Shops.Hand.Deactivate(ShopWorld.Shop, id, "Recall.");
        world.Shops.Hand.Edit(ShopWorld.Shop, id, new JsonObject { ["title"] = "By the seller" });
        world.Shops.Deauthorize(ShopWorld.Shop);
        await world.Shops.SendDueAsync(default);

        var told = world.Receiver.Taken.Select(t => JsonNode.Parse(t.Body)!).ToArray();
        told.Select(n => (int)n["type"]!).Should().Equal(16, 37, 37, 5, 37, 37, 15, 18, 27, 27, 37, 37, 5, 5, 6);
        ((string)told[6]["data"]!["product_id"]!).Should().Be(id);
        told[6]["data"]!["changed_fields"]!.AsArray().Select(f => (string)f!).Should().BeEquivalentTo("title", "product_attributes", "others");
        ((string)told[8]["data"]!["current_inventory_status"]!).Should().Be("OUT_OF_STOCK");
        told[10]["data"]!["product_id"]!.GetValueKind().Should().Be(System.Text.Json.JsonValueKind.Number);
        ((string)told[12]["data"]!["suspended_reason"]!).Should().Be("Bad.");
        ((string)told[13]["data"]!["suspended_reason"]!).Should().Be("Recall.");
        told.Select(n => (string)n["tts_notification_id"]!).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task An_app_without_authorisation_is_told_nothing()
    {
        using var world = new ShopWorld();
        await SetAsync(world, "PRODUCT_CREATION");
        await SetAsync(world, "SELLER_DEAUTHORIZATION");
        world.Shops.Deauthorize(ShopWorld.Shop);
        await world.Shops.SendDueAsync(default);

        world.Receiver.Taken.Should().ContainSingle("the seller's farewell is told");
        (await world.CodeAsync("GET", Hooks)).Should().Be(105001);
    }

    [Fact]
    public async Task A_webhook_that_is_not_taken_is_tried_four_times_more_and_dropped()
    {
        using var world = new ShopWorld();
        await SetAsync(world, "PRODUCT_CREATION");
        world.Receiver.Answers = () => HttpStatusCode.InternalServerError;
        await world.CreatedAsync();
        var attempts = new List<int>();
        foreach (var wait in new[] { 0, 2, 30, 180, 720, 10_000 })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(wait));
            await world.Shops.SendDueAsync(default);
            attempts.Add(world.Receiver.Taken.Count);
        }

        attempts.Should().Equal(1, 2, 3, 4, 5, 5);
        world.Receiver.Taken.Select(t => t.Body).Distinct().Should().ContainSingle("it is the same at every attempt");
        world.Shops.Notices.Should().ContainSingle().Which.Outcome.Should().Be(NoticeOutcome.Dropped);
    }

    [Fact]
    public async Task Webhooks_can_be_lost_doubled_and_late()
    {
        using var world = new ShopWorld();
        await SetAsync(world, "PRODUCT_CREATION");
        world.Shops.Trouble(new NoticeTrouble(TroubleKind.Drop, 16));
        var lost = await world.CreatedAsync(skus: "lost");
        world.Shops.Trouble(new NoticeTrouble(TroubleKind.Late));
        world.Shops.Trouble(new NoticeTrouble(TroubleKind.Duplicate));
        string[] ids = [await world.CreatedAsync(skus: "a"), await world.CreatedAsync(skus: "b"), await world.CreatedAsync(skus: "c")];

        await world.Shops.SendDueAsync(default);

        world.Receiver.Taken.Select(t => JsonNode.Parse(t.Body)!["data"]!["product_id"]!.ToJsonString()).Should().Equal(ids[1], ids[1], ids[0], ids[2]).And.NotContain(lost);
    }

    [Fact]
    public async Task The_end_of_an_authorisation_is_announced_daily_from_thirty_days_before()
    {
        using var world = new ShopWorld(new ShopSettings { RefreshTokenLife = TimeSpan.FromDays(31) });
        await SetAsync(world, "UPCOMING_AUTHORIZATION_EXPIRATION");
        var days = new List<int>();
        for (var day = 0; day < 4; day++)
        {
            await world.Shops.SendDueAsync(default);
            await world.Shops.SendDueAsync(default);
            days.Add(world.Receiver.Taken.Count);
            world.Clock.Advance(TimeSpan.FromDays(1));
        }

        days.Should().Equal(0, 1, 2, 3);
        ((string)JsonNode.Parse(world.Receiver.Taken[0].Body)!["data"]!["expiration_time"]!).Should().NotBeEmpty();
    }

    private static Task<JsonObject> SetAsync(ShopWorld world, string name, string address = "https://connector.example/hook") =>
        world.DataAsync("PUT", Hooks, $$"""{"event_type":"{{name}}","address":"{{address}}"}""");
}
