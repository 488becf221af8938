using Connector.Feeds;
using Connector.Feeds.Brakes;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Brakes of stock feeds: what goes down is told at once, what goes up waits for a person.</summary>
public sealed class StockBrakeTests
{
    [Theory]
    [InlineData(FeedKind.Inventory)]
    [InlineData(FeedKind.InventoryDelta)]
    [Trait("covers", "OPS-05")]
    public async Task A_stock_feed_that_trips_tells_decreases_and_holds_increases_back_until_it_is_released(FeedKind kind)
    {
        await using var world = await BrakeWorld.BeginAsync();
        world.Change(51, product => product with { Stock = 0 });
        world.Change(0, product => product);
        world.Shop.Change("P060", product => product with { Stock = 4 });
        world.Shop.Change("P070", product => product with { Stock = 90 });
        world.Shop.Put(new TestProduct("NEW") { Name = "New", Stock = 7 });
        world.Read();

        var run = await world.FeedAsync(kind);

        (run.End, run.Made.InPart).Should().Be((FeedEnd.Sealed, true));
        (world.Stock("P000"), world.Stock("P060"), world.Stock("P070"), world.Stock("P080"), world.Stock("NEW")).Should().Be((0, 4, 10, 10, null));
        var waiting = world.Waiting(kind)!;
        (waiting.Run, waiting.InPart).Should().Be((run.Run!, true));
        world.StateOfRun(run.Run!).Should().Be("sealed");

        // Further feeds, also of the other kind, go in part; nobody stands still.
        world.Shop.Change("P061", product => product with { Stock = 3 });
        world.Shop.Change("P071", product => product with { Stock = 30 });
        world.Read();
        var other = await world.ScheduledAsync(FeedKind.InventoryDelta);
        (other.End, other.Made.InPart).Should().Be((FeedEnd.Sealed, true));
        (world.Stock("P061"), world.Stock("P071"), world.Stock("P070")).Should().Be((3, 10, 10));

        world.Release(kind);
        (await world.FeedAsync(kind)).Made.InPart.Should().BeFalse();
        (world.Stock("P070"), world.Stock("P071"), world.Stock("NEW"), world.Stock("P060")).Should().Be((90, 30, 7, 4));
        world.Book().Waiting().Should().BeEmpty();
        (await world.FeedAsync(FeedKind.Inventory)).Made.Changed.Should().Be(0);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_discarded_stock_feed_is_told_whole_by_the_next_delta()
    {
        await using var world = await BrakeWorld.BeginAsync();
        world.Change(51, product => product with { Stock = 0 });
        await world.FeedAsync(FeedKind.InventoryDelta);
        world.Change(51, product => product with { Stock = 10 });
        (await world.FeedAsync(FeedKind.InventoryDelta)).End.Should().Be(FeedEnd.Nothing, "all that differs are increases");
        world.Stock("P000").Should().Be(0);

        world.Discard(FeedKind.InventoryDelta);

        (await world.FeedAsync(FeedKind.InventoryDelta)).Made.Changed.Should().Be(51);
        world.Stock("P000").Should().Be(10);
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task Where_all_that_a_stock_feed_would_tell_is_suspicious_nothing_is_delivered_and_it_waits()
    {
        await using var world = await BrakeWorld.BeginAsync();
        for (var i = 0; i < 101; i++)
        {
            world.Shop.Put(new TestProduct($"N{i:D3}") { Name = $"New {i}" });
        }

        world.Read();
        var (code, record) = await world.StoppedAsync(FeedKind.InventoryDelta);

        code.Should().Be("brake.growth");
        world.StateOfRun(record.Run).Should().Be("braked");
        (await world.ScheduledAsync(FeedKind.InventoryDelta)).End.Should().Be(FeedEnd.Nothing);
        world.Release(FeedKind.InventoryDelta);
        (await world.FeedAsync(FeedKind.InventoryDelta)).Made.Changed.Should().Be(101);
    }

    /// <summary>Whatever the histories: while a stock feed waits, nothing is told above what was told last.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("covers", "OPS-05")]
    public async Task A_braked_stock_feed_never_oversells(int seed)
    {
        var random = new Random(seed);
        await using var world = await BrakeWorld.BeginAsync(brakes => brakes with { Stock = brakes.Stock with { SoldOutPercent = 20 } }, skus: 25);
        for (var step = 0; step < 14; step++)
        {
            for (var change = random.Next(1, 20); change > 0; change--)
            {
                var sku = BrakeWorld.Sku(random.Next(30));
                var stock = random.Next(3) == 0 ? random.Next(1, 30) : 0;
                if (world.Shop.Products.All(product => product.Id != sku))
                {
                    world.Shop.Put(new TestProduct(sku) { Name = "New" });
                }

                world.Shop.Change(sku, product => product with { Stock = stock });
            }

            world.Read();
            var before = Told(world);
            var kind = random.Next(3) == 0 ? FeedKind.Inventory : FeedKind.InventoryDelta;
            var isInPart = world.Book().OfStock(TripWorld.AccountName) is not null;
            var run = await RunAsync(world, kind);
            isInPart |= run?.Made.InPart != false;
            var after = Told(world);
            if (isInPart)
            {
                after.Should().OnlyContain(told => told.Value <= before.GetValueOrDefault(told.Key), $"seed {seed}, step {step}: of what was never told, nothing is sold");
                after.Should().OnlyContain(told => told.Value <= world.Shop.Products.Single(product => product.Id == told.Key).Stock, $"seed {seed}, step {step}: nothing is sold that is not there");
            }

            if (random.Next(4) == 0 && world.Book().Waiting() is [var waiting, ..])
            {
                var releasing = world.Connector.GetRequiredService<Releasing>();
                if (random.Next(2) == 0)
                {
                    releasing.Discard(waiting, "Ann", "");
                }
                else
                {
                    releasing.Release(waiting, new Dictionary<string, decimal>(), Releasing.Usually, "Ann", "");
                }
            }
        }

        foreach (var waiting in world.Book().Waiting())
        {
            world.Discard(waiting.Kind);
        }

        world.Change(0, product => product);
        await RunAsync(world, FeedKind.InventoryDelta);
        foreach (var waiting in world.Book().Waiting())
        {
            world.Release(waiting.Kind);
            await RunAsync(world, waiting.Kind);
        }

        (await world.FeedAsync(FeedKind.Inventory)).Made.Changed.Should().Be(0, $"seed {seed}: the delta has told all");
        Told(world).Should().Equal(world.Shop.Products.ToDictionary(product => product.Id, product => product.Stock ?? 0));
    }

    private static async Task<FeedResult?> RunAsync(TripWorld world, FeedKind kind)
    {
        try
        {
            return await world.FeedAsync(kind);
        }
        catch (PersonMustDecideException stopped) when (stopped.Code.StartsWith("brake.", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>What TikTok may sell.</summary>
    private static SortedDictionary<string, decimal> Told(TripWorld world) => new(world.Held.Stock.ToDictionary(stock => stock.SkuId, stock => stock.Quantity), StringComparer.Ordinal);
}
