using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

/// <summary>The pricing policy's steps, one by one and together.</summary>
public class PricingSteps
{
    private static readonly CurrencyConversion Euros = new() { Currency = "EUR", Rate = 0.85m, OnMismatch = OnCurrencyMismatch.Convert };

    [Theory]
    [InlineData("12.50", "12.50 GBP")]
    [InlineData(" 12.5 GBP ", "12.50 GBP")]
    [InlineData("7", "7.00 GBP")]
    [InlineData("12.50EUR", "12.50 EUR")]
    [Trait("covers", "PRC-02")]
    public void A_price_attribute_goes_before_the_price_books(string said, string price)
    {
        var after = Said.By(new PriceAttribute("tiktokPrice"), Priced(said)).ShouldChange(Reasons.PriceAttributeChosen, price, "tiktokPrice");
        after.Price.ToString().Should().Be(price);
        after.ListPrice.Should().Be(new Money(20, "GBP"), "the list price stays the books'");
        after.PriceWindow.Should().Be(PriceWindow.Always, "the books' window says nothing about it");
    }

    [Theory]
    [InlineData("12,50")]
    [InlineData("1,250.00")]
    [InlineData("free")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("12.50 quid")]
    [InlineData("12.50 ABC")]
    [InlineData("£12.50")]
    [InlineData("1e3")]
    [InlineData(".")]
    [InlineData("99999999999999999999999999999999999")]
    [Trait("covers", "PRC-02")]
    public void A_price_attribute_that_is_no_price_is_told_and_the_books_decide(string said) =>
        Said.By(new PriceAttribute("tiktokPrice"), Priced(said)).ShouldChange(Reasons.PriceAttributeUnusable, said, "tiktokPrice").Price.Should().Be(new Money(15, "GBP"));

    [Fact, Trait("covers", "PRC-02")]
    public void Where_the_price_attribute_is_empty_the_books_decide()
    {
        Said.By(new PriceAttribute("tiktokPrice"), AnOffer.Clean).ShouldBeKept();
        Said.By(new PriceAttribute("tiktokPrice"), Priced("  ")).ShouldBeKept();
        Said.By(new PriceAttribute(""), AnOffer.Clean).ShouldBeKept();
    }

    [Theory]
    [InlineData(PriceChangeBy.Fixed, PriceChangeTo.Increase, "2.5", "17.50")]
    [InlineData(PriceChangeBy.Fixed, PriceChangeTo.Decrease, "2.5", "12.50")]
    [InlineData(PriceChangeBy.Percentage, PriceChangeTo.Increase, "10", "16.50")]
    [InlineData(PriceChangeBy.Percentage, PriceChangeTo.Decrease, "10", "13.50")]
    [InlineData(PriceChangeBy.Percentage, PriceChangeTo.Decrease, "33.3", "10.01")]
    [Trait("covers", "PRC-03")]
    public void A_price_is_changed_by_an_amount_or_a_percentage_up_or_down(PriceChangeBy by, PriceChangeTo to, string amount, string price) =>
        By(new() { Changes = [Change(by, to, Number(amount))] }).Price.ToString().Should().Be(price + " GBP");

