using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Questions that the sources leave open, as they were settled, seen from TikTok.</summary>
public sealed class SettledTripTests
{
    [Fact]
    [Trait("covers", "D-05")]
    public async Task A_policy_that_does_not_say_whether_sold_out_products_are_sent_sends_them_with_quantity_0()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Connector.GetRequiredService<Documents>().Apply([new DocumentText("policies", "sync", """{"type": "synchronization", "title": "As imported"}""", "sync.json")], "tests", out _).Should().BeEmpty();
        world.Shop.Change("CUP", cup => cup with { Stock = 0m });
        var result = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Cup(world, result).Should().ContainSingle().Which.Should().Contain("|out of stock|");
        world.Stock("CUP").Should().Be(0);

        world.Connector.GetRequiredService<Documents>().Apply([new DocumentText("policies", "sync", """{"type": "synchronization", "outOfStockProducts": false}""", "sync.json")], "tests", out _).Should().BeEmpty();
        world.Shop.Put(new TestProduct("NEW") { Name = "New", Stock = 0m });
        var held = await world.ReadAndFeedAsync();
        world.Rows(held).Should().NotContain(row => row.StartsWith("NEW|", StringComparison.Ordinal), "it is sold out, and TikTok never had it");
        Cup(world, held).Should().ContainSingle("TikTok has it: left out of a feed it would stay on sale").Which.Should().Contain("|out of stock|");
    }

    [Fact]
    [Trait("covers", "D-11")]
    public async Task Product_files_and_inventory_files_both_go_by_WebDAV_to_the_one_location()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Directory.EnumerateFiles(world.DropFolder, "*", SearchOption.AllDirectories).Select(Path.GetExtension).Distinct().Should().Contain([".xml", ".txt"]);
        world.Shown("CUP").Should().NotBeNull();
        world.Stock("CUP").Should().Be(5);
    }

    [Theory]
    [InlineData("{}", "{}", "out of stock", "out of stock")]
    [InlineData("""{"onStoreDelete": "delete"}""", "{}", "deleted", "out of stock")]
    [InlineData("{}", """{"onStoreDisable": "zeroStock"}""", "out of stock", "out of stock")]
    [InlineData("{}", """{"onStoreDisable": "delete"}""", "out of stock", "deleted")]
    [InlineData("""{"onStoreDelete": "deactivate"}""", """{"onStoreDisable": "deactivate"}""", "out of stock", "out of stock")]
    [Trait("covers", "D-21")]
    public async Task What_the_shop_deletes_and_what_it_takes_offline_each_have_their_setting_and_are_deactivated_without_one(string onDelete, string onDisable, string cup, string lamp)
    {
        await using var world = await TripWorld.BeginAsync();
        var policy = SomePolicy(onDelete, onDisable);
        world.Connector.GetRequiredService<Documents>().Apply([new DocumentText("policies", "sync", policy, "sync.json")], "tests", out _).Should().BeEmpty();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Shop.Remove("CUP");
        world.Shop.Change("LAMP", product => product with { Online = false });
        var result = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        (Fate("CUP"), Fate("LAMP")).Should().Be((cup, lamp));

        string Fate(string sku)
        {
            var row = world.Rows(result).SingleOrDefault(row => row.StartsWith(sku + "|", StringComparison.Ordinal));
            if (row is not null)
            {
                world.Stock(sku).Should().Be(0);
                return row.Contains("|out of stock|", StringComparison.Ordinal) ? "out of stock" : "listed";
            }

            world.Shown(sku).Should().BeNull();
            return "deleted";
        }
    }

    private static string SomePolicy(string onDelete, string onDisable) =>
        """{"type": "synchronization"X}""".Replace("X", string.Concat(new[] { onDelete, onDisable }.Where(part => part != "{}").Select(part => ", " + part[1..^1])), StringComparison.Ordinal);

    private static IEnumerable<string> Cup(TripWorld world, FeedResult result) => world.Rows(result).Where(row => row.StartsWith("CUP|", StringComparison.Ordinal));
}
