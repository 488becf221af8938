using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;

namespace Connector.Tests.Trip;

public sealed class FullTripTests
{
    [Fact]
    [Trait("covers", "SFC-01")]
    [Trait("covers", "SFC-02")]
    [Trait("covers", "SFC-03")]
    [Trait("covers", "SFC-04")]
    [Trait("covers", "SFC-05")]
    [Trait("covers", "SFC-06")]
    [Trait("covers", "WRK-02")]
    [Trait("covers", "STA-05")]
    public async Task A_shops_export_goes_in_and_every_SKU_gets_TikToks_answer()
    {
        await using var world = await TripWorld.BeginAsync();

        var result = await world.ReadAndFeedAsync();
        var review = await world.WaitAsync();

        result.End.Should().Be(FeedEnd.Sealed);
        world.Steps.Where(step => step.Done).Select(step => step.Step).Should().Equal("run", "store", "policy", "feed", "drop", "alert", "seal", "review");
        world.Dropped("product").Should().ContainSingle().Which.Should().Be("tiktok-feed-Shop-20261122020000-en-GB.txt");
        world.Rows(result).Select(row => row.Split('|')[0]).Should().Equal("CUP", "JUMPER-BLUE", "JUMPER-RED", "LAMP");
        review.Waiting.Should().Be(0);
        review.Counts.Should().Equal(new Dictionary<ListingState, int> { [ListingState.Approved] = 4 });
        world.Shown("JUMPER-RED")!.Row.Availability.Should().Be("out of stock", "its sibling in blue has stock, it has not");
    }

