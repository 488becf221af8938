using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class MappedDetails
{
    private static readonly DetailsFromMapping Unmapped = new(new AttributeMapping());

    [Theory]
    [InlineData("color")]
    [InlineData("Colour")]
    [InlineData("COLOR")]
    public void Color_is_the_variation_attribute_of_that_name_as_shoppers_read_it(string id) =>
        Value(Detail.Color, Unmapped, item => item with { Variations = [new(id, "Colour", "07", "Peat <i>brown</i>")] }).Should().Be("Peat brown");

    [Fact]
    public void Size_is_the_variation_attribute_of_that_name_as_shoppers_read_it() =>
        Value(Detail.Size, Unmapped, item => item with { Variations = [new("Size", "Size", "7", "UK 7")] }).Should().Be("UK 7");

    [Fact]
    public void A_variation_attribute_of_another_name_is_not_guessed_at() =>
        Details(Unmapped, item => item with { Variations = [new("ukSize", "Size", "7", "UK 7"), new("mainColor", "Colour", "b", "Brown")] })
            .Should().Match<ProductDetails>(details => details[Detail.Color].IsEmpty && details[Detail.Size].IsEmpty);

    [Fact]
    public void A_mapped_attribute_that_tells_variants_apart_gives_what_shoppers_read_and_not_its_id()
    {
        var mapped = new DetailsFromMapping(new AttributeMapping { Size = new() { Attribute = "ukSize" } });
        Value(Detail.Size, mapped, item => item.Attribute("ukSize", "7") with { Variations = [new("ukSize", "Size", "7", "UK 7"), new("size", "Size", "x", "other")] }).Should().Be("UK 7");
        Value(Detail.Size, mapped, item => item.Attribute("ukSize", "7") with { Variations = [] }).Should().Be("7", "a product without variants has the attribute alone");
    }

    [Theory]
    [InlineData("4006381333931", "036000291452", "4006381333931")]
    [InlineData("", "036000291452", "036000291452")]
    [InlineData(" ", "036000291452", "036000291452")]
    [InlineData("", "", "")]
    public void The_GTIN_is_the_EAN_else_the_UPC(string ean, string upc, string gtin) =>
        Value(Detail.GlobalTradeItemNumber, Unmapped, item => item with { Ean = ean, Upc = upc }).Should().Be(gtin);

    [Fact]
    public void The_part_number_is_the_manufacturer_SKU() => Value(Detail.ManufacturerPartNumber, Unmapped, item => item).Should().Be("LS-1");

    [Fact]
    public void A_mapped_attribute_comes_before_what_the_shop_has_and_that_before_the_default()
    {
        var mapped = new DetailsFromMapping(new AttributeMapping { Color = new() { Attribute = "shade", Default = "mixed" } });
        Value(Detail.Color, mapped, item => item.Attribute("shade", " dark  red\n")).Should().Be("dark red");
        Value(Detail.Color, mapped, item => item).Should().Be("red");
        Value(Detail.Color, mapped, item => item with { Variations = [] }).Should().Be("mixed");
    }

    [Fact, Trait("covers", "ATT-13")]
    public void Every_detail_can_be_mapped_and_has_a_default_for_what_the_shop_does_not_have()
    {
        var sources = typeof(AttributeMapping).GetProperties().Where(property => property.PropertyType == typeof(AttributeSource)).ToDictionary(property => property.Name);
        foreach (var detail in ProductDetails.Every.Where(detail => detail != Detail.ProductType))
        {
            var mapping = new AttributeMapping();
            sources[detail.ToString()].SetValue(mapping, new AttributeSource { Attribute = "a", Default = "d" });
            var stage = new DetailsFromMapping(mapping);
            Value(detail, stage, item => Bare(item).Attribute("a", "value")).Should().Be("value", "{0} is mapped", detail);
            Value(detail, stage, Bare).Should().Be("d", "{0} has a default", detail);
            stage.Describe().Should().Contain("from attribute a, else 'd'");
        }
    }

    [Fact]
    public void What_has_none_is_kept_as_it_is() => Said.By(Unmapped, AnOffer.With(Bare)).ShouldBeKept();

    [Fact]
    public void The_reason_names_each_source() => Said.By(Unmapped, AnOffer.With(item => item with { Ean = "4006381333931" })).ShouldChange(
        Reasons.DetailsChosen, "globalTradeItemNumber from the shop's EAN", "manufacturerPartNumber from the manufacturer SKU", "color from the variation attribute");

    [Theory]
    [InlineData("kg", "")]
    [InlineData(" LB ", "")]
    [InlineData("0.5 kg", "0.5 kg")]
    public void A_default_weight_that_is_a_unit_alone_is_no_weight(string standIn, string weight) =>
        Value(Detail.ShippingWeight, new DetailsFromMapping(new AttributeMapping { ShippingWeight = new() { Default = standIn } }), item => item).Should().Be(weight);

    private static ShopItem Bare(ShopItem item) => item with { Variations = [], ManufacturerSku = "" };

    private static string Value(Detail detail, DetailsFromMapping stage, Func<ShopItem, ShopItem> change) => Details(stage, change)[detail].ToString();

    private static ProductDetails Details(DetailsFromMapping stage, Func<ShopItem, ShopItem> change) =>
        Said.By(stage, AnOffer.With(change)).After?.Details ?? ProductDetails.None;
}
