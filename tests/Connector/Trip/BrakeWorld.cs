using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Feeds.Brakes;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>A trip's world with a shop of a hundred products, each with ten pieces at 10 pounds, and what people do about brakes.</summary>
internal static class BrakeWorld
{
    public const int Skus = 100;

    public static async Task<TripWorld> BeginAsync(Func<AccountBrakes, AccountBrakes>? brakes = null, int skus = Skus, TimeProvider? clock = null)
    {
        var world = await TripWorld.BeginAsync(
            clock: clock, shop: Shop(skus),
            account: account => account with
            {
                Alert = account.Alert with { DeletePause = TimeSpan.Zero }, Brakes = brakes?.Invoke(account.Brakes) ?? account.Brakes,
                CatalogMaxAge = TimeSpan.FromDays(30), InventoryMaxAge = TimeSpan.FromDays(30),
            });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        return world;
    }

    public static TestShop Shop(int skus)
    {
        var shop = new TestShop();
        for (var i = 0; i < skus; i++)
        {
            shop.Put(new TestProduct(Sku(i)) { Name = $"Product {i}", Price = 10, Stock = 10 });
        }

        return shop;
    }

    public static string Sku(int number) => $"P{number:D3}";

    /// <summary>Changes the first so many products, and reads the shop.</summary>
    public static void Change(this TripWorld world, int count, Func<TestProduct, TestProduct> change)
    {
        for (var i = 0; i < count; i++)
        {
            world.Shop.Change(Sku(i), change);
        }

        world.Read();
    }

    public static BrakeBook Book(this TripWorld world) => world.Connector.GetRequiredService<BrakeBook>();

    public static WaitingRun? Waiting(this TripWorld world, FeedKind kind) => world.Book().Waiting(TripWorld.AccountName, kind);

    /// <summary>A feed that a brake stops.</summary>
    public static async Task<(string Code, BrakeRecord Record)> StoppedAsync(this TripWorld world, FeedKind kind)
    {
        var files = world.Dropped("product").Concat(world.Dropped("inventory")).ToList();
        var stopped = (await FluentActions.Awaiting(() => world.FeedAsync(kind)).Should().ThrowAsync<PersonMustDecideException>()).Which;
        world.Dropped("product").Concat(world.Dropped("inventory")).Should().Equal(files, "nothing is delivered");
        var waiting = world.Waiting(kind)!;
        return (stopped.Code, world.Archive.Get<BrakeRecord>(TripWorld.AccountName, waiting.Run, BrakeRecord.Name)!);
    }

    public static BrakePermission Release(this TripWorld world, FeedKind kind, params (string Word, decimal Limit)[] limits) => world.Connector.GetRequiredService<Releasing>().Release(
        world.Waiting(kind)!, limits.ToDictionary(limit => limit.Word, limit => limit.Limit), Releasing.Usually, "Ann", "the range ends");

    public static string Discard(this TripWorld world, FeedKind kind) => world.Connector.GetRequiredService<Releasing>().Discard(world.Waiting(kind)!, "Ann", "a wrong export");

    public static Task<FeedResult> ScheduledAsync(this TripWorld world, FeedKind kind) => world.Connector.GetRequiredService<FeedRun>().GoAsync(
        new FeedOrder(TripWorld.AccountName, kind, "schedule test") { Scheduled = true }, new Told(world.Steps.Add), CancellationToken.None);

    public static string StateOfRun(this TripWorld world, string run) => world.Connector.GetRequiredService<Runs>().Find(TripWorld.AccountName, run)!.State;
}
