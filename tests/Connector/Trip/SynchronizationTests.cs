using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Sandbox;

namespace Connector.Tests.Trip;

/// <summary>What the synchronization policy lets through of a change, as TikTok sees it.</summary>
public sealed class SynchronizationTests
{
    private static readonly SyncSwitch Off = new() { Enabled = false };

    /// <summary>One variant with a colour and a size.</summary>
    private static TestShop Jumpers()
    {
        var shop = new TestShop();
        shop.Put(new TestProduct("JUMPER") { Name = "Wool jumper", Variants = ["BLUE-M"], Price = 60m, Stock = null });
        shop.Put(new TestProduct("BLUE-M") { Colour = "blue", Size = "M", Price = null, Stock = 9m, Image = false });
        return shop;
    }

    [Fact]
    [Trait("covers", "SYN-13")]
    [Trait("covers", "SYN-14")]
    [Trait("covers", "D-01")]
    public async Task Where_colour_is_observed_a_change_of_colour_sends_all_three_and_a_change_of_size_sends_nothing()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { OnlyAttributes = new SpecificAttributes { Reading = AttributeReading.Observe, Selected = ["color"] } }, shop: Jumpers());
        var first = world.Rows(await world.ReadAndFeedAsync()).Single();
        await world.FeedAsync(FeedKind.Inventory);

        world.Shop.Change("BLUE-M", variant => variant with { Size = "L", Stock = 4m });
        var second = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Rows(second).Single().Should().Be(first, "the row stays as published, also in a full feed");
        second.Made.Changed.Should().Be(0);
        second.Made.Views.Single().KeptBack.Should().Be(1);
        world.Stock("BLUE-M").Should().Be(9);
        world.Explain("BLUE-M").Desired!.Value.KeptBack.Select(reason => reason.Code).Should().Equal("sync.not-observed");

        ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(1));
        world.Shop.Change("BLUE-M", variant => variant with { Colour = "navy" });
        var third = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Rows(third).Single().Should().Contain("navy").And.Contain("\"\"L\"\"");
        world.Stock("BLUE-M").Should().Be(4, "with the row, everything is sent");
    }

    [Fact]
    [Trait("covers", "SYN-12")]
    [Trait("covers", "SYN-14")]
    [Trait("covers", "D-01")]
    public async Task Where_sending_is_limited_to_colour_size_and_quantity_keep_what_was_last_published_and_no_cell_is_empty()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { OnlyAttributes = new SpecificAttributes { Reading = AttributeReading.Limit, Selected = ["color"] } }, shop: Jumpers());
        var first = Cells(world.Rows(await world.ReadAndFeedAsync()).Single());
        await world.FeedAsync(FeedKind.Inventory);

        world.Shop.Change("BLUE-M", variant => variant with { Colour = "navy", Size = "L", Stock = 4m });
        world.Shop.Change("JUMPER", master => master with { Name = "Merino jumper", Price = 70m });
        var second = Cells(world.Rows(await world.ReadAndFeedAsync()).Single());
        await world.FeedAsync(FeedKind.Inventory);

        second.Should().Equal(first.Select(cell => cell.Replace("blue", "navy", StringComparison.Ordinal)));
        world.Stock("BLUE-M").Should().Be(9);
        world.Explain("BLUE-M").Desired!.Value.KeptBack.Should().ContainSingle().Which.Sentence.Should().Contain("title").And.Contain("price");
    }

    [Fact]
    [Trait("covers", "SYN-15")]
    public async Task Where_no_attribute_is_chosen_all_are_sent()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { OnlyAttributes = new SpecificAttributes { Reading = AttributeReading.Limit } }, shop: Jumpers());
        await world.ReadAndFeedAsync();
        world.Shop.Change("JUMPER", master => master with { Name = "Merino jumper" });
        world.Rows(await world.ReadAndFeedAsync()).Single().Should().Contain("Merino");
    }

    [Fact]
    [Trait("covers", "SYN-15")]
    public async Task Price_quantity_title_description_and_images_can_be_chosen()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { OnlyAttributes = new SpecificAttributes { Reading = AttributeReading.Limit, Selected = ["price", "quantity", "title", "description", "images"] } });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 12m, Stock = 2m });
        var row = world.Rows(await world.ReadAndFeedAsync()).Single(row => row.StartsWith("CUP|", StringComparison.Ordinal));
        await world.FeedAsync(FeedKind.Inventory);
        row.Should().Contain("Tin cup").And.Contain("12.00 GBP");
        world.Stock("CUP").Should().Be(2);
    }

    [Theory]
    [InlineData(AttributeReading.Observe)]
    [InlineData(AttributeReading.Limit)]
    public async Task What_has_sold_out_is_told_whatever_is_chosen(AttributeReading reading)
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { OnlyAttributes = new SpecificAttributes { Reading = reading, Selected = ["title"] } });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Stock = 0m });
        var row = world.Rows(await world.ReadAndFeedAsync()).Single(row => row.StartsWith("CUP|", StringComparison.Ordinal));
        await world.FeedAsync(FeedKind.Inventory);
        row.Should().Contain("|out of stock|");
        world.Stock("CUP").Should().Be(0);

        world.Shop.Change("CUP", cup => cup with { Stock = 3m });
        Cup(world, await world.ReadAndFeedAsync()).Should().Contain("|in stock|", "what was told as gone is taken back");
        await world.FeedAsync(FeedKind.Inventory);
        world.Stock("CUP").Should().Be(3);
    }

    [Fact]
    [Trait("covers", "D-20")]
    [Trait("covers", "SYN-08")]
    public async Task Products_that_were_assigned_when_they_were_new_stay_listed_by_the_next_feed()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { ProductAssign = new SyncSwitch { Statuses = [ListingState.NotSynced] } });
        world.Template("all", new ListingTemplate { Account = TripWorld.AccountName });
        var first = await world.ReadAndFeedAsync();
        world.Rows(await world.FeedAsync()).Should().Equal(world.Rows(first));
    }

    [Fact]
    [Trait("covers", "SYN-02")]
    public async Task Without_product_upload_new_products_are_not_sent_and_those_that_TikTok_has_go_on()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Apply(new SynchronizationPolicy { ProductUpload = Off });
        world.Shop.Put(new TestProduct("KETTLE") { Name = "Kettle" });
        world.Shop.Change("CUP", cup => cup with { Price = 12m });

        var result = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Rows(result).Should().NotContain(row => row.StartsWith("KETTLE|", StringComparison.Ordinal)).And.Contain(row => row.Contains("12.00 GBP", StringComparison.Ordinal));
        world.Stock("KETTLE").Should().BeNull();
        result.Made.HeldBy.Should().ContainSingle().Which.Code.Should().Be("sync.upload-off");
        var counts = result.Made.Views.Single();
        counts.Read.Should().Be(counts.Listed + counts.Held);
    }

    [Fact]
    [Trait("covers", "SYN-04")]
    [Trait("covers", "SYN-05")]
    [Trait("covers", "D-02")]
    public async Task Without_product_update_the_content_last_sent_stays_and_price_and_stock_go_on()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { ProductUpdate = Off });
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 12m, Stock = 2m });
        var row = Cup(world, await world.ReadAndFeedAsync());
        await world.FeedAsync(FeedKind.Inventory);
        row.Should().Contain("Enamel cup").And.Contain("12.00 GBP");
        world.Stock("CUP").Should().Be(2);
    }

    [Fact]
    [Trait("covers", "SYN-06")]
    public async Task Without_inventory_price_sync_price_and_quantity_stay_and_content_goes_on()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { InventoryPriceSync = Off });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 12m, Stock = 2m });
        var row = Cup(world, await world.ReadAndFeedAsync());
        await world.FeedAsync(FeedKind.Inventory);
        row.Should().Contain("Tin cup").And.Contain("10.00 GBP");
        world.Stock("CUP").Should().Be(5);
    }

    [Theory]
    [InlineData(InventoryPriceDependence.Nothing, "12.00 GBP")]
    [InlineData(InventoryPriceDependence.ProductUpdate, "10.00 GBP")]
    [Trait("covers", "SYN-07")]
    [Trait("covers", "D-02")]
    public async Task Inventory_price_sync_stands_by_itself_or_needs_product_update(InventoryPriceDependence dependence, string price)
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { ProductUpdate = Off, InventoryPriceDependsOn = dependence });
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        Cup(world, await world.ReadAndFeedAsync()).Should().Contain(price);
    }

    [Fact]
    [Trait("covers", "D-03")]
    [Trait("covers", "UPD-01")]
    [Trait("covers", "UPD-02")]
    [Trait("covers", "UPD-03")]
    [Trait("covers", "UPD-04")]
    public async Task The_preset_of_price_and_stock_sends_everything_once_and_then_only_those()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { Preset = SynchronizationPreset.PriceAndStockAfterFirstPublish });
        var first = Cup(world, await world.ReadAndFeedAsync());
        first.Should().Contain("Enamel cup").And.Contain("CUP.jpg");
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 12m });
        Cup(world, await world.ReadAndFeedAsync()).Should().Be(first.Replace("10.00", "12.00", StringComparison.Ordinal));

        world.Apply(new SynchronizationPolicy { Preset = SynchronizationPreset.FullContentSync });
        Cup(world, await world.FeedAsync()).Should().Contain("Tin cup");
    }

    [Fact]
    [Trait("covers", "D-20")]
    public async Task A_switch_may_be_for_products_of_some_statuses_only()
    {
        await using var world = await TripWorld.BeginAsync(
            policy: new SynchronizationPolicy { ProductUpdate = new SyncSwitch { Statuses = [ListingState.Rejected] } }, settings: s => s with { ReviewDelay = TimeSpan.FromMinutes(1) });
        world.TikTok.Verdicts.Reject("LAMP", new RejectedInfo("Open flames are restricted", "Sell it with a certificate."));
        await world.ReadAndFeedAsync();
        await world.WaitAsync();
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup" });
        world.Shop.Change("LAMP", lamp => lamp with { Name = "Electric lamp" });

        var rows = world.Rows(await world.ReadAndFeedAsync());
        rows.Should().Contain(row => row.Contains("Enamel cup", StringComparison.Ordinal), "it was approved").And.Contain(row => row.Contains("Electric lamp", StringComparison.Ordinal), "it was rejected");
    }

    [Fact]
    [Trait("covers", "RIV-05")]
    public async Task While_TikTok_reviews_a_product_its_content_waits_and_price_and_stock_go_on()
    {
        await using var world = await TripWorld.BeginAsync(settings: s => s with { ReviewDelay = TimeSpan.FromHours(10) });
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.InReview);
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 12m, Stock = 2m });

        var row = Cup(world, await world.ReadAndFeedAsync());
        await world.FeedAsync(FeedKind.Inventory);
        row.Should().Contain("Enamel cup").And.Contain("12.00 GBP");
        world.Stock("CUP").Should().Be(2);
        var waiting = world.Explain("CUP").Desired!.Value;
        waiting.KeptBack.Should().ContainSingle().Which.Code.Should().Be("sync.in-review");
        waiting.ValidUntil.Should().NotBeNull();

        await world.PollAsync();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(11));
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.Approved);
        Cup(world, await world.ReadAndFeedAsync()).Should().Contain("Tin cup");
    }

    [Fact]
    [Trait("covers", "RIV-05")]
    public async Task A_review_holds_content_back_no_longer_than_the_policy_says()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { ReviewHoldHours = 24 }, settings: s => s with { ReviewDelay = TimeSpan.FromDays(30) });
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup" });
        Cup(world, await world.ReadAndFeedAsync()).Should().Contain("Enamel cup");
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(23));
        world.Shop.Change("CUP", cup => cup with { Price = 11m });
        Cup(world, await world.ReadAndFeedAsync()).Should().Contain("Enamel cup").And.Contain("11.00 GBP");
        await world.PollAsync();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(2));
        Cup(world, await world.ReadAndFeedAsync()).Should().Contain("Tin cup", "a price that was sent meanwhile does not begin the time anew");
    }

    [Fact]
    [Trait("covers", "SYN-16")]
    [Trait("covers", "LOG-01")]
    [Trait("covers", "LOG-03")]
    public async Task The_activity_log_records_every_operation_and_nothing_where_it_is_off()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        world.Shop.Remove("LAMP");
        var second = await world.ReadAndFeedAsync();
        Activity(second).Should().Equal("operation,sku,view,list,quantity,because", "update,CUP,uk,,,", "deactivate,LAMP,uk,,,shop.deleted");

        world.Apply(new SynchronizationPolicy { ActivityLog = false });
        world.Shop.Change("CUP", cup => cup with { Price = 13m });
        var third = await world.ReadAndFeedAsync();
        File.Exists(Path.Combine(third.Folder, "activity.csv.gz")).Should().BeFalse();
    }

    [Fact]
    [Trait("covers", "SYN-17")]
    [Trait("covers", "LOG-02")]
    [Trait("covers", "LOG-03")]
    [Trait("covers", "D-17")]
    public async Task The_feed_log_records_every_call_without_a_secret_and_nothing_where_it_is_off()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { FeedLog = false });
        await world.ReadAndFeedAsync();
        var folder = Path.Combine(world.DataFolder, "logs");
        Directory.Exists(folder).Should().BeFalse();

        world.Apply(new SynchronizationPolicy());
        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        var log = string.Concat(Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories).Select(File.ReadAllText));
        log.Should().Contain("\"method\":\"PUT\"").And.Contain("\"method\":\"MOVE\"").And.Contain("\"method\":\"POST\"").And.Contain("\"method\":\"GET\"");
        log.Should().NotContain("box-password-1").And.NotContain("token-1");
    }

    [Fact]
    [Trait("covers", "LOG-02")]
    public async Task A_log_that_the_disk_refuses_keeps_no_run_from_its_seal_and_is_told()
    {
        await using var world = await TripWorld.BeginAsync();
        File.WriteAllText(Path.Combine(world.DataFolder, "logs"), "no folder can be here");
        (await world.ReadAndFeedAsync()).End.Should().Be(FeedEnd.Sealed);
        world.Steps.Should().ContainSingle(step => step.Step == "log").Which.Sentence.Should().StartWith("the feed log could not be written");
    }

    private static string Cup(TripWorld world, FeedResult result) => world.Rows(result).Single(row => row.StartsWith("CUP|", StringComparison.Ordinal));

    private static string[] Cells(string row) => row.Split('|');

    private static string[] Activity(FeedResult result)
    {
        using var file = new System.IO.Compression.GZipStream(File.OpenRead(Path.Combine(result.Folder, "activity.csv.gz")), System.IO.Compression.CompressionMode.Decompress);
        return new StreamReader(file).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
