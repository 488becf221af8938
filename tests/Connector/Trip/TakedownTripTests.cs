using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>What a person takes down is off TikTok, and stays off, until a person takes that back.</summary>
[Trait("covers", "PRD-04")]
public sealed class TakedownTripTests
{
    [Fact]
    [Trait("covers", "D-21")]
    public async Task What_is_taken_down_is_pulled_at_the_next_run_stays_off_whatever_the_shop_says_and_comes_back_when_that_is_taken_back()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Stock("CUP").Should().Be(5);

        Decisions(world).Make(TripWorld.AccountName, SkuDecisions.Takedown, ["CUP"], "", "Ada", "recalled").Should().Equal("CUP");
        var pulled = await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Cup(world, pulled).Should().Contain("|out of stock|");
        world.Stock("CUP").Should().Be(0);
        world.Explain("CUP").Sent!.State.Should().Be(SentState.Deactivated);
        pulled.Made.HeldBy.Should().ContainSingle(held => held.Code == "sku.taken-down").Which.Sentence.Should().Contain("Ada").And.Contain("recalled");

        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 12m, Stock = 9m });
        var again = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Cup(world, again).Should().Contain("|out of stock|").And.Contain("Enamel cup").And.Contain("10.00 GBP");
        world.Stock("CUP").Should().Be(0);

        Decisions(world).End(TripWorld.AccountName, SkuDecisions.Takedown, ["CUP"], "Ada", "it is safe").Should().Equal("CUP");
        var back = await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Cup(world, back).Should().Contain("|in stock|").And.Contain("Tin cup").And.Contain("12.00 GBP");
        world.Stock("CUP").Should().Be(9);
    }

    [Fact]
    [Trait("covers", "D-21")]
    public async Task Where_the_policy_deletes_what_is_gone_a_takedown_is_a_deletion_and_what_comes_back_is_sent_anew()
    {
        await using var world = await TripWorld.BeginAsync(policy: new SynchronizationPolicy { OnStoreDisable = OnStoreDisable.Delete });
        await world.ReadAndFeedAsync();
        world.Shown("CUP").Should().NotBeNull();
        Decisions(world).Make(TripWorld.AccountName, SkuDecisions.Takedown, ["CUP"], "", "Ada", "recalled");

        var pulled = await world.FeedAsync();
        pulled.Made.Files.Should().Contain(file => file.Kind == FeedFileKind.Delete);
        File.ReadAllText(Path.Combine(pulled.Folder, "files", pulled.Made.Files.Single(file => file.Kind == FeedFileKind.Delete).Name)).Split('\n').Should().Contain("CUP");
        world.Rows(pulled).Should().NotContain(row => row.StartsWith("CUP|", StringComparison.Ordinal));
        world.Shown("CUP").Should().BeNull();

        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        world.Rows(await world.ReadAndFeedAsync()).Should().NotContain(row => row.StartsWith("CUP|", StringComparison.Ordinal));

        Decisions(world).End(TripWorld.AccountName, SkuDecisions.Takedown, ["CUP"], "Ada", "");
        Cup(world, await world.FeedAsync()).Should().Contain("12.00 GBP");
        world.Shown("CUP").Should().NotBeNull();
    }

    [Fact]
    public async Task What_TikTok_never_had_and_is_taken_down_is_never_sent()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        Decisions(world).Make(TripWorld.AccountName, SkuDecisions.Takedown, ["LAMP"], "", "Ada", "recalled");
        var result = await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Rows(result).Should().NotContain(row => row.StartsWith("LAMP|", StringComparison.Ordinal));
        (world.Shown("LAMP"), world.Stock("LAMP")).Should().Be((null, null));
    }

    private static SkuDecisions Decisions(TripWorld world) => world.Connector.GetRequiredService<SkuDecisions>();

    private static string Cup(TripWorld world, FeedResult result) => world.Rows(result).Single(row => row.StartsWith("CUP|", StringComparison.Ordinal));
}
