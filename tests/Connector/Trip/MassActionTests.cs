using Connector.Policy.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>What people do with chosen SKUs.</summary>
public sealed class MassActionTests
{
    [Fact]
    [Trait("covers", "PRD-01")]
    [Trait("covers", "PRD-08")]
    public async Task Validating_says_of_each_sku_what_is_missing_for_listing_and_sends_nothing()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.Shop.Change("LAMP", lamp => lamp with { Image = false });
        world.Trip.Read();
        var results = Actions(world.Trip).Validate(TripWorld.AccountName, ["CUP", "LAMP", "MUG"], null, CancellationToken.None);

        results.Single(result => result.Sku == "CUP").Done.Should().BeTrue();
        results.Single(result => result.Sku == "LAMP").Should().Match<ActionResult>(result => !result.Done && result.Sentence.Contains("image"));
        results.Single(result => result.Sku == "MUG").Remedy.Should().Contain("case-sensitive");
        world.Platform.Shop(CallWorld.ShopId).Products.Should().BeEmpty();

        world.Trip.Template("all", new ListingTemplate { Account = TripWorld.AccountName });
        Actions(world.Trip).Validate(TripWorld.AccountName, ["CUP"], null, CancellationToken.None).Should().ContainSingle().Which.Sentence.Should().Contain("categories");
    }

    [Fact]
    [Trait("covers", "PRD-02")]
    [Trait("covers", "PRD-05")]
    [Trait("covers", "PRD-07")]
    public async Task Uploading_tries_again_what_TikTok_refused_and_a_status_comes_from_TikTok_itself()
    {
        await using var world = await CallWorld.BeginAsync(settings: settings => settings with { RefuseUnknownMembers = true });
        world.Trip.TikTok.Faults.Add(new Sandbox.FaultRule(new Sandbox.FaultAction.Code(12052048, "You cannot edit this")) { Method = "POST", PathRegex = @"/product/202309/products(\?|$)", Times = 1 });
        await world.NightAsync();
        var refused = Skus(world).Single(sku => world.Product(sku) is null);
        (await Actions(world.Trip).StatusAsync(TripWorld.AccountName, [refused], null, CancellationToken.None)).Should().ContainSingle().Which.Should()
            .Match<ActionResult>(result => !result.Done && result.State == "rejected" && result.Sentence.Contains("12052048"));

        (await Actions(world.Trip).UploadAsync(TripWorld.AccountName, [refused], "ann", "", new Told(_ => { }), CancellationToken.None)).Should().OnlyContain(result => result.Done);
        world.Product(refused)!.Status.Should().Be("ACTIVATE");
        (await Actions(world.Trip).StatusAsync(TripWorld.AccountName, [refused], null, CancellationToken.None)).Single().State.Should().Be("approved");
    }

    [Fact]
    [Trait("covers", "PRD-03")]
    [Trait("covers", "PRD-09")]
    public async Task Deactivating_takes_a_sku_off_whatever_the_store_says_and_activating_ends_it()
    {
        await using var world = await CallWorld.BeginAsync();
        await world.NightAsync();
        await world.Trip.PollAsync();
        await Actions(world.Trip).ChangeStatusAsync(TripWorld.AccountName, ["CUP"], false, "ann", "recall", new Told(_ => { }), CancellationToken.None);
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Available).Should().Be(("SELLER_DEACTIVATED", 0));
        await world.NightAsync();
        world.Product("CUP")!.Status.Should().Be("SELLER_DEACTIVATED", "no later feed undoes it");

        await Actions(world.Trip).ChangeStatusAsync(TripWorld.AccountName, ["CUP"], true, "ann", "", new Told(_ => { }), CancellationToken.None);
        (world.Product("CUP")!.Status, world.Sku("CUP")!.Available).Should().Be(("ACTIVATE", 5));
    }

    [Fact]
    [Trait("covers", "PRD-04")]
    public async Task Syncing_tells_price_and_stock_at_once_also_of_files()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Price = 12m, Stock = 2m });
        world.Read();
        var results = await Actions(world).SyncAsync(TripWorld.AccountName, ["CUP"], "ann", "", new Told(_ => { }), CancellationToken.None);

        results.Should().ContainSingle().Which.Sku.Should().Be("CUP");
        (world.Shown("CUP")!.Row.Price, world.Stock("CUP")).Should().Be(("12.00 GBP", 2m));
    }

    private static MassActions Actions(TripWorld world) => world.Connector.GetRequiredService<MassActions>();

    private static IReadOnlyList<string> Skus(CallWorld world) => [.. world.Trip.Shop.Products.Where(product => product.Variants.Count == 0).Select(product => product.Id)];
}
