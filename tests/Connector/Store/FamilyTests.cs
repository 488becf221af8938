using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Tests.Store;

/// <summary>What is worked out once for siblings, beside the obvious way for each of them, on generated items.</summary>
public class FamilyTests
{
    private static readonly LocaleChain Locales = new("fr-FR");
    private static readonly byte[] Site = "UK"u8.ToArray();

    [Fact]
    public void Images_chosen_once_for_a_colour_are_those_chosen_for_each_variant()
    {
        var random = new Random(5);
        string[] attributes = ["color", "size", "colors", ""];
        string[] qualifiers = ["", "", "color=red", "color=blue", "=red", "size=m", "color=red&size=m", "size=m&color=red", "colors=red", "color=a&b=c", "&=m", "=a&b=c"];
        for (var i = 0; i < 3_000; i++)
        {
            var master = Fold(draft =>
            {
                for (var image = random.Next(9); image > 0; image--)
                {
                    draft.Add(ItemField.Image, random.Next(2) == 0 ? "large" : "swatch", Pick(qualifiers), $"https://a/{image}.jpg");
                }
            });
            var values = attributes.SelectMany(attribute => new[] { "red", "blue", "m", "a&b=c" }.Select(value => new VariationValue(attribute, attribute, value, value))).ToList();
            var images = new FamilyImages();
            for (var variant = 0; variant < 6; variant++)
            {
                var variations = Enumerable.Range(0, random.Next(4)).Select(_ => Pick(values)).ToList();
                images.Of(master, variations).Should().Equal(ItemImages.From(master, variations)).And.Equal(Obvious(master, variations));
            }
        }

        T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
    }

    [Fact]
    public void An_attribute_looked_for_where_attributes_stand_is_that_of_the_whole_item()
    {
        var random = new Random(6);
        string[] ids = ["care", "brand", "page-title", "été"];
        var asked = ids.Select(Text.Of).ToList();
        string[] qualifiers = ["", "x-default", "fr", "fr-FR", "de", "@UK", "fr@UK", "fr@DE"];
        for (var i = 0; i < 3_000; i++)
        {
            var master = Fold(Fill);
            var inherited = new BlobAttributes(master.Blob, master.Attributes, null, Locales, Site);
            for (var variant = 0; variant < 3; variant++)
            {
                var own = Fold(Fill);
                var attributes = new BlobAttributes(own.Blob, own.Attributes, inherited, Locales, Site);
                foreach (var id in asked)
                {
                    attributes[id.ToString()].ToString().Should().Be(Obvious(own.Blob.Span, id.ToString()) is { Length: > 0 } found ? found
                        : Obvious(master.Blob.Span, id.ToString()) is { Length: > 0 } masters ? masters
                        : id == "brand" ? own[ItemField.Brand].Or(master[ItemField.Brand]).ToString() : "");
                    attributes[id].Should().Be(attributes[id.ToString()], "siblings that ask by the same bytes are told what each would find");
                }
            }
        }

        void Fill(ItemDraft draft)
        {
            var hasBrand = false;
            for (var entry = random.Next(8); entry > 0; entry--)
            {
                switch (random.Next(4))
                {
                    case 0 when !hasBrand:
                        draft.Add(ItemField.Brand, "", $"brand {random.Next(3)}");
                        hasBrand = true;
                        break;
                    case 1:
                        draft.Add(ItemField.Image, "large", "", "https://a/1.jpg");
                        break;
                    default:
                        draft.Add(ItemField.Attribute, ids[random.Next(ids.Length)], qualifiers[random.Next(qualifiers.Length)], random.Next(4) == 0 ? "" : $"v{random.Next(5)}");
                        break;
                }
            }
        }
    }

    [Fact]
    public void The_name_of_a_value_is_the_best_of_those_that_the_master_gives()
    {
        var random = new Random(8);
        string[] qualifiers = ["", "x-default", "fr", "fr-FR", "de"];
        for (var i = 0; i < 3_000; i++)
        {
            var names = Enumerable.Range(0, random.Next(7)).Select(n => (Value: $"color={random.Next(3)}", Locale: qualifiers[random.Next(qualifiers.Length)], Name: random.Next(4) == 0 ? "" : $"n{n}")).ToList();
            var master = Fold(draft =>
            {
                foreach (var (value, locale, name) in names)
                {
                    draft.Add(ItemField.VariationValue, value, locale, name);
                    draft.Add(ItemField.VariationAttribute, "color", locale, name);
                }
            });
            var best = names.Where(name => name.Value == "color=1" && name.Name.Length > 0 && Rank(name.Locale) != LocaleChain.None).OrderBy(name => Rank(name.Locale)).Select(name => name.Name).FirstOrDefault("");
            master.ValueName("color"u8, "1"u8).ToString().Should().Be(best);
        }
    }

