using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

[Trait("covers", "DSC-01")]
public class Descriptions
{
    [Fact]
    public void A_plain_description_is_kept() => Said.By(new PlainDescription(), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void Markup_becomes_lines_and_bullets() =>
        Made(Said.By(new PlainDescription(), Described("<p>Washed linen.</p><ul><li>soft</li><li>light</li></ul>"))
            .ShouldChange(Reasons.DescriptionPlain)).Should().Be("Washed linen.\n• soft\n• light");

    [Fact]
    public void A_short_description_of_only_tags_falls_through_to_the_long_one() =>
        Made(Said.By(new PlainDescription(), Described("<p>&nbsp;</p>", "Long <b>one</b>"))
            .ShouldChange(Reasons.DescriptionFallback, "long description")).Should().Be("Long one");

    [Fact]
    public void Without_a_short_description_the_long_one_is_used() =>
        Said.By(new PlainDescription(), Described("", "Long one")).ShouldBeKept();

    [Fact]
    public void Without_both_the_name_stands_in() =>
        Made(Said.By(new PlainDescription(), Described("<br>", "<hr>")).ShouldChange(Reasons.DescriptionFallback, "name")).Should().Be("Linen shirt");

    [Fact]
    public void Without_a_name_the_SKU_stands_in() =>
        Made(Said.By(new PlainDescription(), AnOffer.With(item => item with { Name = "", ShortDescription = "", LongDescription = "" }))
            .ShouldChange(Reasons.DescriptionFallback, "SKU")).Should().Be("shirt-red-m");

    [Fact]
    public void A_long_description_is_cut_to_10000_characters()
    {
        var after = Said.By(new DescriptionLength(), Described(string.Concat(Enumerable.Repeat("word ", 2_100)).Trim()))
            .ShouldChange(Reasons.DescriptionCut, "10499", "10000");
        after.Description.Length.Should().BeLessThanOrEqualTo(10_000);
        Made(after).Should().EndWith("word…");
    }

    private static string Made(Offer offer) => offer.Description.ToString();

    private static Offer Described(string text, string longText = "") =>
        AnOffer.With(item => item with { ShortDescription = text, LongDescription = longText });
}
