using Connector.Feeds;
using Connector.Listings;
using Connector.Policy.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>
/// The law of goods by calls: once all is told, every SKU that can be sold is live in one product, with the shop's price and quantity, and of what cannot be sold nothing is for sale. Random
/// histories of a small shop, where buyers and other hands change things at TikTok as well. The judge is the test's own shop.
/// </summary>
public sealed class CallLawTests
{
    private static readonly string[] Skus = ["CUP", "LAMP", "JUMPER-BLUE", "JUMPER-RED"];

    public static TheoryData<int, OnStoreDelete> Seeds()
    {
        var data = new TheoryData<int, OnStoreDelete>();
        var most = Environment.GetEnvironmentVariable("CONNECTOR_LONG") == "1" ? 150 : 6;
        foreach (var seed in Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 } one ? [int.Parse(one, System.Globalization.CultureInfo.InvariantCulture)] : Enumerable.Range(1, most))
        {
            data.Add(seed, OnStoreDelete.Deactivate);
            data.Add(seed, OnStoreDelete.Delete);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task After_every_history_TikTok_sells_what_the_shop_sells_once_at_its_price_and_no_more_of_it(int seed, OnStoreDelete gone)
    {
        await using var world = await CallWorld.BeginAsync(new SynchronizationPolicy { OnStoreDelete = gone });
        var (dice, shop, history) = (new Random(seed), world.Trip.Shop, new List<string>());
        shop.Change("JUMPER-RED", red => red with { Stock = 2m });
        await world.NightAsync();
        for (var step = 0; step < 14; step++)
        {
            history.Add(Change(dice, world));
            if (dice.Next(3) > 0)
            {
                await TellAsync(world, dice);
                // Other hands cannot take more than there is.
                Oversold(world).Should().BeEmpty($"of {string.Join(", ", history)}");
            }
        }

        for (var day = 0; day < 4; day++)
        {
            await TellAsync(world, dice: null);
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromDays(1));
        }

        var told = $"of seed {seed}: {string.Join(", ", history)}";
        foreach (var sku in Skus)
        {
            var there = world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Status != "DELETED" && product.Skus.Any(one => one.SellerSku == sku)).ToList();
            var (stock, price) = Sold(shop, sku);
            var live = there.Where(product => product.Status == "ACTIVATE").ToList();
            if (stock > 0)
            {
                live.Should().ContainSingle($"{sku} is sold, {told}; {world.Why(sku)}");
                var one = live[0].Skus.Single(each => each.SellerSku == sku);
                (one.Available, one.Price).Should().Be((stock, price), $"that is what the shop says of {sku}, {told}; {world.Why(sku)}");
            }
            else
            {
                live.Sum(product => product.Skus.Single(each => each.SellerSku == sku).Available).Should().Be(0, $"{sku} is not sold, {told}; {world.Why(sku)}");
            }
        }
    }

    /// <summary>What the shop sells of a SKU, and for how much.</summary>
    private static (int Stock, string Price) Sold(TestShop shop, string sku)
    {
        var one = shop.Products.SingleOrDefault(product => product.Id == sku);
        var master = shop.Products.SingleOrDefault(product => product.Variants.Contains(sku));
        return one is not { Online: true } || master is { Online: false } ? (0, "") : ((int)(one.Stock ?? 0m), (one.Price ?? master?.Price ?? 0m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Change(Random dice, CallWorld world)
    {
        var shop = world.Trip.Shop;
        var sku = Skus[dice.Next(Skus.Length)];
        var isThere = shop.Products.Any(product => product.Id == sku);
        var priced = shop.Products.SingleOrDefault(product => product.Variants.Contains(sku))?.Id ?? sku;
        switch (dice.Next(10))
        {
            case 0 when isThere:
                var price = dice.Next(10, 99);
                shop.Change(priced, one => one with { Price = price });
                return $"{priced} costs {price}";
            case 1 or 2 when isThere:
                var stock = dice.Next(6);
                shop.Change(sku, one => one with { Stock = stock });
                return $"{sku} has {stock}";
            case 3 when isThere:
                var name = $"Thing {dice.Next(1000)}";
                shop.Change(priced, one => one with { Name = name });
                return $"{priced} is called {name}";
            // The cup stays: a view of which nothing is listed any more is a brake's matter.
            case 4 when isThere && sku != "CUP":
                shop.Change(sku, one => one with { Online = !one.Online });
                return $"{sku} goes {(shop.Products.Single(product => product.Id == sku).Online ? "online" : "offline")}";
            case 5 when sku is "LAMP":
                if (isThere)
                {
                    shop.Remove(sku);
                    return $"{sku} is removed";
                }

                shop.Put(new TestProduct(sku) { Name = $"{sku} again", Price = 11m, Stock = 4m });
                return $"{sku} is back";
            case 6 when isThere && world.Sku(sku) is { Available: > 0 } && world.Product(sku)!.Status == "ACTIVATE" && Sold(shop, sku).Stock > 0:
                world.Platform.Hand.Order(CallWorld.ShopId, sku, CallWorld.Warehouse, 1);
                shop.Change(sku, one => one with { Stock = one.Stock - 1 });
                return $"one {sku} is bought";
            case 7 when world.Product(sku) is { Status: "ACTIVATE" }:
                world.Platform.Hand.SetPrice(CallWorld.ShopId, sku, "1.00");
                return $"other hands set the price of {sku}";
            case 8 when world.Product(sku) is { Status: "ACTIVATE" }:
                world.Platform.Hand.SetStock(CallWorld.ShopId, sku, CallWorld.Warehouse, 40);
                return $"other hands set the stock of {sku}";
            case 9:
                return Regroup(shop);
            default:
                return "nothing";
        }
    }

    /// <summary>The jumpers leave their master, each a product of its own, or come together again.</summary>
    private static string Regroup(TestShop shop)
    {
        string[] jumpers = ["JUMPER-BLUE", "JUMPER-RED"];
        if (shop.Products.Any(product => product.Id == "JUMPER"))
        {
            shop.Remove("JUMPER");
            Array.ForEach(jumpers, id => shop.Change(id, one => one with { Name = $"Jumper {id}", Price = 60m, Image = true }));
            return "the jumpers part";
        }

        shop.Put(new TestProduct("JUMPER") { Name = "Wool jumper", Variants = jumpers, Price = 60m, Stock = null });
        Array.ForEach(jumpers, id => shop.Change(id, one => one with { Name = "", Price = null, Image = false }));
        return "the jumpers come together";
    }

    private static async Task TellAsync(CallWorld world, Random? dice)
    {
        world.Trip.Read();
        foreach (var kind in dice is null || dice.Next(2) == 0 ? new[] { FeedKind.Delta, FeedKind.InventoryDelta } : [FeedKind.InventoryDelta, FeedKind.Delta])
        {
            await world.Trip.FeedAsync(kind);
        }

        await world.Trip.PollAsync();
        ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromMinutes(dice?.Next(90) ?? 90));
        await world.CallAsync();
        if (dice is null)
        {
            await world.Trip.PollAsync();
            ((ManualClock)world.Trip.Clock).Advance(TimeSpan.FromHours(2));
            await world.CallAsync();
        }
    }

    /// <summary>SKUs of which more is for sale than the shop has, in one product or in several.</summary>
    private static List<string> Oversold(CallWorld world) =>
    [
        .. Skus.Where(sku => world.Platform.Shop(CallWorld.ShopId).Products.Where(product => product.Status == "ACTIVATE").SelectMany(product => product.Skus).Where(one => one.SellerSku == sku).Sum(one => one.Available) is var there
            && there > Sold(world.Trip.Shop, sku).Stock && there != 40).Select(sku => $"{sku}: {world.Why(sku)}"),
    ];
}