    [Fact]
    public void A_landing_page_is_the_template_with_the_ids_escaped()
    {
        foreach (var template in new[] { "https://a/{locale}/{sku}?g={group}&{sku}", "{sku}", "https://a/é/{skus}/{group}", "", "{site}" })
        {
            var pages = new LandingPages(MirrorBox.View with { LandingPage = template });
            foreach (var id in new[] { "a-1_b.c~", "é&= /", "{group}", "日本", new string('x', 3000) })
            {
                pages.Of(id, id + "g").ToString().Should().Be(template.Replace("{locale}", "en-GB", StringComparison.Ordinal).Replace("{site}", "UK", StringComparison.Ordinal)
                    .Replace("{sku}", "\u0001", StringComparison.Ordinal).Replace("{group}", "\u0002", StringComparison.Ordinal)
                    .Replace("\u0001", Uri.EscapeDataString(id), StringComparison.Ordinal).Replace("\u0002", Uri.EscapeDataString(id + "g"), StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_cache_gives_what_was_made_and_stops_growing_when_full()
    {
        var cache = new Utf8Cache<string>(capacity: 3);
        var made = 0;
        for (var round = 0; round < 3; round++)
        {
            foreach (var key in new[] { "a", "b", "", "c", "d", new string('x', 600) })
            {
                cache.Get(Encoding.UTF8.GetBytes(key), bytes => string.Create(CultureInfo.InvariantCulture, $"{++made} {Encoding.UTF8.GetString(bytes)}")).Should().EndWith(" " + key);
            }
        }

        made.Should().Be(3 + (3 * 3), "three are kept, the others made anew in every round");
    }

    private static byte Rank(string locale) => Locales.Rank(Encoding.UTF8.GetBytes(locale));

    private static ItemFold Fold(Action<ItemDraft> fill)
    {
        var draft = new ItemDraft();
        draft.Begin("m", ItemKind.Master, "test.xml", 1);
        fill(draft);
        var fold = new ItemFold(Locales, Site, new Utf8Cache<string>());
        fold.Load(draft.Bytes.ToArray());
        return fold;
    }

    /// <summary>Of each view type, in the order in which they come: those that name most of the variant's values, else those that name none.</summary>
    private static IEnumerable<ImageView> Obvious(ItemFold master, IReadOnlyList<VariationValue> variations)
    {
        var all = master.Images.ToArray();
        foreach (var viewType in all.Select(image => image.ViewType).Distinct())
        {
            var ofType = all.Where(image => image.ViewType == viewType).ToList();
            var best = ofType.Select(image => image.Variation).Where(variation => variation.Length > 0 && Matches(variation, variations))
                .OrderByDescending(variation => variation.Count(character => character == '&')).FirstOrDefault("");
            foreach (var image in ofType.Where(image => image.Variation == best))
            {
                yield return new ImageView(viewType, image.Url);
            }
        }
    }

    private static bool Matches(string wanted, IReadOnlyList<VariationValue> variations) => variations
        .SelectMany(variation => new[] { $"{variation.AttributeId}={variation.ValueId}", "=" + variation.ValueId })
        .Any(name => wanted == name || (wanted.StartsWith(name + "&", StringComparison.Ordinal) && Matches(wanted[(name.Length + 1)..], variations)));

    /// <summary>An item's own value by a look at all its entries.</summary>
    private static string Obvious(ReadOnlySpan<byte> blob, string id)
    {
        var values = new List<(int Rank, string Value)>();
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            var qualifier = Encoding.UTF8.GetString(entries.Qualifier).Split('@');
            if (entries.Field == ItemField.Attribute && Encoding.UTF8.GetString(entries.Name) == id && !entries.Value.IsEmpty
                && Rank(qualifier[0]) is var rank && rank != LocaleChain.None && (qualifier.Length == 1 || qualifier[1] == "UK"))
            {
                values.Add((rank + (qualifier.Length == 1 ? 100 : 0), Encoding.UTF8.GetString(entries.Value)));
            }
        }

        return string.Join(", ", values.Where(value => value.Rank == values.Min(other => other.Rank)).Select(value => value.Value));
    }
}
