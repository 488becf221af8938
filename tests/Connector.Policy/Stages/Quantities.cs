using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Quantities
{
    private static readonly DateTimeOffset Later = TheFacts.Usual.Instant.AddDays(9);

    [Theory]
    [InlineData(28, 5, 23)]
    [Trait("covers", "INV-04")]
    public void The_buffer_is_kept_for_the_shop(int stock, int buffer, int quantity) => By(Stock.Of(stock), buffer: buffer).Quantity.Should().Be(quantity);

    [Fact, Trait("covers", "INV-05")]
    public void The_buffer_is_kept_for_the_shop_of_18_too() => By(Stock.Of(18), buffer: 5).Quantity.Should().Be(13);

    [Fact, Trait("covers", "INV-02")]
    public void Goods_that_the_shop_does_not_count_get_the_default_quantity_without_the_buffer()
    {
        var after = By(Stock.NotManaged, standard: 40, buffer: 5);
        after.Quantity.Should().Be(40);
        after.Availability.Should().Be(Availability.InStock);
    }

    [Fact]
    public void No_record_means_none()
    {
        var after = Said.By(new StockQuantity(999, 0), Stocked(Stock.NoRecord)).ShouldChange(Reasons.StockNoRecord);
        after.Quantity.Should().Be(0);
        after.Availability.Should().Be(Availability.OutOfStock);
    }

    [Fact]
    public void Unknown_stock_is_held() =>
        Said.By(new StockQuantity(999, 0), Stocked(Stock.Unknown)).ShouldHold(Reasons.StockUnknown, HoldKind.Stock);

    [Theory]
    [InlineData("7.9", "0", 7)]
    [InlineData("7.9", "3", 4)]
    [InlineData("-4", "0", 0)]
    [InlineData("3", "5", 0)]
    [InlineData("5", "-100", 5)]
    [InlineData("79228162514264337593543950335", "-79228162514264337593543950335", 999_999)]
    [InlineData("-79228162514264337593543950335", "79228162514264337593543950335", 0)]
    public void Whole_pieces_less_the_reserved_ones_never_below_0_nor_above_the_limit(string salable, string reserved, int quantity) =>
        By(new Stock(StockKnowledge.Counted, Number(salable), Number(reserved))).Quantity.Should().Be(quantity);

    [Fact]
    public void The_reason_has_the_numbers() =>
        Said.By(new StockQuantity(999, 5), Stocked(new Stock(StockKnowledge.Counted, 28, 2)))
            .ShouldChange(Reasons.StockCounted, "21", "28", "2 are reserved", "5 are kept back");

    [Fact]
    public void Preordered_goods_read_as_preorder_until_they_arrive()
    {
        var verdict = Said.By(new StockQuantity(999, 0), Stocked(new Stock(StockKnowledge.Counted, 3, 0, Later, StockHandling.Preorder) { ToCome = 3 }));
        verdict.After!.Availability.Should().Be(Availability.Preorder);
        verdict.ValidUntil.Should().Be(Later);

        var again = Said.By(new StockQuantity(999, 0), verdict.After);
        again.ShouldBeKept();
        again.ValidUntil.Should().Be(Later);
    }

    [Theory]
    [InlineData(StockHandling.Preorder, 3, 9, Availability.Preorder)]
    [InlineData(StockHandling.Preorder, 3, null, Availability.Preorder)]
    [InlineData(StockHandling.Backorder, 3, 9, Availability.AvailableForOrder)]
    [InlineData(StockHandling.Backorder, 3, -1, Availability.InStock)]
    [InlineData(StockHandling.Preorder, 3, -1, Availability.InStock)]
    [InlineData(StockHandling.Preorder, 2, 9, Availability.InStock)]
    [InlineData(StockHandling.Backorder, 2, 9, Availability.InStock)]
    public void What_is_there_reads_as_in_stock_and_what_is_still_to_come_as_preorder_or_available_for_order(
        StockHandling handling, int toCome, int? days, Availability expected) =>
        By(new Stock(StockKnowledge.Counted, 3, 0, days is { } d ? TheFacts.Usual.Instant.AddDays(d) : null, handling) { ToCome = toCome })
            .Availability.Should().Be(expected);

    [Fact]
    public void Whatever_the_numbers_the_quantity_is_within_0_and_the_limit_and_in_stock_means_above_0()
    {
        var random = new Random(20260504);
        for (var i = 0; i < 20_000; i++)
        {
            var most = random.Next(3) == 0 ? random.Next(-5, 5) : random.Next();
            var stock = new Stock((StockKnowledge)random.Next(3), Wild(random), Wild(random), random.Next(2) == 0 ? Later : null, (StockHandling)random.Next(3));
            var stage = new StockQuantity(random.Next(int.MinValue, int.MaxValue), random.Next(2) == 0 ? random.Next(-10, 10) : random.Next(int.MinValue, int.MaxValue));
            var after = stage.Apply(Stocked(stock), TheFacts.With(new Limits { Quantity = most })).After!;
            if (after.Quantity is not { } quantity || quantity < 0 || quantity > Math.Max(0, most)
                || (after.Availability == Availability.OutOfStock) != (quantity == 0))
            {
                Assert.Fail($"{stage} made {after.Quantity} {after.Availability} of {stock}");
            }
        }
    }

    [Fact, Trait("covers", "SYN-11")]
    public void Sold_out_products_are_listed_with_0_or_held_as_the_policy_says()
    {
        var soldOut = AnOffer.Clean with { Quantity = 0 };
        Said.By(new SoldOut(Listed: true), soldOut).ShouldBeKept();
        Said.By(new SoldOut(Listed: false), soldOut).ShouldHold(Reasons.SoldOut, HoldKind.SoldOut);
        Said.By(new SoldOut(Listed: false), AnOffer.Clean with { Quantity = 1 }).ShouldBeKept();
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static decimal Wild(Random random) => random.Next(4) switch
    {
        0 => decimal.MaxValue,
        1 => decimal.MinValue,
        2 => random.Next(-100, 100) / 7m,
        _ => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
    };

    private static Offer Stocked(Stock stock) => AnOffer.With(item => item with { Stock = stock });

    private static Offer By(Stock stock, int standard = 999, int buffer = 0) => Said.By(new StockQuantity(standard, buffer), Stocked(stock)).After!;
}
