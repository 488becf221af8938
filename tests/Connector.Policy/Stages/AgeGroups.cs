using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class AgeGroups
{
    [Theory]
    [InlineData("NEW_BORN", "newborn")]
    [InlineData("new-born", "newborn")]
    [InlineData("Infants", "infant")]
    [InlineData("Toddler", "toddler")]
    [InlineData("Kid", "kids")]
    [InlineData("Children's", "kids")]
    [InlineData("Adults", "adult")]
    public void Other_forms_of_the_words_become_TikToks(string said, string word) =>
        By(said).ShouldChange(Reasons.AgeGroupChosen, said, word).Details![Detail.AgeGroup].ToString().Should().Be(word);

    [Theory]
    [InlineData("newborn")]
    [InlineData("infant")]
    [InlineData("toddler")]
    [InlineData("kids")]
    [InlineData("adult")]
    public void TikToks_words_are_kept(string word) => By(word).ShouldBeKept();

    [Theory]
    [InlineData("baby")]
    [InlineData("teen")]
    [InlineData("3-5 years")]
    public void Any_other_word_is_left_out_and_the_allowed_ones_named(string said) =>
        By(said).ShouldLeaveOut(Detail.AgeGroup, Reasons.AgeGroupUnknown, said, "newborn, infant, toddler, kids, adult");

    [Fact]
    public void Without_one_there_is_nothing_to_do() => Said.By(new AgeGroupWord(), AnOffer.Clean).ShouldBeKept();

    private static Verdict By(string said) => Said.By(new AgeGroupWord(), AnOffer.Detailed(Detail.AgeGroup, said));
}
