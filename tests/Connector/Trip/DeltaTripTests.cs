using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Preview;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

public sealed class DeltaTripTests
{
    [Fact]
    [Trait("covers", "SFC-07")]
    [Trait("covers", "SFC-08")]
    public async Task A_delta_sends_what_has_changed_and_nothing_else()
    {
        await using var world = await SentAsync();
        world.Shop.Change("LAMP", lamp => lamp with { Name = "Storm lantern" });
        world.Shop.Put(new TestProduct("POT") { Name = "Coffee pot" });

        var delta = await world.ReadAndFeedAsync(FeedKind.Delta);

        delta.End.Should().Be(FeedEnd.Sealed);
        Skus(world, delta).Should().Equal("LAMP", "POT");
        world.Shown("LAMP")!.Row.Title.Should().Be("Storm lantern");
        world.Shown("POT").Should().NotBeNull();
        (await world.FeedAsync()).Made.Changed.Should().Be(0, "a full feed right after a delta has nothing else to say");
    }

    [Fact]
    public async Task A_delta_that_finds_nothing_sends_no_file_and_looks_at_nothing_the_next_time()
    {
        await using var world = await SentAsync();

        var delta = await world.FeedAsync(FeedKind.Delta);

        delta.End.Should().Be(FeedEnd.Nothing);
        delta.Made.Files.Should().BeEmpty();
        Directory.Exists(delta.Folder).Should().BeFalse("nothing is left of it");
        (await world.ReadAndFeedAsync(FeedKind.Delta)).Made.Read.Should().Be(0, "a read that changed nothing touched nothing");
        world.Connector.GetRequiredService<Runs>().Last(TripWorld.AccountName, 10).Count(run => run.State == "nothing").Should().Be(1, "of such runs only the last is kept");
    }

    [Fact]
    public async Task What_the_shop_deletes_is_deactivated_or_deleted_by_the_delta()
    {
        await using var deactivating = await SentAsync();
        deactivating.Shop.Remove("CUP");
        await deactivating.ReadAndFeedAsync(FeedKind.Delta);
        deactivating.Shown("CUP")!.Row.Availability.Should().Be("out of stock");

        await using var deleting = await SentAsync(new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        deleting.Shop.Remove("CUP");
        var delta = await deleting.ReadAndFeedAsync(FeedKind.Delta);
        delta.Made.Files.Should().ContainSingle().Which.Kind.Should().Be(FeedFileKind.Delete);
        deleting.Shown("CUP").Should().BeNull();
        (await deleting.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing, "what stands in a delete file already is no reason for another");
    }

    [Fact]
    public async Task What_stands_in_a_delete_file_that_TikTok_may_not_have_read_stands_in_that_of_the_next_delta_too()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(
            new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete }, clock, account => account with { Alert = account.Alert with { FetchedAfter = TimeSpan.FromHours(1) } });
        clock.Advance(TimeSpan.FromHours(2));
        world.Shop.Remove("CUP");
        await world.ReadAndFeedAsync(FeedKind.Delta);
        foreach (var (kind, price) in new[] { (FeedKind.Delta, 21m), (FeedKind.PriceDelta, 22m) })
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            world.Shop.Change("LAMP", lamp => lamp with { Price = price });

            var next = await world.ReadAndFeedAsync(kind);

