using System.Text;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

[Trait("covers", "RIV-03")]
public class TextsFromTemplates
{
    [Theory]
    [InlineData("{title}", "Linen shirt")]
    [InlineData("{shop.brand} {title}", "Loom & Sons Linen shirt")]
    [InlineData("{title}, {shop.variation.color} ({shop.variation.size})", "Linen shirt, red (m)")]
    [InlineData("{color|shop.variation.color|\"assorted\"} {title}", "red Linen shirt")]
    [InlineData("{color|material|\"assorted\"} {title}", "assorted Linen shirt")]
    [InlineData("{title}[, {color}]", "Linen shirt")]
    [InlineData("{title}[, {shop.variation.color}][, made of {material}]", "Linen shirt, red")]
    [InlineData("{title} {color} {shop.ean} by {brand}", "Linen shirt by Loom & Sons")]
    [InlineData(" {color} {title} ", "Linen shirt")]
    [InlineData("{{{title}}} [[new]]", "{Linen shirt} [new]")]
    [InlineData("{title} from {price} to {shop.listPrice}", "Linen shirt from 15.00 to 20.00")]
    [InlineData("{sku} {shop.group} {shop.stock} {shop.category} {condition}", "shirt-red-m shirt 28 Shirts new")]
    [InlineData("{title}{color|\" \"}!", "Linen shirt!")]
    [InlineData("{title}\n<b>new</b>", "Linen shirt new")]
    public void A_title_is_written_with_what_the_fields_hold(string text, string title) => Title(text).Should().Be(title);

    [Theory]
    [InlineData("{title} < {shop.brand}", "Linen shirt < Loom & Sons")]
    [InlineData("<i>{title}</i> 🔥", "Linen shirt")]
    public void What_is_written_is_plain(string text, string title) => Title(text).Should().Be(title);

    [Fact]
    public void A_value_of_markup_and_line_breaks_is_one_plain_line() =>
        Title("{shop.shortDescription}: {title}", AnOffer.With(item => item with { ShortDescription = "<p>So\nsoft</p>🔥" })).Should().Be("So soft: Linen shirt");

    [Fact]
    public void A_description_keeps_its_lines()
    {
        var offer = AnOffer.With(item => item with { LongDescription = "<ul><li>soft<li>warm</ul>" });
        Said.By(new DescriptionFromTemplate(new() { Text = "{title}\n\n{shop.longDescription}\n[{color}\n]By {brand}" }), offer)
            .ShouldChange(Reasons.DescriptionFromTemplate).Description.ToString().Should().Be("Linen shirt\n\n• soft\n• warm\nBy Loom & Sons");
    }

    [Theory]
    [InlineData(0, 22, "Linen shirt by Loom &…")]
    [InlineData(22, 500, "Linen shirt by Loom &…")]
    [InlineData(30, 22, "Linen shirt by Loom &…")]
    [InlineData(26, 500, "Linen shirt by Loom & Sons")]
    public void What_is_too_long_is_cut_at_a_word(int longest, int limit, string title) =>
        Said.By(new TitleFromTemplate(new() { Text = "{title} by {brand}", Longest = longest }), AnOffer.Clean, TheFacts.With(new Limits { Title = limit })).After!.Title.ToString().Should().Be(title);

