using Connector.Accounts;
using Connector.Feeds;

namespace Connector.Tests.Trip;

public sealed class WarehouseTripTests
{
    [Fact]
    public async Task Stock_is_told_by_warehouse_and_a_list_that_is_no_longer_written_is_emptied()
    {
        await using var world = await TripWorld.BeginAsync(account: ByWarehouse);
        West(world, 4);
        await world.ReadAndFeedAsync();

        var first = await world.FeedAsync(FeedKind.Inventory);

        first.Made.Files.Select(file => file.Name[..^"20261122020000.xml".Length].TrimEnd('-')).Should().OnlyContain(name => name.StartsWith("inventory-tt-", StringComparison.Ordinal));
        first.Made.Files.Should().HaveCount(2);
        Figures(first, "tt-main", "CUP").Should().Be(5);
        Figures(first, "tt-west", "CUP").Should().Be(4);
        world.Stock("CUP").Should().Be(9);
        world.Stock("JUMPER-RED").Should().Be(0);

        world.Apply(new(), account => ByWarehouse(account) with { Warehouses = [] });
        var second = await world.FeedAsync(FeedKind.Inventory);

        second.Made.Files.Should().HaveCount(3);
        world.Stock("CUP").Should().Be(9, "one list has it all now, and what the others had must not be sold twice");
    }

    private static Account ByWarehouse(Account account) => account with
    {
        Warehouses = [new AccountWarehouse { List = "main", InventoryListId = "tt-main" }, new AccountWarehouse { List = "west", InventoryListId = "tt-west" }],
        Views = [account.Views[0] with { InventoryLists = ["main", "west"] }],
    };

    private static int Figures(FeedResult feed, string list, string sku)
    {
        var file = feed.Made.Files.Single(file => file.Name.Contains(list, StringComparison.Ordinal));
        var inventory = System.Xml.Linq.XDocument.Load(Path.Combine(feed.Folder, "files", file.Name));
        var ns = inventory.Root!.Name.Namespace;
        inventory.Descendants(ns + "header").Single().Attribute("list-id")!.Value.Should().Be(list);
        return (int)inventory.Descendants(ns + "record").Single(record => record.Attribute("product-id")!.Value == sku).Element(ns + "ats")!;
    }

    private static void West(TripWorld world, int cups)
    {
        var path = Path.Combine(world.Folder, "shop", "inventory-lists", "west.xml");
        File.WriteAllText(path, $"""
            <inventory xmlns="http://www.demandware.com/xml/impex/inventory/2007-05-31"><inventory-list>
              <header list-id="west"><default-instock>false</default-instock></header>
              <records><record product-id="CUP"><allocation>{cups}</allocation></record></records>
            </inventory-list></inventory>
            """);
    }
}
