using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

/// <summary>The inventory policy's steps behind the stock itself, one by one and together.</summary>
public class QuantitySteps
{
    [Fact, Trait("covers", "INV-04")]
    public void The_buffer_is_kept_for_the_shop() =>
        Said.By(new QuantityBuffer(5), Left(28)).ShouldChange(Reasons.StockBuffer, "28 in stock, buffer 5 -> 23").Quantity.Should().Be(23);

    [Fact, Trait("covers", "INV-05")]
    public void The_buffer_is_kept_for_the_shop_of_18_too() => By(new() { ThresholdBuffer = 5 }, Stock.Of(18)).Quantity.Should().Be(13);

    [Fact]
    public void The_buffer_leaves_none_where_there_are_no_more()
    {
        var after = Said.By(new QuantityBuffer(5), Left(5)).ShouldChange(Reasons.StockBuffer);
        after.Quantity.Should().Be(0);
        after.Availability.Should().Be(Availability.OutOfStock);
    }

    [Theory]
    [InlineData(10, 50, PieceRounding.Floor, 5)]
    [InlineData(7, 50, PieceRounding.Floor, 3)]
    [InlineData(7, 50, PieceRounding.Ceiling, 4)]
    [InlineData(1, 10, PieceRounding.Floor, 0)]
    [InlineData(1, 10, PieceRounding.Ceiling, 1)]
    [InlineData(9, 0, PieceRounding.Ceiling, 0)]
    [InlineData(9, 100, PieceRounding.Floor, 9)]
    [Trait("covers", "RIV-02")]
    public void A_percentage_of_the_stock_is_for_TikTok_rounded_down_or_up(int stock, int percentage, PieceRounding rounding, int quantity) =>
        By(new() { Percentage = percentage, PercentageRounding = rounding }, Stock.Of(stock)).Quantity.Should().Be(quantity);

    [Theory]
    [InlineData(11, AtThreshold.Actual, 50)]
    [InlineData(10, AtThreshold.Actual, 10)]
    [InlineData(10, AtThreshold.Above, 50)]
    [InlineData(10, AtThreshold.Below, 3)]
    [InlineData(9, AtThreshold.Actual, 3)]
    [InlineData(1, AtThreshold.Actual, 3)]
    [InlineData(0, AtThreshold.Actual, 0)]
    [InlineData(-4, AtThreshold.Below, 0)]
    [Trait("covers", "D-07")]
    [Trait("covers", "INV-07")]
    [Trait("covers", "INV-08")]
    [Trait("covers", "INV-09")]
    [Trait("covers", "INV-10")]
    public void With_bands_one_quantity_is_shown_above_the_threshold_another_below_and_at_it_what_is_chosen(int stock, AtThreshold at, int quantity) =>
        By(new() { Threshold = new() { Value = 10, Above = 50, Below = 3, AtEqual = at } }, Stock.Of(stock)).Quantity.Should().Be(quantity);

    [Theory]
    [InlineData(11, 11)]
    [InlineData(10, 0)]
    [InlineData(9, 0)]
    [Trait("covers", "D-07")]
    [Trait("covers", "INV-11")]
    public void With_a_cut_off_a_product_is_out_of_stock_once_the_threshold_is_reached(int stock, int quantity)
    {
        var after = By(new() { Threshold = new() { Mode = InventoryThresholdMode.CutOff, Value = 10 } }, Stock.Of(stock));
        after.Quantity.Should().Be(quantity);
        after.Availability.Should().Be(quantity == 0 ? Availability.OutOfStock : Availability.InStock);
    }

    [Fact, Trait("covers", "INV-06")]
    public void The_threshold_sees_what_the_buffer_left() =>
        By(new() { ThresholdBuffer = 5, Threshold = new() { Mode = InventoryThresholdMode.CutOff, Value = 23 } }, Stock.Of(28)).Quantity.Should().Be(0, "28 less 5 is 23, the threshold");

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [Trait("covers", "RIV-02")]
    public void Below_the_minimum_none_is_sent_and_above_the_maximum_that_many(int stock, int quantity) =>
        By(new() { Minimum = 3, Maximum = 8 }, Stock.Of(stock)).Quantity.Should().Be(quantity);

