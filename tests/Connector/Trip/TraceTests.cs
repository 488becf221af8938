using Connector.Archive;
using Connector.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

public sealed class TraceTests
{
    [Fact]
    [Trait("covers", "AUD-03")]
    public async Task What_TikTok_had_of_a_SKU_at_any_time_is_told_with_run_documents_source_values_and_answers()
    {
        await using var world = await TripWorld.BeginAsync();
        var before = world.Clock.GetUtcNow();
        Later(world);
        var first = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        await world.WaitAsync();
        var between = world.Clock.GetUtcNow();
        Later(world);
        world.Shop.Change("CUP", cup => cup with { Price = 11.5m, Stock = 2 });
        var delta = await world.ReadAndFeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.InventoryDelta);
        await world.WaitAsync();
        world.Shop.Remove("LAMP");
        await world.ReadAndFeedAsync(FeedKind.Delta);
        var full = await world.FeedAsync();

        var indexing = world.Connector.GetRequiredService<ArchiveIndexing>();
        indexing.CatchUp(null, null, default).Misfits.Should().BeEmpty();
        var tracing = world.Connector.GetRequiredService<Tracing>();

        tracing.Trace(TripWorld.AccountName, "CUP", null, before).Rows.Should().BeEmpty();
        var then = tracing.Trace(TripWorld.AccountName, "CUP", null, between);
        var row = then.Rows.Should().ContainSingle().Subject;
        row.Columns!["price"].Should().Be("10.00 GBP");
        row.By.Run.Should().Be(first.Run);
        row.By.StartedBy.Should().Be("tests");
        row.By.Documents.Should().Equal("policies/sync@1");
        row.Source!.Value.GetProperty("price").GetString().Should().Be("10.00 GBP");
        row.Source!.Value.GetProperty("stock").GetString().Should().Be("5");
        then.Quantities.Should().ContainSingle().Which.Quantity.Should().Be(5);
        then.Answers.Should().NotBeEmpty();
        then.Answers[^1].State.Should().Be("Approved");

        var now = tracing.Trace(TripWorld.AccountName, "CUP", "uk", world.Clock.GetUtcNow());
        now.Rows.Single().Columns!["price"].Should().Be("11.50 GBP");
        now.Rows.Single().By.Run.Should().Be(delta.Run);
        now.Rows.Single().AgainBy.Should().Be(full.Run);
        now.Quantities.Single().Quantity.Should().Be(2);

        var all = tracing.Trace(TripWorld.AccountName, "CUP", null, null);
        all.Rows.Select(told => told.Columns!["price"]).Should().Equal("10.00 GBP", "11.50 GBP");
        all.Quantities.Select(told => told.Quantity).Should().Equal(5, 2);
        tracing.Trace(TripWorld.AccountName, "LAMP", null, null).Rows[^1].Columns!["availability"].Should().Be("out of stock");
    }

    private static void Later(TripWorld world) => ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(10));
}
