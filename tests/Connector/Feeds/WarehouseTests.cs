using Connector.Accounts;
using Connector.Feeds;
using Connector.Policy.Catalog;

namespace Connector.Tests.Feeds;

public sealed class WarehouseTests
{
    private static readonly AccountWarehouse[] EastAndWest =
    [
        new() { List = "east", InventoryListId = "tt-east" }, new() { List = "west", InventoryListId = "tt-west" },
    ];

    [Theory]
    [InlineData(8, 5, 3, 5, 3)]
    [InlineData(6, 5, 3, 5, 1)]
    [InlineData(3, 5, 3, 3, 0)]
    [InlineData(0, 5, 3, 0, 0)]
    [InlineData(4, -2, 6, 0, 4)]
    [InlineData(8, 2.5, 5.5, 2, 5)]
    public void A_quantity_is_dealt_out_in_order_and_no_warehouse_gets_more_than_it_has(int quantity, double east, double west, int toEast, int toWest) =>
        Deal(quantity, Stock.Of((decimal)east), Stock.Of((decimal)west)).Should().Equal(toEast, toWest);

    [Fact]
    public void What_the_shop_does_not_count_stands_with_the_list_that_does_not_count_it() =>
        Deal(999, Stock.Of(4), Stock.NotManaged).Should().Equal(0, 999);

    [Fact]
    public void What_is_there_goes_before_what_is_still_to_come() =>
        Deal(8, Stock.Of(10) with { ToCome = 10 }, Stock.Of(5)).Should().Equal(3, 5);

    [Fact]
    public void A_list_without_a_record_gets_nothing() => Deal(4, Stock.NoRecord, Stock.Of(4)).Should().Equal(0, 4);

    [Fact]
    public void A_view_that_reads_one_list_fills_its_warehouse() =>
        new WarehouseShares(EastAndWest).Of(7, [], "west").ToArray().Should().Equal(0, 7);

    [Fact]
    public void Together_the_warehouses_never_have_more_than_the_quantity_and_each_never_more_than_its_list()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 5_000; i++)
        {
            var lists = new[] { Any(), Any() };
            var quantity = random.Next(30);
            var dealt = Deal(quantity, lists[0], lists[1]);
            dealt.Sum().Should().BeLessThanOrEqualTo(quantity);

            // Beyond all lists together a policy may promise; InventoryAndPricingRules has that.
            var isThere = lists.Any(list => list.Knowledge == StockKnowledge.NotManaged) || quantity <= lists.Sum(list => list.Salable);
            dealt.Zip(lists).Should().OnlyContain(pair => pair.First >= 0 && (!isThere || pair.Second.Knowledge != StockKnowledge.Counted || pair.First <= Math.Max(0, pair.Second.Salable)));
        }

        Stock Any() => random.Next(4) switch
        {
            0 => Stock.NoRecord,
            1 => Stock.NotManaged,
            _ => Stock.Of(random.Next(-50, 200) / 10m),
        };
    }

    private static int[] Deal(int quantity, Stock east, Stock west) =>
        new WarehouseShares(EastAndWest).Of(quantity, [new ListStock("east", east), new ListStock("west", west)], null).ToArray();
}