    [Fact]
    public void No_more_than_the_feed_sheet_takes() =>
        By(new(), Stock.Of(5_000), TheFacts.With(new Limits { Quantity = 100 })).Quantity.Should().Be(100);

    [Fact, Trait("covers", "INV-02"), Trait("covers", "D-06")]
    public void Goods_that_the_shop_does_not_count_get_the_default_quantity_whatever_else_the_policy_says()
    {
        var after = By(new() { DefaultQuantity = 40, ThresholdBuffer = 5, Percentage = 10, Minimum = 50, Threshold = new() { Mode = InventoryThresholdMode.CutOff, Value = 90 } }, Stock.NotManaged);
        after.Quantity.Should().Be(40);
        after.Availability.Should().Be(Availability.InStock);
    }

    [Fact]
    public void The_default_quantity_is_no_more_than_the_maximum() => By(new() { Maximum = 50 }, Stock.NotManaged).Quantity.Should().Be(50);

    [Theory]
    [InlineData(DefaultQuantityWhen.NotManaged, 0, 0)]
    [InlineData(DefaultQuantityWhen.NotManagedOrZero, 0, 40)]
    [InlineData(DefaultQuantityWhen.NotManagedOrZero, -2, 40)]
    [InlineData(DefaultQuantityWhen.NotManagedOrZero, 3, 0)]
    [InlineData(DefaultQuantityWhen.NotManagedOrZero, 7, 2)]
    [Trait("covers", "INV-03")]
    [Trait("covers", "D-06")]
    public void Where_chosen_what_the_shop_has_none_of_gets_the_default_too_and_what_the_buffer_keeps_does_not(DefaultQuantityWhen when, int stock, int quantity) =>
        By(new() { DefaultQuantity = 40, DefaultQuantityWhen = when, ThresholdBuffer = 5 }, Stock.Of(stock)).Quantity.Should().Be(quantity);

    [Fact, Trait("covers", "INV-03")]
    public void What_the_shop_has_no_record_of_gets_the_default_too_where_chosen()
    {
        By(new() { DefaultQuantityWhen = DefaultQuantityWhen.NotManagedOrZero }, Stock.NoRecord).Quantity.Should().Be(999);
        By(new(), Stock.NoRecord).Quantity.Should().Be(0);
    }

    [Fact, Trait("covers", "INV-12"), Trait("covers", "INV-13"), Trait("covers", "D-08")]
    public void Only_the_chosen_lists_count_and_the_others_are_no_warehouses_for_it()
    {
        var after = Walk(new() { Lists = ["kendal", "york"] }, InLists(("kendal", Stock.Of(3)), ("leeds", Stock.Of(50)), ("york", Stock.Of(4))));
        after.Quantity.Should().Be(7);
        after.StockByList.Select(list => list.List).Should().Equal("kendal", "york");
    }

    [Fact]
    public void A_list_that_does_not_count_its_goods_and_is_not_chosen_does_not_matter() =>
        Walk(new() { Lists = ["kendal"] }, InLists(("kendal", Stock.Of(3)), ("leeds", Stock.NotManaged))).Quantity.Should().Be(3);

    [Fact]
    public void Where_the_view_reads_one_list_that_one_counts() => By(new() { Lists = ["kendal"] }, Stock.Of(3)).Quantity.Should().Be(3);

    [Fact]
    public void Reservations_are_taken_off_where_a_source_tells_them_and_the_policy_names_its_list()
    {
        var item = InLists(("net", new Stock(StockKnowledge.Counted, 10, 4)), ("gross", new Stock(StockKnowledge.Counted, 10, 4)));
        Walk(new(), item).Quantity.Should().Be(12);
        Walk(new() { Reservations = ["gross"] }, item).Quantity.Should().Be(16);
    }

