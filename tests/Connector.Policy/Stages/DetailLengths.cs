using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class DetailLengths
{
    private static readonly DetailLength Stage = new();

    [Theory]
    [InlineData(Detail.Color, 100)]
    [InlineData(Detail.Size, 100)]
    [InlineData(Detail.Pattern, 100)]
    [InlineData(Detail.Material, 200)]
    public void What_people_read_is_cut(Detail detail, int limit)
    {
        Said.By(Stage, Long(detail, limit)).ShouldBeKept();
        var cut = Said.By(Stage, Long(detail, limit + 1)).ShouldChange(Reasons.DetailsTooLong, $"{limit + 1} characters, {limit} are allowed: it was cut").Details![detail];
        cut.Length.Should().BeLessThanOrEqualTo(limit);
        cut.ToString().Should().EndWith("…");
    }

    [Theory]
    [InlineData(Detail.ManufacturerPartNumber)]
    [InlineData(Detail.CustomLabel0)]
    [InlineData(Detail.CustomLabel4)]
    [InlineData(Detail.InternalLabel0)]
    [InlineData(Detail.InternalLabel1)]
    public void What_is_compared_as_a_whole_is_left_out(Detail detail)
    {
        Said.By(Stage, Long(detail, 100)).ShouldBeKept();
        Said.By(Stage, Long(detail, 101)).ShouldLeaveOut(detail, Reasons.DetailsTooLong, "101 characters, 100 are allowed: it was left out");
    }

    [Fact]
    public void Several_at_once_are_all_named()
    {
        var details = ProductDetails.None.With(Detail.Color, new string('x', 120)).With(Detail.CustomLabel2, new string('x', 130)).With(Detail.Size, "M");
        var after = Said.By(Stage, AnOffer.Clean with { Details = details }).ShouldChange(Reasons.DetailsTooLong, "color has 120", "customLabel2 has 130").Details!;
        after[Detail.Size].Should().Be((Text)"M");
    }

    [Fact]
    public void A_length_counts_characters_and_not_bytes() => Said.By(Stage, AnOffer.Detailed(Detail.Color, new string('é', 100))).ShouldBeKept();

    [Fact]
    public void Without_details_there_is_nothing_to_cut() => Said.By(Stage, AnOffer.Clean).ShouldBeKept();

    private static Offer Long(Detail detail, int length) => AnOffer.Detailed(detail, new string('x', length));
}
