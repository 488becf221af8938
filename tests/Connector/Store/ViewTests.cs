using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>What a store view decides: language, site, images, categories, addresses, times.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    [Trait("covers", "ACC-12")]
    public void The_views_language_decides_the_texts()
    {
        _box.Read(Catalog("main", Product("a", Name("Shirt"), Name("Chemise", "fr"), Name("Chemise suisse", "fr-CH"), Name("Hemd", "de"))));

        NameIn("fr-CH").Should().Be("Chemise suisse");
        NameIn("fr-FR").Should().Be("Chemise");
        NameIn("de-AT").Should().Be("Hemd");
        NameIn("en-GB").Should().Be("Shirt");

        string NameIn(string locale) => _box.Item("a", MirrorBox.View with { Locale = locale }).Name.ToString();
    }

    [Fact]
    [Trait("covers", "ACC-12")]
    public void A_variants_own_value_in_the_chain_goes_before_its_masters_better_one_field_by_field()
    {
        _box.Read(Catalog(
            "main",
            Master("shirt", Variants("a"), Name("Shirt"), Name("Chemise", "fr-FR"), Field(ItemField.Brand, "Loom"), Field(ItemField.ShortDescription, "Doux", "fr-FR")),
            Product("a", Name("Red shirt"), Field(ItemField.ShortDescription, "Weich", "de"), Field(ItemField.Brand, ""))));

        var item = _box.Item("a", MirrorBox.View with { Locale = "fr-FR" });
        item.Name.ToString().Should().Be("Red shirt");
        item.ShortDescription.ToString().Should().Be("Doux", "the variant has it in another language only");
        item.Brand.ToString().Should().Be("Loom", "an empty value is none");
    }

    [Fact]
    public void An_empty_text_in_the_views_language_falls_back_to_the_default()
    {
        _box.Read(Catalog("main", Product("a", Name("", "en-GB"), Name("Shirt"))));

        _box.Item("a").Name.ToString().Should().Be("Shirt");
    }

    [Fact]
    public void Attributes_are_the_variants_own_else_its_masters_and_several_values_are_joined()
    {
        _box.Read(Catalog(
            "main",
            Master("shirt", Variants("a"), Attribute("material", "linen"), Attribute("care", "Wash", "x-default"), Attribute("care", "Laver", "fr")),
            Product("a", Attribute("color", "red"), Attribute("color", "blue"), Attribute("material", ""))));

        var attributes = _box.Item("a", MirrorBox.View with { Locale = "fr-FR" }).Attributes;
        attributes["color"].ToString().Should().Be("red, blue");
        attributes["material"].ToString().Should().Be("linen");
        attributes["care"].ToString().Should().Be("Laver");
        attributes["none"].IsEmpty.Should().BeTrue();
        attributes.Ids.Should().Equal("care", "color", "material");
    }

    [Fact]
    [Trait("covers", "ACC-12")]
    public void A_flag_for_the_views_site_beats_the_general_one_and_other_sites_flags_are_ignored()
    {
        _box.Read(Catalog("main", Flagged("a", ("", "true"), ("UK", "false")), Flagged("b", ("UK", "true"), ("", "false")), Flagged("c", ("", "true"), ("US", "false")), Flagged("d", ("US", "true"))));

        _box.Offers().Select(offer => (offer.Sku.Value, offer.Item.Online)).Should().Equal(("a", false), ("b", true), ("c", true), ("d", false));
        _box.Item("a").OfflineBecause.Should().Be("online-flag is false");
        _box.Item("d").OfflineBecause.Should().Be("it has no online-flag");
        _box.Offers(MirrorBox.View with { Site = "US" }).Select(offer => offer.Item.Online).Should().Equal(true, false, false, true);

        static Action<IStoreRead> Flagged(string id, params (string Site, string Value)[] flags) => read =>
        {
            var draft = new ItemDraft();
            draft.Begin(id, ItemKind.Product, "", 0);
            Array.ForEach(flags, flag => draft.Add(ItemField.OnlineFlag, flag.Site, flag.Value));
            read.Upsert(draft);
        };
    }

    [Fact]
    public void The_online_window_opens_and_closes_and_says_when()
    {
        _box.Read(Catalog("main", Product("a", Field(ItemField.OnlineFrom, "2026-05-05T02:00:00.0000000+02:00"), Field(ItemField.OnlineTo, "2026-05-06T00:00:00Z"))));
        var opens = new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero);

        var before = _box.Item("a");
        (before.Online, before.OfflineBecause, before.ValidUntil).Should().Be((false, "it goes online at 2026-05-05 00:00:00Z", opens));
        (_box.Item("a", at: opens).Online, _box.Item("a", at: opens).ValidUntil).Should().Be((true, opens.AddDays(1)));
        var after = _box.Item("a", at: opens.AddDays(1));
        (after.Online, after.OfflineBecause, after.ValidUntil).Should().Be((false, "it went offline at 2026-05-06 00:00:00Z", null));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("2026-13-45T99:00:00Z")]
    [InlineData("ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public void A_time_that_cannot_be_understood_is_none(string time)
    {
        _box.Read(Catalog("main", Product("a", Field(ItemField.OnlineFrom, time))));

        _box.Item("a").Online.Should().BeTrue();
    }

    [Fact]
    public void Images_are_the_variations_own_else_the_general_ones_by_view_type()
    {
        _box.Read(Catalog(
            "main",
            Master(
                "shirt", Variants("red", "blue", "own"), draft => draft.Add(ItemField.VariationAttribute, "color", "", ""),
                Image("l-any"), Image("l-red1", "large", "color=red"), Image("s-any", "small"), Image("l-red2", "large", "color=red"), Image("l-red-m", "large", "color=red&size=m"), Image("s-blue", "small", "=blue")),
            Product("red", Attribute("color", "red")), Product("blue", Attribute("color", "blue")), Product("own", Attribute("color", "red"), Image("mine"))));

        Images("red").Should().Equal("large l-red1", "large l-red2", "small s-any");
        Images("blue").Should().Equal("large l-any", "small s-blue");
        Images("own").Should().Equal("large mine");

        IEnumerable<string> Images(string sku) => _box.Item(sku).Images.Select(image => image.ViewType + " " + image.Url);
    }

    [Fact]
    public void Images_of_a_variation_are_found_by_values_with_any_sign_in_them()
    {
        _box.Read(Catalog(
            "main",
            Master(
                "shirt", Variants("a", "b", "c"), VariesIn("color", "size"),
                Image("b&w-s", "large", "color=black&white&size=s"), Image("a=b", "large", "color=a=b"), Image("black", "small", "color=black"), Image("any"), Image("none", "small")),
            Product("a", Attribute("color", "black&white"), Attribute("size", "s")), Product("b", Attribute("color", "a=b"), Attribute("size", "s")), Product("c", Attribute("color", "black&white"), Attribute("size", "m"))));

        _box.Offers().Select(offer => $"{offer.Sku} {string.Join(' ', offer.Item.Images.Select(image => image.Url))}").Should().Equal("a b&w-s none", "b a=b none", "c any none");
    }

    [Fact]
    public void Variations_have_the_masters_order_and_the_names_of_the_views_language()
    {
        _box.Read(Catalog(
            "main",
            Master(
                "shirt", Variants("a"),
                draft => draft.Add(ItemField.VariationAttribute, "size", "", ""), draft => draft.Add(ItemField.SharedVariationAttribute, "size", "", "sharedSize"),
                draft => draft.Add(ItemField.VariationAttribute, "color", "", ""), draft => draft.Add(ItemField.VariationAttribute, "color", "fr", "Couleur"),
                draft => draft.Add(ItemField.VariationValue, "color=red", "fr", "Rouge"), draft => draft.Add(ItemField.VariationAttribute, "fit", "", "")),
            Product("a", Attribute("color", "red"), Attribute("size", "m")),
            read => read.Upsert(new SharedVariationAttribute("sharedSize", "size", [new("x-default", "Size"), new("fr", "Taille")], [new("m", [new("fr", "Moyen")])]))));

        Named("fr-FR").Should().Equal("size/Taille=m/Moyen", "color/Couleur=red/Rouge");
        Named("en-GB").Should().Equal("size/Size=m/m", "color/color=red/red");

        IEnumerable<string> Named(string locale) => _box.Item("a", MirrorBox.View with { Locale = locale }).Variations
            .Select(value => $"{value.AttributeId}/{value.AttributeName}={value.ValueId}/{value.ValueName}");
    }

    [Fact]
    public void The_primary_category_comes_first_with_its_path_and_names()
    {
        _box.Read(
            Catalog("main", Product("a"), Product("v"), Product("lost"), Master("shirt", Variants("v"))),
            Catalog(
                "storefront",
                Category("root", null), Category("men", "root", new LocalText("x-default", "Men"), new LocalText("fr", "Hommes")), Category("shirts", "men", new LocalText("x-default", "Shirts")), Category("sale"),
                Assign("a", "sale"), Assign("a", "men"), Assign("a", "shirts", primary: true), Assign("shirt", "sale"), Assign("shirt", "men")));

        var item = _box.Item("a", MirrorBox.View with { Locale = "fr-FR" });
        item.Categories.Select(place => place.Id).Should().Equal("shirts", "sale", "men");
        item.Categories[0].Should().BeEquivalentTo(new CategoryPlace("shirts", ["men", "shirts"], ["Hommes", "Shirts"], Primary: true));
        _box.Item("v").Categories.Select(place => place.Id).Should().Equal(["sale", "men"], "its master's, the first assignment first");
        _box.Item("lost").VisibleIndividually.Should().BeFalse();
        _box.Item("v").VisibleIndividually.Should().BeTrue();
    }

    [Fact]
    public void Landing_pages_are_filled_in_and_escaped()
    {
        _box.Read(Catalog("main", Product("a b/c")));

        _box.Item("a b/c").LandingPage.ToString().Should().Be("https://shop.example/en-GB/UK/a%20b%2Fc/a%20b%2Fc");
        _box.Item("a b/c", MirrorBox.View with { LandingPage = "{group}{x}{sku" }).LandingPage.ToString().Should().Be("a%20b%2Fc{x}{sku");
    }

    [Fact]
    public void The_source_time_is_that_of_the_oldest_source()
    {
        var now = MirrorBox.Now;
        using (var read = _box.Mirror.Read("shop", now, 20))
        {
            read.Begin(new Scope(ScopeKind.Catalog, "main"), ScopeMode.Delta, now.AddHours(-1), "");
            Product("a")(read);
            read.Begin(new Scope(ScopeKind.InventoryList, "stock"), ScopeMode.Delta, now.AddHours(-3), "");
            read.Begin(new Scope(ScopeKind.InventoryList, "stock"), ScopeMode.Delta, now.AddHours(-2), "");
            read.Begin(new Scope(ScopeKind.InventoryList, "elsewhere"), ScopeMode.Delta, now.AddHours(-9), "");
            read.Commit(CancellationToken.None);
        }

        _box.Item("a").SourceTime.Should().Be(now.AddHours(-2), "of several files of a list the newest counts, and a list that the view does not read does not");
        _box.Read(now.AddDays(-1), 20, BookDelta("sale"));
        _box.Item("a", MirrorBox.View with { PriceBooks = [] }).SourceTime.Should().Be(now.AddHours(-2));
    }

    [Fact]
    public void What_is_yielded_stays_valid_while_reading_goes_on()
    {
        _box.Read(Catalog("main", [.. Enumerable.Range(0, 50).Select(i => Product("p" + i, Name("Name " + i)))]));

        _box.Offers().Select(offer => offer.Title.ToString()).Should().Equal(_box.Offers().Select(offer => offer.Sku.Value.Replace("p", "Name ", StringComparison.Ordinal)));
    }
}
