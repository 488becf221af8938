using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;
using static Connector.Policy.Tests.SomeCategories;

namespace Connector.Policy.Tests.Stages;

[Trait("covers", "DIM-01")]
public class Packages
{
    private static readonly PackageMapping Mapping = new()
    {
        Weight = new() { Attribute = "weight", Unit = "kg" },
        Length = new() { Attribute = "length", Unit = "cm" },
        Width = new() { Attribute = "width", Unit = "cm" },
        Height = new() { Attribute = "height", Unit = "cm" },
    };

    [Theory]
    [InlineData("GB", "0.41", "0.41 Kilogram")]
    [InlineData("GB", "410 g", "0.41 Kilogram")]
    [InlineData("GB", "0.4101 kg", "0.411 Kilogram")]
    [InlineData("GB", "1 lb", "0.454 Kilogram")]
    [InlineData("GB", "0.0000001 kg", "0.001 Kilogram")]
    [InlineData("US", "1.5 lb", "1.5 Pound")]
    [InlineData("US", "8 oz", "0.5 Pound")]
    [InlineData("US", "1.001 lbs", "1.01 Pound")]
    [InlineData("US", "410 g", "0.41 Kilogram")]
    [InlineData("MX", "410.2 g", "411 Gram")]
    [InlineData("MX", "0.41 kg", "0.41 Kilogram")]
    [InlineData("DE", "410 g", "0.41 Kilogram")]
    public void The_weight_comes_in_a_unit_that_the_country_takes_and_is_rounded_up(string country, string said, string weight)
    {
        var made = By(Item(("weight", said)), country).After!.Channel!.Weight!;
        $"{made.Value.ToString("0.###", CultureInfo.InvariantCulture)} {made.Unit}".Should().Be(weight);
    }

    [Theory]
    [InlineData("GB", "1 kg", "30", "20.1", "9.9", "30 21 10 Centimeter")]
    [InlineData("GB", "1 kg", "300 mm", "0.2 m", "4 in", "30 20 11 Centimeter")]
    [InlineData("US", "1 lb", "30", "20", "10", "12 8 4 Inch")]
    [InlineData("US", "1 lb", "12 in", "8 inches", "4 in", "12 8 4 Inch")]
    [InlineData("US", "1 kg", "12 in", "8 in", "4 in", "31 21 11 Centimeter")]
    [InlineData("US", "", "12 in", "8 in", "4 in", "12 8 4 Inch")]
    public void The_size_comes_in_whole_numbers_of_the_weights_measuring_system(string country, string weight, string length, string width, string height, string size)
    {
        var made = By(Item(("weight", weight), ("length", length), ("width", width), ("height", height)), country).After!.Channel!.Dimensions!;
        $"{made.Length} {made.Width} {made.Height} {made.Unit}".Should().Be(size);
    }

    [Theory]
    [InlineData("0 kg")]
    [InlineData("-1 kg")]
    [InlineData("heavy")]
    [InlineData("1 stone")]
    [InlineData("1 cm")]
    [InlineData("1,5 kg")]
    [InlineData("1.2.3 kg")]
    [InlineData("99999999999999999999999999999999999 kg")]
    [InlineData("2000000 kg")]
    public void What_is_no_weight_is_left_out_and_told(string said) =>
        By(Item(("weight", said), ("length", "1"), ("width", "1"), ("height", "1"))).ShouldChange(Reasons.PackageForm, said).Channel!.Weight.Should().BeNull();

    [Fact]
    public void A_default_stands_in_where_the_shop_has_no_value() =>
        Said.By(new PackageMeasures(new() { Weight = new() { Attribute = "weight", Default = "500 g" } }), AnOffer.Of(Item())).ShouldChange(Reasons.PackageMeasured, "0.5 KILOGRAM")
            .Channel!.Weight.Should().Be(new PackageWeight(0.5m, WeightUnit.Kilogram));

    [Fact, Trait("covers", "RIV-04"), Trait("covers", "DIM-03")]
    public void Where_the_category_requires_them_a_product_without_is_held_and_elsewhere_it_is_told()
    {
        var item = Item(("weight", "1"), ("length", "30"), ("width", "20"));
        Said.By(new PackageMeasures(Mapping, Entry(Kites)), AnOffer.Of(item)).ShouldHold(Reasons.PackageMissing, HoldKind.Content, "Toys > Kites", "length, width and height", "height has no value");
        Said.By(new PackageMeasures(new(), Entry(Kites)), AnOffer.Of(item)).ShouldHold(Reasons.PackageMissing, HoldKind.Content, "weight, length, width and height");
        Said.By(new PackageMeasures(Mapping, Entry(Shirts)), AnOffer.Of(item)).ShouldChange(Reasons.PackageForm, "height has no value").Channel!.Dimensions.Should().BeNull();
        Said.By(new PackageMeasures(new(), Entry(Shirts)), AnOffer.Of(item)).ShouldBeKept();
    }

    [Fact]
    public void For_random_measures_weight_and_size_are_above_0_never_less_than_said_and_of_one_system()
    {
        var random = new Random(21);
        string[] weights = ["kg", "g", "lb", "oz"], lengths = ["cm", "mm", "m", "in"], countries = ["GB", "US", "MX", "JP", "BR", "DE"];
        for (var round = 0; round < 3_000; round++)
        {
            string Some(string[] units) => string.Create(CultureInfo.InvariantCulture, $"{(random.Next(1, 1_000_000) / (decimal)Math.Pow(10, random.Next(0, 5))).ToString("0.######", CultureInfo.InvariantCulture)} {units[random.Next(units.Length)]}");
            var country = countries[random.Next(countries.Length)];
            var (said, size) = (Some(weights), Some(lengths));
            var made = By(Item(("weight", said), ("length", size), ("width", size), ("height", size)), country).After!.Channel!;
            var (weight, dimensions) = (made.Weight!, made.Dimensions!);
            weight.Value.Should().BePositive();
            dimensions.Length.Should().BePositive();
            (weight.Unit == WeightUnit.Pound).Should().Be(dimensions.Unit == LengthUnit.Inch);
            if (country != "US")
            {
                weight.Unit.Should().NotBe(WeightUnit.Pound);
            }

            var digits = weight.Unit switch { WeightUnit.Kilogram => 3, WeightUnit.Pound => 2, _ => 0 };
            Math.Round(weight.Value, digits).Should().Be(weight.Value);
            Measure.TryParse(said, null, weighs: true, out var value, out var unit).Should().BeTrue();
            var grams = weight.Value * weight.Unit switch { WeightUnit.Kilogram => 1000, WeightUnit.Pound => Measure.PoundInGrams, _ => 1 };
            (grams - (value * unit.InBase)).Should().BeInRange(-0.000001m, 5m);
        }
    }

    private static Verdict By(ShopItem item, string country = "GB") => Said.By(new PackageMeasures(Mapping), AnOffer.Of(item), TheFacts.Usual with { Country = country });

    private static ShopItem Item(params (string, string)[] values) => AnItem.Clean.WithAttributes(values);
}
