using Connector.Accounts;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>The same shop, by alert, by pull and by calls.</summary>
public sealed class ThreeChannelsTests
{
    private static readonly string[] Skus = ["CUP", "JUMPER-BLUE", "JUMPER-RED", "LAMP", "STOVE"];

    [Theory]
    [InlineData(OnStoreDelete.Deactivate)]
    [InlineData(OnStoreDelete.Delete)]
    public async Task The_same_shop_ends_in_the_same_states_prices_and_stock_whichever_way_its_goods_go(OnStoreDelete gone)
    {
        var policy = new SynchronizationPolicy { OnStoreDelete = gone };
        var byAlert = await ByAlertAsync(policy);
        var byPull = await ByPullAsync(policy);
        var byCalls = await ByCallsAsync(policy);

        byPull.States.Should().Equal(byAlert.States);
        byCalls.States.Should().Equal(byAlert.States);
        byPull.Prices.Should().Equal(byAlert.Prices);
        byCalls.Prices.Should().Equal(byAlert.Prices);
        byCalls.Stock.Should().Equal(byAlert.Stock);
        byPull.InStock.Should().Equal(byAlert.Stock.ToDictionary(each => each.Key, each => each.Value > 0));
        byAlert.States.Should().Contain("CUP", "Approved").And.Contain("LAMP", "Rejected");
        byAlert.Prices.Should().Contain("CUP", "12.00 GBP");
    }

    private static async Task<Ending> ByAlertAsync(SynchronizationPolicy policy)
    {
        await using var world = await TripWorld.BeginAsync(policy: policy, shop: Goods());
        Reject(world.TikTok);
        await HistoryAsync(world);
        return new Ending(States(world), Prices(world), Skus.Where(sku => world.Shown(sku) is not null).ToDictionary(sku => sku, sku => (int)(world.Stock(sku) ?? -1)), []);
    }

    private static async Task<Ending> ByPullAsync(SynchronizationPolicy policy)
    {
        await using var world = await TripWorld.BeginAsync(policy: policy, shop: Goods(), publicReads: true, account: account => account with { Delivery = DeliveryChannel.Pull });
        Reject(world.TikTok);
        await HistoryAsync(world, withStock: false);
        return new Ending(States(world), Prices(world), [], Skus.Where(sku => world.Shown(sku) is not null).ToDictionary(sku => sku, sku => world.Shown(sku)!.Row.Availability == "in stock"));
    }

    private static async Task<Ending> ByCallsAsync(SynchronizationPolicy policy)
    {
        await using var world = await CallWorld.BeginAsync(policy, goods: Goods());
        Reject(world.Trip.TikTok);
        await HistoryAsync(world.Trip);
        var there = Skus.Where(sku => world.Product(sku) is { Status: not "DELETED" } && world.Sku(sku) is not null).ToList();
        return new Ending(States(world.Trip), there.ToDictionary(sku => sku, sku => $"{world.Sku(sku)!.Price} GBP"), there.ToDictionary(sku => sku, sku => world.Sku(sku)!.Available), []);
    }

    /// <summary>A night, then a day: a price, stock that goes and comes, a title, something that is gone.</summary>
    private static async Task HistoryAsync(TripWorld world, bool withStock = true)
    {
        await world.ReadAndFeedAsync();
        if (withStock)
        {
            await world.FeedAsync(FeedKind.Inventory);
        }

        await world.WaitAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12m, Stock = 9m });
        world.Shop.Change("JUMPER-RED", red => red with { Stock = 0m });
        world.Shop.Change("JUMPER", jumper => jumper with { Name = "Lambswool jumper" });
        world.Shop.Remove("STOVE");
        world.Read();
        await world.FeedAsync(FeedKind.Delta);
        if (withStock)
        {
            await world.FeedAsync(FeedKind.InventoryDelta);
        }

        await world.WaitAsync();
    }

    private static TestShop Goods()
    {
        var shop = TestShop.Small();
        shop.Change("JUMPER-RED", red => red with { Stock = 2m });
        shop.Put(new TestProduct("STOVE") { Name = "Gas stove", Price = 45m, Stock = 7m });
        return shop;
    }

    private static void Reject(TikTokStandIn tikTok) => tikTok.Verdicts.Add(new VerdictRule { SkuId = "LAMP", RejectedInfo = [new RejectedInfo("Not allowed", "Take it out")] });

    private static Dictionary<string, string> States(TripWorld world) =>
        world.Connector.GetRequiredService<Answers>().All(TripWorld.AccountName).Where(listing => listing.State != ListingState.Deleting).ToDictionary(listing => listing.Sku, listing => listing.State.ToString());

    private static Dictionary<string, string> Prices(TripWorld world) => Skus.Where(sku => world.Shown(sku) is not null).ToDictionary(sku => sku, sku => world.Shown(sku)!.Row.Price);

    /// <summary>How it ended.</summary>
    private sealed record Ending(Dictionary<string, string> States, Dictionary<string, string> Prices, Dictionary<string, int> Stock, Dictionary<string, bool> InStock);
}
