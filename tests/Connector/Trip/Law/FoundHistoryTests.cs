using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;
using Microsoft.Extensions.DependencyInjection;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Trip.Law;

/// <summary>Histories that the random ones found, or that someone thought of, one by one and as short as they can be told.</summary>
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
        Later(world, First(red: 20, hasBlue: false), FeedKind.InventoryDelta);
        Sold(world, "red").Should().Be(9, "the second shop has no more, though nothing of it was touched");
    }

    [Fact]
    public void What_comes_back_while_it_is_deleted_is_listed_again_once_it_is_forgotten()
    {
        // New products alone go into templates by themselves: while the cup is being deleted it is none; when TikTok has forgotten it, it is.
        using var world = LawWorld.Begin(
            CrawlModel.Unseen, new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete, ProductAssign = new() { Statuses = [ListingState.NotSynced] }, Eligibility = Eligibility.AssignedOrMatch });
        world.Apply((DocumentKinds.Template, "all", new ListingTemplate { Account = LawWorld.AccountName }));
        world.Read(Shop("Cup", 5, ["pot"]));
        world.Feed(FeedKind.Full);
        Later(world, [.. Shop("Cup", 5, ["pot"]).Skip(1).Prepend(Catalog("main", Simple("pot", "pot")))], FeedKind.Delta);
        world.Shown("cup").Should().BeNull();

        Later(world, Shop("Cup", 5, ["pot"]), FeedKind.Delta);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Feed(FeedKind.Delta);

        world.Shown("cup").Should().NotBeNull();
        world.Feed(FeedKind.Full).Made.Changed.Should().Be(0);
    }

    [Fact]
    public void What_a_cut_feed_lists_while_the_shop_takes_it_offline_is_told_with_0_by_the_next_inventory_delta()
    {
        // The inventory delta looked while TikTok, as far as was known, had never heard of the jug.
        using var world = LawWorld.Begin(CrawlModel.Unseen, new SynchronizationPolicy());
        world.Read(Shop("Cup", 5, ["pot"]));
        world.Feed(FeedKind.Full);
        world.Feed(FeedKind.Inventory);
        Later(world, Shop("Cup", 5, ["pot", "jug"]), FeedKind.InventoryDelta);
        Cut(world, FeedKind.Delta);
        Later(world, [.. Shop("Cup", 5, ["pot", "jug"]).Skip(1).Prepend(Catalog("main", Simple("cup", "Cup"), Simple("pot", "pot")))], FeedKind.InventoryDelta);
        world.Feed(FeedKind.Delta);
        world.Shown("jug")!.Row.Availability.Should().Be("out of stock");

        world.Feed(FeedKind.InventoryDelta);

        Sold(world, "jug").Should().Be(0);
        world.Feed(FeedKind.Inventory).Made.Changed.Should().Be(0);
    }

    [Fact]
    public void What_was_held_back_for_a_review_that_ended_before_the_seal_goes_out_with_the_next_delta()
    {
        using var world = LawWorld.Begin(CrawlModel.Unseen, new SynchronizationPolicy());
        world.TikTok.Verdicts.Add(new VerdictRule { SkuId = "cup", Review = Connector.Sandbox.Review.Hold });
        world.Read(Shop("Cup", 5, ["pot"]));
        world.Feed(FeedKind.Full);
        world.Poll();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Read(Shop("Mug", 5, ["pot", "jug"]));
        Cut(world, FeedKind.Delta);
        world.TikTok.Verdicts.Clear();
        world.Poll();

        world.Feed(FeedKind.Delta);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Feed(FeedKind.Delta);

        world.Shown("cup")!.Row.Title.Should().Be("Mug");
    }

    [Fact]
    public void Where_a_change_of_price_sends_everything_a_price_delta_does_so_too()
    {
        using var world = LawWorld.Begin(CrawlModel.Unseen, new SynchronizationPolicy { OnlyAttributes = new() { Reading = AttributeReading.Observe, Selected = ["price"] } });
        world.Read(Shop("Cup", 5, ["pot"]));
        world.Feed(FeedKind.Full);
        world.Feed(FeedKind.Inventory);
        Later(world, Shop("Mug", 5, ["pot"]), FeedKind.Delta);
        world.Shown("cup")!.Row.Title.Should().Be("Cup", "a title is not observed");

        Later(world, Shop("Mug", 5, ["pot"], price: 12), FeedKind.PriceDelta);

        (world.Shown("cup")!.Row.Title, world.Shown("cup")!.Row.Price).Should().Be(("Mug", "12.00 GBP"));
        world.Feed(FeedKind.Full).Made.Changed.Should().Be(0);
    }

    [Fact]
    public void After_the_clock_went_back_an_hour_stamps_still_rise_and_deltas_are_right()
    {
        using var world = LawWorld.Begin(CrawlModel.Newest, new SynchronizationPolicy());
        var noon = world.Clock.GetUtcNow();
        world.Read(Shop("Cup", 5, ["pot"], ends: noon.AddMinutes(30)));
        world.Feed(FeedKind.Full);
        world.Feed(FeedKind.Inventory);
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        world.Feed(FeedKind.Delta);
        world.Shown("cup")!.Row.Price.Should().Be("10.00 GBP", "the offer is over");

        world.Clock.Advance(TimeSpan.FromHours(-1));
        world.Read(Shop("Cup", 5, ["pot", "jug"], ends: noon.AddMinutes(30)));
        world.Feed(FeedKind.Delta);
        world.Feed(FeedKind.InventoryDelta);

        world.Shown("jug").Should().NotBeNull();
        world.Shown("cup")!.Row.Price.Should().Be("8.00 GBP", "by that clock the offer goes on, though no read has touched it");
        world.Feed(FeedKind.Full).Made.Changed.Should().Be(0);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Feed(FeedKind.Delta);
        world.Shown("cup")!.Row.Price.Should().Be("10.00 GBP");
        var stamps = world.Connector.GetRequiredService<Runs>().Last(LawWorld.AccountName, 20).Select(run => run.Stamp).Reverse().ToList();
        stamps.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
    }

    /// <summary>A feed is made and then cut, before anything of it is delivered.</summary>
    private static void Cut(LawWorld world, FeedKind kind)
    {
        using var stop = new CancellationTokenSource();
        FluentActions.Invoking(() => world.Feed(kind, step => { if (step is { Done: true, Step: "feed" }) stop.Cancel(); }, stop.Token)).Should().Throw<OperationCanceledException>();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private static decimal? Sold(LawWorld world, string sku) => world.Held.Stock.SingleOrDefault(stock => stock.SkuId == sku)?.Quantity;

    private static void Later(LawWorld world, Action<IStoreRead>[] shop, FeedKind kind)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Read(shop);
        world.Feed(kind);
    }

    private static Action<IStoreRead>[] Shop(string cup, int pieces, string[] others, decimal price = 10, DateTimeOffset? ends = null) =>
    [
        Catalog("main", [Simple("cup", cup), .. others.Select(id => Simple(id, id))]),
        Book("sale", [Prices("cup", [new PriceTable(null, null, 1, price), .. ends is null ? Array.Empty<PriceTable>() : [new PriceTable(null, ends, 1, 8)]]), .. others.Select(id => Price(id, 20))]),
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
