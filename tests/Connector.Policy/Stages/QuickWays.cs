using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

/// <summary>Quick ways for the usual case, each beside the slow and obvious one on generated input.</summary>
public class QuickWays
{
    [Fact]
    public void A_weight_that_is_read_without_decoding_is_what_the_closer_look_makes_of_it()
    {
        var random = new Random(7);
        string[] pieces = ["0", "1", "12", "007", ".", "5", "50", "123456", "1234567", " ", "  ", "kg", "g", "lb", "lbs", "oz", "KG", "x", "-"];
        foreach (var standIn in new[] { "", "kg", "0.5 lb", "x" })
        {
            var stage = new ShippingWeight(standIn);
            var unit = standIn switch { "kg" => "kg", "0.5 lb" => "lb", _ => "" };
            for (var i = 0; i < 50_000; i++)
            {
                var said = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
                stage.Written(said).ToString().Should().Be(ShippingWeight.Read(said, unit).Weight, "{0} was said, {1} stands in", said, standIn);
            }
        }
    }

    [Fact]
    public void A_variant_is_held_where_an_earlier_one_has_the_same_set_of_values_and_nowhere_else()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var group = Enumerable.Range(0, random.Next(2, 9)).Select(n => AnOffer.Variant($"s{n}", Values(random))).ToList();
            var verdicts = new Verdict[group.Count];
            new UniqueVariation().Apply(group, TheFacts.Usual, verdicts);
            var seen = new List<HashSet<(string, string)>>();
            for (var n = 0; n < group.Count; n++)
            {
                var values = group[n].Item.Variations.Where(value => value.ValueId.Length > 0).Select(value => (value.AttributeId, value.ValueId)).ToHashSet();
                verdicts[n].IsHeld.Should().Be(values.Count > 0 && seen.Exists(values.SetEquals));
                seen.Add(values);
            }
        }
    }

    [Fact]
    public void Details_set_one_by_one_are_those_set_at_once()
    {
        var random = new Random(13);
        for (var i = 0; i < 2_000; i++)
        {
            var details = ProductDetails.None;
            var set = new Dictionary<Detail, Text>();
            for (var step = random.Next(20); step > 0; step--)
            {
                var (detail, value) = ((Detail)random.Next(ProductDetails.Every.Count), (Text)new string('x', random.Next(3)));
                (details, set[detail]) = (details.With(detail, value), value);
            }

            var atOnce = ProductDetails.None.With([.. set.Select(pair => (pair.Key, pair.Value))]);
            details.Should().Be(atOnce);
            details.GetHashCode().Should().Be(atOnce.GetHashCode());
            ProductDetails.Every.Should().OnlyContain(detail => details[detail] == set.GetValueOrDefault(detail));
        }
    }

    [Fact]
    public void An_id_of_usual_characters_is_kept_as_the_closer_look_keeps_it()
    {
        for (var value = 0; value < 0x3000; value++)
        {
            var sku = $"a{(char)value}b";
            Said.By(new SkuForm(), AnOffer.With(item => item with { Sku = new Sku(sku) })).IsKept.Should().Be(Characters.FirstForbidden(sku) is null, "U+{0:X4}", value);
        }
    }

    [Fact]
    public void Siblings_that_share_bytes_and_lists_pass_as_if_each_had_its_own()
    {
        var random = new Random(17);
        var policies = PolicySheet.Compile(
            new PolicyDocuments { Mapping = new() { Gender = new() { Attribute = "a" }, AgeGroup = new() { Attribute = "a" }, Material = new() { Attribute = "a" } } }, "t", details: true);
        string[] texts = ["Soft.", "<p>Soft &amp; warm</p><ul><li>é</ul>", "", "A  b", new('x', 200), "Men", "kids", "<b>" + new string('y', 90) + "</b>"];
        for (var i = 0; i < 300; i++)
        {
            var shared = texts.Select(Text.Of).ToArray();
            ImageView[][] images = [[], [new("large", "https://a/1.jpg"), new("large", "https://a/2.webp")], [new("swatch", "https://a/1.jpg"), new("zoom", "https://a/3.png")]];
            var items = Enumerable.Range(0, random.Next(1, 12)).Select(n => AnItem.Clean with
            {
                Sku = new Sku($"s{n}"), Variations = [AnItem.Variation("size", $"{n}")],
                Name = Pick(shared), ShortDescription = Pick(shared), LongDescription = Pick(shared), Brand = Pick(shared), Images = Pick(images),
                Attributes = new NoAttributes(new Dictionary<string, Text> { ["a"] = Pick(shared) }),
            }).ToList();
            var (together, apart) = (new List<Passage>(), new List<Passage>());
            policies.Pass([.. items.Select(AnOffer.Of)], TheFacts.Usual, together);
            policies.Pass([.. items.Select(Own).Select(AnOffer.Of)], TheFacts.Usual, apart);
            together.Select(Shown).Should().Equal(apart.Select(Shown));
        }

        T Pick<T>(T[] from) => from[random.Next(from.Length)];
    }

    private static VariationValue[] Values(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => AnItem.Variation(random.Next(2) == 0 ? "color" : "size", random.Next(4) == 0 ? "" : $"{random.Next(3)}"))];

    /// <summary>The same item, with bytes and lists of its own.</summary>
    private static ShopItem Own(ShopItem item) => item with
    {
        Name = Own(item.Name), ShortDescription = Own(item.ShortDescription), LongDescription = Own(item.LongDescription), Brand = Own(item.Brand),
        Images = [.. item.Images.Select(image => new ImageView(image.ViewType, Own(image.Url)))],
        Attributes = new NoAttributes(new Dictionary<string, Text> { ["a"] = Own(item.Attributes["a"]) }),
    };

    private static Text Own(Text text) => new(text.Utf8.ToArray());

    private static string Shown(Passage passage) =>
        $"{passage.Offer.Sku} {passage.Held} {passage.Offer.Title} {passage.Offer.Description} {passage.Offer.Brand} {string.Join(",", passage.Offer.Images)} "
        + string.Join(",", ProductDetails.Every.Select(detail => passage.Offer.Details?[detail].ToString()));
}
