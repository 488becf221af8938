using Connector.State;
using Connector.Tests.Trip;
using Connector.Watching;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Watching;

public sealed class SlateTests
{
    [Fact]
    [Trait("covers", "COM-01")]
    public async Task While_a_feed_runs_others_see_its_step_and_afterwards_nothing_is_left()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        await using var other = TripWorld.Services(world.DataFolder, world.Clock);
        var (slates, seen) = (other.GetRequiredService<Slates>(), new List<Running>());
        var told = new Told(step =>
        {
            ((ManualClock)world.Clock).Advance(TimeSpan.FromSeconds(1));
            seen.AddRange(slates.All(TripWorld.AccountName));
        });

        var result = await world.Connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests"), told, CancellationToken.None);

        seen.Should().OnlyContain(running => running.Work == "full feed" && running.For == TripWorld.AccountName && running.Pid == Environment.ProcessId && running.Run == result.Run);
        seen.Select(running => running.Step).Should().ContainInOrder("run", "store", "policy", "feed", "drop", "alert");
        slates.All().Should().BeEmpty();
        Directory.GetFiles(Path.Combine(world.DataFolder, "progress")).Should().BeEmpty();
    }

    [Fact]
    public void Rows_a_second_and_the_time_left_are_told_of_the_step_that_goes_on()
    {
        var begin = new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
        var running = new Running { Lease = "a/product", Work = "full feed", For = "a", Since = begin, StepSince = begin.AddSeconds(10), At = begin.AddSeconds(20), Host = "h", Pid = 1, Step = "feed", Count = 50_000, Total = 80_000 };

        running.Rate.Should().Be(5_000);
        running.SecondsLeft.Should().Be(6);
        (running with { Total = 0 }).SecondsLeft.Should().BeNull();
        (running with { IsDone = true }).Rate.Should().BeNull();
    }

    [Fact]
    public void What_a_dead_process_left_is_not_shown_and_work_without_a_slate_is()
    {
        using var world = new DataFolder();
        var (slates, leases) = (world.Room<Slates>(), world.Room<Leases>());
        slates.Begin("shop-gb/product", "full feed", "shop-gb").Take(new TripStep("feed", "rows", Done: false, 10, 100));
        slates.All().Should().BeEmpty("nobody holds its lease");

        using (leases.Take("shop-gb/inventory", "inventory feed started by tests"))
        using (leases.Take("store/shop", "store read"))
        {
            slates.All().Select(running => (running.For, running.Work, running.Step)).Should().Equal(("shop-gb", "inventory feed started by tests", ""), ("shop", "store read", ""));
            slates.All("shop-gb", ["shop"]).Should().HaveCount(2);
            slates.All("shop-gb", []).Should().ContainSingle();
            File.WriteAllText(Path.Combine(world.Folder, "progress", "store.shop.json"), "{ torn");
            slates.All().Should().HaveCount(2);
        }

        slates.All().Should().BeEmpty();
    }

    [Fact]
    public void A_slate_is_written_once_a_second_at_the_most_and_a_folder_that_cannot_be_written_harms_nothing()
    {
        using var world = new DataFolder();
        using var lease = world.Room<Leases>().Take("shop-gb/product", "full feed");
        using (var slate = world.Room<Slates>().Begin("shop-gb/product", "full feed", "shop-gb"))
        {
            slate.Take(new TripStep("feed", "rows", Done: false, 1, 100));
            slate.Take(new TripStep("feed", "rows", Done: false, 2, 100));
            world.Room<Slates>().All().Single().Count.Should().Be(0);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            world.Room<Slates>().All().Single().Count.Should().Be(2);
        }

        Directory.Delete(Path.Combine(world.Folder, "progress"));
        File.WriteAllText(Path.Combine(world.Folder, "progress"), "a file stands in the way");
        using var blind = world.Room<Slates>().Begin("shop-gb/product", "full feed", "shop-gb");
        blind.Take(new TripStep("feed", "rows", Done: false, 1, 100));
        world.Clock.Advance(TimeSpan.FromSeconds(2));
    }
}
