using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>A variant has what it lacks from its variation group, then from its master.</summary>
public sealed class VariationGroupTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void Field_by_field_a_variants_own_value_counts_then_its_groups_then_its_masters()
    {
        Shop(
            Master("shirt", Varies, Variants("red", "blue"), VariationGroups("reds"), Name("Shirt"), Field(ItemField.Brand, "Loom"), Field(ItemField.Ean, "1"), Attribute("care", "wash")),
            Product("reds", Attribute("color", "red"), Name("Red shirt"), Field(ItemField.Brand, "Ruby"), Attribute("care", "iron"), Attribute("mood", "bold")),
            Product("red", Attribute("color", "red"), Name("Very red shirt"), Attribute("mood", "calm")),
            Product("blue", Attribute("color", "blue")));

        var red = _box.Item("red");
        (red.Name.ToString(), red.Brand.ToString(), red.Ean.ToString(), red.Attributes["care"].ToString(), red.Attributes["mood"].ToString()).Should().Be(("Very red shirt", "Ruby", "1", "iron", "calm"));
        red.Attributes.Ids.Should().Equal("care", "color", "mood");
        var blue = _box.Item("blue");
        (blue.Name.ToString(), blue.Brand.ToString(), blue.Attributes["care"].ToString(), blue.Attributes["mood"].IsEmpty).Should().Be(("Shirt", "Loom", "wash", true));
    }

    [Fact]
    public void Flags_windows_images_and_classification_come_from_the_group_too()
    {
        var opens = MirrorBox.Now.AddDays(1);
        _box.Read(
            Catalog(
                "main", Category("socks"),
                Bare("shirt", ItemKind.Master, Varies, Variants("red"), VariationGroups("reds"), Field(ItemField.OnlineFlag, "true"), Image("master's")),
                Bare("reds", ItemKind.Product, Attribute("color", "red"), Field(ItemField.OnlineFlag, "true"), Field(ItemField.OnlineFrom, "2026-05-05T12:00:00Z"), Field(ItemField.SearchableFlag, "false"), Image("group's"),
                    draft => draft.Add(ItemField.ClassificationCategory, "main", "", "socks")),
                Bare("red", ItemKind.Product, Attribute("color", "red"))));

        var red = _box.Item("red");
        (red.Online, red.ValidUntil, red.Searchable, red.Images.Single().Url.ToString(), red.Classification?.Id).Should().Be((false, opens, false, "group's", "socks"));
    }

    [Fact]
    public void Of_two_groups_that_match_the_first_by_id_counts()
    {
        Shop(
            Master("shirt", VariesIn("color", "size"), Variants("a"), VariationGroups("reds", "mediums")),
            Product("reds", Attribute("color", "red"), Name("Reds")), Product("mediums", Attribute("size", "m"), Name("Mediums")), Product("a", Attribute("color", "red"), Attribute("size", "m")));

        _box.Item("a").Name.ToString().Should().Be("Mediums");
    }

    [Fact]
    public void A_group_matches_by_all_of_the_variation_values_that_it_has_and_by_one_at_least()
    {
        Shop(
            Master("shirt", VariesIn("color", "size"), Variants("a"), VariationGroups("g1", "g2", "g3")),
            Product("g1", Attribute("color", "red"), Attribute("size", "l"), Name("red and large")),
            Product("g2", Attribute("mood", "bold"), Name("neither color nor size")),
            Product("g3", Attribute("color", "red"), Attribute("size", "m"), Attribute("mood", "bold"), Name("red and medium")),
            Product("a", Attribute("color", "red"), Attribute("size", "m")));

        _box.Item("a").Name.ToString().Should().Be("red and medium");
    }

    [Fact]
    public void A_group_without_a_described_master_gives_nothing_to_anybody_and_is_sold_by_itself()
    {
        Shop(Product("reds", Attribute("color", "red"), Name("Reds")), Product("red", Attribute("color", "red")), Product("blue"));
        _box.Short().Should().Equal("blue/blue  - Unknown:0", "red/red  - Unknown:0", "reds/reds Reds - Unknown:0");

        _box.Read(CatalogDelta("main", Master("shirt", Varies, Variants("red"), VariationGroups("reds"))));
        _box.Short().Should().Equal("blue/blue  - Unknown:0", "shirt/red Reds - Unknown:0");

        _box.Read(CatalogDelta("main", read => read.DeleteItem("shirt")));
        _box.Short().Should().Equal("blue/blue  - Unknown:0", "red/red  - Unknown:0", "reds/reds Reds - Unknown:0");
    }

    [Fact]
    public void A_group_that_no_catalog_describes_or_that_is_deleted_is_passed_over()
    {
        Shop(Master("shirt", Varies, Variants("red"), VariationGroups("ghosts", "reds"), Name("Shirt")), Product("reds", Attribute("color", "red"), Name("Reds")), Product("red", Attribute("color", "red")));
        _box.Item("red").Name.ToString().Should().Be("Reds");

        _box.Read(CatalogDelta("main", read => read.DeleteItem("reds")));
        _box.Item("red").Name.ToString().Should().Be("Shirt");
    }

    [Fact]
    public void A_groups_price_and_stock_are_nobody_elses()
    {
        Shop(Master("shirt", Varies, Variants("red"), VariationGroups("reds")), Product("reds", Attribute("color", "red")), Product("red", Attribute("color", "red")));
        _box.Read(Book("sale", Price("reds", 5)), List("stock", Stock("reds", 9)));
        _box.Short().Should().Equal("shirt/red  - NoRecord:0");

        _box.Read(BookDelta("sale", Price("shirt", 7)));
        _box.Short().Should().Equal("shirt/red  7 NoRecord:0");
    }

    [Fact]
    public void A_variant_without_categories_has_its_groups_before_its_masters()
    {
        Shop(
            Master("shirt", Varies, Variants("red", "blue", "own"), VariationGroups("reds")), Product("reds", Attribute("color", "red")),
            Product("red", Attribute("color", "red")), Product("blue", Attribute("color", "blue")), Product("own", Attribute("color", "red")));

        _box.Read(Catalog("storefront", Assign("shirt", "shirts"), Assign("reds", "red-things"), Assign("own", "special")));

        _box.Offers().Select(offer => $"{offer.Sku} {offer.Category?.Id}").Should().Equal("blue shirts", "own special", "red red-things");
    }

    [Fact]
    public void A_group_gives_nothing_to_the_next_master()
    {
        Shop(
            Master("blouse", Varies, Variants("other"), Name("Blouse")), Product("other", Attribute("color", "red")),
            Master("aaa", Varies, Variants("red"), VariationGroups("reds")), Product("reds", Attribute("color", "red"), Name("Reds")), Product("red", Attribute("color", "red")));
        _box.Read(Catalog("storefront", Assign("reds", "red-things")));

        _box.Offers().Select(offer => $"{offer.Sku} {offer.Title} {offer.Category?.Id}").Should().Equal("red Reds red-things", "other Blouse ");
    }

    [Fact]
    public void A_groups_value_for_the_views_language_does_not_beat_the_variants_own_default()
    {
        Shop(
            Master("shirt", Varies, Variants("red"), VariationGroups("reds")), Product("reds", Attribute("color", "red"), Name("Reds, British", "en-GB")), Product("red", Attribute("color", "red"), Name("Red")));

        _box.Item("red").Name.ToString().Should().Be("Red");
    }

    [Fact]
    public void A_group_whose_variation_value_changes_takes_others_under_it()
    {
        Shop(
            Master("shirt", Varies, Variants("red", "blue"), VariationGroups("g")), Product("g", Attribute("color", "red"), Name("G")),
            Product("red", Attribute("color", "red"), Field(ItemField.Ean, "1")), Product("blue", Attribute("color", "blue"), Field(ItemField.Ean, "2")));

        _box.Read(CatalogDelta("main", Patch("g", Attribute("color", "blue"))));

        _box.Offers().Select(offer => $"{offer.Sku} {offer.Title}").Should().Equal("blue G", "red ");
    }

    private static Action<ItemDraft> Varies => VariesIn("color");

    private void Shop(params Action<IStoreRead>[] records) => _box.Read(Catalog("main", records));

    private static Action<IStoreRead> Bare(string id, ItemKind kind, params Action<ItemDraft>[] fields) => read =>
    {
        var draft = new ItemDraft();
        draft.Begin(id, kind, "test.xml", 7);
        Array.ForEach(fields, field => field(draft));
        read.Upsert(draft);
    };
}
