using System.Collections.Concurrent;
using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.Store;
using Connector.Tests.Store;
using Xunit.Abstractions;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Trip.Law;

/// <summary>
/// The law of deltas over every history of three SKUs in one item group: after each event a delta and an inventory delta bring TikTok to what it shall show, as a
/// model of a few lines says that knows nothing of Connector; and a full feed right after says nothing else.
/// </summary>
public sealed class DeltaLawTests(ITestOutputHelper output)
{
    private static readonly string[] Skus = ["A", "B", "C"];

    private static bool IsLong => Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 };

    public static TheoryData<Way> Ways => [Way.Deactivating, Way.Deleting, Way.DeletingPatiently];

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("covers", "SFC-07")]
    [Trait("covers", "SFC-08")]
    public void After_every_history_of_two_events_TikTok_shows_what_it_shall_under_every_crawl_model(Way way)
    {
        foreach (var crawl in Enum.GetValues<CrawlModel>())
        {
            Try(way, crawl, length: 2, upToSymmetry: crawl != Usual(way)).Should().Be(crawl == Usual(way) ? 225 : 50, "no history is passed over");
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void After_every_history_of_three_events_up_to_symmetry_TikTok_shows_what_it_shall(Way way) =>
        Try(way, Usual(way), IsLong ? 5 : 3, upToSymmetry: true);

    /// <summary>The crawl model under which a way is tried the longest: where deletions go by files, the one that reads every file again.</summary>
    private static CrawlModel Usual(Way way) => way switch
    {
        Way.Deactivating => CrawlModel.Unseen,
        Way.Deleting => CrawlModel.All,
        _ => CrawlModel.Newest,
    };

    private int Try(Way way, CrawlModel crawl, int length, bool upToSymmetry)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var world = LawWorld.Begin(
            crawl, new SynchronizationPolicy { OnStoreDelete = way == Way.Deactivating ? OnStoreDelete.Deactivate : OnStoreDelete.Delete },
            account => account with { Alert = account.Alert with { FetchedAfter = way == Way.DeletingPatiently ? TimeSpan.FromHours(1) : TimeSpan.Zero } });
        var model = Model.New(way);
        world.Read(model.Pieces());
        world.Feed(FeedKind.Full);
        world.Feed(FeedKind.Inventory);
        model.Judge(world, "at first");

        var histories = 0;
        var faults = new ConcurrentBag<string>();
        // The branches of the first two events are tried side by side, each in worlds of its own.
        var branches = new List<(LawWorld World, Model Model, string History)>();
        Go(world, model, "", 1, fork => branches.Add(fork));
        Parallel.ForEach(
            branches.OrderBy(branch => branch.History, StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) },
            branch =>
            {
                using (branch.World)
                {
                    Go(branch.World, branch.Model, branch.History, 2, null);
                }
            });
        output.WriteLine($"{way}, {crawl}: {histories} histories of up to {length} events in {watch.Elapsed.TotalSeconds:0.0} s");
        faults.Should().BeEmpty();
        return histories;

        void Go(LawWorld at, Model from, string history, int step, Action<(LawWorld, Model, string)>? branch)
        {
            foreach (var (sku, deed) in Next(history, upToSymmetry))
            {
                if (from.After(sku, deed) is not { } then || faults.Count > 10)
                {
                    continue;
                }

                var told = $"{history} {deed}:{Skus[sku]}".Trim();
                var next = at.Fork();
                var isKept = false;
                try
                {
                    Interlocked.Increment(ref histories);
                    Step(next, then, told);
                    if (step < length)
                    {
                        // Histories of two events are tried by themselves: of longer ones only the last step is followed by a full feed.
                        if (length == 2 || step > 2)
                        {
                            using var full = next.Fork();
                            Full(full, then, told);
                        }

                        isKept = branch is not null;
                        if (isKept)
                        {
                            branch!((next, then, told));
                        }
                        else
                        {
                            Go(next, then, told, step + 1, null);
                        }
                    }
                    else
                    {
                        Full(next, then, told);
                    }
                }
                catch (Exception fault)
                {
                    faults.Add($"{told}: {fault.Message}");
                }
                finally
                {
                    if (!isKept)
                    {
                        next.Dispose();
                    }
                }
            }
        }
    }

    /// <summary>An event has happened in the shop: it is read, and what differs is sent.</summary>
    private static void Step(LawWorld world, Model model, string history)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Read(model.Pieces());
        if (model.Way == Way.DeletingPatiently)
        {
            world.Feed(FeedKind.PriceDelta);
            model.JudgePrices(world, history);
            world.Feed(FeedKind.InventoryDelta);
            world.Feed(FeedKind.Delta);
        }
        else
        {
            var delta = world.Feed(FeedKind.Delta);
            delta.Made.Changed.Should().Be(model.RowsThatDiffer, "{0}: a delta sends what differs and nothing else", history);
            world.Feed(FeedKind.InventoryDelta);
        }

        model.Judge(world, history);
    }

    /// <summary>A full feed has nothing else to say.</summary>
    private static void Full(LawWorld world, Model model, string history)
    {
        var before = world.Settled;
        world.Feed(FeedKind.Full).Made.Changed.Should().Be(0, "{0}: a full feed right after a delta sends no other content", history);
        world.Feed(FeedKind.Inventory).Made.Changed.Should().Be(0, "{0}: nor an inventory feed another quantity", history);
        LawWorld.Differences(before, world.Settled).Should().BeEmpty(history);
        world.Drop.Contradictions.Should().BeEmpty(history);
        if (model.Way == Way.DeletingPatiently)
        {
            // By now TikTok has fetched every file: deltas alone, and time, do the rest.
            world.Clock.Advance(TimeSpan.FromHours(2));
            world.Feed(FeedKind.Delta);
            world.Feed(FeedKind.InventoryDelta);
            model.Judge(world, history, isLate: true);
        }
    }

    /// <summary>Every event; of SKUs that nothing has happened to so far only the first, where symmetry is used: they are alike.</summary>
    private static IEnumerable<(int Sku, Deed Deed)> Next(string history, bool upToSymmetry)
    {
        var met = Skus.Count(sku => history.Contains($":{sku}", StringComparison.Ordinal));
        return from sku in Enumerable.Range(0, upToSymmetry ? Math.Min(met + 1, Skus.Length) : Skus.Length)
               from deed in Enum.GetValues<Deed>()
               select (sku, deed);
    }

    public enum Way
    {
        /// <summary>What the shop deletes stays, out of stock.</summary>
        Deactivating,

        /// <summary>What the shop deletes goes, at once.</summary>
        Deleting,

        /// <summary>It goes once TikTok must have fetched what names it; and price deltas run before deltas.</summary>
        DeletingPatiently,
    }

    private enum Deed
    {
        Content,
        Price,
        Stock,
        SellOut,
        Delete,
        Return,
    }

    /// <summary>A SKU in the shop.</summary>
    private sealed record InShop(bool IsThere, int Content, int Price, int Stock);

    /// <summary>A SKU on TikTok; null where it is not there.</summary>
    private sealed record OnTikTok(string Title, string Price, string Availability, string IsDefault);

    /// <summary>What is in the shop, and what TikTok must show of it: all that there is to know.</summary>
    private sealed record Model(Way Way, IReadOnlyList<InShop> Shop, List<OnTikTok?> TikTok, int RowsThatDiffer)
    {
        private const string Lamp = "LAMP";

        private OnTikTok?[] Before { get; init; } = [];

        public static Model New(Way way) => new Model(way, [.. Skus.Select(_ => new InShop(true, 1, 10, 5))], [null, null, null], 0).Shown();

        /// <summary>After an event; null where it is none: what is gone cannot go again. A content, price or stock goes to and fro between two.</summary>
        public Model? After(int sku, Deed deed)
        {
            var now = Shop[sku];
            var then = deed switch
            {
                Deed.Content when now.IsThere => now with { Content = 3 - now.Content },
                Deed.Price when now.IsThere => now with { Price = 30 - now.Price },
                Deed.Stock when now.IsThere => now with { Stock = now.Stock == 5 ? 7 : 5 },
                Deed.SellOut when now.IsThere && now.Stock > 0 => now with { Stock = 0 },
                Deed.Delete when now.IsThere => now with { IsThere = false },
                Deed.Return when !now.IsThere => now with { IsThere = true },
                _ => null,
            };
            return then is null ? null : (this with { Shop = [.. Shop.Select((one, at) => at == sku ? then : one)] }).Shown();
        }

        public Action<IStoreRead>[] Pieces()
        {
            var there = Enumerable.Range(0, Skus.Length).Where(sku => Shop[sku].IsThere).ToList();
            return
            [
                Catalog("main",
                [
                    Master("GOWN", Name("Gown"), VariesIn("color"), Variants([.. there.Select(sku => "GOWN-" + Skus[sku])])),
                    .. there.Select(sku => Product("GOWN-" + Skus[sku], Name(Title(sku)), Attribute("color", Skus[sku]), Image("https://img.example/gown.jpg"))),
                    Product(Lamp, Name("Lamp"), Image("https://img.example/lamp.jpg")),
                ]),
                Book("sale", [Price(Lamp, 20), .. there.Select(sku => Piece.Price("GOWN-" + Skus[sku], Shop[sku].Price))]),
                List("stock", [Stock(Lamp, 9), .. there.Select(sku => Piece.Stock("GOWN-" + Skus[sku], Shop[sku].Stock))]),
            ];
        }

        public void Judge(LawWorld world, string history, bool isLate = false)
        {
            for (var sku = 0; sku < Skus.Length; sku++)
            {
                var id = "GOWN-" + Skus[sku];
                var shown = world.Shown(id);
                var what = shown is null ? null : new OnTikTok(shown.Row.Title, shown.Row.Price, shown.Row.Availability, shown.Row.IsDefaultVariant);
                if (Way == Way.DeletingPatiently && !isLate && TikTok[sku] is null && what is not null)
                {
                    what.Availability.Should().Be("out of stock", "{0}: {1} is gone, and stays until every file that names it was fetched", history, id);
                }
                else
                {
                    what.Should().Be(TikTok[sku], "{0}: {1}", history, id);
                }

                if (shown is not null)
                {
                    shown.Row.ItemGroupId.Should().Be("GOWN", history);
                    shown.Quantity.Should().Be(Shop[sku].IsThere ? Shop[sku].Stock : 0, "{0}: {1}", history, id);
                }
            }

            world.Shown(Lamp)!.Row.Availability.Should().Be("in stock", history);
            world.Drop.Contradictions.Should().BeEmpty(history);
        }

        /// <summary>After a price delta: what stays listed has its price; all else is as it was.</summary>
        public void JudgePrices(LawWorld world, string history)
        {
            for (var sku = 0; sku < Skus.Length; sku++)
            {
                var before = Before[sku];
                if (before is null || world.Shown("GOWN-" + Skus[sku]) is not { } shown)
                {
                    continue;
                }

                shown.Row.Title.Should().Be(before.Title, "{0}: a price delta sends content as it was last sent", history);
                shown.Row.Price.Should().Be(Shop[sku].IsThere ? TikTok[sku]!.Price : before.Price, "{0}: it sends the price", history);
            }
        }

        private string Title(int sku) => $"Gown {Skus[sku]}{Shop[sku].Content}";

        private Model Shown()
        {
            var shown = Shop.Select((one, sku) => one.IsThere
                ? new OnTikTok(Title(sku), string.Create(CultureInfo.InvariantCulture, $"{one.Price}.00 GBP"), one.Stock > 0 ? "in stock" : "out of stock",
                    Shop.Take(sku).Any(other => other.IsThere) ? "false" : "true")
                : Way != Way.Deactivating || TikTok[sku] is null ? null : TikTok[sku]! with { Availability = "out of stock" }).ToList();
            return this with { TikTok = shown, Before = [.. TikTok], RowsThatDiffer = shown.Zip(TikTok).Count(pair => pair.First != pair.Second) };
        }
    }
}
