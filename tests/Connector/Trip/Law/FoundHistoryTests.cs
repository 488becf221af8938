using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Trip.Law;

/// <summary>Histories that the random ones found, one by one and as short as they can be told.</summary>
public sealed class FoundHistoryTests
{
    [Fact]
    public void A_row_does_not_come_back_when_a_deletion_takes_the_newer_file_out_of_the_drop()
    {
        // TikTok reads every file at each alert. The delta with the cup on sale names nothing that is deleted; the full feed that says it is sold out does.
        using var world = LawWorld.Begin(CrawlModel.All, new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        world.Read(Shop("Cup", 5, ["lamp", "pot"]));
        world.Feed(FeedKind.Full);
        Later(world, Shop("Mug", 5, ["lamp", "pot"]), FeedKind.Delta);
        Later(world, Shop("Mug", 0, ["lamp", "pot"]), FeedKind.Full);

        Later(world, Shop("Mug", 0, ["pot", "jug"]), FeedKind.Delta);

        world.Shown("lamp").Should().BeNull();
        world.Shown("jug").Should().NotBeNull();
        world.Shown("cup")!.Row.Availability.Should().Be("out of stock");
    }

    [Fact]
    public void Of_two_shops_the_smallest_quantity_is_told_also_where_a_SKU_is_met_by_its_neighbours_alone()
    {
        // The gown of the second shop has a red and a blue; in the first, red stands alone and changes, and blue is gone: it must stay at 0.
        using var world = LawWorld.Begin(CrawlModel.Unseen, new SynchronizationPolicy(), account => account with { Views = [LawWorld.View, LawWorld.OtherView with { Source = "other" }] });
        world.Read(First(red: 7, hasBlue: true));
        world.ReadOf("other", Second());
        world.Feed(FeedKind.Full);
        world.Feed(FeedKind.Inventory);
        Later(world, First(red: 7, hasBlue: false), FeedKind.Delta);
        world.Feed(FeedKind.InventoryDelta);
        Sold(world, "blue").Should().Be(0);

        Later(world, First(red: 6, hasBlue: false), FeedKind.InventoryDelta);

        Sold(world, "red").Should().Be(6);
        Sold(world, "blue").Should().Be(0, "the first shop has none of it any more");
    }

    private static decimal? Sold(LawWorld world, string sku) => world.Held.Stock.SingleOrDefault(stock => stock.SkuId == sku)?.Quantity;

    private static void Later(LawWorld world, Action<IStoreRead>[] shop, FeedKind kind)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Read(shop);
        world.Feed(kind);
    }

    private static Action<IStoreRead>[] Shop(string cup, int pieces, string[] others) =>
    [
        Catalog("main", [Simple("cup", cup), .. others.Select(id => Simple(id, id))]),
        Book("sale", [Price("cup", 10), .. others.Select(id => Price(id, 20))]),
        List("stock", [Stock("cup", pieces), .. others.Select(id => Stock(id, 9))]),
    ];

    private static Action<IStoreRead>[] First(int red, bool hasBlue) =>
    [
        Catalog("main", [Simple("red", "Red gown"), .. hasBlue ? [Simple("blue", "Blue gown")] : Array.Empty<Action<IStoreRead>>()]),
        Book("sale", Price("red", 10), Price("blue", 10)),
        List("stock", Stock("red", red), Stock("blue", 4)),
    ];

    private static Action<IStoreRead>[] Second() =>
    [
        Catalog("main",
            Master("gown", Name("Gown"), VariesIn("color"), Variants("red", "blue")),
            Product("red", Name("Red gown"), Attribute("color", "red"), Image("https://img.example/red.jpg")),
            Product("blue", Name("Blue gown"), Attribute("color", "blue"), Image("https://img.example/blue.jpg"))),
        Book("sale", Price("red", 10), Price("blue", 10)),
        List("stock", Stock("red", 9), Stock("blue", 9)),
    ];

    private static Action<IStoreRead> Simple(string id, string name) => Product(id, Name(name), Image($"https://img.example/{id}.jpg"));
}
