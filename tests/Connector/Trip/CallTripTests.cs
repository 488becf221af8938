using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Goods that go product by product, by calls to the Shop Open Platform.</summary>
public sealed class CallTripTests
{
    private static readonly SynchronizationPolicy Deleting = new() { OnStoreDelete = OnStoreDelete.Delete };

    [Fact]
    [Trait("covers", "PRD-02")]
    public async Task A_product_is_made_of_an_item_group_with_its_variants_prices_and_stock()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();

        world.Product("JUMPER-BLUE").Should().NotBeNull(world.Why("JUMPER-BLUE"));
        var jumper = world.Product("JUMPER-BLUE")!;
        (jumper.Title, jumper.CategoryId, jumper.Skus.Count, jumper.Status).Should().Be(("Wool jumper", CallWorld.Category, 2, "ACTIVATE"));
        jumper.Skus.Select(sku => (sku.SellerSku, sku.Price, sku.Available)).Should().Equal(("JUMPER-BLUE", "60.00", 3), ("JUMPER-RED", "60.00", 0));
        world.Sku("LAMP")!.Price.Should().Be("24.50");
        world.Waiting.Should().BeEmpty();
        (await world.Trip.PollAsync()).Waiting.Should().Be(0);
        world.Trip.StateOf("CUP").Should().Be(ListingState.Approved);
        world.Trip.StateOf("JUMPER-RED").Should().Be(ListingState.Approved);
    }

    [Fact]
    public async Task Until_a_quantity_was_told_nothing_is_created_and_the_queue_says_why()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.Trip.ReadAndFeedAsync();

        world.Product("CUP").Should().BeNull();
        world.Waiting.Should().HaveCount(3).And.OnlyContain(task => task.Fault!.Code == "call.stock" && task.Fault.Remedy.Contains("connector feed inventory"));
        await world.Trip.FeedAsync(FeedKind.Inventory);
        world.Product("CUP")!.Status.Should().Be("ACTIVATE");
    }

    [Fact]
    public async Task What_is_sold_out_is_told_by_its_quantity_and_never_created()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.Shop.Change("LAMP", lamp => lamp with { Stock = 0m });
        await world.NightAsync();
        world.Product("LAMP").Should().BeNull();
        world.Waiting.Should().ContainSingle().Which.Fault!.Code.Should().Be("call.soldOut");
        // Nobody can answer for it yet, so that whoever waits for answers does not wait for it.
        (await world.Trip.WaitAsync()).Should().Match<ReviewResult>(polled => polled.Waiting == 0 && polled.NotThere == 1);

        world.Trip.Shop.Change("LAMP", lamp => lamp with { Stock = 4m });
        world.Trip.Shop.Change("CUP", cup => cup with { Stock = 0m });
        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);
        (world.Sku("LAMP")!.Available, world.Sku("CUP")!.Available).Should().Be((4, 0));
    }

    [Fact]
    [Trait("covers", "PRD-04")]
    public async Task A_price_and_a_quantity_are_changed_by_calls_of_their_own_without_an_audit()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Trip.Shop.Change("CUP", cup => cup with { Price = 12m, Stock = 9m });
        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.PriceDelta);
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);

        (world.Sku("CUP")!.Price, world.Sku("CUP")!.Available, world.Product("CUP")!.UnderReview).Should().Be(("12.00", 9, false));
        Calls(world).Where(line => line is { Group: "CUP", Call: not "none" }).Select(line => line.Call).Should().Equal("create", "prices", "stock");
    }

    [Fact]
    public async Task New_content_is_an_edit_that_is_audited_while_the_old_one_stays_live()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Trip.TikTok.Verdicts.Add(new VerdictRule { SkuId = "CUP", Review = Sandbox.Review.Hold });
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        await world.Trip.PollAsync();
        world.Trip.StateOf("CUP").Should().Be(ListingState.LiveEditInReview);
        world.Product("CUP")!.Title.Should().Be("Enamel cup");
    }

    [Fact]
    [Trait("covers", "PRD-11")]
    public async Task What_the_audit_rejects_is_told_with_its_reasons_and_goes_again_when_it_is_corrected()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.TikTok.Verdicts.Add(new VerdictRule { TitleContains = "Storm", RejectedInfo = [new RejectedInfo("The title promises weather", "Name the thing itself", Position: "Title")] });
        await world.NightAsync();
        await world.Trip.PollAsync();
        var lamp = world.Trip.Connector.GetRequiredService<Answers>().All(TripWorld.AccountName, sku: "LAMP").Single();
        lamp.State.Should().Be(ListingState.Rejected);
        lamp.Answer!.Reasons.Should().ContainSingle().Which.Should().Contain("Title").And.Contain("promises weather").And.Contain("Name the thing");

        world.Trip.Shop.Change("LAMP", one => one with { Name = "Camping lamp" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        await world.Trip.PollAsync();
        (world.Trip.StateOf("LAMP"), world.Product("LAMP")!.Title).Should().Be((ListingState.Approved, "Camping lamp"));
    }

    [Fact]
    [Trait("covers", "PRD-03")]
    public async Task What_is_gone_is_turned_off_with_nothing_to_sell_and_comes_back_when_the_shop_has_it_again()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Trip.Shop.Change("CUP", cup => cup with { Online = false });
        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.Delta);
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Available).Should().Be(("SELLER_DEACTIVATED", 0));

        world.Trip.Shop.Change("CUP", cup => cup with { Online = true });
        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.Delta);
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Available).Should().Be(("ACTIVATE", 5));
    }

    [Fact]
    public async Task What_the_shop_deletes_is_deleted_and_a_variant_that_goes_leaves_its_product()
    {
        await using var world = await CallWorld.BeginAsync(Deleting);
        world.Trip.Shop.Change("JUMPER-RED", red => red with { Stock = 2m });
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Trip.Shop.Remove("CUP");
        world.Trip.Shop.Remove("JUMPER-RED");
        world.Trip.Shop.Change("JUMPER", jumper => jumper with { Variants = ["JUMPER-BLUE"] });
        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.Delta);

        world.Product("CUP")!.Status.Should().Be("DELETED");
        world.Product("JUMPER-BLUE")!.Skus.Select(sku => sku.SellerSku).Should().Equal("JUMPER-BLUE");
    }

    [Fact]
    public async Task Beyond_what_TikTok_allows_a_day_products_wait_and_go_on_the_next()
    {
        await using var world = await CallWorld.BeginAsync(shop: shop => shop with { ListingsPerDay = 2 });
        await world.NightAsync();
        world.Platform.Shop(CallWorld.ShopId).Products.Should().HaveCount(2);
        world.Waiting.Should().ContainSingle().Which.Fault!.Code.Should().Be("call.cap");
        (await world.CallAsync()).Calls.Should().Be(0, "it waits for tomorrow");

        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(1));
        (await world.CallAsync()).Done.Should().Be(1);
        world.Platform.Shop(CallWorld.ShopId).Products.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_product_without_what_TikTok_needs_costs_no_call_and_says_what_is_missing()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.Template("all", new ListingTemplate { Account = TripWorld.AccountName });
        await world.NightAsync();
        world.Platform.Shop(CallWorld.ShopId).Products.Should().BeEmpty();
        var cup = world.Trip.Connector.GetRequiredService<Answers>().All(TripWorld.AccountName, sku: "CUP").Single();
        cup.State.Should().Be(ListingState.FailedToSync);
        cup.Answer!.Reasons.Should().ContainSingle().Which.Should().Contain("TikTok's categories").And.Contain("listing template");
    }

    [Fact]
    public async Task A_lost_answer_to_a_creation_makes_no_second_product()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Cut(AfterEffect: true)) { Method = "POST", PathRegex = @"/product/202309/products(\?|$)", Times = 8 });
        await world.NightAsync();
        world.Trip.Steps.Should().NotContain(step => step.Sentence.StartsWith("3 products are at TikTok", StringComparison.Ordinal), "answers were lost");
        for (var i = 0; i < 3; i++)
        {
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(2));
            await world.CallAsync();
        }

        world.Platform.Shop(CallWorld.ShopId).Products.Should().HaveCount(3);
        world.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_quantity_that_TikTok_took_and_does_not_show_is_told_again()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Trip.Shop.Change("CUP", cup => cup with { Stock = 2m });
        world.Trip.Read();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(0, "Success")) { PathContains = "/inventory/update" });
        await world.Trip.FeedAsync(FeedKind.InventoryDelta);
        world.Sku("CUP")!.Available.Should().Be(5, "the call was accepted and changed nothing");

        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromMinutes(2));
        await world.CallAsync();
        world.Sku("CUP")!.Available.Should().Be(2);
    }

    [Fact]
    public async Task A_price_that_a_promotion_locks_waits_and_goes_when_it_is_over()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Platform.Hand.LockPrice(CallWorld.ShopId, "CUP");
        world.Trip.Shop.Change("CUP", cup => cup with { Price = 12m });
        world.Trip.Read();
        await world.Trip.FeedAsync(FeedKind.PriceDelta);
        world.Waiting.Should().ContainSingle().Which.Fault!.Sentence.Should().Contain("12052038");

        world.Platform.Hand.LockPrice(CallWorld.ShopId, "CUP", locked: false);
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
        await world.CallAsync();
        world.Sku("CUP")!.Price.Should().Be("12.00");
    }

    [Fact]
    public async Task What_TikTok_freezes_is_told_and_left_alone()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Platform.Hand.Freeze(CallWorld.ShopId, world.Product("CUP")!.ProductId, "counterfeit");
        await world.Trip.PollAsync();
        world.Trip.StateOf("CUP").Should().Be(ListingState.Frozen);
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        world.Waiting.Should().ContainSingle().Which.Fault!.Code.Should().Be("call.frozen");
    }

    [Fact]
    public async Task An_account_whose_authorisation_is_withdrawn_stops_and_goes_on_when_it_is_given_again()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        world.Platform.Deauthorize(CallWorld.ShopId);
        world.Trip.Shop.Change("CUP", cup => cup with { Stock = 2m });
        world.Trip.Read();
        (await world.Invoking(one => one.Trip.FeedAsync(FeedKind.InventoryDelta)).Should().ThrowAsync<PersonMustDecideException>()).Which.Remedy.Should().Contain("account authorize");
        world.Waiting.Should().ContainSingle("what the sealed run leaves to do is not lost");

        await world.AuthoriseAsync();
        await world.CallAsync();
        world.Sku("CUP")!.Available.Should().Be(2);
    }

    [Fact]
    public async Task Everything_that_was_called_stands_in_chained_records_that_verify()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        Calls(world).Count(line => line is { Call: "create", Done: true }).Should().Be(3);
        world.Trip.Connector.GetRequiredService<Verifying>().Verify(new VerifyOrder { Account = TripWorld.AccountName }, CancellationToken.None).Faults.Should().BeEmpty();
    }

    private static IReadOnlyList<CallLine> Calls(CallWorld world)
    {
        var runs = world.Trip.Connector.GetRequiredService<Runs>();
        var folders = world.Trip.Archive;
        return
        [
            .. runs.Find(TripWorld.AccountName, null, null, 100).Reverse()
                .SelectMany(run => folders.Records(TripWorld.AccountName, run.Id).Where(name => RecordNames.ReviewPosition(name) is not null).Select(name => folders.Get<ReviewRecord>(TripWorld.AccountName, run.Id, name)!))
                .OrderBy(record => record.Position).SelectMany(record => record.Calls ?? []),
        ];
    }
}
