using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;
using KnownStock = Connector.Policy.Catalog.Stock;

namespace Connector.Tests.Store;

/// <summary>What can be sold, out of inventory lists.</summary>
public sealed class StockTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public StockTests() => _box.Read(Catalog("main", Product("a")));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void The_shops_own_figure_counts_where_it_states_one() =>
        Of(new StockRecord("a") { Ats = 3, Allocation = 10, OnOrder = 1 }).Should().Be(KnownStock.Of(3));

    [Fact]
    public void Else_it_is_computed_and_may_be_negative()
    {
        Of(new StockRecord("a") { Allocation = 10, OnOrder = 4, Turnover = 1.5m }).Should().Be(KnownStock.Of(4.5m));
        Of(new StockRecord("a") { Allocation = 1, OnOrder = 4 }).Should().Be(KnownStock.Of(-3));
        Of(new StockRecord("a")).Should().Be(KnownStock.Of(0));
    }

    [Fact]
    public void A_preorder_allocation_counts_only_where_preorders_are_taken()
    {
        var restocked = MirrorBox.Now.AddDays(9);
        Of(new StockRecord("a") { Allocation = 1, PreorderBackorderAllocation = 5, InStockDate = restocked, Handling = StockHandling.Preorder })
            .Should().Be(new KnownStock(StockKnowledge.Counted, 6, 0, restocked, StockHandling.Preorder) { ToCome = 5 });
        Of(new StockRecord("a") { Allocation = 1, PreorderBackorderAllocation = 5 }).Salable.Should().Be(1);
    }

    [Fact]
    public void Perpetual_stock_is_not_counted() => Of(new StockRecord("a") { Perpetual = true, Allocation = 0 }).Should().Be(KnownStock.NotManaged);

    [Theory]
    [InlineData(true, StockKnowledge.NotManaged)]
    [InlineData(false, StockKnowledge.NoRecord)]
    public void Without_a_record_the_lists_default_decides(bool inStock, StockKnowledge expected)
    {
        _box.Read(List("stock", inStock));

        _box.Item("a").Stock.Knowledge.Should().Be(expected);
    }

    [Fact]
    public void Several_lists_are_added_up()
    {
        _box.Read(List("stock", Stock("a", 3)), List("store", Stock("a", 4)), List("empty"));

        _box.Item("a", View("stock", "store", "empty")).Stock.Should().Be(KnownStock.Of(7));
        _box.Item("a", View("stock", "stock")).Stock.Should().Be(KnownStock.Of(3), "a list that is named twice holds its pieces once");
    }

    [Fact]
    public void Of_several_lists_the_first_arrival_counts_whatever_their_order()
    {
        var (soon, late) = (MirrorBox.Now.AddDays(2), MirrorBox.Now.AddDays(9));
        _box.Read(
            List("soon", read => read.Upsert(new StockRecord("a") { Ats = 1, PreorderBackorderAllocation = 5, InStockDate = soon, Handling = StockHandling.Preorder })),
            List("late", read => read.Upsert(new StockRecord("a") { Ats = 4, PreorderBackorderAllocation = 4, InStockDate = late, Handling = StockHandling.Preorder })),
            List("sold", read => read.Upsert(new StockRecord("a") { Ats = 0, PreorderBackorderAllocation = 3, InStockDate = MirrorBox.Now, Handling = StockHandling.Backorder })));
        var both = new KnownStock(StockKnowledge.Counted, 5, 0, soon, StockHandling.Preorder) { ToCome = 5 };

        _box.Item("a", View("soon", "late", "sold")).Stock.Should().Be(both, "of 5 that were to come 4 are ordered");
        _box.Item("a", View("sold", "late", "soon")).Stock.Should().Be(both);
    }

    [Fact]
    public void Nothing_is_promised_while_a_list_is_missing()
    {
        _box.Read(List("stock", Stock("a", 3)));

        _box.Item("a", View("stock", "unread")).Stock.Should().Be(KnownStock.Unknown);
        _box.Item("a", View()).Stock.Should().Be(KnownStock.Unknown);
    }

    private static StoreView View(params string[] lists) => MirrorBox.View with { InventoryLists = lists };

    private KnownStock Of(StockRecord record)
    {
        _box.Read(List("stock", read => read.Upsert(record)));
        return _box.Item("a").Stock;
    }
}
