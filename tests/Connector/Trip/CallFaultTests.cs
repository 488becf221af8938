using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Goods by calls where TikTok, a picture's host or a person stands in the way of one thing: the others go on, nothing is sold that is not there, and nobody is told otherwise than it is.</summary>
public sealed class CallFaultTests
{
    [Theory]
    [InlineData(36009004, "invalid parameter body.title")]
    [InlineData(12052332, "the shop is locked for changes")]
    [InlineData(99999999, "something that is not listed")]
    public async Task A_product_that_TikTok_will_not_edit_keeps_no_other_from_being_sold_out_or_priced(long code, string message)
    {
        await using var world = await BeginAsync();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code((int)code, message)) { Method = "PUT", PathContains = "/products/", Times = 100 });
        world.Trip.Shop.Change("JUMPER", jumper => jumper with { Name = "Woollen jumper" });
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug", Price = 12m, Stock = 0m });
        world.Trip.Shop.Change("LAMP", lamp => lamp with { Price = 30m });
        world.Trip.Read();
        await TryAsync(() => world.Trip.FeedAsync(FeedKind.Delta));
        await TryAsync(() => world.Trip.FeedAsync(FeedKind.InventoryDelta));

        (world.Sku("CUP")!.Available, world.Sku("CUP")!.Price, world.Sku("LAMP")!.Price, world.Product("CUP")!.Title).Should().Be((0, "12.00", "30.00", "Enamel cup"));
        world.Waiting.Where(task => task.Group == "CUP").Should().ContainSingle().Which.Fault!.Sentence.Should().Contain(message);
        world.Trip.TikTok.Faults.Clear();
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(1));
        await world.CallAsync();
        (world.Product("CUP")!.Title, world.Product("JUMPER-BLUE")!.Title).Should().Be(("Enamel mug", "Woollen jumper"));
    }

    [Fact]
    public async Task What_cannot_be_deleted_has_at_least_nothing_to_sell()
    {
        await using var world = await BeginAsync(new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(12052332, "the shop is locked")) { Method = "DELETE", Times = 100 });
        world.Trip.Shop.Remove("CUP");
        world.Trip.Read();
        await TryAsync(() => world.Trip.FeedAsync(FeedKind.Delta));
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Available).Should().Be(("ACTIVATE", 0));
    }

    [Fact]
    public async Task An_edit_brings_nothing_back_that_was_sold_meanwhile()
    {
        await using var world = await BeginAsync();
        world.Platform.Hand.Order(CallWorld.ShopId, "CUP", CallWorld.Warehouse, 4);
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        (world.Product("CUP")!.Title, world.Sku("CUP")!.Available).Should().Be(("Enamel mug", 1));
    }

    [Fact]
    public async Task What_TikTok_takes_down_is_told_also_of_a_product_that_lacks_a_sold_out_variant()
    {
        await using var world = await CallWorld.BeginAsync(settings: settings => settings with { });
        await world.NightAsync();
        world.Trip.Shop.Put(new TestProduct("JUMPER-GREEN") { Name = "Wool jumper", Colour = "green", Stock = 0m, Price = 60m });
        world.Trip.Shop.Change("JUMPER", jumper => jumper with { Variants = [.. jumper.Variants, "JUMPER-GREEN"] });
        await File.WriteAllBytesAsync(Path.Combine(world.Trip.DropFolder, "images", "JUMPER-GREEN.jpg"), await File.ReadAllBytesAsync(Path.Combine(world.Trip.DropFolder, "images", "CUP.jpg")));
        await world.NightAsync();
        await world.Trip.PollAsync();
        world.Sku("JUMPER-GREEN").Should().BeNull("it is sold out and was never there");
        world.Trip.StateOf("JUMPER-GREEN").Should().Be(ListingState.DeliveredUnconfirmed, "TikTok does not have it");
        world.Trip.StateOf("JUMPER-BLUE").Should().Be(ListingState.Approved);

        world.Platform.Hand.Deactivate(CallWorld.ShopId, world.Product("JUMPER-BLUE")!.ProductId, "counterfeit");
        await world.Trip.PollAsync();
        world.Trip.StateOf("JUMPER-BLUE").Should().Be(ListingState.UnlistedByPlatform);
        (await StatusAsync(world, "JUMPER-BLUE")).Done.Should().BeFalse();
    }

    [Fact]
    public async Task What_TikTok_takes_down_is_told_also_where_an_edit_of_it_was_refused()
    {
        await using var world = await BeginAsync();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(12052262, "the title is bad")) { Method = "PUT", PathContains = "/products/", Times = 100 });
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        world.Trip.StateOf("CUP").Should().Be(ListingState.LiveEditRejected);
        world.Platform.Hand.Deactivate(CallWorld.ShopId, world.Product("CUP")!.ProductId, "counterfeit");
        await world.Trip.PollAsync();
        world.Trip.StateOf("CUP").Should().Be(ListingState.UnlistedByPlatform);
    }

    [Fact]
    public async Task A_draft_stays_one_whatever_changes_in_the_shop()
    {
        await using var world = await CallWorld.BeginAsync(account: account => account with { Shop = account.Shop with { AsDraft = true } });
        await world.NightAsync();
        world.Product("CUP")!.Status.Should().Be("DRAFT");
        await world.Trip.PollAsync();
        world.Trip.Shop.Change("CUP", cup => cup with { Price = 12m, Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Price, world.Product("CUP")!.Title).Should().Be(("DRAFT", "12.00", "Enamel mug"));
    }

    [Fact]
    public async Task A_picture_whose_host_does_not_answer_is_waited_for()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.Box.Faults.Add(new FaultRule(new FaultAction.Status(503)) { Method = "GET", PathContains = "images/CUP", Times = 3 });
        await world.NightAsync();
        world.Product("CUP").Should().BeNull();
        world.Waiting.Should().ContainSingle().Which.Fault!.Code.Should().Be("call.image");
        for (var hour = 0; hour < 4 && world.Product("CUP") is null; hour++)
        {
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
            await world.CallAsync();
        }

        world.Product("CUP").Should().NotBeNull(world.Why("CUP"));
    }

    [Fact]
    public async Task An_activation_that_TikTok_refuses_waits_and_is_told()
    {
        await using var world = await BeginAsync();
        var actions = world.Trip.Connector.GetRequiredService<MassActions>();
        await actions.ChangeStatusAsync(TripWorld.AccountName, ["CUP"], active: false, "Ann", "a complaint", new Told(world.Trip.Steps.Add), CancellationToken.None);
        world.Product("CUP")!.Status.Should().Be("SELLER_DEACTIVATED");
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(12019022, "no valid warehouse")) { PathContains = "/products/activate", Times = 100 });
        var result = (await actions.ChangeStatusAsync(TripWorld.AccountName, ["CUP"], active: true, "Ann", "", new Told(world.Trip.Steps.Add), CancellationToken.None)).Single();
        (result.Done, result.Sentence).Should().Match<(bool, string)>(one => !one.Item1 && one.Item2.Contains("no valid warehouse"));

        world.Trip.TikTok.Faults.Clear();
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(1));
        await world.CallAsync();
        world.Product("CUP")!.Status.Should().Be("ACTIVATE");
    }

    [Fact]
    public async Task What_waits_for_its_call_is_not_told_as_sent_and_the_next_feed_makes_it()
    {
        await using var world = await BeginAsync();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Status(503)) { PathContains = "/product/", Times = 1000 });
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        world.Trip.Read();
        await TryAsync(() => world.Trip.FeedAsync(FeedKind.Delta));
        var standing = await world.Trip.Connector.GetRequiredService<MassActions>().StatusAsync(TripWorld.AccountName, ["CUP"], null, CancellationToken.None).ContinueWith(task => task.IsCompletedSuccessfully ? task.Result[0] : null, TaskScheduler.Default);
        world.Trip.TikTok.Faults.Clear();
        (standing?.Done ?? false).Should().BeFalse();
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(2));
        (await world.Trip.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        world.Product("CUP")!.Title.Should().Be("Enamel mug", "what is left to do is done though there is nothing new");
    }

    [Fact]
    public async Task What_other_hands_delete_is_not_listed_again_by_itself_and_is_when_a_person_says_so()
    {
        await using var world = await BeginAsync();
        var first = world.Product("CUP")!.ProductId;
        await Api(world).DeleteAsync([first], CancellationToken.None);
        await world.Trip.PollAsync();
        await world.CallAsync();
        world.Trip.StateOf("CUP").Should().Be(ListingState.DeletedThere);
        world.Platform.Shop(CallWorld.ShopId).Products.Count(product => product.Skus.Any(sku => sku.SellerSku == "CUP")).Should().Be(1, "it was taken away there for a reason that is not known here");
        (await StatusAsync(world, "CUP")).Done.Should().BeFalse();

        await world.Trip.Connector.GetRequiredService<MassActions>().UploadAsync(TripWorld.AccountName, ["CUP"], "Ann", "it was a mistake", new Told(world.Trip.Steps.Add), CancellationToken.None);
        world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Skus.Any(sku => sku.SellerSku == "CUP")).Select(product => product.Status).Should().BeEquivalentTo(["DELETED", "ACTIVATE"], world.Why("CUP"));
    }

    [Fact]
    public async Task A_sku_that_is_in_a_product_of_other_hands_is_not_listed_a_second_time()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.Shop.Put(new TestProduct("JUMPER-GREEN") { Name = "Wool jumper", Colour = "green", Stock = 2m, Price = 60m });
        world.Trip.Shop.Change("JUMPER", jumper => jumper with { Variants = [.. jumper.Variants, "JUMPER-GREEN"] });
        await File.WriteAllBytesAsync(Path.Combine(world.Trip.DropFolder, "images", "JUMPER-GREEN.jpg"), await File.ReadAllBytesAsync(Path.Combine(world.Trip.DropFolder, "images", "CUP.jpg")));
        await world.NightAsync();
        world.Product("JUMPER-GREEN").Should().NotBeNull(world.Why("JUMPER-GREEN"));

        // Of what is there now this state knows nothing, as of what people made by hand; and the shop lists less of it.
        using (var db = world.Trip.Connector.GetRequiredService<StateDatabase>().Open())
        {
            using var command = db.CreateCommand();
            command.CommandText = "DELETE FROM shop_sku; DELETE FROM shop_product; DELETE FROM shop_task";
            command.ExecuteNonQuery();
        }

        world.Trip.Connector.GetRequiredService<Rebuilding>().Rebuild(TripWorld.AccountName, "tests", "a state that knows nothing");
        world.Trip.Shop.Remove("JUMPER-GREEN");
        world.Trip.Shop.Change("JUMPER", jumper => jumper with { Variants = ["JUMPER-BLUE", "JUMPER-RED"] });
        await world.NightAsync();
        world.Platform.Shop(CallWorld.ShopId).Products.Should().HaveCount(3, "none was made a second time");
        world.Waiting.Should().ContainSingle().Which.Fault!.Sentence.Should().Contain("JUMPER-GREEN").And.Contain("not listed from here");
        world.Trip.StateOf("CUP").Should().Be(ListingState.Approved, "the others were taken over");
    }

    [Fact]
    public async Task The_daily_cap_is_asked_for_once_and_not_before_tomorrow()
    {
        await using var world = await CallWorld.BeginAsync(new SynchronizationPolicy { FeedLog = true }, shop: shop => shop with { ListingsPerDay = 1 });
        await world.NightAsync();
        var asked = Creations();
        for (var minute = 0; minute < 5; minute++)
        {
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromMinutes(1));
            await world.CallAsync();
        }

        Creations().Should().Be(asked).And.Be(2);

        int Creations() => Directory.EnumerateFiles(Path.Combine(world.Trip.DataFolder, "logs", TripWorld.AccountName), "feed-log-*").SelectMany(File.ReadLines)
            .Count(line => line.Contains("/product/202309/products\"", StringComparison.Ordinal) && line.Contains("\"status\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frozen_product_is_not_taken_for_deleted()
    {
        await using var world = await BeginAsync(new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        world.Platform.Hand.Freeze(CallWorld.ShopId, world.Product("CUP")!.ProductId, "counterfeit");
        world.Trip.Shop.Remove("CUP");
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        world.Waiting.Should().ContainSingle().Which.Fault!.Code.Should().Be("call.frozen");
        world.Trip.Connector.GetRequiredService<ListingBook>().OfProduct(TripWorld.AccountName, world.Product("CUP")!.ProductId).Should().NotBeNull("it is there still");
    }

    [Fact]
    public async Task An_edit_that_a_promotion_keeps_waits_and_goes_when_it_is_over()
    {
        await using var world = await BeginAsync();
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(12052038, "Product price locked due to ongoing promotion")) { Method = "PUT", PathContains = "/products/", Times = 100 });
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        world.Waiting.Should().ContainSingle().Which.Fault!.Remedy.Should().Contain("by itself when the promotion");
        world.Trip.TikTok.Faults.Clear();
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(1));
        await world.CallAsync();
        world.Product("CUP")!.Title.Should().Be("Enamel mug");
    }

    [Fact]
    public async Task The_feed_log_names_TikToks_code_and_id_of_a_refusal_that_came_with_200()
    {
        await using var world = await BeginAsync(new SynchronizationPolicy { FeedLog = true });
        world.Trip.TikTok.Faults.Add(new FaultRule(new FaultAction.Code(12052262, "the title is bad")) { Method = "PUT", PathContains = "/products/" });
        world.Trip.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.Trip.ReadAndFeedAsync(FeedKind.Delta);
        File.ReadAllText(Directory.EnumerateFiles(Path.Combine(world.Trip.DataFolder, "logs", TripWorld.AccountName), "feed-log-*").Single()).Should().Contain("\"code\":12052262").And.Contain("\"request\":\"");
    }

    private static ShopApi Api(CallWorld world) => world.Trip.Connector.GetRequiredService<Shops>().Of(TripWorld.AccountName);

    private static async Task<ActionResult> StatusAsync(CallWorld world, string sku) =>
        (await world.Trip.Connector.GetRequiredService<MassActions>().StatusAsync(TripWorld.AccountName, [sku], null, CancellationToken.None)).Single();

    private static async Task TryAsync(Func<Task> feed)
    {
        try
        {
            await feed();
        }
        catch (Exception fault) when (fault is PersonMustDecideException or RemoteFailedException)
        {
            // What a person is told; what went all the same is looked at.
        }
    }

    private static async Task<CallWorld> BeginAsync(SynchronizationPolicy? policy = null)
    {
        var world = await CallWorld.BeginAsync(policy);
        await world.NightAsync();
        await world.Trip.PollAsync();
        return world;
    }
}
