using System.Text;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>What a delta changes of an item: what it names; the rest stays.</summary>
public sealed class ItemPatchTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    public static TheoryData<ItemField> Fields => [.. Enum.GetValues<ItemField>()];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_of_any_kind_is_changed_where_its_name_and_qualifier_are_the_same(ItemField field)
    {
        _box.Read(Catalog("main", Product("a", With(field, "n", "q", "old"), With(field, "n", "other", "stays"), With(field, "other", "q", "stays too"))));

        Delta(Patch("a", With(field, "n", "q", "new")));

        Entries("a").Should().Equal("OnlineFlag: true", $"{field} n [q]: new", $"{field} n [other]: stays", $"{field} other [q]: stays too");
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_of_any_kind_can_be_taken_away(ItemField field)
    {
        _box.Read(Catalog("main", Product("a", With(field, "n", "q", "old"), With(field, "n", "other", "stays"), With(field, "other", "q", "stays too"))));

        Delta(Patch("a", draft => draft.Remove(field, "n", "q")));

        Entries("a").Should().Equal("OnlineFlag: true", $"{field} n [other]: stays", $"{field} other [q]: stays too");
    }

    [Fact]
    public void A_new_value_stands_where_the_old_one_stood_and_what_is_new_follows_at_the_end()
    {
        _box.Read(Catalog("main", Product("a", Attribute("color", "red"), Attribute("color", "blue"), Name("A"), Attribute("size", "m"))));

        Delta(Patch("a", Attribute("fit", "slim"), Attribute("size", "l"), Attribute("color", "green"), Attribute("color", "grey"), Attribute("color", "black")));

        Entries("a").Should().Equal(
            "OnlineFlag: true", "Attribute color: green", "Attribute color: grey", "Attribute color: black", "Name [x-default]: A", "Attribute size: l", "Attribute fit: slim");
    }

    [Fact]
    public void Texts_change_language_by_language_and_flags_site_by_site()
    {
        _box.Read(Catalog("main", Product("a", Name("A"), Name("A en français", "fr"), Field(ItemField.SearchableFlag, "true"), Field(ItemField.SearchableFlag, "true", "UK"))));

        Delta(Patch("a", Name("Autre", "fr"), Field(ItemField.SearchableFlag, "false", "UK")));

        _box.Item("a").Name.ToString().Should().Be("A");
        _box.Item("a", MirrorBox.View with { Locale = "fr" }).Name.ToString().Should().Be("Autre");
        _box.Item("a").Searchable.Should().BeFalse();
        _box.Item("a", MirrorBox.View with { Site = "FR" }).Searchable.Should().BeTrue();
    }

    [Fact]
    public void A_list_that_is_named_anew_has_the_order_of_the_delta()
    {
        _box.Read(Catalog("main", Product("a", Image("l1"), Image("l2"), Image("s1", "small"), Image("swatch", "swatch"))));

        Delta(Patch("a", draft => draft.RemoveAll(ItemField.Image), Image("s2", "small"), Image("l2"), Image("l3")));

        _box.Item("a").Images.Select(image => image.ViewType + " " + image.Url).Should().Equal("small s2", "large l2", "large l3");
    }

    [Fact]
    public void Of_a_list_that_is_named_anew_the_variation_attributes_take_their_new_order()
    {
        _box.Read(Catalog("main", Master("shirt", VariesIn("color", "size"), Variants("a")), Product("a", Attribute("color", "red"), Attribute("size", "m"))));

        Delta(Patch("shirt", draft => draft.RemoveAll(ItemField.VariationAttribute), VariesIn("size", "color")));

        _box.Item("a").Variations.Select(value => value.AttributeId).Should().Equal("size", "color");
    }

    [Fact]
    public void Images_of_one_group_are_replaced_and_those_of_the_others_stay_where_they_are()
    {
        _box.Read(Catalog("main", Product("a", Image("l1"), Image("l2"), Image("s1", "small"))));

        Delta(Patch("a", Image("zoom", "zoom"), Image("l9")));

        _box.Item("a").Images.Select(image => image.ViewType + " " + image.Url).Should().Equal("large l9", "small s1", "zoom zoom");
    }

    [Fact]
    public void All_values_of_an_attribute_are_taken_away_whatever_their_qualifier()
    {
        _box.Read(Catalog("main", Product("a", Attribute("care", "Wash"), Attribute("care", "Laver", "fr"), Attribute("fit", "slim"))));

        Delta(Patch("a", draft => draft.RemoveAll(ItemField.Attribute), Attribute("care", "Iron")));

        Entries("a").Should().Equal("OnlineFlag: true", "Attribute care: Iron");
    }

    [Fact]
    public void A_patch_that_says_what_is_known_takes_no_number()
    {
        _box.Read(Catalog("main", Master("shirt", Name("Shirt"), Variants("a", "b"), VariationGroups("g")), Product("a", Name("A"), Image("l"), Attribute("color", "red"))));

        Delta(
            Patch("shirt", Name("Shirt")), Patch("shirt", draft => draft.AddVariant("b", false)), Patch("shirt", VariationGroups("g")),
            Patch("a", draft => draft.Remove(ItemField.Brand, "", ""), Attribute("color", "red")), Patch("a", draft => draft.RemoveAll(ItemField.BundledProduct), Image("l")), Patch("a"))
            .Number.Should().BeNull();
    }

    [Fact]
    public void Several_patches_of_one_product_in_a_read_add_up_and_may_cancel_out()
    {
        _box.Read(Catalog("main", Product("a", Name("A"), Field(ItemField.Brand, "Loom"))));

        Delta(Patch("a", Name("B")), Patch("a", Field(ItemField.Ean, "1")), Patch("a", Field(ItemField.Brand, "Wool")));
        Entries("a").Should().Equal("OnlineFlag: true", "Name [x-default]: B", "Brand: Wool", "Ean: 1");

        Delta(Patch("a", Name("C")), Patch("a", Name("B"))).Number.Should().BeNull();
    }

    [Fact]
    public void A_product_that_is_not_stored_begins_with_what_the_patch_says()
    {
        _box.Read(Catalog("main", Product("other")), Book("sale", Price("a", 5)));

        Delta(Patch("a", Name("A"), draft => draft.RemoveAll(ItemField.Image)));

        _box.Short().Should().Equal("a/a A 5 Unknown:0", "other/other  - Unknown:0");
    }

    [Fact]
    public void A_deleted_product_that_comes_back_has_nothing_of_before()
    {
        _box.Read(Catalog("main", Product("a", Name("A"), Field(ItemField.Brand, "Loom")), Product("b", Name("B"), Field(ItemField.Brand, "Loom"))));

        Delta(read => read.DeleteItem("a"), Patch("a", Name("again")), read => read.DeleteItem("b"));
        Delta(Patch("b", Name("again")));

        Entries("a").Should().Equal("Name [x-default]: again");
        Entries("b").Should().Equal("Name [x-default]: again");
    }

    [Fact]
    public void In_a_complete_scope_a_patch_is_all_that_there_is()
    {
        _box.Read(Catalog("main", Product("a", Name("A"), Field(ItemField.Brand, "Loom"))));

        _box.Read(Catalog("main", Patch("a", Name("B"))));

        Entries("a").Should().Equal("Name [x-default]: B");
    }

    [Fact]
    public void A_master_stays_one_when_a_patch_names_none_of_its_variants()
    {
        _box.Read(Catalog("main", Master("shirt", Name("Shirt"), Variants("a", "b")), Product("a"), Product("b")));

        Delta(Patch("shirt", Name("Blouse")));

        _box.Short().Should().Equal("shirt/a Blouse - Unknown:0", "shirt/b Blouse - Unknown:0");
        _box.Item("a").IsDefaultVariant.Should().BeTrue();
    }

    [Fact]
    public void Variants_are_added_taken_away_and_named_anew()
    {
        _box.Read(Catalog("main", Master("shirt", Variants("a", "b")), Product("a"), Product("b"), Product("c"), Product("d")));

        Delta(Patch("shirt", draft => draft.AddVariant("c", false)));
        Groups().Should().Equal("d/d", "shirt/a*", "shirt/b", "shirt/c");

        Delta(Patch("shirt", draft => draft.RemoveLink(LinkKind.Variant, "b"), draft => draft.RemoveLink(LinkKind.Variant, "never there")));
        Groups().Should().Equal("b/b", "d/d", "shirt/a*", "shirt/c");

        Delta(Patch("shirt", draft => draft.AddVariant("a", false), draft => draft.AddVariant("c", true)));
        Groups().Should().Equal(["b/b", "d/d", "shirt/a", "shirt/c*"], "a default moves");

        Delta(Patch("shirt", draft => draft.RemoveLink(LinkKind.Variant, null), draft => draft.AddVariant("d", true)));
        Groups().Should().Equal("a/a", "b/b", "c/c", "shirt/d*");

        IEnumerable<string> Groups() => _box.Offers().Select(offer => $"{offer.Group}/{offer.Sku}{(offer.Item.IsVariant && offer.Item.IsDefaultVariant ? "*" : "")}");
    }

    [Fact]
    public void Variants_that_are_named_anew_leave_the_variation_groups_and_the_other_way_round()
    {
        _box.Read(Catalog("main", Master("shirt", Variants("a"), VariationGroups("g")), Product("a"), Product("b"), Product("g"), Product("h")));

        Delta(Patch("shirt", draft => draft.RemoveLink(LinkKind.Variant, null), draft => draft.AddVariant("b", true)));
        _box.Offers().Select(offer => $"{offer.Group}/{offer.Sku}").Should().Equal("a/a", "h/h", "shirt/b");

        Delta(Patch("shirt", draft => draft.RemoveLink(LinkKind.VariationGroup, null), VariationGroups("h")));
        _box.Offers().Select(offer => $"{offer.Group}/{offer.Sku}").Should().Equal("a/a", "g/g", "shirt/b");
    }

    [Fact]
    public void What_a_bundle_holds_is_named_anew()
    {
        _box.Read(Catalog("main", Bundle("kit", ("a", 1), ("b", 2)), Product("a"), Product("b"), Product("c")), List("stock", Stock("a", 1), Stock("b", 8), Stock("c", 9)));

        Delta(Patch(
            "kit", draft => draft.RemoveAll(ItemField.BundledProduct), draft => draft.RemoveLink(LinkKind.Bundled, null), draft => draft.AddBundled("c", 3), draft => draft.AddBundled("b", 1)));

        _box.Item("kit").Stock.Salable.Should().Be(3);
        Entries("kit").Should().Equal("OnlineFlag: true", "BundledProduct c: 3", "BundledProduct b: 1");
    }

    [Fact]
    public void A_patch_may_say_that_a_product_is_something_else_now()
    {
        _box.Read(Catalog("main", Product("a", Name("A")), Product("b", Name("B"))));

        Delta(Patch("a", draft => draft.Kind = ItemKind.Master, draft => draft.AddVariant("b", true)));

        _box.Short().Should().Equal("a/b B - Unknown:0");
    }

    [Fact]
    public void A_bundle_or_a_set_that_is_none_any_more_is_a_product_and_everything_else_stays_what_it_is()
    {
        _box.Read(Catalog("main", Bundle("kit", ("a", 1)), Item("set", ItemKind.Set), Master("shirt", Variants("a")), Product("a")));

        Delta(Patch("kit", draft => draft.IsNoLonger(ItemKind.Set)), Patch("set", draft => draft.IsNoLonger(ItemKind.Bundle)), Patch("shirt", draft => draft.IsNoLonger(ItemKind.Bundle)))
            .Number.Should().BeNull();
        Delta(Patch("kit", draft => draft.IsNoLonger(ItemKind.Bundle)), Patch("set", draft => draft.IsNoLonger(ItemKind.Set)));

        _box.Offers().Select(offer => $"{offer.Group}/{offer.Sku}").Should().Equal("kit/kit", "set/set", "shirt/a");
    }

    private ReadReport Delta(params Action<IStoreRead>[] records) => _box.Read(CatalogDelta("main", records));

    private static Action<ItemDraft> With(ItemField field, string name, string qualifier, string value) => draft => draft.Add(field, name, qualifier, value);

    /// <summary>What is stored of an item, in its order.</summary>
    private List<string> Entries(string id)
    {
        var entries = new List<string>();
        var blob = new ItemBlob(_box.Stored("item", id));
        while (blob.Next())
        {
            var (name, qualifier) = (Encoding.UTF8.GetString(blob.Name), Encoding.UTF8.GetString(blob.Qualifier));
            entries.Add($"{blob.Field}{(name.Length > 0 ? " " + name : "")}{(qualifier.Length > 0 ? " [" + qualifier + "]" : "")}: {Encoding.UTF8.GetString(blob.Value)}");
        }

        return entries;
    }
}
