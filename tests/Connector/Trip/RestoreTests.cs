using Connector.Listings;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

public sealed class RestoreTests
{
    [Theory]
    [InlineData(CrawlModel.Unseen)]
    [InlineData(CrawlModel.All)]
    [InlineData(CrawlModel.Newest)]
    public async Task After_a_restore_a_full_feed_that_compares_what_TikTok_shows_makes_all_true_again(CrawlModel crawl)
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await TripWorld.BeginAsync(crawl, clock, policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        var backup = Path.Combine(world.Folder, "backup");
        StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), backup, clock);
        clock.Advance(TimeSpan.FromHours(2));
        world.Shop.Put(new TestProduct("POT") { Name = "Coffee pot" });
        world.Shop.Change("LAMP", lamp => lamp with { Price = 30m, Stock = 1m });
        var cup = world.Shop.Products.Single(product => product.Id == "CUP");
        world.Shop.Remove("CUP");
        await world.ReadAndFeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.InventoryDelta);
        world.Shown("CUP").Should().BeNull();
        world.Shop.Remove("POT");
        world.Shop.Put(cup);
        world.Read();

        Restore(world, backup);

        (await FluentActions.Awaiting(() => world.FeedAsync(FeedKind.Delta)).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("state.restored");
        (await FluentActions.Awaiting(() => world.FeedAsync(FeedKind.InventoryDelta)).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("state.restored");
        await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        for (var times = 0; times < 3; times++)
        {
            await world.FeedAsync(FeedKind.Delta);
            await world.FeedAsync(FeedKind.InventoryDelta);
        }

        world.Shown("POT").Should().BeNull("it was put there after the backup, and the shop has it no longer");
        world.Shown("CUP")!.Row.Availability.Should().Be("in stock", "the delete file that named it is not read again");
        world.Shown("LAMP")!.Row.Price.Should().Be("30.00 GBP");
        (world.Stock("LAMP"), world.Stock("CUP")).Should().Be((1m, 5m));
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        ChainTests.Broken(world).Should().BeEmpty("the chain goes on behind what was recorded after the backup");
    }

    [Fact]
    public async Task What_was_taken_down_since_the_backup_does_not_come_back_and_an_open_run_stands_in_nobodys_way()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        var runs = world.Connector.GetRequiredService<Runs>();
        runs.Begin(new FeedOrder(TripWorld.AccountName, FeedKind.Delta, "tests"));
        var backup = Path.Combine(world.Folder, "backup");
        StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), backup, world.Clock);
        world.Connector.GetRequiredService<SkuDecisions>().Make(TripWorld.AccountName, SkuDecisions.Takedown, ["LAMP", "CUP"], "", "Ada", "court order");
        world.Connector.GetRequiredService<SkuDecisions>().End(TripWorld.AccountName, SkuDecisions.Takedown, ["CUP"], "Ada", "a mistake");
        await world.FeedAsync(FeedKind.Delta);

        Restore(world, backup);
        await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        world.Connector.GetRequiredService<Runs>().Open(TripWorld.AccountName).Should().BeEmpty();
        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock");
        world.Shown("CUP")!.Row.Availability.Should().Be("in stock");
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task A_backup_that_is_damaged_or_none_is_refused_and_the_state_stays()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var (backup, clock) = (Path.Combine(world.Folder, "backup"), world.Clock);
        Code(() => Restore(world, Path.Combine(world.Folder, "nowhere"))).Should().Be("backup.none");
        StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), backup, clock);
        Code(() => StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), backup, clock)).Should().Be("backup.there");
        using (var file = new FileStream(Path.Combine(backup, "state.db"), FileMode.Open))
        {
            file.Seek(-10, SeekOrigin.End);
            var last = file.ReadByte();
            file.Seek(-10, SeekOrigin.End);
            file.WriteByte((byte)(last ^ 1));
        }

        Code(() => Restore(world, backup)).Should().Be("backup.damaged");

        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
    }

    [Fact]
    public async Task A_state_on_which_something_runs_is_not_replaced()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var backup = Path.Combine(world.Folder, "backup");
        StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), backup, world.Clock);
        using var lease = world.Connector.GetRequiredService<Leases>().Take("shop-gb/product", "a full feed");

        Code(() => Restore(world, backup)).Should().Be("restore.running");
    }

    [Fact]
    public async Task Files_leave_the_drop_when_they_are_old_and_a_later_one_of_their_kind_lies_there()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await TripWorld.BeginAsync(clock: clock, account: account => account with { Drop = account.Drop with { KeepDays = 2 } });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        var lying = new List<int>();
        for (var day = 0; day < 6; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            world.Shop.Change("LAMP", lamp => lamp with { Price = 30m + day, Stock = 10m + day });
            await world.ReadAndFeedAsync(FeedKind.Delta);
            await world.FeedAsync(FeedKind.InventoryDelta);
            lying.Add(world.Dropped("product").Count);
        }

        lying.Should().Equal(2, 3, 3, 3, 3, 3);
        world.Dropped("inventory").Should().HaveCount(3);
        clock.Advance(TimeSpan.FromDays(30));
        world.Read();
        world.Shop.Change("LAMP", lamp => lamp with { Price = 50m });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Dropped("product").Should().HaveCount(1, "only that of today");
        world.Dropped("inventory").Should().HaveCount(1, "the last one of its kind stays");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    public async Task Tokens_that_were_refreshed_after_the_backup_stay_good()
    {
        await using var world = await CallWorld.BeginAsync();
        var backup = Path.Combine(world.Trip.Folder, "backup");
        StateBackup.Take(world.Trip.Connector.GetRequiredService<StateDatabase>(), backup, world.Trip.Clock);
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(6.5));
        await world.Trip.Connector.GetRequiredService<Shops>().KeepFreshAsync(TripWorld.AccountName, CancellationToken.None);
        var refreshed = world.Trip.Connector.GetRequiredService<Connector.Listings.ShopTokens>().Find(TripWorld.AccountName)!.RefreshedAt;

        Restore(world.Trip, backup);

        world.Trip.Connector.GetRequiredService<Connector.Listings.ShopTokens>().Find(TripWorld.AccountName)!.RefreshedAt.Should().Be(refreshed, "those of the backup were used up");
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(6.5));
        await world.Trip.Connector.GetRequiredService<Shops>().KeepFreshAsync(TripWorld.AccountName, CancellationToken.None);
        world.Trip.Connector.GetRequiredService<Connector.Listings.ShopTokens>().Find(TripWorld.AccountName)!.IsGood.Should().BeTrue();
    }

    private static void Restore(TripWorld world, string backup)
    {
        StateBackup.Restore(new ConnectorSettings { Data = world.DataFolder }, backup, world.Clock);
        world.NewProcess();
    }

    private static string Code(Action act) => act.Should().Throw<PersonMustDecideException>().Which.Code;
}
