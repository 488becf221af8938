using Connector.Review;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Releases, discards, rollbacks and resumptions cut by SIGKILL, in a process of their own: before their commit, and after each recorded step of the feed that follows.</summary>
public sealed class CutDecisionTests
{
    /// <summary>Its record stands, and is not committed; then the steps of the feed.</summary>
    private const string BeforeCommit = "moment:1";

    public static TheoryData<string> Cuts => [BeforeCommit, "run", "store", "policy", "feed", "drop", "alert", "seal"];

    [Theory]
    [MemberData(nameof(Cuts))]
    [Trait("covers", "OPS-05")]
    [Trait("covers", "WRK-04")]
    public async Task A_release_that_is_killed_at_any_step_is_made_whole_and_used_once(string die)
    {
        await using var world = await BrakeWorld.BeginAsync(skus: 30, clock: TimeProvider.System);
        world.Change(15, product => product with { Online = false });
        await world.StoppedAsync(FeedKind.Delta);

        await Victim.DiesAsync(world.DataFolder, "release", die);
        await ResumeAsync(world);
        if (die == BeforeCommit)
        {
            world.Waiting(FeedKind.Delta).Should().NotBeNull("nothing was decided");
            world.Release(FeedKind.Delta);
        }

        await world.ScheduledAsync(FeedKind.Delta);

        world.Book().Waiting().Should().BeEmpty();
        world.Book().Permission(TripWorld.AccountName, FeedKind.Delta).Should().BeNull("it is used up");
        world.Shown(BrakeWorld.Sku(0))!.Row.Availability.Should().Be("out of stock");
        await LawAsync(world, die);
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_discard_that_is_killed_before_its_commit_never_was()
    {
        await using var world = await BrakeWorld.BeginAsync(skus: 30, clock: TimeProvider.System);
        world.Change(15, product => product with { Online = false });
        var (_, record) = await world.StoppedAsync(FeedKind.Delta);

        await Victim.DiesAsync(world.DataFolder, "discard", BeforeCommit);
        world.Waiting(FeedKind.Delta)!.Run.Should().Be(record.Run);
        (await Victim.RunAsync(world.DataFolder, "discard", "none")).Should().Be((0, ""));

        world.StateOfRun(record.Run).Should().Be("discarded");
        world.Change(15, product => product with { Online = true });
        (await world.ScheduledAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        await LawAsync(world, BeforeCommit);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    [Trait("covers", "OPS-06")]
    [Trait("covers", "WRK-04")]
    public async Task A_rollback_and_its_resumption_that_are_killed_at_any_step_are_made_whole(string die)
    {
        await using var world = await BrakeWorld.BeginAsync(skus: 5, clock: TimeProvider.System);
        var first = world.Connector.GetRequiredService<Runs>().LastSealed(TripWorld.AccountName, FeedKind.Full)!.Id;
        world.Change(3, product => product with { Name = "Another", Price = 11, Stock = 2 });
        await world.FeedAsync(FeedKind.Delta);

        await Victim.DiesAsync(world.DataFolder, $"rollback:{first}", die);
        await ResumeAsync(world);
        if (die == BeforeCommit)
        {
            world.Connector.GetRequiredService<Rollback>().Go(TripWorld.AccountName, first, null, null, "Ann", "", CancellationToken.None);
        }

        await world.FeedAsync(FeedKind.Delta);
        world.Shown(BrakeWorld.Sku(0))!.Row.Title.Should().Be("Product 0");
        await LawAsync(world, die);

        await Victim.DiesAsync(world.DataFolder, "unpin", die == "feed" ? "alert" : die);
        await ResumeAsync(world);
        if (die == BeforeCommit)
        {
            world.Connector.GetRequiredService<Rollback>().Resume(TripWorld.AccountName, null, null, "Ann", "").Should().Be(5);
        }

        await world.FeedAsync(FeedKind.Delta);
        world.Shown(BrakeWorld.Sku(0))!.Row.Title.Should().Be("Another");
        await LawAsync(world, die);
    }

    private static async Task ResumeAsync(TripWorld world)
    {
        world.NewProcess();
        (await world.Connector.GetRequiredService<FeedRun>().ResumeAsync(new Told(_ => { }), CancellationToken.None)).Open.Should().Be(0);
    }

    /// <summary>After the delta, a full feed has nothing else to say.</summary>
    private static async Task LawAsync(TripWorld world, string die)
    {
        await world.FeedAsync(FeedKind.InventoryDelta);
        var settled = world.TikTok.State.Settled();
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        Law.LawWorld.Differences(settled, world.TikTok.State.Settled()).Should().BeEmpty();
        if (die != BeforeCommit)
        {
            // A record whose commit was cut is left over, in a folder of its own.
            ChainTests.Broken(world).Should().BeEmpty();
        }
    }
}