            var deletes = next.Made.Files.Should().ContainSingle(file => file.Kind == FeedFileKind.Delete, "the file before it has left the drop").Which;
            File.ReadAllLines(Path.Combine(next.Folder, "files", deletes.Name)).Should().Equal("CUP");
            world.Dropped("product").Where(name => name.StartsWith("delete", StringComparison.Ordinal)).Should().Equal(deletes.Name);
        }
    }

    [Fact]
    public async Task A_clock_that_went_back_makes_a_delta_look_at_everything()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        world.Shop.Change("LAMP", lamp => lamp with { Image = false });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        clock.Advance(TimeSpan.FromDays(3.1));
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock", "the grace is over");
        world.Read();

        clock.Advance(TimeSpan.FromDays(-2));
        Skus(world, await world.FeedAsync(FeedKind.Delta)).Should().Equal("LAMP");

        world.Shown("LAMP")!.Row.Availability.Should().Be("in stock", "by the clock of now it is not");
    }

    [Fact]
    public async Task A_delta_that_stops_again_and_again_is_kept_once()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        clock.Advance(TimeSpan.FromDays(2));
        for (var time = 0; time < 3; time++)
        {
            await FluentActions.Awaiting(() => world.FeedAsync(FeedKind.Delta)).Should().ThrowAsync<PersonMustDecideException>();
        }

        world.Connector.GetRequiredService<Runs>().Last(TripWorld.AccountName, 10).Where(run => run.Kind == nameof(FeedKind.Delta)).Should().ContainSingle().Which.State.Should().Be("waiting");
    }

    [Fact]
    public async Task An_inventory_delta_tells_the_quantities_that_differ()
    {
        await using var world = await SentAsync();
        world.Shop.Change("CUP", cup => cup with { Stock = 0 });
        world.Shop.Change("LAMP", lamp => lamp with { Stock = 7 });

        var delta = await world.ReadAndFeedAsync(FeedKind.InventoryDelta);

        delta.Made.Rows.Should().Be(2);
        (world.Stock("CUP"), world.Stock("LAMP"), world.Stock("JUMPER-BLUE")).Should().Be((0, 7, 3));
        world.Dropped("inventory").Should().HaveCount(2, "what the delta does not name stands in the file before it");
        (await world.FeedAsync(FeedKind.Inventory)).Made.Changed.Should().Be(0);
    }

    [Fact]
    public async Task A_price_delta_sends_whole_rows_with_the_content_last_sent()
    {
        await using var world = await SentAsync();
        world.Shop.Change("LAMP", lamp => lamp with { Name = "Storm lantern", Price = 19.99m });
        world.Shop.Change("CUP", cup => cup with { Name = "Mug" });
        world.Shop.Put(new TestProduct("POT") { Name = "Coffee pot" });

        var delta = await world.ReadAndFeedAsync(FeedKind.PriceDelta);

        Skus(world, delta).Should().Equal("LAMP");
        (world.Shown("LAMP")!.Row.Title, world.Shown("LAMP")!.Row.Price).Should().Be(("Storm lamp", "19.99 GBP"));
        (await world.FeedAsync(FeedKind.PriceDelta)).End.Should().Be(FeedEnd.Nothing);
        Skus(world, await world.FeedAsync(FeedKind.Delta)).Should().Equal("CUP", "LAMP", "POT");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    public async Task A_price_delta_leaves_availability_as_it_was_sent_but_never_says_again_that_there_is_what_has_sold_out()
    {
        await using var world = await SentAsync();
        world.Shop.Change("JUMPER-RED", jumper => jumper with { Stock = 4, Price = 55m });
        world.Shop.Change("LAMP", lamp => lamp with { Stock = 0, Price = 19.99m });

        Skus(world, await world.ReadAndFeedAsync(FeedKind.PriceDelta)).Should().Equal("JUMPER-RED", "LAMP");

        (world.Shown("JUMPER-RED")!.Row.Availability, world.Shown("JUMPER-RED")!.Row.Price).Should().Be(("out of stock", "55.00 GBP"), "the delta feed says that there is something again");
        (world.Shown("LAMP")!.Row.Availability, world.Shown("LAMP")!.Row.Price).Should().Be(("out of stock", "19.99 GBP"));
        Skus(world, await world.FeedAsync(FeedKind.Delta)).Should().Equal("JUMPER-RED");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    public async Task A_change_of_policies_is_a_change_of_everything()
    {
        await using var world = await SentAsync();
        world.Apply(new SynchronizationPolicy { ReviewHoldHours = 0 });

        var delta = await world.FeedAsync(FeedKind.Delta);

        (delta.End, delta.Made.Read).Should().Be((FeedEnd.Nothing, 4));
        world.Steps.Should().Contain(step => step.Step == "store" && step.Sentence.Contains("all of them looked at: policies"));
    }

    [Fact]
    public async Task A_takedown_goes_out_with_the_next_delta()
    {
        await using var world = await SentAsync();
        world.Connector.GetRequiredService<SkuDecisions>().Make(TripWorld.AccountName, SkuDecisions.Takedown, ["LAMP"], "", "ana", "recall");

        Skus(world, await world.FeedAsync(FeedKind.Delta)).Should().Equal("LAMP");
        await world.FeedAsync(FeedKind.InventoryDelta);

        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock");
        world.Stock("LAMP").Should().Be(0);
    }

    [Fact]
    public async Task What_a_person_asks_for_is_sent_again_though_nothing_has_changed()
    {
        await using var world = await SentAsync();
        world.Connector.GetRequiredService<Awaiting>().Add(TripWorld.AccountName, ["CUP"], Awaiting.Resend, "ana", "the image was not taken");

        Skus(world, await world.FeedAsync(FeedKind.Delta)).Should().Equal("CUP");
        (await world.FeedAsync(FeedKind.InventoryDelta)).Made.Rows.Should().Be(1);
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing, "it waits no more");
    }

    [Fact]
    public async Task A_fault_that_outlasts_the_grace_is_noticed_by_a_delta_without_any_change()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        world.Shop.Change("LAMP", lamp => lamp with { Image = false });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Availability.Should().Be("in stock", "content faults keep the content");

        clock.Advance(TimeSpan.FromDays(3.1));
        var delta = await world.ReadAndFeedAsync(FeedKind.Delta);

        Skus(world, delta).Should().Equal("LAMP");
        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock");
    }

    [Fact]
    public async Task Rows_that_no_feed_has_sent_for_25_days_are_sent_again()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        clock.Advance(TimeSpan.FromDays(24));
        (await world.ReadAndFeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        clock.Advance(TimeSpan.FromDays(1.1));

        Skus(world, await world.ReadAndFeedAsync(FeedKind.Delta)).Should().HaveCount(4);
        (await world.ReadAndFeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
    }

    [Fact]
    public async Task A_delta_stops_where_nothing_would_be_left_on_TikTok()
    {
        await using var world = await SentAsync();
        foreach (var product in world.Shop.Products.ToList())
        {
            world.Shop.Change(product.Id, before => before with { Online = false });
        }

        var act = () => world.ReadAndFeedAsync(FeedKind.Delta);

        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("brake.empty");
        world.Shown("CUP")!.Row.Availability.Should().Be("in stock");
    }

    [Fact]
    public async Task A_mirror_that_was_built_anew_makes_a_delta_look_at_everything()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        clock.Advance(TimeSpan.FromMinutes(5));
        world.Shop.Change("LAMP", lamp => lamp with { Name = "Storm lantern" });
        await world.Connector.DisposeAsync();
        Pools.Clear(world.DataFolder);
        File.Delete(Path.Combine(world.DataFolder, "mirror.db"));
        world.NewProcess();

        Skus(world, await world.ReadAndFeedAsync(FeedKind.Delta)).Should().Equal("LAMP");
    }

    [Fact]
    [Trait("covers", "QUE-01")]
    [Trait("covers", "QUE-02")]
    public async Task The_queue_shows_what_the_next_deltas_send_and_why()
    {
        await using var world = await SentAsync(new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        var queue = world.Connector.GetRequiredService<SendingQueue>();
        queue.Of(TripWorld.AccountName, 10, CancellationToken.None).First.Should().BeEmpty();
        world.Template("homeware", new ListingTemplate { Account = TripWorld.AccountName, Title = "Homeware" });
        await world.FeedAsync(FeedKind.Delta);
        world.Shop.Change("LAMP", lamp => lamp with { Price = 19.99m, Stock = 1 });
        world.Shop.Put(new TestProduct("POT") { Name = "Coffee pot" });
        world.Shop.Remove("CUP");
        world.Read();
        world.Connector.GetRequiredService<Awaiting>().Add(TripWorld.AccountName, ["JUMPER-BLUE"], Awaiting.Resend, "ana", "its image was not taken");

        var look = queue.Of(TripWorld.AccountName, 10, CancellationToken.None);
        var queued = look.First;
        queue.Of(TripWorld.AccountName, 2, CancellationToken.None).Should().Match<QueueLook>(two => two.First.Count == 2 && two.Counts.Values.Sum() == look.Counts.Values.Sum(), "all are counted");

        queued.Select(sku => (sku.Sku, sku.Name, sku.Template, sku.Status, sku.What)).Should().BeEquivalentTo(
        [
            ("LAMP", "Storm lamp", "homeware", QueueStatus.Changed, "price"),
            ("POT", "Coffee pot", "homeware", QueueStatus.New, ""),
            ("CUP", "Enamel cup", "", QueueStatus.Deleted, ""),
            ("JUMPER-BLUE", "Wool jumper", "homeware", QueueStatus.SentAgain, ""),
            ("LAMP", "Storm lamp", "homeware", QueueStatus.Quantity, "5 -> 1"),
            ("POT", "Coffee pot", "homeware", QueueStatus.Quantity, "none -> 5"),
            ("CUP", "Enamel cup", "", QueueStatus.Quantity, "5 -> 0"),
        ]);
        queued.Should().OnlyContain(sku => sku.Account == TripWorld.AccountName);
        queued.First(sku => sku.Sku == "JUMPER-BLUE").Because.Should().Be("ana asked for it: its image was not taken");
        var delta = await world.FeedAsync(FeedKind.Delta);
        delta.Made.Changed.Should().Be(queued.Count(sku => sku.Status != QueueStatus.Quantity), "the queue is what is sent");
    }

    [Fact]
    public async Task A_full_feed_that_finds_nothing_new_writes_nothing_into_the_ledger()
    {
        await using var world = await SentAsync();

        var again = await world.FeedAsync();

        again.Made.LedgerChangesSha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([])));
        (await world.FeedAsync(FeedKind.Inventory)).Made.LedgerChangesSha256.Should().Be(again.Made.LedgerChangesSha256);
    }

    private static async Task<TripWorld> SentAsync(SynchronizationPolicy? policy = null, ManualClock? clock = null, Func<Accounts.Account, Accounts.Account>? account = null)
    {
        var world = await TripWorld.BeginAsync(policy: policy, clock: clock, account: account);
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        return world;
    }

    private static IEnumerable<string> Skus(TripWorld world, FeedResult result) => world.Rows(result).Select(row => row.Split('|')[0]);
}