    [Fact]
    [Trait("covers", "SFC-09")]
    [Trait("covers", "SFC-10")]
    [Trait("covers", "SFC-11")]
    [Trait("covers", "SFC-12")]
    public async Task The_inventory_feed_gives_TikTok_the_quantity_of_every_listed_SKU()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Shop.Put(new TestProduct("HIDDEN") { Name = "Not for sale", Online = false });

        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Dropped("inventory").Should().Equal("inventory-20261122020001.xml");
        world.Held.Stock.Select(stock => (stock.SkuId, stock.Quantity)).Should().BeEquivalentTo([("CUP", 5), ("JUMPER-BLUE", 3), ("JUMPER-RED", 0), ("LAMP", 5)]);
    }

    [Fact]
    public async Task A_new_inventory_file_takes_the_place_of_the_one_before()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Stock = 1 });

        await world.ReadAndFeedAsync(FeedKind.Inventory);

        world.Dropped("inventory").Should().ContainSingle().Which.Should().Be("inventory-20261122020001.xml");
        world.Stock("CUP").Should().Be(1);
    }

    [Fact]
    [Trait("covers", "STA-03")]
    [Trait("covers", "STA-04")]
    public async Task A_product_that_TikTok_rejects_says_why_and_what_to_do()
    {
        await using var world = await TripWorld.BeginAsync(settings: s => s with { ReviewDelay = TimeSpan.FromMinutes(1) });
        world.TikTok.Verdicts.Reject("LAMP", new RejectedInfo("Open flames are restricted", "Sell it with a certificate."));
        await world.ReadAndFeedAsync();

        await world.PollAsync();
        world.StateOf("LAMP").Should().Be(ListingState.InReview);
        await world.WaitAsync();

        world.StateOf("CUP").Should().Be(ListingState.Approved);
        world.StateOf("LAMP").Should().Be(ListingState.Rejected);
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Answers>(world.Connector).All(TripWorld.AccountName, sku: "LAMP").Single()
            .Answer!.Reasons.Should().Equal("Open flames are restricted; Sell it with a certificate.");
    }

    [Fact]
    public async Task An_answer_to_an_older_row_does_not_count()
    {
        await using var world = await TripWorld.BeginAsync(settings: s => s with { ReviewDelay = TimeSpan.FromMinutes(10), ShowOldUntilReviewed = true });
        await world.ReadAndFeedAsync();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(11));
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.Approved);

        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.DeliveredUnconfirmed, "TikTok still shows the old price");

        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(11));
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.Approved);
    }

    [Fact]
    [Trait("covers", "COM-02")]
    public async Task The_row_that_TikTok_approved_is_kept_beside_the_one_sent_after_it_until_that_is_approved()
    {
        await using var world = await TripWorld.BeginAsync(settings: s => s with { ReviewDelay = TimeSpan.FromMinutes(10) });
        await world.ReadAndFeedAsync();
        Accepted(world).Should().BeNull("nothing was approved yet");
        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(11));
        await world.PollAsync();
        Accepted(world).Should().BeNull("the row last sent is the one that was approved");

        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        await world.ReadAndFeedAsync();
        Accepted(world).Should().Contain("10.00 GBP");

        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(11));
        await world.PollAsync();
        Accepted(world).Should().BeNull();
    }

    private static string? Accepted(TripWorld world)
    {
        using var ledger = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Ledger>(world.Connector).View(TripWorld.AccountName, "uk");
        return ledger.Accepted("CUP") is { } accepted ? System.Text.Encoding.UTF8.GetString(accepted.Row) : null;
    }

    [Fact]
    public async Task A_filtered_image_counts_as_rejected()
    {
        await using var world = await TripWorld.BeginAsync();
        world.TikTok.Verdicts.AddSmallImages(["https://img.example/CUP.jpg"]);
        await world.ReadAndFeedAsync();

        await world.WaitAsync();

        world.StateOf("CUP").Should().Be(ListingState.Rejected);
        world.StateOf("LAMP").Should().Be(ListingState.Approved);
    }

    [Fact]
    [Trait("covers", "STA-06")]
    public async Task A_product_that_the_shop_deletes_stays_on_TikTok_out_of_stock()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Remove("CUP");

        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Shown("CUP")!.Row.Availability.Should().Be("out of stock");
        world.Shown("CUP")!.Row.Title.Should().Be("Enamel cup", "the content last sent stays");
        world.Stock("CUP").Should().Be(0);
        world.StateOf("CUP").Should().Be(ListingState.Deactivated);
    }

    [Theory]
    [InlineData(CrawlModel.Unseen)]
    [InlineData(CrawlModel.All)]
    [InlineData(CrawlModel.Newest)]
    public async Task A_product_that_the_shop_deletes_is_deleted_on_TikTok_where_the_policy_says_so(CrawlModel crawl)
    {
        await using var world = await TripWorld.BeginAsync(crawl, policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        await world.ReadAndFeedAsync();
        world.Shop.Remove("CUP");

        var result = await world.ReadAndFeedAsync();

        result.Made.Files.Select(file => file.Kind).Should().BeEquivalentTo([FeedFileKind.Product, FeedFileKind.Delete]);
        world.Shown("CUP").Should().BeNull();
        await world.FeedAsync();
        await world.FeedAsync();
        world.Shown("CUP").Should().BeNull("no file in the drop brings it back");
        world.StateOf("CUP").Should().BeNull();
        world.Dropped("product").Should().NotContain(name => name.StartsWith("delete-feed-", StringComparison.Ordinal), "a consumed delete file leaves the folder");
    }

    [Theory]
    [InlineData(CrawlModel.Unseen)]
    [InlineData(CrawlModel.All)]
    [InlineData(CrawlModel.Newest)]
    public async Task A_deleted_product_that_comes_back_is_listed_again_and_stays(CrawlModel crawl)
    {
        await using var world = await TripWorld.BeginAsync(crawl, policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        await world.ReadAndFeedAsync();
        var cup = world.Shop.Products.Single(product => product.Id == "CUP");
        world.Shop.Remove("CUP");
        await world.ReadAndFeedAsync();

        world.Shop.Put(cup);
        await world.ReadAndFeedAsync();
        await world.FeedAsync();
        await world.FeedAsync();

        world.Shown("CUP")!.Row.Title.Should().Be("Enamel cup");
    }

    [Fact]
    public async Task A_deletion_waits_while_TikTok_may_still_be_fetching_a_file_that_names_the_SKU()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete },
            account: account => account with { Alert = account.Alert with { FetchedAfter = TimeSpan.FromHours(1) } });
        await world.ReadAndFeedAsync();
        world.Shop.Remove("CUP");

        var early = await world.ReadAndFeedAsync();
        early.Made.Files.Should().ContainSingle("the product file of a moment ago names it").Which.Kind.Should().Be(FeedFileKind.Product);
        world.Shown("CUP")!.Row.Availability.Should().Be("out of stock", "until then it must not sell");

        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(61));
        var late = await world.FeedAsync();
        late.Made.Files.Should().Contain(file => file.Kind == FeedFileKind.Delete);
        world.Shown("CUP").Should().BeNull();
    }

    [Fact]
    public async Task A_product_without_an_image_keeps_its_content_while_price_and_stock_flow()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Image = false, Name = "Nameless", Price = 8, Stock = 0 });

        await world.ReadAndFeedAsync();

        var row = world.Shown("CUP")!.Row;
        (row.Title, row.Price, row.Availability).Should().Be(("Enamel cup", "8.00 GBP", "out of stock"));
    }

    [Fact]
    public async Task A_fault_that_outlasts_the_grace_takes_the_product_off()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { FaultGraceDays = 3 });
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Image = false });
        await world.ReadAndFeedAsync();
        world.Shown("CUP")!.Row.Availability.Should().Be("in stock");

        ((ManualClock)world.Clock).Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        await world.ReadAndFeedAsync();

        world.Shown("CUP")!.Row.Availability.Should().Be("out of stock");
    }

    [Fact]
    public async Task A_product_without_a_price_stays_with_stock_0()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Price = null });

        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Shown("CUP")!.Row.Availability.Should().Be("out of stock");
        world.Stock("CUP").Should().Be(0);
    }

    [Fact]
    public async Task An_empty_product_feed_after_one_that_was_not_is_never_dropped()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        foreach (var product in world.Shop.Products.ToList())
        {
            world.Shop.Change(product.Id, all => all with { Online = false });
        }

        var act = () => world.ReadAndFeedAsync();

        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("brake.empty");
        world.Dropped("product").Should().ContainSingle();
        world.Shown("CUP")!.Row.Availability.Should().Be("in stock");
    }

    [Fact]
    public async Task A_full_feed_that_finds_nothing_new_changes_no_ledger_row()
    {
        await using var world = await TripWorld.BeginAsync();
        (await world.ReadAndFeedAsync()).Made.Changed.Should().Be(4);

        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    [Trait("covers", "STA-01")]
    [Trait("covers", "STA-02")]
    [Trait("covers", "COM-02")]
    public async Task A_SKU_that_was_not_sent_says_whether_it_could_be()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Shop.Change("LAMP", lamp => lamp with { Image = false });
        world.Read();

        var (cup, _, _, _) = world.Explain("CUP");
        var (lamp, _, _, _) = world.Explain("LAMP");

        Listing.StateOf(null, cup).Should().Be(ListingState.NotSynced);
        Listing.StateOf(null, lamp).Should().Be(ListingState.FailedToSync);
        lamp!.Held!.Sentence.Should().Be("it has no usable image among the 0 that the shop gives");
        lamp.Held.Remedy.Should().StartWith("add a JPG or PNG image");
        lamp.Notes.Should().ContainSingle(note => note.Held);
        world.Explain("NO-SUCH").Passage.Should().BeNull();
    }

    [Fact]
    [Trait("covers", "COM-02")]
    public async Task An_explanation_tells_the_row_last_sent_also_of_a_SKU_that_the_shop_no_longer_has()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Shop.Remove("CUP");
        world.Read();

        var (passage, desired, sent, _) = world.Explain("CUP");

        passage.Should().BeNull();
        sent!.Run.Should().Be("20261122020000-full");
        desired!.Value.Desired.Held!.Code.Should().Be("shop.deleted");
        desired.Value.Row!.Value.Columns()["availability"].Should().Be("out of stock");
    }

    [Fact]
    public async Task A_file_beyond_the_limit_goes_out_in_numbered_parts_of_whole_rows()
    {
        var shop = new TestShop();
        for (var i = 0; i < 2000; i++)
        {
            shop.Put(new TestProduct($"P{i:0000}") { Name = new string('x', 450) });
        }

        await using var world = await TripWorld.BeginAsync(shop: shop, account: account => account with { Drop = account.Drop with { PartLimitMb = 1 } });

        var result = await world.ReadAndFeedAsync();

        result.Made.Files.Select(file => file.Name).Should().Equal(Enumerable.Range(1, 3).Select(part => $"tiktok-feed-Shop-20261122020000-en-GB-part0{part}.txt"));
        result.Made.Files.Should().OnlyContain(file => file.Bytes <= 1_000_000);
        result.Made.Rows.Should().Be(2000);
        world.Held.Catalogs.Single().Products.Should().HaveCount(2000);
    }

    [Fact]
    public async Task A_feed_of_one_view_leaves_the_accounts_cursor_where_it_is()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        var feed = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<FeedRun>(world.Connector);

        await feed.GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { View = "uk" }, new Told(world.Steps.Add), CancellationToken.None);
        world.Cursor().Should().BeNull();
        await world.FeedAsync();
        world.Cursor().Should().Be(1);
    }

    [Fact]
    [Trait("covers", "SFC-13")]
    public async Task Data_that_is_too_old_is_not_sent()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(37));

        var act = () => world.FeedAsync();

        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("mirror.stale");
    }

    [Fact]
    public async Task An_alert_that_fails_leaves_the_run_open_and_the_next_one_finishes_it()
    {
        await using var world = await TripWorld.BeginAsync();
        world.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(40002, "no such business", AfterEffect: false)) { Times = 1 });

        var act = () => world.ReadAndFeedAsync();
        await act.Should().ThrowAsync<Exception>();
        world.StateOf("CUP").Should().BeNull("nothing is sealed");

        await world.FeedAsync();

        world.Steps.Should().Contain(step => step.Step == "resume");
        world.StateOf("CUP").Should().Be(ListingState.DeliveredUnconfirmed);
        world.Archive.Records(TripWorld.AccountName, "20261122020000-full").Should().Contain(RecordNames.Seal);
    }

    [Fact]
    public async Task An_answer_to_an_older_row_does_not_let_a_deletion_go_early()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete },
            account: account => account with { Alert = account.Alert with { FetchedAfter = TimeSpan.FromHours(1) } });
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        world.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.ReadAndFeedAsync();
        world.Shop.Remove("CUP");

        var early = await world.ReadAndFeedAsync();
        early.Made.Files.Should().NotContain(file => file.Kind == FeedFileKind.Delete, "TikTok has shown the cup, not the mug");

        await world.PollAsync();
        (await world.FeedAsync()).Made.Files.Should().Contain(file => file.Kind == FeedFileKind.Delete, "now it has shown the row last sent");
    }

    [Fact]
    public async Task A_deletion_is_not_forgotten_because_TikTok_once_did_not_show_the_SKU()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete },
            account: account => account with { Alert = account.Alert with { FetchedAfter = TimeSpan.FromHours(1) } });
        world.Box.Faults.Add(new FaultRule(new FaultAction.Status(403, null, AfterEffect: false)) { Method = "GET", PathContains = "product/tiktok-feed" });
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.DeliveredUnconfirmed, "TikTok could not fetch it yet and shows nothing");
        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(61));
        world.Shop.Remove("CUP");
        await world.ReadAndFeedAsync();

        await world.FeedAsync();

        world.StateOf("CUP").Should().Be(ListingState.Deleting);
        world.Dropped("product").Should().ContainSingle(name => name.StartsWith("delete-feed-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stock_that_the_shop_exported_long_ago_is_not_sent_however_often_it_is_read()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read(exported: world.Clock.GetUtcNow().AddDays(-10));

        var act = () => world.FeedAsync(FeedKind.Inventory);

        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Message.Should().Contain("inventory list main of shop was last exported 2026-11-12");
    }

    [Fact]
    public async Task A_retired_view_takes_its_SKUs_off_and_can_leave_only_then()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Leave("uk").Should().ContainSingle().Which.Sentence.Should().Be("view 'uk' is left out, and TikTok has 4 SKUs of it");

        world.Apply(new SynchronizationPolicy(), account => account with { Views = [account.Views[0] with { Retired = true }] });
        await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Shown("CUP")!.Row.Availability.Should().Be("out of stock");
        world.Stock("CUP").Should().Be(0);
        world.Leave("uk").Should().BeEmpty();
    }

    [Fact]
    public async Task A_view_that_names_a_price_book_which_was_not_read_sends_nothing()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Views = [account.Views[0] with { PriceBooks = ["list", "sale"] }] });

        var act = () => world.ReadAndFeedAsync();

        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Message.Should().StartWith("view uk names price book sale, which was not read of shop");
    }

    [Fact]
    public async Task A_cut_run_that_cannot_be_dropped_is_taken_back_and_does_not_stand_in_the_way()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Box.Faults.Add(new FaultRule(new FaultAction.Status(413, null, AfterEffect: false)) { Method = "PUT", Times = 2 });
        var act = () => world.ReadAndFeedAsync();
        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.too-large");

        (await world.FeedAsync()).End.Should().Be(FeedEnd.Sealed);

        world.Steps.Should().Contain(step => step.Sentence.Contains("20261122020000-full is taken back", StringComparison.Ordinal));
        world.Dropped("product").Should().Equal("tiktok-feed-Shop-20261122020001-en-GB.txt");
    }

    [Fact]
    public async Task A_cut_inventory_run_that_has_grown_old_is_taken_back_and_made_anew()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(40002, "no", AfterEffect: false)));
        var act = () => world.FeedAsync(FeedKind.Inventory);
        await act.Should().ThrowAsync<Exception>();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(5));
        world.Shop.Change("CUP", cup => cup with { Stock = 0 });

        await world.ReadAndFeedAsync(FeedKind.Inventory);

        world.Dropped("inventory").Should().ContainSingle();
        world.Stock("CUP").Should().Be(0);
        world.Held.Files.Count(file => file.Name.StartsWith("inventory-", StringComparison.Ordinal)).Should().Be(1, "the old file was never announced");
    }

    [Fact]
    public async Task A_run_whose_drop_has_moved_since_is_dropped_again_where_TikTok_is_sent_now()
    {
        await using var world = await TripWorld.BeginAsync();
        world.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(40002, "no", AfterEffect: false)));
        var act = () => world.ReadAndFeedAsync();
        await act.Should().ThrowAsync<Exception>();
        world.Apply(new SynchronizationPolicy(), account => account with { Drop = account.Drop with { ProductFolder = "goods" } });

        await world.FeedAsync();

        world.Dropped("goods").Should().HaveCount(2, "the run that was cut, and the one that was asked for");
        world.Shown("CUP").Should().NotBeNull();
    }

    [Fact]
    public async Task A_cut_run_of_an_account_that_is_not_active_any_more_stays_open_and_TikTok_is_not_told()
    {
        await using var world = await TripWorld.BeginAsync();
        world.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(40002, "no", AfterEffect: false)));
        var act = () => world.ReadAndFeedAsync();
        await act.Should().ThrowAsync<Exception>();
        world.Apply(new SynchronizationPolicy(), account => account with { Active = false });
        var feed = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<FeedRun>(world.Connector);

        (await feed.ResumeAsync(new Told(world.Steps.Add), CancellationToken.None)).Should().Be((1, 1));
        world.Shown("CUP").Should().BeNull();

        world.Apply(new SynchronizationPolicy());
        (await feed.ResumeAsync(new Told(world.Steps.Add), CancellationToken.None)).Should().Be((1, 0));
        world.Shown("CUP").Should().NotBeNull();
    }
}
