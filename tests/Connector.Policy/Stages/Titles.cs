using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Titles
{
    [Fact, Trait("covers", "DSC-01")]
    public void A_name_with_markup_becomes_one_line_of_text()
    {
        var after = Said.By(new PlainTitle(), Named("<b>Linen</b><br/>shirt  &amp; tie 🔥"))
            .ShouldChange(Reasons.TitlePlain, "36", "17");
        after.Title.Should().Be((Text)"Linen shirt & tie");
    }

    [Fact]
    public void A_plain_name_is_kept() => Said.By(new PlainTitle(), AnOffer.Clean).ShouldBeKept();

    [Theory]
    [InlineData("")]
    [InlineData("<p> </p>")]
    [InlineData("🔥🔥")]
    public void A_product_without_a_name_in_words_is_held(string name)
    {
        var passage = PolicySheet.Of([new PlainTitle(), new MissingTitle()]).Pass(Named(name), TheFacts.Usual);
        passage.Held!.Code.Should().Be("title.missing");
        passage.Held.Of.Hold.Should().Be(HoldKind.Content);
    }

    [Fact]
    public void A_name_is_no_missing_title() => Said.By(new MissingTitle(), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void A_long_title_is_cut_at_a_word_and_the_reason_has_both_numbers()
    {
        var after = Said.By(new TitleLength(), Named("A linen shirt for warm days"), TheFacts.With(new Limits { Title = 18 }))
            .ShouldChange(Reasons.TitleCut, "27", "18");
        after.Title.Should().Be((Text)"A linen shirt for…");
    }

    [Fact]
    public void A_title_of_exactly_the_allowed_length_is_kept() =>
        Said.By(new TitleLength(), Named(new string('é', 500))).ShouldBeKept();

    private static Offer Named(string name) => AnOffer.With(item => item with { Name = name });
}