    [Fact, Trait("covers", "PRC-03")]
    public void Several_changes_follow_one_another_and_the_list_price_goes_along()
    {
        var up10 = Change(PriceChangeBy.Percentage, PriceChangeTo.Increase, 10);
        var plus1 = Change(PriceChangeBy.Fixed, PriceChangeTo.Increase, 1);
        By(new() { Changes = [up10, plus1] }).Should().Match<Offer>(offer => offer.Price == new Money(17.5m, "GBP") && offer.ListPrice == new Money(23, "GBP"));
        By(new() { Changes = [plus1, up10] }).Should().Match<Offer>(offer => offer.Price == new Money(17.6m, "GBP") && offer.ListPrice == new Money(23.1m, "GBP"));
        Said.By(new PriceChanges([up10, plus1]), AnOffer.Clean)
            .ShouldChange(Reasons.PriceChanged, "15.00 GBP (list price 20.00 GBP) became 17.50 GBP (list price 23.00 GBP) by +10 %, then +1");
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    public void What_a_change_brings_to_0_or_below_is_held(int less) =>
        Passed(new() { Changes = [Change(PriceChangeBy.Fixed, PriceChangeTo.Decrease, less)] }).Held!.Of.Should().Be(Reasons.PriceNotPositive);

    [Fact, Trait("covers", "D-14"), Trait("covers", "CUR-01")]
    public void A_price_in_another_currency_stops_unless_the_policy_converts_it()
    {
        var item = AnItem.Clean with { PaidPrice = new Money(10, "EUR"), ListPrice = new Money(20, "EUR") };
        Passed(new(), item).Held!.Of.Should().Be(Reasons.PriceCurrency);
        Passed(new() { Conversion = Euros with { OnMismatch = OnCurrencyMismatch.Stop } }, item).Held!.Of.Should().Be(Reasons.PriceCurrency);
        Passed(new() { Conversion = Euros with { Currency = "USD" } }, item).Held!.Of.Should().Be(Reasons.PriceCurrency);
    }

    [Fact, Trait("covers", "PRC-04"), Trait("covers", "CUR-02"), Trait("covers", "D-14")]
    public void Where_the_policy_converts_price_and_list_price_take_the_rate_and_then_the_rounding()
    {
        var item = AnItem.Clean with { PaidPrice = new Money(9.99m, "EUR"), ListPrice = new Money(20.01m, "EUR") };
        var after = By(new() { Conversion = Euros }, item);
        after.Price.Should().Be(new Money(8.49m, "GBP"), "9.99 by 0.85 is 8.4915");
        after.ListPrice.Should().Be(new Money(17.01m, "GBP"), "20.01 by 0.85 is 17.0085");
        By(new() { Conversion = Euros }).Should().Be(AnOffer.Clean, "what is in the TikTok shop's currency is not touched");
    }

    [Theory]
    [InlineData(RoundTo.Ending, "12.20", "11.99")]
    [InlineData(RoundTo.Ending, "12.60", "12.99")]
    [InlineData(RoundTo.Step, "12.62", "12.60")]
    [InlineData(RoundTo.Step, "12.63", "12.65")]
    [InlineData(RoundTo.Cents, "12.345", "12.35")]
    [Trait("covers", "PRC-03")]
    public void Prices_are_rounded_as_the_policy_says(RoundTo to, string price, string rounded) =>
        By(new() { Rounding = new() { To = to, Step = 0.05m } }, AnItem.Clean with { PaidPrice = new Money(Number(price), "GBP") }).Price.ToString().Should().Be(rounded + " GBP");

    [Theory]
    [InlineData(RoundHalf.Even, "12.345", "12.34")]
    [InlineData(RoundHalf.Up, "12.345", "12.35")]
    [InlineData(RoundHalf.Even, "12.355", "12.36")]
    [Trait("covers", "D-14")]
    public void Halves_go_up_or_to_the_even_neighbour_as_banks_do(RoundHalf half, string price, string rounded) =>
        By(new() { Rounding = new() { Half = half } }, AnItem.Clean with { PaidPrice = new Money(Number(price), "GBP") }).Price.ToString().Should().Be(rounded + " GBP");

    [Fact]
    public void A_currency_without_digits_after_the_point_takes_no_ending()
    {
        var yen = TheFacts.Usual with { Currency = "JPY", Country = "JP" };
        Passed(new() { Rounding = new() { To = RoundTo.Ending } }, AnItem.Clean with { PaidPrice = new Money(1500, "JPY"), ListPrice = null }, yen).Offer.Price.ToString().Should().Be("1500 JPY");
    }

    [Fact]
    public void A_price_with_the_currencys_digits_is_not_touched_by_a_policy_without_settings() =>
        ReferenceEquals(Passed(new()).Offer, Offered).Should().BeTrue("nothing is made anew");

    [Fact]
    public void A_reduction_that_rounding_takes_away_is_left_out_and_told()
    {
        var item = AnItem.Clean with { PaidPrice = new Money(14.80m, "GBP"), ListPrice = new Money(15.20m, "GBP") };
        var after = By(new() { Rounding = new() { To = RoundTo.Ending } }, item);
        after.Price.Should().Be(new Money(14.99m, "GBP"));
        after.ListPrice.Should().BeNull();
    }

    [Theory]
    [InlineData("GB", "GBP", "5600", null)]
    [InlineData("GB", "GBP", "5600.01", "price.above-limit")]
    [InlineData("US", "USD", "7600.01", "price.above-limit")]
    [InlineData("DE", "EUR", "6300.004", null)]
    [InlineData("TH", "THB", "29.99", "price.below-limit")]
    [InlineData("BR", "BRL", "0.49", "price.below-limit")]
    [InlineData("ID", "IDR", "99.99", "price.below-limit")]
    [InlineData("JP", "JPY", "500001", "price.above-limit")]
    [InlineData("VN", "VND", "180000001", "price.above-limit")]
    [InlineData("CH", "CHF", "999999", null)]
    [InlineData("GB", "EUR", "6000", null)]
    [Trait("covers", "RIV-04")]
    public void Prices_outside_what_TikTok_Shop_takes_in_the_country_are_held(string country, string currency, string price, string? code)
    {
        var facts = TheFacts.Usual with { Country = country, Currency = currency };
        var item = AnItem.Clean with { PaidPrice = new Money(Number(price), currency), ListPrice = null };
        Passed(new(), item, facts).Held?.Code.Should().Be(code);
        (Passed(new(), item, facts).Held is null).Should().Be(code is null);
        Passed(new() { RegionLimits = false }, item, facts).Held.Should().BeNull();
    }

    [Theory]
    [InlineData(14, 0, null)]
    [InlineData(15, 15, null)]
    [InlineData(16, 0, "price.below-limit")]
    [InlineData(0, 14, "price.above-limit")]
    [Trait("covers", "RIV-04")]
    public void The_policys_own_limits_hold_too(int least, int most, string? code)
    {
        var held = Passed(new() { Least = least, Most = most }).Held;
        held?.Code.Should().Be(code);
        (held is null).Should().Be(code is null);
        held?.Sentence.Should().Contain("15.00 GBP").And.Contain("the pricing policy");
    }

    [Fact]
    public void Whatever_the_numbers_a_price_that_is_sent_is_above_0_within_the_limits_and_never_above_the_list_price()
    {
        var random = new Random(20261122);
        var listed = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var policy = Any(random);
            var item = AnItem.Clean with
            {
                PaidPrice = random.Next(20) == 0 ? null : Price(random),
                ListPrice = random.Next(5) == 0 ? null : Price(random),
            };
            var passage = Passed(policy, item.Attribute("p", random.Next(3) == 0 ? Price(random).Amount.ToString(CultureInfo.InvariantCulture) : ""));
            if (passage.Held is { } reason)
            {
                reason.Of.Hold.Should().Be(HoldKind.Price, "{0}", reason);
                continue;
            }

            listed++;
            var (price, list) = (passage.Offer.Price!.Value, passage.Offer.ListPrice);
            if (price.Currency != "GBP" || price.Written <= 0 || price.Written < policy.Least || (policy.Most > 0 && price.Written > policy.Most)
                || (policy.RegionLimits && price.Written is < 0.01m or > 5_600m && policy.RegionLimits)
                || (list is { } before && (before.Currency != price.Currency || before.Written < price.Written)))
            {
                Assert.Fail($"{policy} made {price} of {item.PaidPrice}, list price {list} of {item.ListPrice}");
            }
        }

        listed.Should().BeGreaterThan(2_000);
    }

