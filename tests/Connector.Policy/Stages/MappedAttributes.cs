using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;
using static Connector.Policy.Tests.SomeCategories;

namespace Connector.Policy.Tests.Stages;

public class MappedAttributes
{
    [Fact, Trait("covers", "ATT-02")]
    public void A_value_of_the_shop_goes_as_TikToks_value_of_that_name() =>
        Made(Shirts, new() { Attribute = "Material", ShopAttribute = "fabric" }, ("fabric", "cotton")).Should().Equal("101 Material = v-Cotton Cotton");

    [Fact, Trait("covers", "ATT-02")]
    public void The_values_of_the_mapping_translate_the_shops_words() =>
        Made(Shirts, new() { Attribute = "101", ShopAttribute = "fabric", Values = new Dictionary<string, string> { ["Baumwolle"] = "Cotton", ["Leinen"] = "v-Linen" } }, ("fabric", "baumwolle, Leinen"))
            .Should().Equal("101 Material = v-Cotton Cotton, v-Linen Linen");

    [Fact, Trait("covers", "ATT-11"), Trait("covers", "ATT-13")]
    public void A_recommended_value_stands_for_every_product_by_id_or_name()
    {
        Made(Shirts, new() { Attribute = "Fit", Recommended = "Slim" }).Should().Equal("103 Fit = v-Slim Slim");
        Made(Shirts, new() { Attribute = "Fit", Recommended = "v-Wide" }).Should().Equal("103 Fit = v-Wide Wide");
    }

    [Fact, Trait("covers", "ATT-11")]
    public void A_custom_value_is_sent_where_TikTok_takes_values_outside_its_list_and_nowhere_else()
    {
        Made(Shirts, new() { Attribute = "Care", Custom = "Dry flat" }).Should().Equal("102 Care =  Dry flat");
        Said.By(Stage(Shirts, new() { Attribute = "Fit", Custom = "Baggy" }), Offer()).ShouldChange(Reasons.AttributesRefused, "Fit", "'Baggy' is none of TikTok's values")
            .Channel.Should().BeNull();
    }

    [Fact, Trait("covers", "ATT-14"), Trait("covers", "ATT-10")]
    public void A_variation_value_that_TikTok_does_not_list_goes_as_the_shop_reads_it() =>
        Made(Shirts, new() { Attribute = "Color", ShopAttribute = "color" }, item => item with { Variations = [new VariationValue("color", "Colour", "c7", "Moss green")] })
            .Should().Equal("100 Color =  Moss green");

    [Theory, Trait("covers", "ATT-14")]
    [InlineData("Color", 50)]
    [InlineData("Care", 2000)]
    public void A_text_of_ones_own_that_is_too_long_is_left_out_and_told(string attribute, int limit)
    {
        var stage = Stage(Shirts, new MappedAttribute { Attribute = attribute, ShopAttribute = "a" });
        Said.By(stage, Offer(("a", new string('x', limit)))).ShouldChange(Reasons.AttributesChosen);
        Said.By(stage, Offer(("a", new string('x', limit + 1)))).ShouldChange(Reasons.AttributesRefused, $"{limit + 1}", $"{limit} are allowed").Channel.Should().BeNull();
    }

    [Fact, Trait("covers", "ATT-12")]
    public void The_mapping_of_the_category_goes_before_the_global_one_also_for_what_lies_below()
    {
        AttributeMapping mapping = new()
        {
            Attributes = [new() { Attribute = "Care", Custom = "global" }, new() { Attribute = "102", Category = "1", Custom = "clothes" }, new() { Attribute = "Care", Category = Kites, Custom = "kites" }],
        };
        Words(new AttributesFromMapping(mapping, Shirts, Entry(Shirts)), Offer()).Should().Equal("102 Care =  clothes");
        Words(new AttributesFromMapping(mapping with { Attributes = [mapping.Attributes[1], mapping.Attributes[0]] }, Shirts, Entry(Shirts)), Offer()).Should().Equal("102 Care =  clothes");
        Words(new AttributesFromMapping(mapping with { Attributes = [.. mapping.Attributes, new() { Attribute = "Care", Category = Shirts, Custom = "shirts" }] }, Shirts, Entry(Shirts)), Offer())
            .Should().Equal("102 Care =  shirts");
    }

    [Fact, Trait("covers", "ATT-09")]
    public void An_attribute_that_the_category_does_not_have_is_not_sent_there_and_one_without_a_category_is_sent_everywhere()
    {
        MappedAttribute mapped = new() { Attribute = "Batteries", Recommended = "No" };
        Made(Kites, mapped).Should().Equal("200 Batteries = v-No No");
        Said.By(Stage(Shirts, mapped), Offer()).ShouldBeKept();
        Words(new AttributesFromMapping(new() { Attributes = [mapped] }), Offer()).Should().Equal(" Batteries =  No");
    }

    [Fact]
    public void A_unit_is_put_behind_a_number_alone()
    {
        MappedAttribute mapped = new() { Attribute = "Care", ShopAttribute = "a", Unit = "cm" };
        Made(Shirts, mapped, ("a", "12.5")).Should().Equal("102 Care =  12.5 cm");
        Made(Shirts, mapped, ("a", "12 in")).Should().Equal("102 Care =  12 in");
    }

    [Fact]
    public void What_is_empty_in_the_shop_says_nothing() => Said.By(Stage(Shirts, new() { Attribute = "Care", ShopAttribute = "a" }), Offer()).ShouldBeKept();

