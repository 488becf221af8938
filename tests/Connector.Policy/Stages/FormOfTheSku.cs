using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class FormOfTheSku
{
    [Theory]
    [InlineData("A-1")]
    [InlineData("a b/c.d|e")]
    [InlineData("größe-42")]
    public void An_ordinary_SKU_is_kept(string sku) => By(sku).ShouldBeKept();

    [Fact]
    public void A_SKU_of_100_characters_is_kept_and_one_of_101_is_held_with_both_numbers()
    {
        By(new string('x', 100)).ShouldBeKept();
        By(new string('x', 101)).ShouldHold(Reasons.SkuTooLong, HoldKind.Content, "101", "100");
    }

    [Theory]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("\u00A0a")]
    public void A_SKU_with_white_space_at_an_edge_is_held(string sku) => By(sku).ShouldHold(Reasons.SkuEdgeBlanks, HoldKind.Content);

    [Theory]
    [InlineData("a\u0001b", "U+0001")]
    [InlineData("a\tb", "U+0009")]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\u200Bb", "U+200B")]
    [InlineData("a🔥", "U+1F525")]
    [InlineData("a⭐", "U+2B50")]
    [InlineData("a\uD83D", "U+FFFD")]
    public void A_SKU_with_a_control_character_or_an_emoji_is_held_and_the_character_named(string sku, string named) =>
        By(sku).ShouldHold(Reasons.SkuCharacters, HoldKind.Content, named);

    [Fact]
    public void A_missing_SKU_is_held() => By("").ShouldHold(Reasons.SkuMissing, HoldKind.Content);

    private static Verdict By(string sku) => Said.By(new SkuForm(), AnOffer.With(item => item with { Sku = new Sku(sku) }));
}
