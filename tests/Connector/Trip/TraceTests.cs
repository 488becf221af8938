using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

public sealed class TraceTests
{
    [Fact]
    [Trait("covers", "AUD-03")]
    public async Task What_goes_by_calls_was_to_be_told_by_the_run_and_was_told_when_the_calls_were_put_down()
    {
        await using var world = await CallWorld.BeginAsync();
        world.Trip.Shop.Change("LAMP", lamp => lamp with { Stock = 0m });
        await world.Trip.ReadAndFeedAsync();
        Later(world.Trip);
        var between = world.Trip.Clock.GetUtcNow();
        Later(world.Trip);
        await world.Trip.FeedAsync(FeedKind.Inventory);
        var called = world.Trip.Clock.GetUtcNow();
        Later(world.Trip);
        await world.Trip.WaitAsync();
        world.Trip.Connector.GetRequiredService<ArchiveIndexing>().CatchUp(null, null, default).Misfits.Should().BeEmpty();
        var tracing = world.Trip.Connector.GetRequiredService<Tracing>();

        var then = tracing.Trace(TripWorld.AccountName, "CUP", null, between).Rows.Should().ContainSingle().Subject;
        (then.By.ByCalls, then.CalledAt, then.Calls).Should().Be((true, null, ""));
        var now = tracing.Trace(TripWorld.AccountName, "CUP", null, null).Rows.Should().ContainSingle().Subject;
        now.By.ToldAt.Should().BeBefore(between);
        (now.CalledAt, now.Calls).Should().Be((called, "create"));
        tracing.Trace(TripWorld.AccountName, "LAMP", null, null).Rows.Should().OnlyContain(row => row.By.ByCalls && row.CalledAt == null);
    }

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

    [Fact]
    [Trait("covers", "AUD-03")]
    public async Task What_TikTok_refused_as_a_file_never_stood_there_and_is_told_as_refused_unless_a_later_full_feed_told_it_too()
    {
        await using var world = await TripWorld.BeginAsync();
        var first = await world.ReadAndFeedAsync();
        Later(world);
        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        var refused = await world.ReadAndFeedAsync(FeedKind.Delta);
        Later(world);
        world.Connector.GetRequiredService<Refusal>().PutBack(TripWorld.AccountName, refused.Run!, "ana", "error 40908");
        Trace(world, world.Clock.GetUtcNow()).Rows.Single().Should().Match<TracedRow>(row => row.By.Run == first.Run && row.Columns!["price"] == "10.00 GBP");

        Later(world);
        var again = await world.FeedAsync(FeedKind.Delta);
        var now = Trace(world, world.Clock.GetUtcNow()).Rows.Single();
        now.By.Run.Should().Be(again.Run);
        now.Since.Should().BeNull("the refused file counts as none");
        var all = Trace(world, null);
        all.Rows.Select(row => (row.By.Run, row.By.RefusedAt is not null)).Should().Equal((first.Run!, false), (refused.Run!, true), (again.Run!, false));

        // It is said only now, when a full feed has told the same row once more.
        Later(world);
        var full = await world.FeedAsync();
        world.Connector.GetRequiredService<Refusal>().PutBack(TripWorld.AccountName, again.Run!, "ana", "error 40908");
        var since = Trace(world, world.Clock.GetUtcNow()).Rows.Single();
        since.Columns!["price"].Should().Be("12.00 GBP");
        since.Since!.Run.Should().Be(full.Run);
    }

    [Fact]
    [Trait("covers", "AUD-05")]
    public async Task What_left_the_archive_without_being_kept_is_said_and_what_is_known_is_told()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        Later(world);
        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        var delta = await world.ReadAndFeedAsync(FeedKind.Delta);
        Trace(world, world.Clock.GetUtcNow()).Unknown.Should().BeEmpty();
        Directory.Delete(Path.Combine(delta.Folder, "files"), recursive: true);

        var known = Trace(world, world.Clock.GetUtcNow());
        known.Rows.Single().Should().Match<TracedRow>(row => row.By.Run == delta.Run && row.Columns == null && row.Missing!.Contains("has left the archive"));
        known.Rows.Single().By.Documents.Should().Equal("policies/sync@1");

