using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Feeds.Brakes;
using Connector.Notices;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Brakes of product feeds: each trips beyond its limit and not at it; what was stopped waits for a person.</summary>
public sealed class BrakeTripTests
{
    public static TheoryData<FeedKind, string, int> Limits() => new()
    {
        { FeedKind.Full, "shrink", 30 }, { FeedKind.Delta, "shrink", 30 },
        { FeedKind.Full, "held", 50 }, { FeedKind.Delta, "held", 50 },
        { FeedKind.Full, "prices", 30 }, { FeedKind.Delta, "prices", 30 }, { FeedKind.PriceDelta, "prices", 30 },
        { FeedKind.Full, "sold-out", 50 }, { FeedKind.Delta, "sold-out", 50 },
        { FeedKind.Full, "growth", 100 }, { FeedKind.Delta, "growth", 100 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    [Trait("covers", "OPS-05")]
    public async Task A_brake_lets_a_feed_go_at_its_limit_and_stops_it_beyond(FeedKind kind, string what, int most)
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, what, most);
        (await world.FeedAsync(kind)).End.Should().BeOneOf([FeedEnd.Sealed, FeedEnd.Nothing], "so many are allowed");

        await using var beyond = await BrakeWorld.BeginAsync();
        Do(beyond, what, most + 1);
        var cursor = beyond.Cursor();
        var (code, record) = await beyond.StoppedAsync(kind);

        code.Should().Be($"brake.{what}");
        var trip = record.Trips.Should().ContainSingle().Subject;
        (trip.Cause.Word(), trip.Count, trip.Of).Should().Be((what, most + 1, 100));
        trip.Examples.Should().HaveCount(10);
        beyond.StateOfRun(record.Run).Should().Be("braked");
        beyond.Cursor().Should().Be(cursor);
        // A delta of which all is held anew sends nothing, and says so all the same.
        Directory.EnumerateFiles(Path.Combine(beyond.Archive.Of(TripWorld.AccountName, record.Run), "files")).Should().HaveCount((kind, what) == (FeedKind.Delta, "held") ? 0 : 1, "its files are kept for looking at");
        File.Exists(Path.Combine(beyond.Archive.Of(TripWorld.AccountName, record.Run), "ledger-changes.bin")).Should().BeFalse("nothing of it is ever sealed");
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task The_examples_are_the_ten_largest_with_the_price_before_and_after()
    {
        await using var world = await BrakeWorld.BeginAsync();
        for (var i = 0; i < 40; i++)
        {
            world.Shop.Change(BrakeWorld.Sku(i), product => product with { Price = 20 + i });
        }

        world.Read();
        var (_, record) = await world.StoppedAsync(FeedKind.Full);

        record.Trips.Single().Examples.Select(example => (example.Sku, example.Before, example.After))
            .Should().Equal(Enumerable.Range(0, 10).Select(at => (BrakeWorld.Sku(39 - at), "10.00 GBP", $"{59 - at}.00 GBP")));
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task Of_few_SKUs_no_share_trips_but_nothing_is_emptied()
    {
        await using var world = await BrakeWorld.BeginAsync(skus: 19);
        world.Change(18, product => product with { Price = 99, Online = product.Id == "P000" });
        (await world.FeedAsync()).End.Should().Be(FeedEnd.Sealed);

        world.Change(19, product => product with { Online = false });
        (await world.StoppedAsync(FeedKind.Delta)).Code.Should().Be("brake.empty");
    }

    [Fact]
    public async Task A_first_feed_trips_nothing_and_a_takedown_is_no_shrinking()
    {
        await using var world = await BrakeWorld.BeginAsync();
        world.Connector.GetRequiredService<SkuDecisions>().Make(
            TripWorld.AccountName, SkuDecisions.Takedown, [.. Enumerable.Range(0, 60).Select(BrakeWorld.Sku)], "", "Ann", "recall").Should().HaveCount(60);

        (await world.FeedAsync(FeedKind.InventoryDelta)).Made.InPart.Should().BeFalse();
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Sealed);
    }

    [Fact]
    public async Task A_brake_that_is_switched_off_stops_nothing()
    {
        await using var world = await BrakeWorld.BeginAsync(brakes => brakes with { Products = brakes.Products with { ShrinkPercent = 100 } });
        Do(world, "shrink", 90);

        (await world.FeedAsync()).End.Should().Be(FeedEnd.Sealed);
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_changed_limit_makes_no_delta_look_at_everything()
    {
        await using var world = await BrakeWorld.BeginAsync();
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        world.Apply(new Policy.Documents.SynchronizationPolicy(), account => account with { Brakes = account.Brakes with { Least = 5 } });
        world.Steps.Clear();

        await world.FeedAsync(FeedKind.Delta);

        world.Steps.Single(step => step.Step == "store").Sentence.Should().NotContain("all of them");
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task What_was_stopped_waits_and_its_schedule_stands_still_until_a_release_lets_a_fresh_run_go()
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, "shrink", 60);
        var (_, record) = await world.StoppedAsync(FeedKind.Full);

        (await world.ScheduledAsync(FeedKind.Full)).End.Should().Be(FeedEnd.StandsStill);
        (await world.ScheduledAsync(FeedKind.InventoryDelta)).End.Should().NotBe(FeedEnd.StandsStill, "other kinds go on");
        world.Connector.GetRequiredService<NoticeBook>().Open(TripWorld.AccountName).Should().ContainSingle(notice => notice.Kind == NoticeKinds.Brake && notice.Run == record.Run && notice.Times == 1);

        var permission = world.Release(FeedKind.Full);
        world.StateOfRun(record.Run).Should().Be("released");
        world.Waiting(FeedKind.Full).Should().BeNull();
        // The shop has gone on in the meantime.
        world.Shop.Change(BrakeWorld.Sku(99), product => product with { Price = 11 });
        world.Read();
        var run = await world.ScheduledAsync(FeedKind.Full);

        run.End.Should().Be(FeedEnd.Sealed);
        world.Archive.Get<RunRecord>(TripWorld.AccountName, run.Run!, RecordNames.Run)!.Permission!.Release.Should().Be(permission.Release);
        world.Book().Permission(TripWorld.AccountName, FeedKind.Full).Should().BeNull("it is used up");
        world.Shown(BrakeWorld.Sku(99))!.Row.Price.Should().Be("11.00 GBP", "it is made from the shop as it is now");
        world.Connector.GetRequiredService<NoticeBook>().Open(TripWorld.AccountName).Should().NotContain(notice => notice.Kind == NoticeKinds.Brake && notice.Subject == "full feed");
        ChainTests.Broken(world).Should().BeEmpty();
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_discarded_run_moves_no_cursor_and_the_next_feed_is_weighed_again()
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, "shrink", 60);
        var cursor = world.Connector.GetRequiredService<Runs>().Cursor(TripWorld.AccountName, FeedKind.Delta);
        var (_, record) = await world.StoppedAsync(FeedKind.Delta);

        world.Discard(FeedKind.Delta);

        world.StateOfRun(record.Run).Should().Be("discarded");
        world.Connector.GetRequiredService<Runs>().Cursor(TripWorld.AccountName, FeedKind.Delta).Should().Be(cursor);
        await world.Invoking(w => w.ScheduledAsync(FeedKind.Delta)).Should().ThrowAsync<PersonMustDecideException>("nothing was mended");
        world.Change(60, product => product with { Online = true });
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        world.Waiting(FeedKind.Delta).Should().BeNull("a feed that finds nothing wrong ends what waited");
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Theory]
    [Trait("covers", "OPS-05")]
    [InlineData(FeedKind.Delta)]
    [InlineData(FeedKind.Full)]
    public async Task A_release_that_was_not_needed_lets_nothing_else_go(FeedKind next)
    {
        await using var world = await BrakeWorld.BeginAsync();
        world.Change(60, product => product with { Price = 1 });
        await world.StoppedAsync(FeedKind.Delta);
        world.Change(60, product => product with { Price = 10 });
        world.Release(FeedKind.Delta);
        world.Book().Permissions().Should().ContainSingle();

        await world.FeedAsync(next);

        world.Book().Permissions().Should().BeEmpty("what was stopped is no more");
        world.Change(60, product => product with { Price = 1 });
        (await world.StoppedAsync(FeedKind.Delta)).Code.Should().Be("brake.prices");
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_run_that_trips_while_one_waits_takes_its_place()
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, "shrink", 40);
        var (_, first) = await world.StoppedAsync(FeedKind.Full);
        Do(world, "shrink", 60);
        var (_, second) = await world.StoppedAsync(FeedKind.Full);

