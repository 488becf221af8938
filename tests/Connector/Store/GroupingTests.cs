using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>Which item group a product stands in, and that all that is said of it moves with it.</summary>
public sealed class GroupingTests : IDisposable
{
    private static readonly Action<IStoreRead> Prices = Book("sale", Price("red", 10), Price("blue", 20));
    private static readonly Action<IStoreRead> Stocks = List("stock", Stock("red", 1), Stock("blue", 2));
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void Variants_stand_in_their_masters_group_and_the_master_is_not_sold()
    {
        _box.Read(Prices, Stocks, Catalog("main", Product("blue"), Product("red"), Master("shirt", Name("Shirt"), Variants("red", "blue"))));

        _box.Short().Should().Equal("shirt/blue Shirt 20 Counted:2", "shirt/red Shirt 10 Counted:1");
        _box.Offers().Select(offer => (offer.Item.IsVariant, offer.Item.IsDefaultVariant)).Should().Equal((true, false), (true, true));
        using var snapshot = _box.Mirror.Snapshot("shop");
        var reader = snapshot.View(MirrorBox.View, MirrorBox.Now);
        reader.Count().Should().Be(2);
        reader.GroupOf("red").Should().Be("shirt");
        reader.GroupOf("shirt").Should().BeNull();
        reader.Group("shirt").Should().HaveCount(2);
        reader.Group("shirts").Should().BeEmpty();
    }

    [Fact]
    public void Prices_stock_and_categories_move_with_a_product_that_gets_a_master()
    {
        _box.Read(Prices, Stocks, Catalog("main", Product("blue", Name("Blue")), Product("red", Name("Red")), Category("men"), Assign("red", "men")));
        _box.Short().Should().Equal("blue/blue Blue 20 Counted:2", "red/red Red 10 Counted:1");

        _box.Read(CatalogDelta("main", Master("shirt", Name("Shirt"), Variants("red", "blue")))).Number.Should().Be(2);

        _box.Short().Should().Equal("shirt/blue Blue 20 Counted:2", "shirt/red Red 10 Counted:1");
        _box.Item("red").Categories.Should().ContainSingle();
        _box.Records("entry").Should().Be(5);
    }

    [Fact]
    public void A_change_of_text_alone_leaves_a_family_as_it_is()
    {
        var master = Variants("red", "blue");
        _box.Read(Prices, Stocks, Catalog("main", Product("blue"), Product("red"), Master("shirt", Name("Shirt"), master)));

        _box.Read(Catalog("main", Product("blue", Name("Blue")), Product("red", Name("Red")), Master("shirt", Name("Shirts"), master)));

        _box.Short().Should().Equal("shirt/blue Blue 20 Counted:2", "shirt/red Red 10 Counted:1");
        _box.Offers().Select(offer => (offer.Item.IsVariant, offer.Item.IsDefaultVariant)).Should().Equal((true, false), (true, true));
        _box.Rows("link").Should().Be(2);
    }

    [Fact]
    public void A_master_that_changes_twice_in_one_read_keeps_its_variants()
    {
        _box.Read(Prices, Stocks, Catalog("main", Product("blue"), Product("red"), Master("shirt", Name("Shirt"), Variants("red"))));

        _box.Read(CatalogDelta("main", Patch("shirt", Name("Shirts")), Patch("shirt", draft => draft.AddVariant("blue", isDefault: false)), Patch("shirt", Name("Two shirts"))));

        _box.Short().Should().Equal("shirt/blue Two shirts 20 Counted:2", "shirt/red Two shirts 10 Counted:1");
        _box.Offers().Select(offer => (offer.Item.IsVariant, offer.Item.IsDefaultVariant)).Should().Equal((true, false), (true, true));
    }

    [Fact]
    public void Variants_of_a_deleted_master_stand_alone()
    {
        _box.Read(Prices, Stocks, Catalog("main", Product("blue"), Product("red"), Master("shirt", Name("Shirt"), Variants("red", "blue"))));

        _box.Read(CatalogDelta("main", read => read.DeleteItem("shirt")));

        _box.Short().Should().Equal("blue/blue  20 Counted:2", "red/red  10 Counted:1");
        _box.Offers().Should().OnlyContain(offer => !offer.Item.IsVariant && offer.Item.IsDefaultVariant);
    }

    [Fact]
    public void A_variant_that_its_master_no_longer_names_stands_alone()
    {
        _box.Read(Prices, Stocks, Catalog("main", Product("blue"), Product("red"), Master("shirt", Name("Shirt"), Variants("red", "blue"))));

        _box.Read(CatalogDelta("main", Master("shirt", Name("Shirt"), Variants("blue"))));

        _box.Short().Should().Equal("red/red  10 Counted:1", "shirt/blue Shirt 20 Counted:2");
        _box.Item("blue").IsDefaultVariant.Should().BeTrue("its master changed its default");
    }

