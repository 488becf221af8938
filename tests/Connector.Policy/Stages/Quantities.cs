using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Quantities
{
    private static readonly DateTimeOffset Later = TheFacts.Usual.Instant.AddDays(9);

    [Fact]
    public void No_record_means_none()
    {
        var after = Said.By(new StockQuantity(StockSource.All), Stocked(Stock.NoRecord)).ShouldChange(Reasons.StockNoRecord);
        after.Quantity.Should().Be(0);
        after.Availability.Should().Be(Availability.OutOfStock);
    }

    [Fact]
    public void Unknown_stock_is_held() =>
        Said.By(new StockQuantity(StockSource.All), Stocked(Stock.Unknown)).ShouldHold(Reasons.StockUnknown, HoldKind.Stock);

    [Theory]
    [InlineData("7.9", "0", 7)]
    [InlineData("7.9", "3", 4)]
    [InlineData("-4", "0", 0)]
    [InlineData("3", "5", 0)]
    [InlineData("5", "-100", 5)]
    [InlineData("79228162514264337593543950335", "-79228162514264337593543950335", int.MaxValue)]
    [InlineData("-79228162514264337593543950335", "79228162514264337593543950335", 0)]
    public void Whole_pieces_less_the_reserved_ones_never_below_0(string salable, string reserved, int quantity) =>
        By(new Stock(StockKnowledge.Counted, Number(salable), Number(reserved))).Quantity.Should().Be(quantity);

    [Fact]
    public void The_reason_has_the_numbers() =>
        Said.By(new StockQuantity(StockSource.All), Stocked(new Stock(StockKnowledge.Counted, 28, 2)))
            .ShouldChange(Reasons.StockCounted, "26", "28", "2 are reserved");

    [Fact]
    public void What_is_not_counted_has_no_quantity_yet() => Said.By(new StockQuantity(StockSource.All), Stocked(Stock.NotManaged)).ShouldBeKept();

    [Fact]
    public void Preordered_goods_read_as_preorder_until_they_arrive()
    {
        var verdict = Said.By(new StockQuantity(StockSource.All), Stocked(new Stock(StockKnowledge.Counted, 3, 0, Later, StockHandling.Preorder) { ToCome = 3 }));
        verdict.After!.Availability.Should().Be(Availability.Preorder);
        verdict.ValidUntil.Should().Be(Later);

        var again = Said.By(new StockQuantity(StockSource.All), verdict.After);
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

    [Fact, Trait("covers", "SYN-11")]
    public void Sold_out_products_are_listed_with_0_or_held_as_the_policy_says()
    {
        var soldOut = AnOffer.Clean with { Quantity = 0 };
        Said.By(new SoldOut(Listed: true), soldOut).ShouldBeKept();
        Said.By(new SoldOut(Listed: false), soldOut).ShouldHold(Reasons.SoldOut, HoldKind.SoldOut);
        Said.By(new SoldOut(Listed: false), AnOffer.Clean with { Quantity = 1 }).ShouldBeKept();
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Offer Stocked(Stock stock) => AnOffer.With(item => item with { Stock = stock });

    private static Offer By(Stock stock) => Said.By(new StockQuantity(StockSource.All), Stocked(stock)).After!;
}
