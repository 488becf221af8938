using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Prices
{
    [Fact]
    public void A_price_above_0_is_kept() => Said.By(new NoPrice(), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void No_price_is_held() =>
        Said.By(new NoPrice(), AnOffer.With(item => item with { PaidPrice = null })).ShouldHold(Reasons.PriceMissing, HoldKind.Price);

    [Theory]
    [InlineData("0", "GBP")]
    [InlineData("-1.5", "GBP")]
    [InlineData("0.004", "GBP")]
    [InlineData("0.4", "JPY")]
    public void A_price_that_is_not_above_0_as_the_feed_writes_it_is_held_and_named(string amount, string currency) =>
        Said.By(new NoPrice(), Priced(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency))
            .ShouldHold(Reasons.PriceNotPositive, HoldKind.Price, $"{amount} {currency}");

    [Fact]
    public void A_hold_for_a_price_ends_when_the_shop_has_scheduled_another() =>
        Said.By(new NoPrice(), AnOffer.With(item => item with { PaidPrice = null, PaidPriceUntil = TheFacts.Usual.Instant.AddDays(1) }))
            .ValidUntil.Should().Be(TheFacts.Usual.Instant.AddDays(1));

    [Fact, Trait("covers", "CUR-01")]
    public void A_price_in_another_currency_than_the_TikTok_shops_is_held() =>
        Said.By(new PriceCurrency(), Priced(9.99m, "EUR")).ShouldHold(Reasons.PriceCurrency, HoldKind.Price, "9.99 EUR", "GBP");

    [Fact]
    public void A_price_in_the_TikTok_shops_currency_is_kept() => Said.By(new PriceCurrency(), AnOffer.Clean).ShouldBeKept();

    [Theory]
    [InlineData(14, "GBP")]
    [InlineData(20, "EUR")]
    public void A_list_price_below_the_price_or_in_another_currency_is_left_out(int amount, string currency) =>
        Said.By(new ListPriceBelowPrice(), AnOffer.With(item => item with { ListPrice = new Money(amount, currency) }))
            .ShouldChange(Reasons.ListPriceDropped, currency, "15.00 GBP").ListPrice.Should().BeNull();

    [Fact]
    public void A_list_price_equal_or_above_is_kept()
    {
        Said.By(new ListPriceBelowPrice(), AnOffer.Clean).ShouldBeKept();
        Said.By(new ListPriceBelowPrice(), AnOffer.With(item => item with { ListPrice = item.PaidPrice })).ShouldBeKept();
        Said.By(new ListPriceBelowPrice(), AnOffer.With(item => item with { ListPrice = null })).ShouldBeKept();
    }

    private static Offer Priced(decimal amount, string currency) => AnOffer.With(item => item with { PaidPrice = new Money(amount, currency) });
}
