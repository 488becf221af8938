using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;
using KnownStock = Connector.Policy.Catalog.Stock;

namespace Connector.Tests.Store;

/// <summary>What can be sold of a bundle, out of its parts and its own record, list by list.</summary>
public sealed class BundleStockTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public BundleStockTests() => _box.Read(Catalog("main", Bundle("kit", ("a", 1), ("b", 3)), Product("a"), Product("b")));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void The_scarcest_part_decides_and_what_is_left_over_is_not_sold()
    {
        Of(Stock("a", 9), Stock("b", 8)).Should().Be(KnownStock.Of(2));
        Of(Stock("a", 1), Stock("b", 8)).Should().Be(KnownStock.Of(1));
        Of(Stock("a", 9), Stock("b", 2.9m)).Should().Be(KnownStock.Of(0));
        Of(Stock("a", 1.5m), Stock("b", 900)).Should().Be(KnownStock.Of(1), "half a bundle is none");
    }

    [Fact]
    public void A_part_below_nothing_takes_the_bundle_with_it() =>
        Of(Stock("a", 9), read => read.Upsert(new StockRecord("b") { Allocation = 1, OnOrder = 2 })).Should().Be(KnownStock.Of(-1));

    [Fact]
    public void Its_own_record_counts_where_it_says_less()
    {
        Of(Stock("a", 9), Stock("b", 9), Stock("kit", 2)).Should().Be(KnownStock.Of(2));
        Of(Stock("a", 9), Stock("b", 9), Stock("kit", 5)).Should().Be(KnownStock.Of(3));
        Of(Stock("a", 9), Stock("b", 9), read => read.Upsert(new StockRecord("kit") { Perpetual = true })).Should().Be(KnownStock.Of(3), "what is not counted never runs out");
    }

    [Fact]
    public void A_list_may_say_that_the_bundles_own_record_alone_counts()
    {
        _box.Read(Only("stock", Stock("a", 1), Stock("b", 0), Stock("kit", 5)));
        _box.Item("kit").Stock.Should().Be(KnownStock.Of(5));

        _box.Read(100, Only("stock", Stock("a", 10), Stock("b", 10)));
        _box.Item("kit").Stock.Should().Be(KnownStock.NoRecord);
    }

    [Fact]
    public void A_part_without_a_record_cannot_be_sold_unless_the_list_says_that_it_can()
    {
        Of(Stock("a", 9)).Should().Be(KnownStock.NoRecord);
        Of(Stock("a", 9), Stock("kit", 4)).Should().Be(KnownStock.NoRecord);

        _box.Read(List("stock", true, Stock("a", 9)));
        _box.Item("kit").Stock.Should().Be(KnownStock.Of(9));
    }

    [Fact]
    public void Parts_that_are_not_counted_never_run_out()
    {
        Of(Stock("a", 7), Perpetual("b")).Should().Be(KnownStock.Of(7));
        Of(Perpetual("a"), Perpetual("b")).Should().Be(KnownStock.NotManaged);
        Of(Perpetual("a"), Perpetual("b"), Stock("kit", 2)).Should().Be(KnownStock.Of(2));
    }

    [Fact]
    public void A_bundle_in_a_bundle_counts_by_what_it_holds()
    {
        _box.Read(CatalogDelta("main", Bundle("box", ("kit", 2), ("c", 1)), Product("c")));

        Of(Stock("a", 9), Stock("b", 30), Stock("c", 100));
        _box.Item("kit").Stock.Salable.Should().Be(9);
        _box.Item("box").Stock.Salable.Should().Be(4);

        Of(Stock("a", 9), Stock("b", 30), Stock("c", 100), Stock("kit", 3));
        _box.Item("box").Stock.Salable.Should().Be(1, "the inner bundle's own record says three");
    }

    [Fact]
    public void A_bundle_that_holds_itself_ends()
    {
        _box.Read(CatalogDelta("main", Bundle("self", ("self", 1), ("a", 1)), Bundle("one", ("two", 1)), Bundle("two", ("one", 1))));

        Of(Stock("a", 5), Stock("b", 5), Stock("self", 5));
        _box.Item("self").Stock.Knowledge.Should().Be(StockKnowledge.NoRecord, "nothing can be promised of it");
        _box.Item("one").Stock.Knowledge.Should().Be(StockKnowledge.NoRecord);
    }

    [Fact]
    public void A_part_may_be_a_variant_and_its_record_is_found_in_its_group()
    {
        _box.Read(CatalogDelta("main", Master("shirt", Variants("a"))));

        Of(Stock("a", 4), Stock("b", 90)).Should().Be(KnownStock.Of(4));
    }

    [Fact]
    public void A_bundle_may_hold_what_no_catalog_describes()
    {
        _box.Read(CatalogDelta("main", Bundle("gift", ("ghost", 2))));

        _box.Read(List("stock", Stock("ghost", 9)));
        _box.Item("gift").Stock.Should().Be(KnownStock.Of(4));
    }

    [Fact]
    public void A_bundle_without_parts_has_its_own_record()
    {
        _box.Read(CatalogDelta("main", Bundle("empty")));

        _box.Read(List("stock", Stock("empty", 6)));
        _box.Item("empty").Stock.Should().Be(KnownStock.Of(6));
    }

    [Fact]
    public void Over_two_lists_what_each_can_pack_is_added_up()
    {
        _box.Read(List("north", Stock("a", 10), Stock("b", 0)), List("south", Stock("a", 1), Stock("b", 90)), Only("own", Stock("kit", 5)), List("west", true));
        var view = MirrorBox.View with { InventoryLists = ["south", "north", "own"] };

        var item = _box.Item("kit", view);
        item.Stock.Should().Be(KnownStock.Of(6), "parts in two places make no bundle");
        item.StockByList.Should().Equal(new ListStock("south", KnownStock.Of(1)), new ListStock("north", KnownStock.Of(0)), new ListStock("own", KnownStock.Of(5)));
        _box.Item("kit", view with { InventoryLists = ["north", "west"] }).Stock.Should().Be(KnownStock.NotManaged);
    }

    [Fact]
    public void A_bundle_can_be_sent_when_its_last_part_has_come()
    {
        var (soon, later) = (MirrorBox.Now.AddDays(3), MirrorBox.Now.AddDays(9));

        Of(Preorder("a", 5, later), Preorder("b", 30, soon)).Should().Be(new KnownStock(StockKnowledge.Counted, 5, 0, later, StockHandling.Preorder));
        Of(Preorder("a", 50, later), Stock("b", 30)).Should().Be(new KnownStock(StockKnowledge.Counted, 10, 0, later, StockHandling.Preorder));

        static Action<IStoreRead> Preorder(string id, decimal pieces, DateTimeOffset at) => read => read.Upsert(
            new StockRecord(id) { Allocation = 0, PreorderBackorderAllocation = pieces, Handling = StockHandling.Preorder, InStockDate = at });
    }

    [Fact]
    public void A_product_that_is_no_bundle_any_more_has_its_own_record()
    {
        _box.Read(List("stock", Stock("a", 1), Stock("b", 3), Stock("kit", 7)));
        _box.Item("kit").Stock.Salable.Should().Be(1);

        _box.Read(CatalogDelta("main", Product("kit")));
        _box.Item("kit").Stock.Salable.Should().Be(7);
    }

    [Fact]
    public void Several_bundles_share_their_parts()
    {
        _box.Read(CatalogDelta("main", Bundle("duo", ("a", 2)), Bundle("trio", ("a", 3))));

        _box.Read(List("stock", Stock("a", 7)));
        _box.Offers().Select(offer => $"{offer.Sku} {offer.Item.Stock.Salable}").Should().Equal("a 7", "b 0", "duo 3", "kit 0", "trio 2");
    }

    private static Action<IStoreRead> Perpetual(string id) => read => read.Upsert(new StockRecord(id) { Perpetual = true });

    /// <summary>A list that says use-bundle-inventory-only.</summary>
    private static Action<IStoreRead> Only(string id, params Action<IStoreRead>[] records) =>
        In(ScopeKind.InventoryList, id, ScopeMode.Complete, [read => read.Upsert(new InventoryListHeader(id, false) { BundleInventoryOnly = true }), .. records]);

    private KnownStock Of(params Action<IStoreRead>[] records)
    {
        _box.Read(100, List("stock", records));
        return _box.Item("kit").Stock;
    }
}