    [Fact, Trait("covers", "RIV-02")]
    public void A_bundle_is_as_many_as_its_scarcest_part_allows_or_what_its_own_record_says()
    {
        var bundle = AnItem.Clean with { Stock = Stock.Of(2), BundleRecords = new BundleRecords(Stock.Of(30), []) };
        Walk(new(), bundle).Quantity.Should().Be(2);
        Walk(new() { Bundles = BundleQuantity.OwnRecord }, bundle).Quantity.Should().Be(30);
        Walk(new() { Bundles = BundleQuantity.OwnRecord }, AnItem.Clean).Quantity.Should().Be(28, "other products have one figure");
    }

    [Fact]
    public void The_order_is_sum_reservations_percentage_buffer_threshold_bounds_default()
    {
        var policy = new InventoryPolicy
        {
            Lists = ["kendal", "york"], Percentage = 50, ThresholdBuffer = 5, Threshold = new() { Value = 10, Above = 60, Below = 4 }, Minimum = 2, Maximum = 30,
        };
        var notes = Explained(policy, InLists(("kendal", new Stock(StockKnowledge.Counted, 40, 3)), ("leeds", Stock.Of(500)), ("york", Stock.Of(20))));
        notes.Should().Equal(
            "stock.quantity: quantity 57: the shop can sell 60, 3 are reserved",
            "stock.percentage: 57 in stock, of which 50 % rounded down are for TikTok -> 28",
            "stock.buffer: 28 in stock, buffer 5 -> 23",
            "stock.threshold: 23 in stock, which is above the threshold of 10 -> 60",
            "stock.bounds: 60 in stock, 30 is the most that is sent");
    }

    [Fact]
    public void Preordered_goods_stay_so_while_any_are_left_and_are_out_of_stock_when_none_is()
    {
        var stock = new Stock(StockKnowledge.Counted, 6, 0, null, StockHandling.Preorder) { ToCome = 6 };
        By(new() { ThresholdBuffer = 5 }, stock).Availability.Should().Be(Availability.Preorder);
        By(new() { ThresholdBuffer = 6 }, stock).Availability.Should().Be(Availability.OutOfStock);
    }

    [Fact]
    public void Whatever_the_numbers_the_quantity_is_within_0_and_the_limits_and_in_stock_means_above_0()
    {
        var random = new Random(20260504);
        for (var i = 0; i < 20_000; i++)
        {
            var policy = Any(random, wild: true);
            var most = random.Next(3) == 0 ? random.Next(-5, 5) : random.Next();
            var stock = new Stock((StockKnowledge)random.Next(3), Wild(random), Wild(random), random.Next(2) == 0 ? TheFacts.Usual.Instant.AddDays(9) : null, (StockHandling)random.Next(3));
            var after = By(policy, stock, TheFacts.With(new Limits { Quantity = most }));
            if (after.Quantity is not { } quantity || quantity < 0 || quantity > Math.Max(0, most) || quantity > Math.Max(0, policy.Maximum ?? int.MaxValue)
                || (after.Availability == Availability.OutOfStock) != (quantity == 0))
            {
                Assert.Fail($"{policy} made {after.Quantity} {after.Availability} of {stock}");
            }
        }
    }

