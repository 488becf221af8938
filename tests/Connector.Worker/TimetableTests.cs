using Connector.State;
using Connector.Tests;

namespace Connector.Worker.Tests;

public class TimetableTests
{
    private const string Read = "catching up once: store read of shop";

    [Fact]
    [Trait("covers", "WRK-05")]
    public async Task Of_two_workers_on_one_database_one_stands_by_and_takes_over_when_the_other_gives_no_sign_of_life()
    {
        await using var world = new TimetableWorld("30 0 8 * * ?");
        var first = await world.StartAsync(new ManualClock());
        await first.UntilAsync("scheduled: store read of shop");
        first.Log.Should().ContainSingle(line => line.Contains(Read, StringComparison.Ordinal), "the shop was never read");
        var second = await world.StartAsync(new ManualClock());
        await second.UntilAsync("standing by");

        // The clock of the first stands still: it beats no more, and comes to nothing.
        second.Clock.Advance(Leases.Life + TimeSpan.FromSeconds(1));
        await second.UntilAsync("scheduled: store read of shop (30 0 8 * * ? Europe/London, schedule read), next 2026-03-02 08:00:30Z");
        second.Log.Count(line => line.Contains(Read, StringComparison.Ordinal)).Should().Be(1, "what came due meanwhile is made up for");
        second.Log.Should().ContainSingle(line => line.Contains("standing by", StringComparison.Ordinal));
        world.LastRead.Should().BeCloseTo(second.Clock.GetUtcNow(), TimeSpan.FromSeconds(2));

        // It wakes up, with what it was about to do.
        first.Clock.Advance(second.Clock.GetUtcNow() - first.Clock.GetUtcNow());
        await first.UntilAsync("the timetable went to another worker");
        await first.UntilAsync("standing by");
        first.Log.Count(line => line.Contains(Read, StringComparison.Ordinal)).Should().Be(1);

        // The second ends, and gives the timetable back at once; nothing is due.
        await second.StopAsync();
        first.Clock.Advance(TimeSpan.FromSeconds(1));
        await first.UntilAsync("scheduled: ", 2);
        first.Log.Count(line => line.Contains(Read, StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    [Trait("covers", "WRK-06")]
    public async Task Days_that_were_missed_while_no_worker_ran_are_made_up_for_once_and_the_next_comes_at_its_time()
    {
        await using var world = new TimetableWorld("0 30 9 * * ?");
        var clock = new ManualClock();
        var first = await world.StartAsync(clock);
        await first.UntilAsync("scheduled: store read of shop (0 30 9 * * ? Europe/London, schedule read), next 2026-03-01 09:30:00Z");
        await first.StopAsync();

        clock.Advance(TimeSpan.FromDays(5));
        var second = await world.StartAsync(clock);
        await second.UntilAsync("next 2026-03-06 09:30:00Z");
        second.Log.Count(line => line.Contains(Read, StringComparison.Ordinal)).Should().Be(1);
        world.LastRead.Should().Be(clock.GetUtcNow());
        await second.StopAsync();

        // Nothing came due: nothing is made up for, and what is stored is kept.
        clock.Advance(TimeSpan.FromMinutes(10));
        var third = await world.StartAsync(clock);
        await third.UntilAsync("next 2026-03-06 09:30:00Z");
        third.Log.Should().NotContain(line => line.Contains(Read, StringComparison.Ordinal));
        await third.AtAsync("2026-03-06T09:30Z", () => world.LastRead == third.Clock.GetUtcNow(), "the read at its time");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_an_hour_runs_nothing_twice_and_what_is_frequent_goes_on()
    {
        await using var world = new TimetableWorld("0 0/15 * * * ?");
        world.Apply((DocumentKinds.Schedule, "night", """{"work": "storeRead", "for": "shop", "cron": "0 10 8 * * ?"}"""));
        var clock = new ManualClock();
        var worker = await world.StartAsync(clock);
        await worker.UntilAsync("schedule night), next 2026-03-01 08:10:00Z");
        await worker.AtAsync("2026-03-01T08:10Z", () => world.Last("night") == worker.Clock.GetUtcNow(), "the read by night");
        await worker.AtAsync("2026-03-01T08:15Z", () => world.LastRead == worker.Clock.GetUtcNow(), "the read at a quarter past");
        await worker.StopAsync();

        clock.Advance(TimeSpan.FromMinutes(-55));
        worker = await world.StartAsync(clock);
        await worker.UntilAsync("scheduled: ", 2);
        worker.Log.Should().Contain(line => line.Contains("schedule read), next 2026-03-01 07:30:00Z", StringComparison.Ordinal))
            .And.Contain(line => line.Contains("schedule night), next 2026-03-02 08:10:00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_of_the_documents_counts_within_a_minute_and_a_pause_and_a_blackout_hold()
    {
        await using var world = new TimetableWorld("0 30 9 * * ?");
        var worker = await world.StartAsync(new ManualClock());
        await worker.UntilAsync("next 2026-03-01 09:30:00Z");
        world.Apply((DocumentKinds.Schedule, "read", """{"work": "storeRead", "for": "shop", "cron": "0 0/5 * * * ?", "active": false}"""));
        await worker.AtAsync("2026-03-01T08:01Z", () => worker.Log.Any(line => line.Contains("paused: ", StringComparison.Ordinal)), "the pause");
        world.Apply((DocumentKinds.Schedule, "read", """{"work": "storeRead", "for": "shop", "cron": "0 0/5 * * * ?", "blackouts": [{"from": "2026-03-01T08:00", "to": "2026-03-01T08:32", "because": "stocktaking"}]}"""));
        await worker.AtAsync("2026-03-01T08:02Z", () => worker.Log.Any(line => line.Contains("next 2026-03-01 08:32:00Z", StringComparison.Ordinal)), "the change");
        await worker.AtAsync("2026-03-01T08:31:50Z", () => true, "the blackout");
        world.LastRead.Should().Be(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        await worker.AtAsync("2026-03-01T08:32Z", () => world.LastRead == worker.Clock.GetUtcNow(), "the read after the blackout");
    }

    [Fact]
    [Trait("covers", "WRK-06")]
    public async Task What_was_overdue_when_a_blackout_began_is_made_up_for_once_at_its_end()
    {
        await using var world = new TimetableWorld("0 10 8 * * ?");
        var clock = new ManualClock();
        var worker = await world.StartAsync(clock);
        await worker.UntilAsync("next 2026-03-01 08:10:00Z");
        await worker.StopAsync();
        world.Apply((DocumentKinds.Schedule, "read", """{"work": "storeRead", "for": "shop", "cron": "0 10 8 * * ?", "timeZone": "Europe/London", "blackouts": [{"daily": "08:15-09:00"}]}"""));
        clock.Advance(TimeSpan.FromMinutes(50));
        worker = await world.StartAsync(clock);
        await worker.UntilAsync("nothing starts before 2026-03-01 09:00:00Z");
        world.LastRead.Should().Be(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        await worker.AtAsync("2026-03-01T09:00Z", () => world.LastRead == worker.Clock.GetUtcNow(), "the read after the blackout");
    }

    [Fact]
    public async Task A_mirror_that_another_process_sets_aside_is_read_again_within_a_minute_and_once()
    {
        await using var world = new TimetableWorld("0 30 9 * * ?");
        var worker = await world.StartAsync(new ManualClock());
        await worker.UntilAsync("next 2026-03-01 09:30:00Z");
        var mirror = Path.Combine(world.Data, "mirror.db");
        using (var file = new FileStream(mirror, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - 4096).ToArray());
        }

        File.Delete(mirror + "-wal");
        new Connector.Store.Mirror(mirror).SetAside()!.Sentence.Should().Contain("is set aside as");

        worker.Clock.Advance(TimeSpan.FromMinutes(1));
        await worker.UntilAsync("store read of shop: ", 2);
        worker.Clock.Advance(TimeSpan.FromMinutes(1));
        worker.Clock.Advance(TimeSpan.FromMinutes(1));
        await worker.AtAsync("2026-03-01T09:31:00Z", () => world.LastRead?.Hour == 9, "the read of its time");
        worker.Log.Count(line => line.Contains("store read of shop: ", StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(2);
    }
}
