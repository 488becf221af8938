using System.Globalization;
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

    [Fact, Trait("covers", "DSC-02")]
    public void Tables_and_ordered_lists_are_flattened_and_every_word_of_them_stays() =>
        Made(Said.By(new PlainDescription(), Described(
            "<h2>Sizes</h2><table><thead><tr><th>Size</th><th>Chest</th></tr></thead><tbody><tr><td>S</td><td>92 cm</td></tr><tr><td>M</td><td>98 cm</td></tr></tbody></table>"
            + "<table><tr><th>Material</th><td>Cotton</td></tr></table><ol><li>Wash</li><li>Dry<ul><li>flat</li></ul></li><li>Wear</li></ol>")).After!)
            .Should().Be("Sizes\nSize | Chest\nS | 92 cm\nM | 98 cm\nMaterial: Cotton\n1. Wash\n2. Dry\n• flat\n3. Wear");

    [Theory, Trait("covers", "DSC-02")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_random_tables_and_lists_no_word_is_lost_and_none_changes_its_place(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var (count, html) = (0, new System.Text.StringBuilder());
            Fill(0);
            var words = Made(Said.By(new PlainDescription(), Described("<p>w0</p>" + html)).After!).Split([' ', '\n', ':', '|', '•'], StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] == 'w');
            words.Should().Equal(Enumerable.Range(0, count + 1).Select(at => $"w{at}"), html.ToString());

            void Fill(int depth)
            {
                for (var parts = random.Next(1, 4); parts > 0; parts--)
                {
                    var (open, close) = random.Next(6) switch
                    {
                        0 => ("<table><tr><td>", "</td></tr></table>"),
                        1 => ("<table><caption>x</caption><tr><th>", "</th></tr></table>"),
                        2 => ("<ol><li>", "</li></ol>"),
                        3 => ("<ul><li>", "</ul>"),
                        4 => ("<dl><dt>a<dd>", "</dl>"),
                        _ => ("<div>", "</div>"),
                    };
                    html.Append(open).Append(CultureInfo.InvariantCulture, $"w{++count} ");
                    if (depth < 3 && random.Next(3) == 0)
                    {
                        Fill(depth + 1);
                    }

                    html.Append(close);
                }
            }
        }
    }

    [Fact]
    public void Images_in_a_description_are_left_out_and_told_with_their_addresses()
    {
        Said.By(new PlainDescription(), Described("Soft.<img src=\"https://a/size.png?a=1&amp;b=2\" alt=x><IMG alt='y' src='b.gif'/><imgx>")).ShouldChange(
            Reasons.DescriptionPlain, "images in it are left out", "https://a/size.png?a=1&b=2, b.gif").Description.ToString().Should().Be("Soft.");
        Said.By(new PlainDescription(), Described("<img src=a.png>", "Long one")).ShouldChange(Reasons.DescriptionFallback, "a.png");
        Said.By(new PlainDescription(), Described("<b>Soft")).Reason!.Sentence.Should().NotContain("image");
        Said.By(new PlainDescription(), Described("Soft <img")).Reason!.Sentence.Should().Contain("one without an address");
    }

    private static string Made(Offer offer) => offer.Description.ToString();

    private static Offer Described(string text, string longText = "") =>
        AnOffer.With(item => item with { ShortDescription = text, LongDescription = longText });
}
