using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>What a shopper pays, and before reduction, out of price books.</summary>
public sealed class PriceTests : IDisposable
{
    private static readonly DateTimeOffset Now = MirrorBox.Now;
    private readonly MirrorBox _box = new();

    public PriceTests() => _box.Read(Catalog("main", Product("a"), Product("red"), Master("shirt", Variants("red"))));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void The_lowest_of_several_books_is_paid_and_its_root_is_the_list_price()
    {
        _box.Read(Book("list", Price("a", 30)), Book("sale", "list", Price("a", 20)), Book("outlet", "list", Price("a", 15)), Book("vip", Price("a", 18)));

        Of("a", "sale", "outlet", "vip").Should().Be((30m, 15m));
        Of("a", "sale").Should().Be((30m, 20m));
        Of("a", "vip").Should().Be((18m, 18m));
        Of("a", "list").Should().Be((30m, 30m));
    }

    [Fact]
    public void A_book_without_a_price_inherits_it_along_its_parents()
    {
        _box.Read(Book("root", Price("a", 30)), Book("middle", "root"), Book("sale", "middle"));

        Of("a", "sale").Should().Be((30m, 30m));
        Of("red", "sale").Should().Be((null, null));
    }

    [Fact]
    public void A_variant_without_a_price_has_its_masters_in_the_same_book_before_the_parent_book()
    {
        _box.Read(Book("list", Price("red", 30), Price("shirt", 40)), Book("sale", "list", Price("shirt", 25)));

        Of("red", "sale").Should().Be((30m, 25m));
    }

    [Fact]
    public void A_masters_price_does_not_reach_the_next_group()
    {
        _box.Read(CatalogDelta("main", Product("zz")), Book("sale", Price("shirt", 25)));

        Of("zz", "sale").Should().Be((null, null));
    }

    [Fact]
    public void A_scheduled_price_goes_before_the_continuous_one_in_its_window()
    {
        _box.Read(Book("sale", Prices("a", new PriceTable(Now.AddDays(1), Now.AddDays(2), 1, 5), new PriceTable(null, null, 1, 10))));

        Priced(Now).Should().Be((10m, Now.AddDays(1)));
        Priced(Now.AddDays(1)).Should().Be((5m, Now.AddDays(2)));
        Priced(Now.AddDays(2)).Should().Be((10m, null));

        (decimal?, DateTimeOffset?) Priced(DateTimeOffset at)
        {
            var item = _box.Item("a", at: at);
            item.ValidUntil.Should().Be(item.PaidPriceUntil);
            return (item.PaidPrice?.Amount, item.PaidPriceUntil);
        }
    }

    [Fact]
    public void The_window_of_the_paid_price_is_its_tables_within_its_books()
    {
        _box.Read(
            Book("list", Price("a", 30)),
            Book(
                new PriceBookHeader("sale", "GBP", "list", true, Now.AddDays(-5), Now.AddDays(5)), ScopeMode.Complete,
                Prices("a", new PriceTable(Now.AddDays(-9), Now.AddDays(2), 1, 20)), Prices("red", new PriceTable(Now.AddDays(-1), Now.AddDays(9), 1, 20))),
            Book("outlet", "list", Prices("a", new PriceTable(Now.AddDays(-1), null, 1, 10))));

        Window("a", "list").Should().Be((null, null));
        Window("a", "sale").Should().Be((Now.AddDays(-5), Now.AddDays(2)));
        Window("red", "sale").Should().Be((Now.AddDays(-1), Now.AddDays(5)));
        Window("a", "sale", "outlet").Should().Be((Now.AddDays(-1), null), "the lowest price is paid, and its own window counts");
        Window("red", "list").Should().Be((null, null), "without a price there is no window");
    }

    [Fact]
    public void A_percentage_off_a_scheduled_price_ends_with_it()
    {
        _box.Read(
            Book("list", Prices("a", new PriceTable(Now.AddDays(-3), Now.AddDays(3), 1, 40))),
            Book("sale", "list", Prices("a", new PriceTable(Now.AddDays(-1), Now.AddDays(9), 1, 25, IsPercentage: true))));

        Window("a", "sale").Should().Be((Now.AddDays(-1), Now.AddDays(3)));
    }

    [Fact]
    public void A_book_that_is_offline_or_out_of_its_window_gives_way_to_its_parent()
    {
        _box.Read(
            Book("list", Price("a", 30)),
            Book(new PriceBookHeader("off", "GBP", "list", Online: false), ScopeMode.Complete, Price("a", 1)),
            Book(new PriceBookHeader("soon", "GBP", "list", true, Now.AddHours(1), Now.AddHours(2)), ScopeMode.Complete, Price("a", 2)));

        Of("a", "off").Should().Be((30m, 30m));
        Of("a", "soon").Should().Be((30m, 30m));
        _box.Item("a", View("soon")).PaidPriceUntil.Should().Be(Now.AddHours(1));
        _box.Item("a", View("soon"), Now.AddHours(1)).PaidPrice!.Value.Amount.Should().Be(2);
    }

    [Fact]
    public void Of_tiers_the_price_of_one_piece_counts()
    {
        _box.Read(Book("sale", Prices("a", new PriceTable(null, null, 10, 5), new PriceTable(null, null, 1, 9), new PriceTable(null, null, 5, 7))));

        Of("a", "sale").Should().Be((9m, 9m));
    }

    [Fact]
    public void A_percentage_is_taken_off_the_parent_books_price()
    {
        _box.Read(Book("list", Price("a", 40)), Book("sale", "list", Prices("a", new PriceTable(null, null, 1, 25, IsPercentage: true), new PriceTable(Now.AddDays(1), null, 1, 50, IsPercentage: true))));

        Of("a", "sale").Should().Be((40m, 30m));
        _box.Item("a", at: Now.AddDays(1)).PaidPrice!.Value.Amount.Should().Be(20);
    }

    [Fact]
    public void A_price_in_the_views_currency_goes_before_a_lower_one_in_another()
    {
        _box.Read(Book(new PriceBookHeader("eur", "EUR", null), ScopeMode.Complete, Price("a", 1), Price("red", 2)), Book("gbp", Price("a", 10)));

        foreach (var books in new[] { new[] { "eur", "gbp" }, ["gbp", "eur"] })
        {
            _box.Item("a", View(books)).PaidPrice.Should().Be(new Money(10, "GBP"));
            _box.Item("red", View(books)).PaidPrice.Should().Be(new Money(2, "EUR"), "a check can then name the currency");
        }
    }

    [Fact]
    public void A_circle_of_parents_ends()
    {
        _box.Read(Book("one", "two", Price("a", 3)), Book("two", "one"));

        Of("a", "two").Item2.Should().Be(3m);
    }

    [Fact]
    public void A_book_that_the_mirror_lacks_is_named()
    {
        using var snapshot = _box.Mirror.Snapshot("shop");

        snapshot.View(View("nowhere"), Now).Missing.Should().Equal(new Scope(ScopeKind.PriceBook, "nowhere"), new Scope(ScopeKind.InventoryList, "stock"));
    }

    private static StoreView View(params string[] books) => MirrorBox.View with { PriceBooks = books };

    private (DateTimeOffset? From, DateTimeOffset? To) Window(string sku, params string[] books)
    {
        var item = _box.Item(sku, View(books));
        return (item.PaidPriceFrom, item.PaidPriceTo);
    }

    private (decimal? List, decimal? Paid) Of(string sku, params string[] books)
    {
        var item = _box.Item(sku, View(books));
        return (item.ListPrice?.Amount, item.PaidPrice?.Amount);
    }
}
