using System.Text;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>What a delta changes of a product's prices in one book: a table is known by its window.</summary>
public sealed class PricePatchTests : IDisposable
{
    private static readonly DateTimeOffset Now = MirrorBox.Now;
    private static readonly PriceTable Always = new(null, null, 1, 10);
    private static readonly PriceTable Week = new(Now, Now.AddDays(7), 1, 8);
    private readonly MirrorBox _box = new();

    public PricePatchTests() => _box.Read(Catalog("main", Product("a"), Product("b")), Book("sale", Prices("a", Always, Week)));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void A_table_with_a_window_that_is_stored_takes_its_place()
    {
        Delta("a", new PricePatch(false, [], [Week with { Amount = 7 }])).Scopes[0].Changed.Should().Be(1);

        (Paid("a", Now), Paid("a", Now.AddDays(7))).Should().Be((7m, 10m));
    }

    [Fact]
    public void All_tiers_of_a_window_go_with_it()
    {
        _box.Read(Book("sale", Prices("a", Always, Always with { Quantity = 10, Amount = 5 }, Always with { Quantity = 0.5m, Amount = 6 })));

        Delta("a", new PricePatch(false, [], [Always with { Amount = 9 }]));

        Stored("a").Should().Be("- - 1 9 =");
    }

    [Fact]
    public void A_table_with_a_new_window_stands_beside_the_others()
    {
        Delta("a", new PricePatch(false, [], [new PriceTable(Now.AddDays(7), null, 1, 6)]));

        (Paid("a", Now.AddDays(-1)), Paid("a", Now), Paid("a", Now.AddDays(7))).Should().Be((10m, 8m, 6m));
    }

    [Fact]
    public void A_window_is_taken_away_and_the_others_stay()
    {
        Delta("a", new PricePatch(false, [(Now, Now.AddDays(7))], []));
        Paid("a", Now).Should().Be(10);

        Delta("a", new PricePatch(false, [(Now, Now.AddDays(8)), (null, Now)], [])).Number.Should().BeNull("no table has these windows");

        Delta("a", new PricePatch(false, [(null, null)], [])).Scopes[0].Deleted.Should().Be(1);
        Paid("a", Now).Should().BeNull();
    }

    [Fact]
    public void All_tables_go_before_the_new_ones_come()
    {
        Delta("a", new PricePatch(true, [], [new PriceTable(null, Now.AddDays(1), 1, 3)]));

        Stored("a").Should().EndWith(" 1 3 =").And.NotContain("\n");

        Delta("a", new PricePatch(true, [], []));
        Paid("a", Now).Should().BeNull();
        Delta("a", new PricePatch(true, [], [])).Number.Should().BeNull();
    }

    [Fact]
    public void Several_patches_of_a_product_in_one_read_add_up()
    {
        _box.Read(BookDelta(
            "sale", Patch("a", new PricePatch(true, [], [])), Patch("a", new PricePatch(false, [], [Always with { Amount = 4 }])), Patch("a", new PricePatch(false, [], [Week with { Amount = 2 }])),
            Patch("b", new PricePatch(false, [], [Always])), Patch("b", new PricePatch(false, [(null, null)], []))));

        (Paid("a", Now), Paid("a", Now.AddDays(7)), Paid("b", Now)).Should().Be((2m, 4m, null));
    }

    [Fact]
    public void A_patch_that_says_what_is_known_takes_no_number() =>
        Delta("a", new PricePatch(false, [], [Week])).Number.Should().BeNull();

    [Fact]
    public void What_comes_and_goes_in_one_read_is_no_change() => _box.Read(BookDelta(
        "sale", Patch("a", new PricePatch(true, [], [])), Patch("a", new PricePatch(false, [], [Always])), Patch("a", new PricePatch(false, [], [Week])),
        Patch("b", new PricePatch(false, [], [Always])), Patch("b", new PricePatch(true, [], [])))).Number.Should().BeNull();

    [Fact]
    public void A_product_that_no_catalog_has_described_keeps_its_price_until_one_does()
    {
        Delta("ghost", new PricePatch(false, [], [Always]));

        _box.Read(CatalogDelta("main", Product("ghost")));

        Paid("ghost", Now).Should().Be(10);
    }

    [Fact]
    public void Windows_are_told_apart_by_the_second()
    {
        Delta("a", new PricePatch(false, [], [Week with { From = Now.AddMilliseconds(400), Amount = 7 }]));
        Paid("a", Now).Should().Be(7, "a shop's windows are whole seconds");

        Delta("a", new PricePatch(false, [], [Week with { From = Now.AddSeconds(1), To = Now.AddSeconds(1), Amount = 1 }]));
        Stored("a").Split('\n').Should().HaveCount(3);
    }

    [Fact]
    public void Another_books_prices_stay()
    {
        _box.Read(Book("list", Price("a", 30)));

        Delta("a", new PricePatch(true, [], []));

        _box.Item("a", MirrorBox.View with { PriceBooks = ["list", "sale"] }).PaidPrice!.Value.Amount.Should().Be(30);
    }

    private static Action<IStoreRead> Patch(string id, PricePatch patch) => read => read.Patch(id, patch);

    private ReadReport Delta(string id, PricePatch patch) => _box.Read(BookDelta("sale", Patch(id, patch)));

    private decimal? Paid(string id, DateTimeOffset at) => _box.Item(id, at: at).PaidPrice?.Amount;

    private string Stored(string id) => Encoding.UTF8.GetString(_box.Stored("entry", id));
}