    [Fact]
    public void A_variant_that_no_catalog_describes_has_no_row()
    {
        _box.Read(Prices, Catalog("main", Product("red"), Master("shirt", Variants("red", "ghost"))));
        _box.Offers().Select(offer => offer.Sku.Value).Should().Equal("red");

        _box.Read(CatalogDelta("main", Product("ghost", Name("Ghost"))));
        _box.Short().Should().Equal("shirt/ghost Ghost - Unknown:0", "shirt/red  10 Unknown:0");
    }

    [Fact]
    public void A_variant_of_several_masters_stands_under_the_first_by_id_and_is_warned_of_once_a_read()
    {
        var report = _box.Read(Catalog("main", Master("zeta", Variants("red")), Product("red"), Master("alpha", Name("Alpha"), Variants("red")), Master("mid", Variants("red"))));

        report.Warnings.Should().ContainSingle().Which.Sentence.Should().Be("variant red is named by 3 masters; it is listed under alpha, the first of them");
        _box.Short().Should().Equal("alpha/red Alpha - Unknown:0");

        _box.Read(CatalogDelta("main", read => read.DeleteItem("alpha"))).Warnings.Should().ContainSingle(warning => warning.Code == "variant.shared");
        _box.Short().Should().Equal("mid/red  - Unknown:0");
        _box.Read(CatalogDelta("main", read => read.DeleteItem("mid"))).Warnings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("\uFFFD", "\U0001F455")]
    [InlineData("a", "ä")]
    public void First_by_id_means_by_UTF8_bytes(string first, string second)
    {
        _box.Read(Catalog("main", Master(second, Variants("red")), Master(first, Variants("red")), Product("red")));

        _box.Offers().Single().Group.Value.Should().Be(first);
    }

    [Fact]
    public void A_variation_group_is_never_a_row_although_its_record_looks_like_a_product()
    {
        _box.Read(Prices, Catalog(
            "main", Product("group", Name("Red shirts")), Product("red"), Master("shirt", Name("Shirt"), Variants("red"), draft => draft.AddVariationGroup("group"))));
        _box.Short().Should().Equal("shirt/red Shirt 10 Unknown:0");

        _box.Read(CatalogDelta("main", Product("group", Name("Red shirts, new")))).Number.Should().Be(2);
        _box.Offers().Should().HaveCount(1);

        _box.Read(CatalogDelta("main", Master("shirt", Name("Shirt"), Variants("red"))));
        _box.Short().Should().Equal("group/group Red shirts, new - Unknown:0", "shirt/red Shirt 10 Unknown:0");

        _box.Read(CatalogDelta("main", Master("shirt", Name("Shirt"), Variants("red"), draft => draft.AddVariationGroup("group"))));
        _box.Offers().Should().HaveCount(1);
    }

    [Fact]
    public void A_set_is_never_a_row()
    {
        _box.Read(Catalog("main", Item("set", ItemKind.Set), Product("single", Name("Single"))), List("stock", Stock("set", 9)));

        _box.Offers().Should().ContainSingle().Which.Sku.Value.Should().Be("single");
    }

    [Fact]
    public void A_product_that_becomes_a_master_leaves_the_rows_and_comes_back()
    {
        _box.Read(Prices, Catalog("main", Product("red", Name("Red")), Product("blue", Name("Blue"))));

        _box.Read(CatalogDelta("main", Master("red", Name("Red"), Variants("blue"))));
        _box.Short().Should().Equal("red/blue Blue 20 Unknown:0");

        _box.Read(CatalogDelta("main", Product("red", Name("Red"))));
        _box.Short().Should().Equal("blue/blue Blue 20 Unknown:0", "red/red Red 10 Unknown:0");
    }

    [Fact]
    public void Ranges_cut_between_groups_and_lose_nothing()
    {
        _box.Read(Catalog("main", [.. "abcdef".Select(letter => Product(letter.ToString()))]));
        using var snapshot = _box.Mirror.Snapshot("shop");
        var reader = snapshot.View(MirrorBox.View, MirrorBox.Now);

        string[] In(string? from, string? to) => [.. reader.Groups(new KeyRange(from, to)).Select(group => group[0].Group.Value)];

        In(null, "c").Should().Equal("a", "b");
        In("c", "e").Should().Equal("c", "d");
        In("e", null).Should().Equal("e", "f");
    }
}