        world.StateOfRun(first.Run).Should().Be("replaced");
        world.Book().Waiting().Should().ContainSingle(waiting => waiting.Run == second.Run);
        Directory.Exists(world.Archive.Of(TripWorld.AccountName, first.Run)).Should().BeTrue("its folder is kept");
        await world.Invoking(w => Task.Run(() => w.Connector.GetRequiredService<Releasing>().Demand(first.Run, null))).Should().ThrowAsync<PersonMustDecideException>();
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_feed_made_by_hand_that_trips_nothing_is_delivered_and_ends_what_waited()
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, "shrink", 60);
        var (_, full) = await world.StoppedAsync(FeedKind.Full);
        var (_, delta) = await world.StoppedAsync(FeedKind.Delta);
        world.Change(60, product => product with { Online = true, Price = 11 });

        (await world.FeedAsync()).End.Should().Be(FeedEnd.Sealed);

        (world.StateOfRun(full.Run), world.StateOfRun(delta.Run)).Should().Be(("overtaken", "overtaken"), "a full feed has told all that a delta would");
        world.Book().Waiting().Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_release_may_raise_some_limits_only_and_what_goes_beyond_them_waits_again()
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, "shrink", 60);
        await world.StoppedAsync(FeedKind.Delta);
        world.Release(FeedKind.Delta, ("shrink", 59));
        var (_, again) = await world.StoppedAsync(FeedKind.Delta);
        again.Trips.Single().Limit.Should().Be(59);

        world.Release(FeedKind.Delta, ("shrink", 60));
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Sealed);
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_permission_ends_with_its_time()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await BrakeWorld.BeginAsync(clock: clock);
        Do(world, "shrink", 60);
        await world.StoppedAsync(FeedKind.Delta);
        world.Release(FeedKind.Delta);
        clock.Advance(Releasing.Usually);

        (await world.StoppedAsync(FeedKind.Delta)).Code.Should().Be("brake.shrink");
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task A_release_lifts_the_brake_against_emptying_too()
    {
        await using var world = await BrakeWorld.BeginAsync(skus: 5);
        world.Change(5, product => product with { Online = false });
        (await world.StoppedAsync(FeedKind.Full)).Code.Should().Be("brake.empty");
        world.Release(FeedKind.Full);

        (await world.FeedAsync()).End.Should().Be(FeedEnd.Sealed);
    }

    [Fact]
    [Trait("covers", "OPS-05")]
    public async Task What_a_brake_stopped_is_never_finished_by_a_later_run()
    {
        await using var world = await BrakeWorld.BeginAsync();
        Do(world, "shrink", 60);
        var (_, record) = await world.StoppedAsync(FeedKind.Full);
        var before = world.Dropped("product");

        (await world.Connector.GetRequiredService<FeedRun>().ResumeAsync(new Told(_ => { }), CancellationToken.None)).Should().Be((0, 0));

        world.Dropped("product").Should().Equal(before);
        world.StateOfRun(record.Run).Should().Be("braked");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task What_brakes_count_is_the_same_for_any_number_of_workers(int workers)
    {
        await using var world = await BrakeWorld.BeginAsync(brakes => brakes with { Products = brakes.Products with { ShrinkPercent = 1, SoldOutPercent = 1 }, Prices = brakes.Prices with { MovedPercent = 1 } });
        for (var i = 0; i < 90; i++)
        {
            world.Shop.Change(BrakeWorld.Sku(i), product => product with { Price = 20 + (i * 7 % 30), Stock = i % 3, Online = i % 5 > 0 });
        }

        world.Read();
        await using var other = TripWorld.Services(world.DataFolder, world.Clock, services =>
        {
            services.AddSingleton(new ConnectorSettings { Data = world.DataFolder, Workers = workers });
            return services.AddSingleton(rooms => new FeedMaking(rooms.GetRequiredService<Ledger>(), rooms.GetRequiredService<DropLedger>(), rooms.GetRequiredService<ConnectorSettings>()) { RangeSize = 7 });
        });
        await other.Invoking(connector => connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests"), new Told(_ => { }), CancellationToken.None))
            .Should().ThrowAsync<PersonMustDecideException>();

        var record = world.Archive.Get<BrakeRecord>(TripWorld.AccountName, world.Waiting(FeedKind.Full)!.Run, BrakeRecord.Name)!;
        string.Join('\n', record.Trips.Select(trip => $"{trip.Cause} {trip.Count} {string.Join(' ', trip.Examples.Select(example => $"{example.Sku}:{example.After}"))}")).Should().Be(Counted);
    }

    /// <summary>What one worker over one range counts, worked out by hand: every fifth leaves; of the others, the dearest first; of those, a third has sold out.</summary>
    private static string Counted
    {
        get
        {
            var staying = Enumerable.Range(0, 90).Where(i => i % 5 > 0).ToList();
            var leaving = Enumerable.Range(0, 90).Where(i => i % 5 == 0).Take(10).Select(i => $"{BrakeWorld.Sku(i)}:off sale: the shop does not show it: online-flag is false");
            var dear = staying.OrderByDescending(i => i * 7 % 30).ThenBy(i => i).Take(10).Select(i => $"{BrakeWorld.Sku(i)}:{20 + (i * 7 % 30)}.00 GBP");
            var gone = staying.Where(i => i % 3 == 0).ToList();
            return $"Shrink 18 {string.Join(' ', leaving)}\nPrices {staying.Count} {string.Join(' ', dear)}\nSoldOut {gone.Count} {string.Join(' ', gone.Take(10).Select(i => $"{BrakeWorld.Sku(i)}:out of stock"))}";
        }
    }

    private static void Do(TripWorld world, string what, int count)
    {
        switch (what)
        {
            case "shrink":
                world.Change(count, product => product with { Online = false });
                break;
            case "held":
                world.Change(count, product => product with { Image = false });
                break;
            case "prices":
                world.Change(count, product => product with { Price = 15.10m });
                break;
            case "sold-out":
                world.Change(count, product => product with { Stock = 0 });
                break;
            case "growth":
                for (var i = 0; i < count; i++)
                {
                    world.Shop.Put(new TestProduct($"N{i:D3}") { Name = $"New {i}" });
                }

                world.Read();
                break;
        }
    }
}
