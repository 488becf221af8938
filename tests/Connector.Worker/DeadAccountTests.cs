using System.Globalization;
using Connector.Feeds;
using Connector.Sandbox;
using Connector.State;
using ManualClock = Connector.Tests.ManualClock;
using Connector.Tests.Faults;

namespace Connector.Worker.Tests;

/// <summary>One dead account and one that is well, under the worker's own timetable.</summary>
public class DeadAccountTests
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMinutes(5);
    private const string Password = "box-password-1";

    [Theory]
    [InlineData("silent")]
    [InlineData("closed")]
    [InlineData("503")]
    public async Task The_feeds_of_an_account_come_at_their_minute_while_another_ones_host_is_dead(string how)
    {
        var folder = Directory.CreateTempSubdirectory("boxes-").FullName;
        await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(folder, 0, "tiktok", Password, "/dav"), CancellationToken.None);
        await using var tikTok = await TikTokStandIn.StartAsync(
            new StandInOptions { Connections = [new StandInConnection("alive", "tiktok", Password, [box.Uri.Host], "token", "bc", [new StandInCatalog("1", "FellFern", "en-GB", "GBP")])] }, CancellationToken.None);
        await using var dead = FaultProxy.Start(new Uri(box.Uri.GetLeftPart(UriPartial.Authority)));
        dead.Plan(_ => true, how switch { "silent" => new WireFault.SilentBefore(), "closed" => new WireFault.Closed(), _ => new WireFault.Answered(503) }, times: int.MaxValue);
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password);
        await using var world = new TimetableWorld("0 30 9 * * ?");
        world.Apply(
        [
            Account("alive", box.Uri), Account("dead", new UriBuilder(box.Uri) { Port = dead.Port }.Uri),
            (DocumentKinds.Schedule, "alive-stock", """{"work": "feedInventory", "for": "alive", "cron": "0 * * * * ?"}"""),
            (DocumentKinds.Schedule, "dead-stock", """{"work": "feedInventory", "for": "dead", "cron": "0 * * * * ?"}"""),
            // More than the worker has places, all at once.
            .. Enumerable.Range(0, 60).Select(number => (DocumentKinds.Schedule, $"dead-{number}", """{"work": "feedInventory", "for": "dead", "cron": "0 1 8 * * ?"}""")),
        ]);
        var worker = await world.StartAsync(new ManualClock());
        await worker.UntilAsync("scheduled: store read of shop");
        for (var minute = 1; minute <= 22; minute++)
        {
            var now = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(minute);
            if (worker.Clock.GetUtcNow() >= now)
            {
                continue;
            }

            await worker.AtAsync(now.ToString("O", CultureInfo.InvariantCulture), () => world.Last("alive-stock") >= now, $"the stock of minute {minute}");
        }

        world.Standing("dead", worker.Clock).Resting.Should().ContainSingle().Which.Host.Should().Be($"127.0.0.1:{dead.Port}");
        world.Standing("alive", worker.Clock).Resting.Should().BeEmpty();
        worker.Log.Should().NotContain(line => line.Contains("alive failed", StringComparison.Ordinal));
        worker.Log.Should().Contain(line => line.Contains("(line.rests)", StringComparison.Ordinal) && line.Contains("connector check --account dead", StringComparison.Ordinal));
        Directory.EnumerateFiles(Path.Combine(folder, "inventory")).Should().NotBeEmpty();

        // What the dead account has open keeps a new worker's schedules waiting for five minutes at the most.
        await worker.StopAsync();
        var waits = worker.Clock.Waits.Count;
        var next = await world.StartAsync(worker.Clock);
        await next.UntilAsync(() => next.Clock.Waits.Skip(waits).Contains(HeadStart), "the head start of what was cut");
        next.Clock.Advance(HeadStart);
        var later = next.Clock.GetUtcNow();
        await next.UntilAsync(() => world.Last("alive-stock") >= later, "the stock, by another worker");

        (string, string, string) Account(string name, Uri drop) => (DocumentKinds.Account, name, $$"""
            {
              "country": "GB", "currency": "GBP", "externalBusinessId": "{{name}}", "inventoryListId": "inventory_fellfern",
              "drop": { "url": "{{drop}}", "user": "tiktok", "password": { "file": "{{Path.Combine(folder, "password").Replace("\\", "/", StringComparison.Ordinal)}}" } },
              "alert": { "baseUrl": "{{tikTok.Uri.ToString().TrimEnd('/')}}" },
              "views": [ { "name": "uk", "source": "shop", "site": "FellFern", "locale": "en-GB", "currency": "GBP", "priceBooks": ["gbp-list"], "inventoryLists": ["inventory_fellfern"], "landingPage": "https://www.fellfern.example/p/{sku}.html" } ]
            }
            """);
    }
}