    [Fact]
    public void Policies_that_need_looking_after_say_so()
    {
        PolicyWarnings.Of(new PricingPolicy()).Should().BeEmpty();
        PolicyWarnings.Of(new PricingPolicy { RegionLimits = false, Conversion = Euros }).Select(warning => warning.Path).Should().Equal("$.regionLimits", "$.conversion.rate");
    }

    [Fact]
    public void Only_the_chosen_price_books_count_and_the_lowest_of_them_is_paid()
    {
        var window = new PriceWindow(TheFacts.Usual.Instant.AddDays(-1), TheFacts.Usual.Instant.AddDays(1));
        var item = AnItem.Clean with
        {
            PaidPrice = new Money(9, "GBP"), ListPrice = new Money(20, "GBP"),
            PricesByBook =
            [
                new("club", new Money(20, "GBP"), new Money(9, "GBP"), null), new("list", new Money(20, "GBP"), new Money(20, "GBP"), null),
                new("sale", new Money(20, "GBP"), new Money(15, "GBP"), window), new("euros", null, new Money(1, "EUR"), null),
            ],
        };
        By(new() { Books = ["list", "sale", "euros"] }, item).Should().Match<Offer>(offer => offer.Price == new Money(15, "GBP") && offer.ListPrice == new Money(20, "GBP") && offer.PriceWindow == window);
        By(new() { Books = ["list"] }, item).Price.Should().Be(new Money(20, "GBP"));
        By(new() { Books = ["club"] }, item).Price.Should().Be(new Money(9, "GBP"));
        By(new(), item).Price.Should().Be(new Money(9, "GBP"));
        Passed(new() { Books = ["euros"] }, item).Held!.Of.Should().Be(Reasons.PriceCurrency);
        Passed(new() { Books = ["other"] }, item).Held!.Of.Should().Be(Reasons.PriceMissing);
    }

