using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>Whose categories place the products of a view, and what classifies a product that is in none.</summary>
public sealed class ViewCatalogTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public ViewCatalogTests() => _box.Read(
        Catalog("main", Category("classes", null), Category("socks", "classes", new LocalText("fr", "Chaussettes")), Product("a"), Product("b"), Product("c"), Assign("c", "socks")),
        Catalog("site-uk", Category("root", null), Category("men"), Assign("a", "men"), Assign("b", "men")),
        Catalog("site-fr", Category("root", null), Category("hommes"), Category("promo"), Assign("a", "promo"), Assign("a", "hommes", primary: true)));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void The_catalogs_that_a_view_names_place_its_products_and_products_come_from_all_of_them()
    {
        Places("site-uk").Should().Equal("a men", "b men", "c ");
        Places("site-fr").Should().Equal("a hommes promo", "b ", "c ");
        Places("site-fr", "main").Should().Equal("a hommes promo", "b ", "c socks");
    }

    [Fact]
    public void Without_catalogs_the_categories_of_all_of_them_count_and_the_primary_one_comes_first() =>
        Places().Should().Equal("a hommes promo men", "b men", "c socks");

    [Fact]
    public void What_is_in_no_category_of_the_view_is_not_visible_by_itself()
    {
        _box.Item("b", View("site-fr")).VisibleIndividually.Should().BeFalse();
        _box.Item("b", View("site-uk")).VisibleIndividually.Should().BeTrue();
    }

    [Fact]
    public void A_catalog_that_the_mirror_lacks_is_named_and_the_others_count()
    {
        using var snapshot = _box.Mirror.Snapshot("shop");

        snapshot.View(View("site-us", "site-uk") with { PriceBooks = [], InventoryLists = [] }, MirrorBox.Now).Missing.Should().Equal(new Scope(ScopeKind.Catalog, "site-us"));
        Places("site-us", "site-uk").Should().Equal("a men", "b men", "c ");
    }

    [Fact]
    public void A_product_in_no_category_is_classified_by_the_category_that_gives_it_its_attributes()
    {
        _box.Read(CatalogDelta("main", Product("b", Classified("socks")), Product("c", Classified("socks"))));

        var item = _box.Item("b", View("site-fr") with { Locale = "fr" });
        item.Classification.Should().BeEquivalentTo(new CategoryPlace("socks", ["classes", "socks"], ["classes", "Chaussettes"], Primary: false));
        item.VisibleIndividually.Should().BeFalse("it is a class, not a place where shoppers look");
        item.Categories.Should().BeEmpty();
        _box.Offers(View("site-fr")).Select(offer => $"{offer.Sku} {offer.Category?.Id}").Should().Equal("a hommes", "b socks", "c socks");
        _box.Item("b", View("site-uk")).Classification.Should().BeNull("it is in a category");
    }

    [Fact]
    public void The_class_may_be_another_catalogs_or_unknown()
    {
        _box.Read(CatalogDelta("main", Product("b", Classified("hommes", "site-fr")), Product("c", Classified("ghosts", "nowhere"))));

        _box.Item("b", View("site-us")).Classification!.Path.Should().Equal("hommes");
        _box.Item("c", View("site-us")).Classification!.Names.Should().Equal("ghosts");
    }

    [Fact]
    public void A_variant_is_classified_by_its_own_class_else_by_its_masters()
    {
        _box.Read(CatalogDelta("main", Master("m", Variants("b", "c"), Classified("hommes", "site-fr")), Product("b"), Product("c", Classified("socks"))));

        (_box.Item("b", View("nowhere")).Classification?.Id, _box.Item("c", View("nowhere")).Classification?.Id).Should().Be(("hommes", "socks"));
    }

    private static StoreView View(params string[] catalogs) => MirrorBox.View with { Catalogs = catalogs };

    private static Action<ItemDraft> Classified(string category, string catalog = "main") => draft => draft.Add(ItemField.ClassificationCategory, catalog, "", category);

    private IEnumerable<string> Places(params string[] catalogs) =>
        _box.Offers(View(catalogs)).Select(offer => $"{offer.Sku} {string.Join(' ', offer.Item.Categories.Select(place => place.Id))}");
}