    [Theory]
    [InlineData("{color}", 1)]
    [InlineData("{shop.variation.color}", 4)]
    [InlineData("{title}", 0)]
    public void What_comes_out_too_short_or_the_same_leaves_the_text_as_it_was(string text, int shortest) =>
        Said.By(new TitleFromTemplate(new() { Text = text, Shortest = shortest }), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void Without_a_template_texts_stay()
    {
        Said.By(new TitleFromTemplate(null), AnOffer.Clean).ShouldBeKept();
        Said.By(new DescriptionFromTemplate(null), AnOffer.Clean).ShouldBeKept();
        new TitleFromTemplate(null).Should().Be(new TitleFromTemplate(null), "one step serves all templates");
        new TitleFromTemplate(new() { Text = "a" }).Should().Be(new TitleFromTemplate(new() { Text = "a" }));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{title", "(character 1)")]
    [InlineData("a {titel} b", "(character 4)")]
    [InlineData("a {} b", "(character 3)")]
    [InlineData("a } b", "(character 3)")]
    [InlineData("a ] b", "(character 3)")]
    [InlineData("a [ {title}", "(character 3)")]
    [InlineData("[a {title} [b {title}]]", "(character 12)")]
    [InlineData("[a]", "(character 1)")]
    [InlineData("{\"x\"}", "(character 1)")]
    [InlineData("{title|\"x}", "(character 8)")]
    [InlineData("{\"x\"|title}", "not the last")]
    [InlineData("{title|}", "(character 1)")]
    public void A_text_that_is_not_well_written_is_refused_with_the_place(string text, string words)
    {
        var faults = Writing.Faults(text, "$.text");
        faults.Should().NotBeEmpty();
        faults.Should().OnlyContain(fault => fault.Path == "$.text" && fault.Cure.Length > 0);
        faults.Should().Contain(fault => fault.Sentence.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void All_faults_of_a_template_are_told_at_once()
    {
        var faults = Writing.Faults(new TextTemplate { Text = "{titel} } {brnd}", Longest = -1, Shortest = -2 }, "$.titleTemplate");
        faults.Select(fault => fault.Path).Should().Equal("$.titleTemplate.text", "$.titleTemplate.text", "$.titleTemplate.text", "$.titleTemplate.longest", "$.titleTemplate.shortest");
        faults[0].Cure.Should().Be("write title");
        Writing.Faults(new TextTemplate { Text = "{title}", Longest = 5, Shortest = 6 }, "$").Should().ContainSingle();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_text_comes_out_plain_and_within_its_limit(int seed)
    {
        var random = new Random(seed);
        string[] parts = ["{title}", "[, {shop.brand}]", "{shop.attribute.a|\"x\"}", " ", "<", "&", "lt;", "\n", "{{", "[{shop.name} <b {shop.brand}]", "{sku}", "\t", "•"];
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            var template = new TextTemplate { Text = text, Longest = random.Next(2) * 40 };
            var item = (AnItem.Clean with { Name = RandomText(random), Brand = RandomText(random), Sku = new Sku(RandomText(random)) }).Attribute("a", RandomText(random));
            var limit = random.Next(20, 60);
            var facts = TheFacts.With(new Limits { Title = limit, Description = limit });
            var offer = PolicySheet.Of([new PlainTitle(), new PlainDescription(), new TitleLength(), new DescriptionLength()]).Pass(AnOffer.Of(item), facts).Offer;
            var (title, description) = (new TitleFromTemplate(template).Apply(offer, facts).After?.Title ?? offer.Title, new DescriptionFromTemplate(template).Apply(offer, facts).After?.Description ?? offer.Description);
            Math.Max(title.Length, description.Length).Should().BeLessThanOrEqualTo(limit);
            title.ToString().Any(char.IsControl).Should().BeFalse();
            description.ToString().Any(letter => char.IsControl(letter) && letter != '\n').Should().BeFalse();
            PlainText.Line(title).Should().Be(title, "plain text of plain text is the same");
            PlainText.Lines(description).Should().Be(description);
        }
    }

    private static string Title(string text, Offer? offer = null)
    {
        var before = offer ?? AnOffer.Clean;
        return (new TitleFromTemplate(new() { Text = text }).Apply(before, TheFacts.Usual).After ?? before).Title.ToString();
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(12); length > 0; length--)
        {
            var rune = random.Next(4) switch { 0 => random.Next(0x20, 0x7F), 1 => random.Next(0, 0x3000), 2 => "<>&;/b \n"[random.Next(8)], _ => random.Next(0x1F000, 0x20000) };
            text.Append(Rune.IsValid(rune) ? new Rune(rune).ToString() : "");
        }

        return text.ToString();
    }
}