    [Fact]
    public void Only_a_policy_that_names_price_books_asks_for_them()
    {
        PolicySheet.Compile(new PolicyDocuments(), "t").NeedsPricesByBook.Should().BeFalse();
        PolicySheet.Compile(new PolicyDocuments { Pricing = new() { Books = ["list"] } }, "t").NeedsPricesByBook.Should().BeTrue();
    }

    private static readonly Offer Offered = AnOffer.Clean;

    private static PricingPolicy Any(Random random) => new()
    {
        PriceAttribute = random.Next(2) == 0 ? "p" : "",
        Changes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Change((PriceChangeBy)random.Next(2), (PriceChangeTo)random.Next(2), Amount(random)))],
        Conversion = random.Next(2) == 0 ? null : Euros with { Rate = Amount(random), OnMismatch = (OnCurrencyMismatch)random.Next(2) },
        Rounding = random.Next(3) == 0 ? null : new()
        {
            To = (RoundTo)random.Next(3), Way = (RoundWay)random.Next(3), Half = (RoundHalf)random.Next(2), Step = Amount(random), Ending = random.Next(100) / 100m,
        },
        Least = random.Next(2) * random.Next(10),
        Most = random.Next(2) * random.Next(10, 9_000),
        RegionLimits = random.Next(3) > 0,
    };

    private static decimal Amount(Random random) => random.Next(40) == 0 ? decimal.MaxValue / random.Next(1, 5) : random.Next(2) == 0 ? random.Next(3_000) / 1_000m : random.Next(60);

    private static Money Price(Random random) => new(random.Next(40) == 0 ? decimal.MaxValue : random.Next(-2_000, 30_000) / (random.Next(2) == 0 ? 100m : 1_000m), random.Next(6) == 0 ? "EUR" : "GBP");

    private static PriceChange Change(PriceChangeBy by, PriceChangeTo to, decimal amount) => new() { By = by, To = to, Amount = amount };

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static Offer Priced(string said) => AnOffer.With(item => item.Attribute("tiktokPrice", said));

    private static Offer By(PricingPolicy policy, ShopItem? item = null)
    {
        var passage = Passed(policy, item);
        passage.Held.Should().BeNull();
        return passage.Offer;
    }

    private static Passage Passed(PricingPolicy policy, ShopItem? item = null, Facts? facts = null) =>
        PolicySheet.Of([.. StageOrder.For(new PolicyDocuments { Pricing = policy }, details: false).Where(step => step.Name.StartsWith("price.", StringComparison.Ordinal))])
            .Pass(item is null ? Offered : AnOffer.Of(item), facts ?? TheFacts.Usual);
}