    [Fact, Trait("covers", "ATT-08"), Trait("covers", "RIV-04")]
    public void What_lacks_required_attributes_is_held_and_they_are_all_named()
    {
        var offer = Offer();
        Said.By(new RequiredAttributes(new(), Shirts, Entry(Shirts)), offer)
            .ShouldHold(Reasons.AttributeRequired, HoldKind.Content, "Clothes > Shirts", "Material (nothing is mapped to it)");
        AttributeMapping mapping = new() { Attributes = [new() { Attribute = "Material", ShopAttribute = "fabric" }] };
        Said.By(new RequiredAttributes(mapping, Shirts, Entry(Shirts)), offer).ShouldHold(Reasons.AttributeRequired, HoldKind.Content, "attribute fabric is empty");
        Through(mapping, Offer(("fabric", "Unobtainium"))).ShouldHold(Reasons.AttributeRequired, HoldKind.Content, "'Unobtainium' is none of TikTok's values");
        Through(mapping, Offer(("fabric", "Linen"))).ShouldBeKept();
    }

    [Fact, Trait("covers", "RIV-04")]
    public void The_mapping_may_only_tell_of_what_is_missing() =>
        Said.By(new RequiredAttributes(new() { RequiredAttributes = OnMissingAttribute.Tell }, Shirts, Entry(Shirts)), Offer()).ShouldChange(Reasons.AttributeRequiredTold, "Material");

    [Theory, Trait("covers", "ATT-09")]
    [InlineData("Yes", true)]
    [InlineData("No", false)]
    public void An_attribute_is_required_where_another_has_a_certain_value(string batteries, bool held)
    {
        AttributeMapping mapping = new() { Attributes = [new() { Attribute = "Batteries", Recommended = batteries }] };
        var offer = new AttributesFromMapping(mapping, Kites, Entry(Kites)).Apply(Offer(), TheFacts.Usual).After!;
        new RequiredAttributes(mapping, Kites, Entry(Kites)).Apply(offer, TheFacts.Usual).IsHeld.Should().Be(held);
    }

    [Fact]
    public void Without_category_data_nothing_is_asked_for() => Said.By(new RequiredAttributes(new()), Offer()).ShouldBeKept();

    [Fact]
    public void TikToks_attributes_stand_in_the_sheets_columns_where_the_mapping_sets_nothing_else()
    {
        AttributeMapping mapping = new()
        {
            Material = new() { Default = "own" },
            Attributes = [new() { Attribute = "Material", Recommended = "Linen" }, new() { Attribute = "Color", Custom = "Moss" }, new() { Attribute = "Care", Custom = "x" }],
        };
        var offer = new AttributesFromMapping(mapping, Shirts, Entry(Shirts)).Apply(Offer(), TheFacts.Usual).After!;
        var details = Said.By(new DetailsFromAttributes(mapping), offer with { Details = ProductDetails.None.With(Detail.Material, "own") }).ShouldChange(Reasons.DetailsChosen, "color").Details!;
        (details[Detail.Material].ToString(), details[Detail.Color].ToString()).Should().Be(("own", "Moss"));
    }

    [Fact, Trait("covers", "ATT-04"), Trait("covers", "ATT-12")]
    public void A_template_has_a_mapping_of_its_own()
    {
        AttributeMapping mapping = new() { Attributes = [new() { Attribute = "Material", Recommended = "Linen" }] };
        PolicyDocuments documents = new() { Categories = Set, Templates = [InForce("shirts", Shirts, mapping), InForce("kites", Kites, new())] };
        var steps = StageOrder.For(documents, details: false).Where(step => step.Name.StartsWith("attribute", StringComparison.Ordinal)).ToList();
        var sheet = PolicySheet.Of(steps, documents);
        sheet.Pass(Offer() with { Template = new AssignedTemplate(1, "shirts", Shirts) }, TheFacts.Usual).Offer.Channel!.Attributes.Should().ContainSingle();
        sheet.Pass(Offer() with { Template = new AssignedTemplate(2, "kites", Kites) }, TheFacts.Usual).Held!.Sentence.Should().Contain("Toys > Kites");
        sheet.Pass(Offer(), TheFacts.Usual).IsListed.Should().BeTrue();
        StageOrder.For(new PolicyDocuments(), details: true).Select(step => step.Name).Should().NotContain(["attributes.source", "identifier.source", "package.measures", "details.attributes", "image.main", "attributes.required"]);
    }

    internal static TemplateInForce InForce(string name, string category, AttributeMapping mapping) =>
        new(name, new ListingTemplate { Account = "uk", Category = category }, new(), new(), new(), mapping);

    private static Verdict Through(AttributeMapping mapping, Offer offer)
    {
        var before = new AttributesFromMapping(mapping, Shirts, Entry(Shirts)).Apply(offer, TheFacts.Usual).After ?? offer;
        return new RequiredAttributes(mapping, Shirts, Entry(Shirts)).Apply(before, TheFacts.Usual);
    }

    private static AttributesFromMapping Stage(string category, MappedAttribute mapped) => new(new AttributeMapping { Attributes = [mapped] }, category, Entry(category));

    private static Offer Offer(params (string Id, string Value)[] attributes) => AnOffer.With(item => item.WithAttributes(attributes));

    private static IEnumerable<string> Made(string category, MappedAttribute mapped, params (string Id, string Value)[] attributes) => Words(Stage(category, mapped), Offer(attributes));

    private static IEnumerable<string> Made(string category, MappedAttribute mapped, Func<ShopItem, ShopItem> change) => Words(Stage(category, mapped), AnOffer.With(change));

    private static IEnumerable<string> Words(AttributesFromMapping stage, Offer offer) =>
        Said.By(stage, offer).ShouldChange(Reasons.AttributesChosen).Channel!.Attributes
            .Select(attribute => $"{attribute.Id} {attribute.Name} = {string.Join(", ", attribute.Values.Select(value => $"{value.Id} {value.Name}"))}");
}
