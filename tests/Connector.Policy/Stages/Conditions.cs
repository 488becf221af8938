using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Conditions
{
    private static readonly ConditionFromMapping Mapped = new(new AttributeSource { Attribute = "state", Default = "refurbished" });

    [Fact]
    public void Without_a_mapping_everything_is_new() => Said.By(new ConditionFromMapping(new()), AnOffer.Clean).ShouldBeKept();

    [Theory]
    [InlineData("used", Condition.Used)]
    [InlineData(" Refurbished ", Condition.Refurbished)]
    public void The_mapped_attribute_says_the_condition(string word, Condition condition) =>
        By(word).ShouldChange(Reasons.ConditionChosen, "attribute state").Condition.Should().Be(condition);

    [Fact]
    public void New_in_the_attribute_is_kept() => By("NEW").ShouldBeKept();

    [Fact]
    public void Without_a_value_the_default_is_taken() =>
        Said.By(Mapped, AnOffer.Clean).ShouldChange(Reasons.ConditionChosen, "default").Condition.Should().Be(Condition.Refurbished);

    [Fact]
    public void A_word_that_TikTok_does_not_know_is_held_and_named_with_the_allowed_ones() =>
        By("B-Ware").ShouldHold(Reasons.ConditionUnknown, HoldKind.Content, "B-Ware", "new, refurbished, used");

    [Fact]
    public void An_unknown_default_is_held_too() =>
        Said.By(new ConditionFromMapping(new() { Default = "mint" }), AnOffer.Clean).ShouldHold(Reasons.ConditionUnknown, HoldKind.Content, "mint", "default");

    private static Verdict By(string word) => Said.By(Mapped, AnOffer.With(item => item.Attribute("state", word)));
}
