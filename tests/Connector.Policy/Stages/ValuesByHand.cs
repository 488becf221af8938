using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public sealed class ValuesByHand
{
    private static readonly DateTimeOffset Now = TheFacts.Usual.Instant;

    [Fact]
    public void What_is_given_is_put_as_it_is_and_says_where_it_comes_from()
    {
        var verdict = Price.Apply(AnOffer.Clean, Given(("price", "5.99 GBP", null)));

        verdict.After!.Price.Should().Be(new Money(5.99m, "GBP"));
        verdict.Reason!.Sentence.Should().Be("by hand: price 5.99 GBP (a.csv row 2, by Ann, because sale, until the shop's own value is another one)");
    }

    [Fact]
    public void Of_other_SKUs_nothing_is_put() =>
        Price.Apply(AnOffer.Variant("other"), Given(("price", "5.99 GBP", null))).IsKept.Should().BeTrue();

    [Fact]
    public void Content_and_price_are_put_by_steps_of_their_own()
    {
        var facts = Given(("price", "5.99 GBP", null), ("title", "By hand", null));

        Content.Apply(AnOffer.Clean, facts).After!.Should().Match<Offer>(offer => offer.Title == "By hand" && offer.Price == AnOffer.Clean.Price);
        Price.Apply(AnOffer.Clean, facts).After!.Should().Match<Offer>(offer => offer.Title == AnOffer.Clean.Title && offer.Price!.Value.Amount == 5.99m);
        (Content.IsPriceOrStock, Price.IsPriceOrStock).Should().Be((false, true));
    }

    [Fact]
    public void Without_a_time_it_stands_until_the_shops_own_value_is_another_one()
    {
        var facts = Given(("price", "5.99 GBP", null));

        Price.Apply(AnOffer.With(item => item with { Name = "Another" }), facts).IsKept.Should().BeFalse();
        Price.Apply(AnOffer.With(item => item with { PaidPrice = new Money(1, "GBP") }), facts).IsKept.Should().BeTrue();
    }

    [Fact]
    public void With_a_time_it_stands_until_then_whatever_the_shop_says()
    {
        var facts = Given(("price", "5.99 GBP", Now.AddHours(1)));

        Price.Apply(AnOffer.With(item => item with { PaidPrice = new Money(1, "GBP") }), facts).ValidUntil.Should().Be(Now.AddHours(1));
        Price.Apply(AnOffer.Clean, facts with { Instant = Now.AddHours(1) }).IsKept.Should().BeTrue();
    }

    [Theory]
    [InlineData(9, "2", 2)]
    [InlineData(9, "0", 0)]
    [InlineData(9, "500", 9)]
    [InlineData(0, "7", 0)]
    public void A_quantity_is_the_most_that_is_sold(int shop, string given, int told) =>
        (Price.Apply(AnOffer.Clean with { Quantity = shop, Availability = shop == 0 ? Availability.OutOfStock : Availability.InStock }, Given(("quantity", given, null))).After?.Quantity ?? shop).Should().Be(told);

    [Theory]
    [InlineData(9, "out of stock", 0, Availability.OutOfStock)]
    [InlineData(9, "discontinued", 0, Availability.Discontinued)]
    [InlineData(9, "preorder", 9, Availability.Preorder)]
    [InlineData(0, "in stock", 0, Availability.OutOfStock)]
    [InlineData(0, "available for order", 0, Availability.OutOfStock)]
    public void What_has_no_pieces_stays_out_of_stock_whatever_word_is_given(int shop, string given, int pieces, Availability availability)
    {
        var offer = AnOffer.Clean with { Quantity = shop, Availability = shop == 0 ? Availability.OutOfStock : Availability.InStock };

        var after = Price.Apply(offer, Given(("availability", given, null))).After ?? offer;

        (after.Quantity, after.Availability).Should().Be((pieces, availability));
    }

    [Fact]
    public void Every_column_is_put_and_taken_from_what_the_shop_says()
    {
        (string Column, string Value)[] values =
        [
            ("title", "T"), ("description", "D"), ("brand", "B"), ("condition", "used"), ("google_product_category", "166"), ("product_category", "hats"),
            ("image_urls", "https://a.example/1.jpg\nhttps://a.example/2.jpg"), ("landing_page_url", "https://a.example/"), ("price", "1.00 GBP"), ("quantity", "1"), ("availability", "preorder"),
        ];
        values.Select(value => value.Column).Should().Equal(ManualColumn.All.Select(column => column.Name));
        var facts = Given([.. values.Select(value => (value.Column, value.Value, (DateTimeOffset?)null))]);

        var after = Price.Apply(Content.Apply(AnOffer.Clean with { Quantity = 4 }, facts).After!, facts).After!;

        after.Should().Match<Offer>(offer =>
            offer.Title == "T" && offer.Description == "D" && offer.Brand == "B" && offer.Condition == Condition.Used && offer.GoogleProductCategory == "166" && offer.Category!.Id == "hats"
            && offer.Images.Count == 2 && offer.LandingPage == "https://a.example/" && offer.Price!.Value.Amount == 1 && offer.Quantity == 1 && offer.Availability == Availability.Preorder);
        AnOffer.Clean.LandingPage.Should().Be(AnItem.Clean.LandingPage, "where nothing is given it is the shop's");
    }

    [Fact]
    public void A_long_value_of_the_shop_is_kept_by_its_beginning_and_a_hash()
    {
        var (one, other) = (AnItem.Clean with { LongDescription = new string('x', 500) + "1" }, AnItem.Clean with { LongDescription = new string('x', 500) + "2" });
        var column = ManualColumn.Find("description")!;

        column.Own(one).Should().HaveLength(column.Own(other).Length).And.NotBe(column.Own(other));
        column.Own(one).Length.Should().BeLessThan(130);
    }

    [Fact]
    public void A_value_that_cannot_be_put_changes_nothing()
    {
        foreach (var (column, value) in new[] { ("price", "cheap"), ("quantity", "-1"), ("quantity", "many"), ("availability", "soon"), ("condition", "fair"), ("nothing", "x") })
        {
            var offer = AnOffer.Clean with { Quantity = 3 };
            var facts = Given((column, value, null));
            (Content.Apply(offer, facts).After ?? offer).Should().Be(offer);
            (Price.Apply(offer, facts).After ?? offer).Should().Be(offer);
        }
    }

    private static ManualValues Content { get; } = new(IsOfPriceOrStock: false);

    private static ManualValues Price { get; } = new(IsOfPriceOrStock: true);

    private static Facts Given(params (string Column, string Value, DateTimeOffset? Until)[] values) => TheFacts.Usual with
    {
        Manual = new Dictionary<string, IReadOnlyList<ManualValue>>
        {
            [AnItem.Clean.Sku.Value] = [.. values.Select(value => new ManualValue(value.Column, value.Value, value.Until, ManualColumn.Find(value.Column)?.Own(AnItem.Clean) ?? "", "a.csv row 2", "Ann", "sale"))],
        },
    };
}
