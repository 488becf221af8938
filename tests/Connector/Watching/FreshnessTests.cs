using Connector.Accounts;
using Connector.State;
using Connector.Store;
using Connector.Tests.Trip;
using Connector.Watching;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Watching;

public sealed class FreshnessTests
{
    [Fact]
    [Trait("covers", "D-12")]
    public async Task The_age_of_the_shops_data_is_counted_when_it_is_delivered_and_when_TikTok_shows_it()
    {
        await using var world = await TripWorld.BeginAsync(settings: settings => settings with { ReviewDelay = TimeSpan.FromMinutes(10) });
        var clock = (ManualClock)world.Clock;
        world.Read(exported: clock.GetUtcNow().AddMinutes(-7));
        await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        var delivered = Counted(world);
        delivered.Select(counts => (counts.Kind, counts.Stage, counts.Count)).Should().Equal((FeedKind.Full, FreshnessStage.Delivered, 1), (FeedKind.Inventory, FreshnessStage.Delivered, 1));
        delivered[0].BoundOf(0.5).Should().Be(TimeSpan.FromMinutes(10));
        delivered[0].Last.Should().BeCloseTo(TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(1));

        clock.Advance(TimeSpan.FromMinutes(20));
        await world.WaitAsync();
        var confirmed = Counted(world).Single(counts => counts.Stage == FreshnessStage.Confirmed);
        (confirmed.Kind, confirmed.Count, confirmed.BoundOf(0.95)).Should().Be((FeedKind.Full, 4L, TimeSpan.FromMinutes(30)));

        await world.PollAsync();
        Counted(world).Single(counts => counts.Stage == FreshnessStage.Confirmed).Count.Should().Be(4, "each row is confirmed once");
    }

    [Fact]
    [Trait("covers", "D-12")]
    public async Task An_inventory_feed_is_as_old_as_its_inventory_lists_and_its_target_is_the_accounts()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Freshness = new AccountFreshness { PriceAndStock = TimeSpan.FromHours(1) } });
        var clock = (ManualClock)world.Clock;
        world.Read();
        File.SetLastWriteTimeUtc(Path.Combine(world.Folder, "shop", "inventory-lists", "main.xml"), clock.GetUtcNow().AddMinutes(-50).UtcDateTime);
        world.Shop.Change("CUP", cup => cup with { Stock = 1 });
        await world.Connector.GetRequiredService<StoreReading>().ReadAsync("shop", StoreReadKind.Full, acceptLoss: true, CancellationToken.None);

        await world.FeedAsync(FeedKind.Inventory);
        await world.FeedAsync();

        var account = world.Connector.GetRequiredService<Documents>().Account(TripWorld.AccountName);
        var (full, inventory) = (Counted(world)[0], Counted(world)[1]);
        inventory.Last.Should().BeGreaterThan(TimeSpan.FromMinutes(49));
        full.Last.Should().BeGreaterThan(TimeSpan.FromMinutes(49), "the oldest of all that it is made of");
        (inventory.ShareWithin(Freshness.Target(account, FeedKind.Inventory)), inventory.ShareWithin(TimeSpan.FromMinutes(15))).Should().Be((1, 0));
    }

    [Theory]
    [InlineData("00:12:00", false)]
    [InlineData("00:10:00", true)]
    public async Task A_target_is_one_of_the_bounds_by_which_lags_are_counted(string target, bool isAllowed)
    {
        await using var world = await TripWorld.BeginAsync();
        var documents = world.Connector.GetRequiredService<Documents>();
        var account = documents.Account(TripWorld.AccountName) with { Freshness = new AccountFreshness { PriceAndStock = TimeSpan.Parse(target, System.Globalization.CultureInfo.InvariantCulture) } };

        var faults = documents.Check([new DocumentText(DocumentKinds.Account, TripWorld.AccountName, Documents.Write(account), "account")]);

        faults.Select(fault => fault.Path).Should().Equal(isAllowed ? [] : ["$.freshness.priceAndStock"]);
    }

    private static IReadOnlyList<FreshnessCounts> Counted(TripWorld world) => world.Connector.GetRequiredService<Freshness>().Since();
}
