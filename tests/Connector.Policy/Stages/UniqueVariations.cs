using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class UniqueVariations
{
    private static readonly VariationValue Red = AnItem.Variation("color", "red");
    private static readonly VariationValue Blue = AnItem.Variation("color", "blue");
    private static readonly VariationValue Small = AnItem.Variation("size", "s");

    [Fact]
    public void The_later_of_two_variants_with_the_same_values_is_held_and_names_the_other()
    {
        var passages = Passed(AnOffer.Variant("1", Red, Small), AnOffer.Variant("2", Blue, Small), AnOffer.Variant("3", Small, Red));
        passages.Select(passage => passage.IsListed).Should().Equal(true, true, false);
        passages[2].Held!.Code.Should().Be("variation.not-unique");
        passages[2].Held!.Of.Hold.Should().Be(HoldKind.Content);
        passages[2].Held!.Sentence.Should().Contain("as 1").And.Contain("color red");
    }

    [Fact]
    public void Variants_without_values_are_never_compared() =>
        Passed(AnOffer.Variant("1"), AnOffer.Variant("2"), AnOffer.Variant("3", AnItem.Variation("color", "")), AnOffer.Variant("4", AnItem.Variation("color", "")))
            .Should().OnlyContain(passage => passage.IsListed);

    [Fact]
    public void A_variant_that_lacks_a_value_its_siblings_have_is_another() =>
        Passed(AnOffer.Variant("1", Red, Small), AnOffer.Variant("2", Red)).Should().OnlyContain(passage => passage.IsListed);

    [Fact]
    public void Values_that_only_read_alike_when_put_together_are_others() =>
        Passed(AnOffer.Variant("1", AnItem.Variation("a", "b;1:c=1:d")), AnOffer.Variant("2", AnItem.Variation("a", "b"), AnItem.Variation("c", "d")))
            .Should().OnlyContain(passage => passage.IsListed);

    [Fact]
    public void A_variant_that_was_held_before_does_not_take_the_values()
    {
        var passages = new List<Passage>();
        PolicySheet.Of([new Offline(), new UniqueVariation()]).Pass(
            [AnOffer.Of(AnItem.Clean with { Online = false }), AnOffer.Of(AnItem.Clean with { Sku = new Sku("2") })], TheFacts.Usual, passages);
        passages[1].IsListed.Should().BeTrue();
    }

    private static List<Passage> Passed(params Offer[] group)
    {
        var passages = new List<Passage>();
        PolicySheet.Of([new UniqueVariation()]).Pass(group, TheFacts.Usual, passages);
        return passages;
    }
}
