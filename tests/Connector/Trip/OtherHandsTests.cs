using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Goods by calls where not only calls change them: buyers, people in TikTok's Seller Center, a ledger begun anew, SKUs that change their item group.</summary>
public sealed class OtherHandsTests
{
    private static readonly SynchronizationPolicy Deleting = new() { OnStoreDelete = OnStoreDelete.Delete };

    [Fact]
    public async Task A_price_that_other_hands_changed_is_seen_by_the_next_look_and_told_again()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.SetPrice(CallWorld.ShopId, "CUP", "1.00");
        await world.Trip.PollAsync();
        world.Sku("CUP")!.Price.Should().Be("1.00", "a look changes nothing");
        await world.CallAsync();
        world.Sku("CUP")!.Price.Should().Be("10.00");
        (await world.Trip.PollAsync()).Waiting.Should().Be(0);
        world.Waiting.Should().BeEmpty("what was told again is as it should be");
    }

    [Fact]
    public async Task A_price_that_changes_back_each_time_is_told_ever_more_seldom()
    {
        await using var world = await BeginAsync();
        var told = new List<DateTimeOffset>();
        for (var minute = 0; minute < 6 * 60; minute++)
        {
            if (world.Sku("CUP")!.Price == "10.00")
            {
                told.Add(world.Trip.Clock.GetUtcNow());
                world.Platform.Hand.SetPrice(CallWorld.ShopId, "CUP", "1.00");
                await world.Trip.PollAsync();
            }

            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromMinutes(1));
            await world.CallAsync();
        }

        told.Zip(told.Skip(1), (first, second) => Math.Round((second - first).TotalMinutes)).Should().Equal(1, 15, 30, 60, 120);
    }

    [Fact]
    public async Task A_sale_is_not_told_away_and_more_than_was_told_is()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.Order(CallWorld.ShopId, "CUP", CallWorld.Warehouse, 2);
        await world.Trip.PollAsync();
        await world.CallAsync();
        world.Sku("CUP")!.Available.Should().Be(3, "the shop does not know of the sale yet: told 5 again, two pieces would be sold twice");

        world.Platform.Hand.SetStock(CallWorld.ShopId, "CUP", CallWorld.Warehouse, 50);
        await world.Trip.PollAsync();
        await world.CallAsync();
        world.Sku("CUP")!.Available.Should().Be(5);
    }

    [Theory]
    [InlineData(5, 0, 4, 1L, false, "one was sold meanwhile")]
    [InlineData(5, null, 4, 0L, false, "one was sold meanwhile")]
    [InlineData(5, 5, 5, 0L, false, "as told")]
    [InlineData(5, 2, 2, 0L, true, "nothing has changed")]
    [InlineData(5, 4, 4, 1L, false, "one was sold, though it was four before")]
    [InlineData(2, 5, 5, null, true, "more than was told")]
    [InlineData(0, 5, 1, 4L, true, "more than was told")]
    public void What_is_read_back_says_whether_a_quantity_was_taken(int told, int? before, int shown, long? committed, bool expected, string because) =>
        new ToldQuantity(told, before).WasNotTaken(shown, committed).Should().Be(expected, because);

    [Fact]
    public async Task A_sync_tells_price_and_quantity_again_whatever_was_told()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.SetPrice(CallWorld.ShopId, "CUP", "1.00");
        world.Platform.Hand.SetStock(CallWorld.ShopId, "CUP", CallWorld.Warehouse, 0);
        await world.Trip.Connector.GetRequiredService<MassActions>().SyncAsync(TripWorld.AccountName, ["CUP"], "Ann", "somebody edited it", new Told(world.Trip.Steps.Add), CancellationToken.None);
        (world.Sku("CUP")!.Price, world.Sku("CUP")!.Available).Should().Be(("10.00", 5));
    }

    [Fact]
    public async Task A_reconciling_feed_names_what_TikTok_has_otherwise_and_repairs_it()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.SetPrice(CallWorld.ShopId, "CUP", "1.00");
        world.Platform.Hand.SetStock(CallWorld.ShopId, "LAMP", CallWorld.Warehouse, 0);
        var feeds = world.Trip.Connector.GetRequiredService<FeedRun>();
        var steps = new List<TripStep>();
        await feeds.GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Reconcile = true, DryRun = true, Out = Path.Combine(world.Trip.Folder, "dry") }, new Told(steps.Add), CancellationToken.None);
        steps.Should().Contain(step => step.Step == "reconcile" && step.Sentence.Contains("2 edited on TikTok", StringComparison.Ordinal) && step.Sentence.Contains("CUP: price 1.00 in place of 10.00", StringComparison.Ordinal));
        world.Sku("CUP")!.Price.Should().Be("1.00", "a dry run repairs nothing");

        await feeds.GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Reconcile = true }, new Told(world.Trip.Steps.Add), CancellationToken.None);
        (world.Sku("CUP")!.Price, world.Sku("LAMP")!.Available).Should().Be(("10.00", world.Trip.Shop.Products.Single(product => product.Id == "LAMP").Stock is { } stock ? (int)stock : 0));
        world.Trip.Connector.GetRequiredService<Verifying>().Verify(new VerifyOrder { Account = TripWorld.AccountName }, CancellationToken.None).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Behind_a_rebuild_nothing_is_deleted_or_listed_twice_and_what_the_shop_lost_goes()
    {
        await using var world = await BeginAsync(Deleting);
        var ids = world.Platform.Shop(CallWorld.ShopId).Products.Select(product => product.ProductId).ToList();
        world.Trip.Connector.GetRequiredService<Rebuilding>().Rebuild(TripWorld.AccountName, "Ann", "it cannot be trusted");
        var lamp = world.Product("LAMP")!;
        foreach (var (view, group) in world.Trip.Connector.GetRequiredService<ListingBook>().GroupsOf(TripWorld.AccountName, "CUP"))
        {
            world.Trip.Connector.GetRequiredService<CallQueue>().Ask(TripWorld.AccountName, view, group, CallPriorities.Edit, world.Trip.Clock.GetUtcNow());
        }

        await world.CallAsync();
        world.Platform.Shop(CallWorld.ShopId).Products.Should().OnlyContain(product => product.Status == "ACTIVATE", "a ledger that is empty says nothing yet");

        world.Trip.Shop.Remove("LAMP");
        await world.Trip.ReadAndFeedAsync();
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Available).Should().Be(("ACTIVATE", 5), "quantities were not told yet, and none is zero for that");
        world.Platform.Shop(CallWorld.ShopId).Products.Single(product => product.ProductId == lamp.ProductId).Status.Should().Be("SELLER_DEACTIVATED", "whether the shop lost it or only holds it is not known");
        await world.Trip.FeedAsync(FeedKind.Inventory);
        world.Platform.Shop(CallWorld.ShopId).Products.Select(product => product.ProductId).Should().BeEquivalentTo(ids, "no product was made a second time");
        world.Waiting.Should().BeEmpty(world.Why("CUP"));
    }

    [Fact]
    public async Task A_product_whose_item_group_changes_goes_with_it()
    {
        await using var world = await BeginAsync();
        var cup = world.Product("CUP")!.ProductId;
        world.Trip.Shop.Put(new TestProduct("CUPS") { Name = "Enamel cups", Variants = ["CUP"] });
        world.Trip.Shop.Change("CUP", one => one with { Colour = "white", Size = "M" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);

        world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Skus.Any(sku => sku.SellerSku == "CUP") && product.Status != "DELETED").Select(product => product.ProductId).Should().Equal([cup], world.Why("CUP"));
    }

    [Theory]
    [InlineData(OnStoreDelete.Delete)]
    [InlineData(OnStoreDelete.Deactivate)]
    public async Task An_item_group_that_is_split_makes_room_for_its_parts(OnStoreDelete gone)
    {
        await using var world = await BeginAsync(new SynchronizationPolicy { OnStoreDelete = gone });
        world.Trip.Shop.Change("JUMPER-BLUE", blue => blue with { Name = "Blue jumper", Price = 60m, Image = true });
        world.Trip.Shop.Change("JUMPER-RED", red => red with { Name = "Red jumper", Price = 60m, Image = true, Stock = 2m });
        world.Trip.Shop.Remove("JUMPER");
        await world.Trip.ReadAndFeedAsync();
        await world.Trip.FeedAsync(FeedKind.Inventory);
        for (var hour = 0; hour < 5; hour++)
        {
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
            await world.CallAsync();
        }

        foreach (var sku in new[] { "JUMPER-BLUE", "JUMPER-RED" })
        {
            world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Status != "DELETED" && product.Skus.Any(one => one.SellerSku == sku)).Should().ContainSingle(world.Why(sku)).Which.Skus.Should().ContainSingle(world.Why(sku));
        }

        world.Waiting.Should().BeEmpty(world.Why("JUMPER-RED"));
    }

    [Fact]
    public async Task A_variant_that_leaves_an_item_group_of_which_nothing_is_on_sale_is_listed_in_the_other()
    {
        await using var world = await BeginAsync();
        world.Trip.Shop.Change("JUMPER-RED", red => red with { Stock = 2m });
        await world.NightAsync();
        world.Trip.Shop.Change("JUMPER-RED", red => red with { Name = "Red jumper", Price = 60m, Image = true });
        world.Trip.Shop.Change("JUMPER-BLUE", blue => blue with { Online = false });
        world.Trip.Shop.Change("JUMPER", jumper => jumper with { Variants = ["JUMPER-BLUE"] });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);
        for (var hour = 0; hour < 5; hour++)
        {
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
            await world.CallAsync();
        }

        world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Status == "ACTIVATE" && product.Skus.Any(sku => sku.SellerSku == "JUMPER-RED")).Should().ContainSingle(world.Why("JUMPER-RED")).Which.Skus.Should().ContainSingle();
        world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Status == "ACTIVATE").SelectMany(product => product.Skus).Should().NotContain(sku => sku.SellerSku == "JUMPER-BLUE");
    }

    [Fact]
    public async Task A_reconciling_feed_leaves_what_was_sold_and_lists_nothing_again_that_other_hands_deleted()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.Order(CallWorld.ShopId, "CUP", CallWorld.Warehouse, 2);
        await world.Trip.Connector.GetRequiredService<Shops>().Of(TripWorld.AccountName).DeleteAsync([world.Product("LAMP")!.ProductId], CancellationToken.None);
        await world.Trip.Connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Reconcile = true }, new Told(world.Trip.Steps.Add), CancellationToken.None);

        world.Sku("CUP")!.Available.Should().Be(3);
        world.Platform.Shop(CallWorld.ShopId).Products.Count(product => product.Skus.Any(sku => sku.SellerSku == "LAMP")).Should().Be(1);
        world.Trip.StateOf("LAMP").Should().Be(ListingState.DeletedThere, world.Why("LAMP"));
    }

    [Fact]
    public async Task An_upload_brings_nothing_back_that_was_sold()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.Order(CallWorld.ShopId, "CUP", CallWorld.Warehouse, 2);
        await world.Trip.Connector.GetRequiredService<MassActions>().UploadAsync(TripWorld.AccountName, ["CUP"], "Ann", "", new Told(world.Trip.Steps.Add), CancellationToken.None);
        world.Sku("CUP")!.Available.Should().Be(3);
    }

    [Fact]
    public async Task What_was_told_after_a_backup_is_told_otherwise_once_the_state_is_restored()
    {
        await using var world = await BeginAsync();
        var backup = Path.Combine(world.Trip.Folder, "backup");
        StateBackup.Take(world.Trip.Connector.GetRequiredService<StateDatabase>(), backup, world.Trip.Clock);
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
        world.Trip.Shop.Change("CUP", cup => cup with { Stock = 59m, Price = 12m });
        await world.NightAsync();
        (world.Sku("CUP")!.Available, world.Sku("CUP")!.Price).Should().Be((59, "12.00"));
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
        world.Trip.Shop.Change("CUP", cup => cup with { Stock = 5m, Price = 10m });
        world.Trip.Read();

        StateBackup.Restore(new ConnectorSettings { Data = world.Trip.DataFolder }, backup, world.Trip.Clock);
        world.Trip.NewProcess();
        await world.CallAsync();
        world.Sku("CUP")!.Available.Should().Be(59, "the ledger of the backup says nothing of now: the feeds that are owed come first");
        await world.Trip.FeedAsync();
        await world.Trip.FeedAsync(FeedKind.Inventory);
        (world.Sku("CUP")!.Available, world.Sku("CUP")!.Price).Should().Be((5, "10.00"), world.Why("CUP"));
        world.Waiting.Should().BeEmpty(world.Why("CUP"));
    }

    [Fact]
    public async Task Where_TikTok_is_down_the_round_ends_and_people_are_told()
    {
        await using var world = await BeginAsync();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Status(503)) { PathContains = "/product/", Times = 1000 });
        foreach (var product in new[] { "CUP", "LAMP", "JUMPER-BLUE" })
        {
            world.Trip.Shop.Change(product, one => one with { Stock = 1m });
        }

        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);
        world.Waiting.Should().HaveCount(3);
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(2));
        (await world.CallAsync()).Failed.Should().Contain("fail one after the other");
        world.Trip.Connector.GetRequiredService<Connector.Notices.NoticeBook>().Open(TripWorld.AccountName).Should().Contain(notice => notice.Subject == "calls" && notice.Command.Contains("connector queue"));
    }

    [Fact]
    public async Task A_look_that_was_cut_before_it_was_put_down_is_made_again()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.TikTok.Verdicts.Add(new VerdictRule { SkuId = "CUP", Review = Sandbox.Review.Hold });
        await world.NightAsync();
        world.Trip.TikTok.Verdicts.Clear();
        using (var db = world.Trip.Connector.GetRequiredService<StateDatabase>().Open())
        {
            using var command = db.CreateCommand();
            command.CommandText = "CREATE TRIGGER cut BEFORE INSERT ON answer BEGIN SELECT RAISE(ABORT, 'cut'); END; CREATE TRIGGER cut2 BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'cut'); END";
            command.ExecuteNonQuery();
        }

        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(3));
        await world.Trip.Invoking(trip => trip.PollAsync()).Should().ThrowAsync<Exception>();
        using (var db = world.Trip.Connector.GetRequiredService<StateDatabase>().Open())
        {
            using var command = db.CreateCommand();
            command.CommandText = "DROP TRIGGER cut; DROP TRIGGER cut2";
            command.ExecuteNonQuery();
        }

        await world.Trip.PollAsync();
        world.Trip.StateOf("CUP").Should().Be(ListingState.Approved);
    }

    [Fact]
    public async Task An_account_by_calls_has_one_view()
    {
        await using var world = await CallWorld.BeginAsync();
        var documents = world.Trip.Connector.GetRequiredService<Documents>();
        var account = documents.Account(TripWorld.AccountName);
        var text = Documents.Write(account with { Views = [account.Views[0], account.Views[0] with { Name = "second" }] });
        documents.Apply([new DocumentText(DocumentKinds.Account, TripWorld.AccountName, text, "account")], "tests", out _).Should().Contain(fault => fault.ToString().Contains("once for each of 2 views", StringComparison.Ordinal));
    }

    private static async Task<CallWorld> BeginAsync(SynchronizationPolicy? policy = null)
    {
        var world = await CallWorld.BeginAsync(policy);
        await world.NightAsync();
        await world.Trip.PollAsync();
        return world;
    }
}
