using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Where a SKU stood with TikTok before: every change of it, and nothing else.</summary>
public sealed class PastStateTests
{
    [Fact]
    [Trait("covers", "STA-03")]
    [Trait("covers", "STA-04")]
    [Trait("covers", "STA-05")]
    public async Task Every_change_of_state_is_in_the_past_with_its_time_its_run_and_what_TikTok_said()
    {
        await using var world = await TripWorld.BeginAsync(settings: settings => settings with { ReviewDelay = TimeSpan.FromHours(10) });
        world.TikTok.Verdicts.Reject("LAMP", new RejectedInfo("Open flames are restricted", "Sell it with a certificate."));
        var first = await FeedAsync(world);
        Count(world).Should().Be(0, "a first feed writes nothing here");
        var sent = world.Explain("LAMP").Sent!;

        await PollAsync(world);
        await PollAsync(world);
        States(world, "LAMP").Should().Equal("DeliveredUnconfirmed");
        var was = Past(world, "LAMP").Single();
        (was.Since, was.Run, was.Reasons.Count).Should().Be((sent.SentAt, first.Run!, 0));

        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(11));
        await PollAsync(world);
        States(world, "LAMP").Should().Equal("InReview", "DeliveredUnconfirmed");
        world.StateOf("LAMP").Should().Be(ListingState.Rejected);

        world.Shop.Change("LAMP", lamp => lamp with { Name = "Electric lamp" });
        var second = await FeedAsync(world);
        States(world, "LAMP").Should().Equal("Rejected", "InReview", "DeliveredUnconfirmed");
        var rejected = Past(world, "LAMP")[0];
        rejected.Reasons.Should().ContainSingle().Which.Should().Contain("Open flames");
        (rejected.Until, rejected.Run).Should().Be((world.Explain("LAMP").Sent!.SentAt, first.Run!));
        second.Run.Should().NotBe(first.Run);

        foreach (var sku in new[] { "LAMP", "CUP" })
        {
            var past = Past(world, sku).Reverse().ToList();
            past.Should().OnlyContain(state => state.Since < state.Until);
            past.Zip(past.Skip(1)).Should().OnlyContain(pair => pair.First.Until == pair.Second.Since, "one begins where the other ends");
        }
    }

    [Fact]
    public async Task A_feed_that_sends_nothing_new_writes_nothing_into_the_past()
    {
        await using var world = await TripWorld.BeginAsync(settings: settings => settings with { ReviewDelay = TimeSpan.FromMinutes(1) });
        await FeedAsync(world);
        await world.WaitAsync();
        var count = Count(world);
        await FeedAsync(world);
        await PollAsync(world);
        Count(world).Should().Be(count);

        // That a fault of content is noted changes no state either.
        world.Shop.Change("CUP", cup => cup with { Image = false });
        await FeedAsync(world);
        world.Explain("CUP").Sent!.HeldCode.Should().Be("image.missing");
        Count(world).Should().Be(count);
    }

    [Fact]
    [Trait("covers", "STA-06")]
    public async Task What_comes_and_goes_without_a_row_being_sent_again_is_in_the_past_each_time()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Shop.Change("CUP", cup => cup with { Stock = 0m });
        await FeedAsync(world);
        for (var times = 0; times < 2; times++)
        {
            // Out of stock either way: its row is the same.
            world.Shop.Change("CUP", cup => cup with { Online = false });
            (await FeedAsync(world)).Made.Changed.Should().Be(0);
            world.Explain("CUP").Sent!.State.Should().Be(SentState.Deactivated);
            world.Shop.Change("CUP", cup => cup with { Online = true });
            await FeedAsync(world);
            world.Explain("CUP").Sent!.State.Should().Be(SentState.Listed);
        }

        States(world, "CUP").Should().Equal("Deactivated", "DeliveredUnconfirmed", "Deactivated", "DeliveredUnconfirmed");
        var past = Past(world, "CUP").Reverse().ToList();
        past.Zip(past.Skip(1)).Should().OnlyContain(pair => pair.First.Until == pair.Second.Since);
    }

    [Fact]
    [Trait("covers", "STA-06")]
    public async Task An_answer_does_not_end_a_deactivation()
    {
        await using var world = await TripWorld.BeginAsync(settings: settings => settings with { ReviewDelay = TimeSpan.FromMinutes(1) });
        await FeedAsync(world);
        await world.WaitAsync();
        world.Shop.Change("CUP", cup => cup with { Online = false });
        await FeedAsync(world);
        var before = States(world, "CUP");
        before[0].Should().Be("Approved");
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(1));
        await PollAsync(world);
        await PollAsync(world);
        world.StateOf("CUP").Should().Be(ListingState.Deactivated);
        States(world, "CUP").Should().Equal(before);
    }

    [Fact]
    public async Task What_was_deleted_is_in_the_past_after_it_is_forgotten()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        await FeedAsync(world);
        world.Shop.Remove("CUP");
        await FeedAsync(world);
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(2));
        await FeedAsync(world);
        world.Explain("CUP").Sent.Should().BeNull();
        States(world, "CUP").Should().Equal("Deleting", "DeliveredUnconfirmed");
    }

    [Fact]
    [Trait("covers", "STA-01")]
    [Trait("covers", "STA-02")]
    public async Task What_was_never_sent_is_not_synced_unassigned_or_failed()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Shop.Put(new TestProduct("BARE") { Name = "Bare cup", Image = false });
        world.Read();
        Never(world, "CUP").Should().Be(ListingState.NotSynced);
        Never(world, "BARE").Should().Be(ListingState.FailedToSync);
        world.Connector.GetRequiredService<Documents>().Apply(
            [new DocumentText("templates", "lamps", Documents.Write(new ListingTemplate { Account = TripWorld.AccountName, Condition = new() { Field = "shop.name", Is = Test.Contains, Value = "lamp" } }), "lamps")], "tests", out _).Should().BeEmpty();
        (Never(world, "CUP"), Never(world, "LAMP")).Should().Be((ListingState.Unassigned, ListingState.NotSynced));
        world.Apply(new SynchronizationPolicy { ProductAssign = new() { Enabled = false } });
        Never(world, "LAMP").Should().Be(ListingState.Unassigned);
    }

    /// <summary>Reads and feeds a minute later.</summary>
    private static Task<FeedResult> FeedAsync(TripWorld world)
    {
        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(1));
        return world.ReadAndFeedAsync();
    }

    private static Task<ReviewResult> PollAsync(TripWorld world)
    {
        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(1));
        return world.PollAsync();
    }

    private static ListingState Never(TripWorld world, string sku) => Listing.StateOf(null, world.Explain(sku).Passage);

    private static IReadOnlyList<PastState> Past(TripWorld world, string sku) => ListingPast.Of(world.Connector.GetRequiredService<StateDatabase>(), TripWorld.AccountName, "uk", sku);

    private static IReadOnlyList<string> States(TripWorld world, string sku) => [.. Past(world, sku).Select(state => state.State.ToString())];

    private static long Count(TripWorld world)
    {
        using var db = world.Connector.GetRequiredService<StateDatabase>().Open();
        return db.ExecuteScalar<long>("SELECT COUNT(*) FROM listing_past");
    }
}
