using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class ShippingWeights
{
    [Theory]
    [InlineData("0.41 kg")]
    [InlineData("12 oz")]
    [InlineData("3 lb")]
    [InlineData("250 g")]
    public void A_number_and_a_unit_are_kept(string weight) => By(weight).ShouldBeKept();

    [Theory]
    [InlineData("0.410KG", "0.41 kg")]
    [InlineData("12oz", "12 oz")]
    [InlineData("3  lbs", "3 lb")]
    [InlineData("250.0 G", "250 g")]
    [InlineData(".5 kg", "0.5 kg")]
    public void Another_way_of_writing_it_becomes_TikToks(string said, string weight) =>
        By(said).ShouldChange(Reasons.ShippingWeightChosen, said, weight).Details![Detail.ShippingWeight].ToString().Should().Be(weight);

    [Theory]
    [InlineData("kg", "0.41 kg")]
    [InlineData("LBS", "0.41 lb")]
    [InlineData("0.5 kg", "0.41 kg")]
    public void A_bare_number_takes_the_unit_of_the_mapping(string unit, string weight) =>
        By("0.41", unit).ShouldChange(Reasons.ShippingWeightChosen).Details![Detail.ShippingWeight].ToString().Should().Be(weight);

    [Theory]
    [InlineData("")]
    [InlineData("stone")]
    public void Without_a_unit_anywhere_it_is_left_out_and_the_cure_names_the_setting(string standIn)
    {
        By("0.41", standIn).ShouldLeaveOut(Detail.ShippingWeight, Reasons.ShippingWeightUnit, "0.41");
        By("0.41", standIn).Reason!.Remedy.Should().Contain("shippingWeight");
    }

    [Theory]
    [InlineData("0 kg")]
    [InlineData("0.0000001 kg")]
    [InlineData("-1 kg")]
    [InlineData("0,41 kg")]
    [InlineData("1.2.3 kg")]
    [InlineData("2 stone")]
    [InlineData("light")]
    [InlineData("kg")]
    [InlineData("1e3 g")]
    [InlineData("99999999999999999999999999999999 g")]
    public void What_is_no_weight_is_left_out(string said) => By(said, "kg").ShouldLeaveOut(Detail.ShippingWeight, Reasons.ShippingWeightForm, said);

    [Fact]
    public void It_says_which_unit_stands_in()
    {
        new ShippingWeight("kg").Describe().Should().Contain("kg where none is said");
        new ShippingWeight("").Describe().Should().Contain("leaves out what has no unit");
        Said.By(new ShippingWeight("kg"), AnOffer.Clean).ShouldBeKept();
    }

    private static Verdict By(string said, string standIn = "") => Said.By(new ShippingWeight(standIn), AnOffer.Detailed(Detail.ShippingWeight, said));
}