        world.Connector.GetRequiredService<ArchiveIndexing>().Anew(null, default);
        var after = Trace(world, world.Clock.GetUtcNow());
        after.Rows.Single().Columns!["price"].Should().Be("10.00 GBP");
        after.Unknown.Should().ContainSingle().Which.Should().Contain(delta.Run).And.Contain("not known");
        world.Connector.GetRequiredService<Restoring>().Restore(TripWorld.AccountName, delta.Run!, Path.Combine(world.Folder, "out"), remake: false, default)
            .Should().ContainSingle().Which.By.Should().Be(RestoredBy.Gone);
    }

    [Fact]
    public async Task A_row_that_is_not_the_one_that_was_delivered_is_not_told_as_if_it_were()
    {
        await using var world = await TripWorld.BeginAsync();
        var result = await world.ReadAndFeedAsync();
        Trace(world, null).Rows.Should().ContainSingle();
        var path = Path.Combine(result.Folder, "files", result.Made.Files.Single().Name);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("10.00 GBP", "90.00 GBP", StringComparison.Ordinal));

        Trace(world, null).Rows.Single().Should().Match<TracedRow>(row => row.Columns == null && row.Missing!.Contains("archive verify"));
        world.Connector.GetRequiredService<Restoring>().Restore(TripWorld.AccountName, result.Run!, Path.Combine(world.Folder, "out"), remake: false, default).Single().IsSame.Should().BeFalse();
        world.Connector.GetRequiredService<KeptRows>().Invoking(kept => kept.Keep(TripWorld.AccountName, result.Run!, default)).Should().Throw<InvalidDataException>();
    }

    [Fact]
    [Trait("covers", "AUD-03")]
    public async Task A_feed_killed_between_its_seal_and_the_index_is_taken_in_at_the_next_look_and_one_killed_before_its_seal_is_not()
    {
        await using var world = await TripWorld.BeginAsync(clock: TimeProvider.System);
        await world.ReadAndFeedAsync();
        Trace(world, null).Rows.Should().ContainSingle();
        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        world.Read();
        await Victim.DiesAsync(world.DataFolder, nameof(FeedKind.Delta), "alert");
        world.NewProcess();
        Trace(world, null).Rows.Should().ContainSingle("nothing is sealed");

        (await Victim.RunAsync(world.DataFolder, "resume", "none")).Should().Be((0, ""));
        world.Shop.Change("CUP", cup => cup with { Price = 13 });
        world.Read();
        await Victim.DiesAsync(world.DataFolder, nameof(FeedKind.Delta), "seal");
        world.NewProcess();

        Trace(world, null).Rows.Select(row => row.Columns!["price"]).Should().Equal("10.00 GBP", "12.00 GBP", "13.00 GBP");
    }

    [Fact]
    public async Task A_record_that_was_written_and_not_committed_is_not_taken_in()
    {
        await using var world = await TripWorld.BeginAsync();
        var result = await world.ReadAndFeedAsync();
        var left = Path.Combine(Path.GetDirectoryName(result.Folder)!, "20261122235959-takedown");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, "1-takedown.json"), """{ "account": "shop-gb", "skus": ["CUP"], "by": "ana", "because": "recall", "previous": "x", "position": 2 }""");
        Trace(world, null).Events.Should().BeEmpty();

        await world.PollAsync();

        var trace = Trace(world, null);
        trace.Events.Should().BeEmpty();
        trace.Answers.Should().ContainSingle();
        world.Connector.GetRequiredService<Runs>().Record(
            TripWorld.AccountName, "takedown", (id, previous, position) => new { account = TripWorld.AccountName, skus = new[] { "CUP" }, by = "ana", because = "recall", previous, position }, (_, _, _) => { });
        Trace(world, null).Events.Should().ContainSingle().Which.Should().Match<TracedEvent>(one => one.What == "takedown" && one.By == "ana" && one.Because == "recall");
    }

    [Fact]
    public async Task An_archive_of_before_offers_and_blocks_were_noted_is_answered_all_the_same()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Drop = account.Drop with { Gzip = 6 } });
        var result = await world.ReadAndFeedAsync();
        var made = world.Archive.Get<FeedMade>(TripWorld.AccountName, result.Run!, RecordNames.Feed)!;
        world.Archive.Put(TripWorld.AccountName, result.Run!, RecordNames.Feed, made with { Offers = null, Files = [.. made.Files.Select(file => file with { Blocks = null, Gzip = null })] });

        Trace(world, null).Rows.Single().Should().Match<TracedRow>(row => row.Columns!["price"] == "10.00 GBP" && row.Source == null);
        world.Connector.GetRequiredService<Restoring>().Restore(TripWorld.AccountName, result.Run!, Path.Combine(world.Folder, "out"), remake: true, default)
            .Single().Should().Match<RestoredFile>(file => file.By == RestoredBy.Remade && file.IsSamePlain);
    }

    [Fact]
    public async Task What_the_shop_said_is_kept_also_of_rows_that_a_dry_run_made_before_and_not_where_the_machine_wants_none()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        await world.Connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { DryRun = true }, new Told(_ => { }), default);
        var result = await world.FeedAsync();
        result.Made.Views.Single().Remembered.Should().BePositive("else this test tries nothing");
        result.Made.Offers!.Rows.Should().Be(result.Made.Rows);
        world.Archive.Get<SealRecord>(TripWorld.AccountName, result.Run!, RecordNames.Seal)!.Files.Should().Contain("offers.jsonl.gz", result.Made.Offers.Sha256);
        (await world.FeedAsync()).Made.Offers.Should().BeNull("nothing is newly sent");

        await using var none = TripWorld.Services(Path.Combine(world.Folder, "data"), world.Clock, services => services.AddSingleton(new ConnectorSettings { Data = world.DataFolder, KeepOffers = false }));
        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        world.Read();
        var bare = await none.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Delta, "tests"), new Told(_ => { }), default);
        bare.Made.Offers.Should().BeNull();
        File.Exists(Path.Combine(bare.Folder, "offers.jsonl.gz")).Should().BeFalse();
    }

    private static SkuTrace Trace(TripWorld world, DateTimeOffset? at)
    {
        world.Connector.GetRequiredService<ArchiveIndexing>().CatchUp(null, null, default);
        return world.Connector.GetRequiredService<Tracing>().Trace(TripWorld.AccountName, "CUP", null, at);
    }

    private static void Later(TripWorld world) => ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(10));
}
