using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

public class ScheduleCommandTests
{
    [Fact]
    [Trait("covers", "COM-01")]
    [Trait("covers", "WRK-01")]
    public async Task Schedules_are_seen_set_paused_by_someone_for_a_reason_and_resumed()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("sources/fellfern", source => source["timeZone"] = "Europe/London");
        await world.WellAsync("apply", world.Documents);
        var before = await ListAsync(world);
        before.Select(schedule => Text(schedule, "work")).Should().BeEquivalentTo("storeRead", "feedFull", "feedDelta", "feedInventory", "feedInventoryDelta", "reviewPoll");
        before.Should().OnlyContain(schedule => schedule!["default"]!.GetValue<bool>() && schedule["next"] != null && schedule["paused"] == null);
        var night = before.Single(schedule => Text(schedule, "work") == "feedFull");
        (Text(night, "cron"), Text(night, "timeZone")).Should().Be(("0 30 2 * * ?", "Europe/London"), "nightly where the shop is");

        await world.WellAsync("schedule", "pause", "--account", "demo", "--by", "Ann", "--because", "stocktaking");
        var paused = await ListAsync(world);
        paused.Where(schedule => schedule!["paused"] != null).Should().HaveCount(5).And.OnlyContain(schedule => Text(schedule!["paused"], "by") == "Ann" && Text(schedule!["paused"], "because") == "stocktaking" && schedule!["next"] == null);
        paused.Select(schedule => Text(schedule, "name")).Should().BeEquivalentTo(before.Select(schedule => Text(schedule, "name")), "a default that is paused keeps its name");
        (await world.WellAsync("schedule", "list")).Output.Should().Contain("by Ann: stocktaking").And.Contain("No worker runs");

        await world.WellAsync("schedule", "resume", "full-feed-demo", "delta-feed-demo");
        await world.WellAsync("schedule", "set", "full-feed-demo", "--cron", "0 0 4 ? * MON-FRI", "--jitter", "00:20:00", "--by", "Bob");
        await world.WellAsync("schedule", "set", "prices", "--work", "feedPriceDelta", "--for", "demo", "--cron", "0 0/10 * * * ?", "--zone", "America/New_York");
        var after = await ListAsync(world);
        after.Where(schedule => schedule!["paused"] == null).Select(schedule => Text(schedule, "name")).Should().BeEquivalentTo("store-read-fellfern", "full-feed-demo", "delta-feed-demo", "prices");
        var times = (await world.WellAsync("schedule", "next", "full-feed-demo", "--count", "6", "--json")).Json[0]!["next"]!.AsArray().Select(time => time!["local"]!.GetValue<DateTimeOffset>()).ToList();
        times.Should().HaveCount(6).And.OnlyContain(time => time.Hour == 4 && time.Minute < 20 && time.DayOfWeek != DayOfWeek.Saturday && time.DayOfWeek != DayOfWeek.Sunday);
        times.Select(time => time.TimeOfDay).Distinct().Should().HaveCountGreaterThan(1);
        (await world.WellAsync("schedule", "history", "full-feed-demo", "--json")).Json.AsArray().Should().HaveCount(3);
    }

    [Fact]
    [Trait("covers", "COM-01")]
    public async Task A_schedule_is_triggered_by_hand_whatever_the_time_and_the_pause()
    {
        await using var world = await ShopWorld.BeginAsync();
        await world.WellAsync("apply", world.Documents);
        await world.WellAsync("schedule", "pause", "inventory-feed-demo");
        (await world.WellAsync("schedule", "trigger", "store-read-fellfern")).Output.Should().Contain("fellfern: read 1");
        (await world.WellAsync("schedule", "trigger", "inventory-feed-demo", "--wait")).Output.Should().Contain("Delivered as run");
        world.TikTok.Stock.Should().HaveCountGreaterThan(90);
        var last = (await ListAsync(world)).Single(schedule => Text(schedule, "name") == "inventory-feed-demo")!["last"]!;
        Text(last, "how").Should().Be("sealed");
        Text(last, "by").Should().EndWith("by schedule inventory-feed-demo");
    }

    [Fact]
    public async Task What_cannot_be_is_told_with_a_cure()
    {
        await using var world = await ShopWorld.BeginAsync();
        await world.WellAsync("apply", world.Documents);
        var unknown = await world.RunAsync("schedule", "pause", "nightly");
        (unknown.ExitCode, unknown.Errors).Should().Be((3, unknown.Errors));
        unknown.Errors.Should().Contain("There is no schedule nightly").And.Contain("full-feed-demo");
        var slips = await world.RunAsync("schedule", "set", "full-feed-demo", "--cron", "every night", "--zone", "Mars", "--jitter", "02:00:00");
        slips.ExitCode.Should().Be(1);
        slips.Errors.Should().ContainAll("$.cron", "$.timeZone", "$.jitter", "Nothing was stored: 3 faults");
        (await world.RunAsync("schedule", "pause")).ExitCode.Should().Be(2);
        (await world.RunAsync("schedule", "next", "--count", "0")).ExitCode.Should().Be(2);
        (await world.WellAsync("schedule", "resume", "full-feed-demo")).Output.Should().Contain("Nothing differs");
    }

    private static async Task<List<JsonNode?>> ListAsync(ShopWorld world) => [.. (await world.WellAsync("schedule", "list", "--json")).Json["schedules"]!.AsArray()];

    private static string Text(JsonNode? node, string member) => node![member]!.GetValue<string>();
}
