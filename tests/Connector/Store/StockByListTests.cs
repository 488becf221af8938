using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;
using KnownStock = Connector.Policy.Catalog.Stock;

namespace Connector.Tests.Store;

/// <summary>Stock in each of the lists that a view reads: warehouses of their own.</summary>
public sealed class StockByListTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public StockByListTests() => _box.Read(
        Catalog("main", Product("a"), Product("b")), List("north", Stock("a", 3)), List("south", true, Stock("b", 2)), List("west", Stock("a", 4), Stock("b", 5)));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void Each_list_stands_by_itself_in_the_views_order()
    {
        Of("a", "west", "north", "south").Should().Equal(new ListStock("west", KnownStock.Of(4)), new ListStock("north", KnownStock.Of(3)), new ListStock("south", KnownStock.NotManaged));
        Of("b", "north", "west", "south").Should().Equal(new ListStock("north", KnownStock.NoRecord), new ListStock("west", KnownStock.Of(5)), new ListStock("south", KnownStock.Of(2)));
    }

    [Fact]
    public void One_list_needs_no_telling_apart()
    {
        Of("a", "north").Should().BeEmpty();
        Of("a", "north", "north").Should().BeEmpty();
        Of("a").Should().BeEmpty();
    }

    [Fact]
    public void A_list_that_is_named_twice_stands_there_once() => Of("a", "north", "west", "north").Select(stock => stock.List).Should().Equal("north", "west");

    [Fact]
    public void While_a_list_is_missing_none_of_them_is_promised() => Of("a", "north", "unread", "west").Should().BeEmpty();

    private IReadOnlyList<ListStock> Of(string sku, params string[] lists) => _box.Item(sku, MirrorBox.View with { InventoryLists = lists }).StockByList;
}
