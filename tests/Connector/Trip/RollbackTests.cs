using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Content and price of an earlier run, until a person lets them go on.</summary>
public sealed class RollbackTests
{
    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task A_rollback_sends_content_and_price_of_the_earlier_run_as_a_delta_and_leaves_the_stock_as_it_is()
    {
        await using var world = await TripWorld.BeginAsync();
        var first = (await world.ReadAndFeedAsync()).Run!;
        await ChangedAsync(world);

        var looked = Look(world, first);
        var result = Go(world, first);
        var delta = await world.FeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.InventoryDelta);

        (result.Pinned, result.Differ, result.Gone).Should().Be((4, 2, 0));
        (looked with { Id = result.Id }).Should().BeEquivalentTo(result, "a look says what is done");
        (delta.End, delta.Made.Rows).Should().Be((FeedEnd.Sealed, 2));
        Shown(world, "CUP").Should().Be(("Enamel cup", "10.00 GBP", "in stock", 5));
        Shown(world, "LAMP").Should().Be(("Storm lamp", "24.50 GBP", "out of stock", 0), "stock is never rolled back");
        world.Shown("NEW").Should().NotBeNull("what did not exist then is not touched");
        (await world.FeedAsync()).Made.Changed.Should().Be(0, "a full feed says the same");
        ChainTests.Broken(world).Should().BeEmpty();
        world.Archive.Get<RollbackRecord>(TripWorld.AccountName, result.Id!, RecordNames.Event("rollback"))!.Run.Should().Be(first);
    }

    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task A_rollback_goes_by_the_rows_that_were_kept_where_the_files_have_left_the_archive()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await TripWorld.BeginAsync(clock: clock);
        var first = (await world.ReadAndFeedAsync()).Run!;
        await ChangedAsync(world);
        clock.Advance(TimeSpan.FromDays(1));
        world.Read();
        await world.FeedAsync();
        world.Connector.GetRequiredService<Pruning>().Prune(new PruneOrder { OlderThanDays = 1, By = "Ann" }, CancellationToken.None).Files.Should().BePositive();
        Directory.Exists(Path.Combine(world.Archive.Of(TripWorld.AccountName, first), "files")).Should().BeFalse();

        Go(world, first).Differ.Should().Be(2);
        await world.FeedAsync(FeedKind.Delta);

        world.Shown("CUP")!.Row.Title.Should().Be("Enamel cup");
    }

    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task What_is_pinned_stays_whatever_the_shop_says_and_stock_goes_on_until_a_person_resumes_it()
    {
        await using var world = await TripWorld.BeginAsync();
        var first = (await world.ReadAndFeedAsync()).Run!;
        await ChangedAsync(world);
        Go(world, first, ["CUP"]);
        await world.FeedAsync(FeedKind.Delta);

        world.Shop.Change("CUP", cup => cup with { Name = "Third name", Price = 33, Stock = 0 });
        world.Read();
        await world.FeedAsync(FeedKind.PriceDelta);
        await world.FeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.InventoryDelta);
        Shown(world, "CUP").Should().Be(("Enamel cup", "10.00 GBP", "out of stock", 0));
        Shown(world, "LAMP").Should().Be(("Storm lamp new", "20.00 GBP", "out of stock", 0), "it was not named");
        world.Explain("CUP").Desired!.Value.PinnedTo!.Sentence.Should().Contain(first).And.Contain("by Ann").And.Contain("a wrong text");

        // A full feed, which remembers rows, does so too.
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        (await world.FeedAsync()).Made.Changed.Should().Be(0);

        world.Connector.GetRequiredService<Rollback>().Resume(TripWorld.AccountName, null, ["CUP"], "Ann", "mended").Should().Be(1);
        await world.FeedAsync(FeedKind.Delta);
        Shown(world, "CUP").Should().Be(("Third name", "33.00 GBP", "out of stock", 0));
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        world.Explain("CUP").Desired!.Value.PinnedTo.Should().BeNull();
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task The_next_version_of_a_policy_ends_what_is_pinned()
    {
        await using var world = await TripWorld.BeginAsync();
        var first = (await world.ReadAndFeedAsync()).Run!;
        await ChangedAsync(world);
        Go(world, first);
        await world.FeedAsync(FeedKind.Delta);

        // The account's own document is none that decides; a policy's title changes no row, and is a version all the same.
        world.Apply(new SynchronizationPolicy(), account => account with { Title = "Another" });
        await world.FeedAsync(FeedKind.Delta);
        Shown(world, "CUP").Title.Should().Be("Enamel cup");
        world.Apply(new SynchronizationPolicy { Title = "Next" }, account => account with { Title = "Another" });
        await world.FeedAsync(FeedKind.Delta);

        Shown(world, "CUP").Title.Should().Be("Enamel cup new");
        world.Connector.GetRequiredService<Pins>().InForce(TripWorld.AccountName, Pins.Mark(world.Connector.GetRequiredService<Documents>().Policies(TripWorld.AccountName).Versions)).Should().BeEmpty();
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task A_run_between_full_feeds_means_what_TikTok_had_after_it()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Name = "Second" });
        world.Read();
        await world.FeedAsync(FeedKind.Delta);
        world.Shop.Change("LAMP", lamp => lamp with { Price = 30 });
        world.Read();
        var between = (await world.FeedAsync(FeedKind.PriceDelta)).Run!;
        world.Shop.Change("CUP", cup => cup with { Name = "Third" });
        world.Shop.Change("LAMP", lamp => lamp with { Price = 40 });
        await world.ReadAndFeedAsync();

        Go(world, between).Differ.Should().Be(2);
        await world.FeedAsync(FeedKind.Delta);

        (Shown(world, "CUP").Title, Shown(world, "LAMP").Price, Shown(world, "JUMPER-BLUE").Title).Should().Be(("Second", "30.00 GBP", "Wool jumper"));
    }

    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task Takedowns_deletions_and_faults_in_price_beat_a_pin_and_a_fault_in_content_keeps_it()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        var first = (await world.ReadAndFeedAsync()).Run!;
        world.Shop.Change("JUMPER", jumper => jumper with { Name = "Jumper new" });
        await ChangedAsync(world);
        Go(world, first);
        await world.FeedAsync(FeedKind.Delta);

        world.Shop.Change("LAMP", lamp => lamp with { Price = null, Stock = 4 });
        world.Shop.Change("JUMPER", jumper => jumper with { Image = false, Price = 70 });
        world.Connector.GetRequiredService<SkuDecisions>().Make(TripWorld.AccountName, SkuDecisions.Takedown, ["CUP"], "", "Ann", "recall");
        world.Read();
        await world.FeedAsync(FeedKind.Delta);

        Shown(world, "CUP").Availability.Should().Be("out of stock", "it was taken down");
        (Shown(world, "LAMP").Title, Shown(world, "LAMP").Price, Shown(world, "LAMP").Availability).Should().Be(("Storm lamp", "24.50 GBP", "out of stock"), "it has no price now");
        (Shown(world, "JUMPER-BLUE").Title, Shown(world, "JUMPER-BLUE").Price, Shown(world, "JUMPER-BLUE").Availability).Should().Be(("Wool jumper", "60.00 GBP", "in stock"));
        (await world.FeedAsync()).Made.Changed.Should().Be(0);

        world.Shop.Remove("LAMP");
        world.Read();
        await world.FeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.Delta);
        world.Shown("LAMP").Should().BeNull("the shop has deleted it");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        Look(world, first).Gone.Should().Be(1, "what neither TikTok nor the shop has is not brought back");
    }

    [Fact]
    [Trait("covers", "OPS-06")]
    public async Task A_rollback_goes_through_the_brakes()
    {
        await using var world = await BrakeWorld.BeginAsync();
        var first = world.Connector.GetRequiredService<Runs>().LastSealed(TripWorld.AccountName, FeedKind.Full)!.Id;
        world.Change(30, product => product with { Price = 100 });
        await world.FeedAsync(FeedKind.Delta);
        world.Change(60, product => product with { Price = 100 });
        await world.FeedAsync(FeedKind.Delta);

        Go(world, first).Differ.Should().Be(60);
        (await world.StoppedAsync(FeedKind.Delta)).Code.Should().Be("brake.prices");
        world.Release(FeedKind.Delta);
        await world.FeedAsync(FeedKind.Delta);

        world.Shown(BrakeWorld.Sku(0))!.Row.Price.Should().Be("10.00 GBP");
    }

    [Fact]
    public async Task A_run_that_sent_no_rows_or_none_at_all_is_nothing_to_go_back_to()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var inventory = (await world.FeedAsync(FeedKind.Inventory)).Run!;

        foreach (var run in new[] { inventory, "20200101000000-full" })
        {
            world.Invoking(w => Look(w, run)).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("run.unknown");
        }
    }

    [Fact]
    public async Task A_switch_that_keeps_content_as_it_was_sent_keeps_no_rollback_back()
    {
        await using var world = await TripWorld.BeginAsync();
        var first = (await world.ReadAndFeedAsync()).Run!;
        await ChangedAsync(world);
        world.Apply(new SynchronizationPolicy { ProductUpdate = new() { Enabled = false } });
        await world.FeedAsync(FeedKind.Delta);
        Go(world, first, ["CUP"]);

        await world.FeedAsync(FeedKind.Delta);

        Shown(world, "CUP").Title.Should().Be("Enamel cup");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    /// <summary>Cup and lamp have other names and prices, the lamp has sold out, and something new is there.</summary>
    private static async Task ChangedAsync(TripWorld world)
    {
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Name = "Enamel cup new", Price = 12 });
        world.Shop.Change("LAMP", lamp => lamp with { Name = "Storm lamp new", Price = 20, Stock = 0 });
        world.Shop.Put(new TestProduct("NEW") { Name = "New" });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
    }

    private static RollbackResult Look(TripWorld world, string run) => world.Connector.GetRequiredService<Rollback>().Look(TripWorld.AccountName, run, null, null, CancellationToken.None);

    private static RollbackResult Go(TripWorld world, string run, IReadOnlyList<string>? skus = null) =>
        world.Connector.GetRequiredService<Rollback>().Go(TripWorld.AccountName, run, null, skus, "Ann", "a wrong text", CancellationToken.None);

    private static (string Title, string Price, string Availability, decimal? Quantity) Shown(TripWorld world, string sku)
    {
        var shown = world.Shown(sku)!;
        return (shown.Row.Title, shown.Row.Price, shown.Row.Availability, world.Stock(sku));
    }
}