    /// <summary>Bands and a default for zero are the two settings that promise more; every other policy keeps within what there is.</summary>
    [Fact, Trait("covers", "INV-14"), Trait("covers", "INV-07")]
    public void What_is_sent_and_the_buffer_are_salable_in_the_shop()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var policy = Any(random, wild: false);
            var stock = new Stock(StockKnowledge.Counted, random.Next(-50, 1000) / 4m, random.Next(5) == 0 ? random.Next(20) : 0);
            var after = By(policy, stock);
            if (after.Quantity > 0 && after.Quantity + policy.ThresholdBuffer > stock.Salable - stock.Reserved)
            {
                Assert.Fail($"{policy} made {after.Quantity} of {stock}");
            }
        }
    }

    [Theory]
    [InlineData(60, 70, 50, true)]
    [InlineData(51, 51, 50, true)]
    [InlineData(60, 50, 50, false)]
    [InlineData(50, 60, 50, false)]
    [InlineData(0, 60, 50, false)]
    [Trait("covers", "RIV-02")]
    public void Above_the_noise_cut_on_both_sides_nothing_is_to_be_told(int last, int now, int above, bool keeps) => NoiseCut.Keeps(last, now, above).Should().Be(keeps);

    [Fact, Trait("covers", "D-06"), Trait("covers", "INV-15")]
    public void A_policy_that_can_oversell_says_so()
    {
        Paths(new()).Should().Equal("$.thresholdBuffer");
        Paths(new() { ThresholdBuffer = 3 }).Should().BeEmpty();
        Paths(new() { ThresholdBuffer = 3, DefaultQuantityWhen = DefaultQuantityWhen.NotManagedOrZero }).Should().Equal("$.defaultQuantityWhen");
        Paths(new() { Threshold = new() { Value = 10, Above = 11, Below = 1 } }).Should().BeEmpty();
        Paths(new() { Threshold = new() { Value = 10, Above = 60, Below = 2, AtEqual = AtThreshold.Above } }).Should().Equal("$.threshold.above", "$.threshold.below", "$.threshold.atEqual");
        PolicyWarnings.Of(new InventoryPolicy { DefaultQuantityWhen = DefaultQuantityWhen.NotManagedOrZero })[0].Sentence.Should().Contain("999").And.Contain("oversold");
        PolicyWarnings.Of("anything else").Should().BeEmpty();

        static IEnumerable<string> Paths(InventoryPolicy policy) => PolicyWarnings.Of(policy).Select(warning => warning.Path);
    }

    private static InventoryPolicy Any(Random random, bool wild) => new()
    {
        DefaultQuantity = wild ? random.Next(int.MinValue, int.MaxValue) : 999,
        DefaultQuantityWhen = wild ? (DefaultQuantityWhen)random.Next(2) : DefaultQuantityWhen.NotManaged,
        ThresholdBuffer = Whole(random, wild),
        Percentage = random.Next(2) == 0 ? 100 : wild ? Wild(random) : random.Next(0, 1001) / 10m,
        PercentageRounding = (PieceRounding)random.Next(2),
        Threshold = random.Next(2) == 0 ? null : new()
        {
            Mode = wild ? (InventoryThresholdMode)random.Next(2) : InventoryThresholdMode.CutOff,
            Value = Whole(random, wild), Above = Whole(random, wild), Below = Whole(random, wild), AtEqual = (AtThreshold)random.Next(3),
        },
        Minimum = Whole(random, wild),
        Maximum = random.Next(2) == 0 ? null : Whole(random, wild),
    };

    private static int Whole(Random random, bool wild) => wild && random.Next(3) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(0, 60);

    private static decimal Wild(Random random) => random.Next(4) switch
    {
        0 => decimal.MaxValue,
        1 => decimal.MinValue,
        2 => random.Next(-100, 100) / 7m,
        _ => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
    };

    private static Offer Left(int quantity) => AnOffer.Clean with { Quantity = quantity, Availability = Availability.InStock };

    private static ShopItem InLists(params (string List, Stock Stock)[] lists) => AnItem.Clean with
    {
        Stock = lists.Select(list => list.Stock).Aggregate(Stock.Together),
        StockByList = [.. lists.Select(list => new ListStock(list.List, list.Stock))],
    };

    private static Offer By(InventoryPolicy policy, Stock stock, Facts? facts = null) => Walk(policy, AnItem.Clean with { Stock = stock }, facts);

    private static Offer Walk(InventoryPolicy policy, ShopItem item, Facts? facts = null) => Sheet(policy).Pass(AnOffer.Of(item), facts ?? TheFacts.Usual).Offer;

    private static IEnumerable<string> Explained(InventoryPolicy policy, ShopItem item) =>
        Sheet(policy).Pass(AnOffer.Of(item), TheFacts.Usual, explain: true).Notes.Where(note => note.Reason is not null).Select(note => $"{note.Step.Name}: {note.Reason!.Sentence}");

    private static PolicySheet Sheet(InventoryPolicy policy) =>
        PolicySheet.Of([.. StageOrder.For(new PolicyDocuments { Inventory = policy }, details: false).Where(step => step.Name.StartsWith("stock.", StringComparison.Ordinal))]);
}
