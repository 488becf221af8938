using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Genders
{
    [Theory]
    [InlineData("Male", "male")]
    [InlineData("Men", "male")]
    [InlineData("men's", "male")]
    [InlineData("Men’s", "male")]
    [InlineData("M", "male")]
    [InlineData("boys", "male")]
    [InlineData("FEMALE", "female")]
    [InlineData("Women", "female")]
    [InlineData("Women's", "female")]
    [InlineData("W", "female")]
    [InlineData("f", "female")]
    [InlineData("Girls", "female")]
    [InlineData("Unisex", "unisex")]
    public void The_usual_words_become_TikToks(string said, string word) =>
        By(said).ShouldChange(Reasons.GenderChosen, said, word).Details![Detail.Gender].ToString().Should().Be(word);

    [Theory]
    [InlineData("male")]
    [InlineData("female")]
    [InlineData("unisex")]
    public void TikToks_words_are_kept(string word) => By(word).ShouldBeKept();

    [Theory]
    [InlineData("Herren")]
    [InlineData("Men, Women")]
    [InlineData("Kids")]
    [InlineData("n/a")]
    public void Any_other_word_is_left_out_and_the_allowed_ones_named(string said) =>
        By(said).ShouldLeaveOut(Detail.Gender, Reasons.GenderUnknown, said, "male, female, unisex");

    [Fact]
    public void Without_one_there_is_nothing_to_do() => Said.By(new GenderWord(), AnOffer.Clean).ShouldBeKept();

    private static Verdict By(string said) => Said.By(new GenderWord(), AnOffer.Detailed(Detail.Gender, said));
}
