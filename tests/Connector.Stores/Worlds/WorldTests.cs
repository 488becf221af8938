using Connector.Policy.Catalog;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Stores.Tests.Sfcc;

namespace Connector.Stores.Tests.Worlds;

/// <summary>Random shops on their way from the export into the views, against a plain model of what must come out.</summary>
public sealed class WorldTests : IDisposable
{
    private const string ImageBase = "https://cdn.example";

    private static readonly DateTimeOffset[] Instants = [WorldMaker.Noon.AddDays(-30), .. WorldMaker.Turns];

    private static readonly StoreView[] Views =
    [
        View("uk", "UK", "en-GB", "GBP", ["sale", "promo"], ["main"], ["site-uk"]),
        View("fr", "FR", "fr-FR", "EUR", ["sale", "euro"], ["store", "main", "hub"], []),
        View("ch", "CH", "fr-CH", "GBP", ["promo", "euro", "list"], ["hub"], ["site-fr", "site-uk"]),
    ];

    private readonly List<string> _folders = [];

    public static TheoryData<int> FewSeeds => Seeds.Of(4, 400);

    public static TheoryData<int> HistorySeeds => Seeds.Of(4, 300);

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Theory]
    [MemberData(nameof(FewSeeds))]
    public void What_a_shop_exports_comes_out_in_every_view_at_every_instant(int seed)
    {
        var random = new Random(seed);
        var world = new WorldMaker(random).Make();
        var imageBase = random.Next(3) == 0 ? "" : ImageBase;
        using var box = new StoreBox();
        var files = WorldFiles.Of(new WorldXml(random).Whole(world), random).ConvertAll(file => file with { Time = WorldMaker.Noon.AddMinutes(-random.Next(10_000)) });

        box.Read(new SfccAdapter(), Source(Folder(files), imageBase));

        Differences(box, world, imageBase, Instants).Should().BeEmpty("seed {0}", seed);
        foreach (var view in Views)
        {
            var sources = Chain(world, view).Select(book => "pricebooks/" + book).Concat(view.InventoryLists.Select(list => "inventory-lists/" + list));
            var oldest = files.Where(file => file.Path.StartsWith("catalogs/", StringComparison.Ordinal) || sources.Contains(Path.ChangeExtension(file.Path, null))).Min(file => file.Time);
            box.Items(view).Should().OnlyContain(item => item.SourceTime == oldest, "seed {0}, view {1}", seed, view.Name);
        }
    }

    [Theory]
    [MemberData(nameof(FewSeeds))]
    public void Files_that_are_split_reordered_repeated_and_packed_say_the_same(int seed)
    {
        var random = new Random(seed);
        var world = new WorldMaker(random).Make();
        using var straight = new StoreBox();
        using var spread = new StoreBox();
        var whole = Folder(WorldFiles.Of(new WorldXml(random).Whole(world), random));
        var report = straight.Read(new SfccAdapter(), Source(whole));

        var spreadReport = spread.Read(new SfccAdapter(), Source(Spread()));

        Differences(spread, world, ImageBase, [WorldMaker.Noon]).Should().BeEmpty("seed {0}", seed);
        Differences(straight, spread).Should().BeEmpty("seed {0}", seed);
        spreadReport.Scopes.Select(scope => (scope.Scope, scope.Added, scope.Changed, scope.Deleted)).Should().Equal(report.Scopes.Select(scope => (scope.Scope, scope.Added, scope.Changed, scope.Deleted)), "seed {0}", seed);
        foreach (var again in new[] { whole, Spread() })
        {
            var second = spread.Read(new SfccAdapter(), Source(again));
            second.Number.Should().BeNull("seed {0}: all of it is known, but {1}", seed, string.Join(", ", second.Scopes.Where(scope => scope.Added + scope.Changed + scope.Deleted > 0)));
        }

        string Spread() => Folder(WorldFiles.Spread(new WorldXml(random).Whole(world), random), random.Next(4) switch { 0 => "", 1 => "export/", _ => null });
    }

    [Theory]
    [MemberData(nameof(HistorySeeds))]
    public void Deltas_lead_to_what_a_complete_read_leads_to(int seed)
    {
        var random = new Random(seed);
        var maker = new WorldMaker(random);
        var xml = new WorldXml(random);
        var world = maker.Make();
        using var fed = new StoreBox();
        var folder = Folder(WorldFiles.Of(xml.Whole(world), random));
        fed.Read(new SfccAdapter(), Source(folder));
        for (var step = 1; step <= 6; step++)
        {
            var before = world;
            world = maker.Change(world);
            fed.Read(read => WorldFiles.TellDelta(Source(Folder(WorldFiles.Of(xml.Delta(before, world), random))), read));

            using var fresh = new StoreBox();
            folder = Folder(WorldFiles.Of(xml.Whole(world), random));
            fresh.Read(new SfccAdapter(), Source(folder));
            Differences(fresh, fed).Should().BeEmpty("seed {0}, step {1}", seed, step);
            Differences(fed, world, ImageBase, [Instants[2 + (step % 6)]]).Should().BeEmpty("seed {0}, step {1}", seed, step);
        }

        var report = fed.Read(new SfccAdapter(), Source(folder));
        report.Scopes.Should().OnlyContain(scope => scope.Added == 0 && scope.Deleted == 0, "seed {0}", seed);
        Differences(fed, world, ImageBase, Instants).Should().BeEmpty("seed {0}: a complete read after the deltas changes nothing", seed);
    }

    [Fact]
    public void The_shops_that_are_tried_have_everything_that_an_offer_can_show()
    {
        var offers = (from seed in Enumerable.Range(1, 8)
                      let world = new WorldMaker(new Random(seed)).Make()
                      from view in Views
                      let all = new WorldOffers(world, view, ImageBase)
                      from at in Instants
                      from offer in all.At(at)
                      select offer.Shown).ToList();

        foreach (var member in offers[0].Keys.Where(member => member != "Attributes none"))
        {
            offers.Select(offer => offer[member]).Distinct().Should().HaveCountGreaterThan(1, member);
        }

        offers.Select(offer => offer["Stock"].Split(' ')[0]).Distinct().Should().BeEquivalentTo("NoRecord", "Counted", "NotManaged");
        offers.Select(offer => offer["OfflineBecause"].Split("20")[0]).Distinct().Should().BeEquivalentTo("-", "it has no online-flag", "online-flag is false", "it goes online at ", "it went offline at ");
        offers.Select(offer => offer["PaidPrice"][^1]).Distinct().Should().BeEquivalentTo(['-', 'P', 'R'], "none, pounds and euros");
        offers.Should().Contain(offer => offer["PaidPrice"] != offer["ListPrice"]).And.Contain(offer => offer["Categories"].Contains('*')).And.Contain(offer => offer["Images"].Contains("%F0%9F", StringComparison.Ordinal));
    }

    [RealDataFact]
    public void What_is_written_here_is_what_the_shops_own_schemas_allow()
    {
        var schemas = new ExportSchemas();
        foreach (var seed in (IEnumerable<object[]>)FewSeeds)
        {
            var random = new Random((int)seed[0]);
            var maker = new WorldMaker(random);
            var xml = new WorldXml(random);
            var world = maker.Make();
            for (var step = 0; step < 4; step++)
            {
                var before = world;
                world = maker.Change(world);
                foreach (var file in WorldFiles.Of(xml.Whole(world), random).Concat(WorldFiles.Of(xml.Delta(before, world), random)))
                {
                    schemas.Faults(file.Bytes).Should().BeEmpty("seed {0}, {1}", seed[0], file.Path);
                }
            }
        }
    }

    private static StoreView View(string name, string site, string locale, string currency, string[] books, string[] lists, string[] catalogs) => new()
    {
        Name = name, Source = "shop", Site = site, Locale = locale, Currency = currency, PriceBooks = books, InventoryLists = lists, Catalogs = catalogs,
        LandingPage = "https://shop.example/{site}/{group}/{sku}?lang={locale}",
    };

    private static StoreSource Source(string location, string imageBase = ImageBase) => new()
    {
        Location = location, Catalogs = ["catalogs/*/*.xml"], TimeZone = "Europe/Paris", ImageBaseUrl = imageBase.Length == 0 ? "" : imageBase + "/{catalog}", ReadBrakePercent = 20,
    };

    private static IEnumerable<string> Chain(World world, StoreView view)
    {
        foreach (var book in view.PriceBooks)
        {
            for (var id = book; id is not null; id = world.Books[id].Parent)
            {
                yield return id;
            }
        }
    }

    /// <summary>Where a mirror's offers differ from those that a world must have; the first few.</summary>
    private static List<string> Differences(StoreBox box, World world, string imageBase, DateTimeOffset[] instants)
    {
        var differences = new List<string>();
        foreach (var view in Views)
        {
            var offers = new WorldOffers(world, view, imageBase);
            var expected = Instants.ToDictionary(at => at, offers.At);
            foreach (var at in instants)
            {
                var items = box.Items(view, at);
                Compare($"{view.Name} {Shown.Of(at)}", expected[at], [.. items.Select(item => (item.Sku.Value, Shown.Of(item, WorldOffers.AttributeIds)))], differences);
                if (differences.Count == 0)
                {
                    differences.AddRange(items.SelectMany(item => BrokenPromises(item, at, expected)).Select(broken => $"{view.Name} {broken}"));
                }
            }
        }

        return [.. differences.Take(10)];
    }

    /// <summary>Until an instant that an offer names, nothing changes by itself.</summary>
    private static IEnumerable<string> BrokenPromises(ShopItem item, DateTimeOffset at, Dictionary<DateTimeOffset, List<(string Sku, SortedDictionary<string, string> Shown)>> expected)
    {
        var now = expected[at].Single(offer => offer.Sku == item.Sku.Value).Shown;
        foreach (var (until, members) in new[] { (item.ValidUntil, now.Keys.ToArray()), (item.PaidPriceUntil, ["PaidPrice", "ListPrice"]) })
        {
            if (until is { } turn && (turn <= at || !WorldMaker.Turns.Contains(turn)))
            {
                yield return $"{item.Sku} at {Shown.Of(at)} is valid until {Shown.Of(turn)}, when nothing happens";
            }

            foreach (var later in Instants.Where(later => later > at && (until is null || later < until)))
            {
                var then = expected[later].Single(offer => offer.Sku == item.Sku.Value).Shown;
                if (members.FirstOrDefault(member => now[member] != then[member]) is { } changed)
                {
                    yield return $"{item.Sku} at {Shown.Of(at)} promises {changed} = {now[changed]} until {Shown.Of(until)}, but it is {then[changed]} at {Shown.Of(later)}";
                }
            }
        }
    }

    /// <summary>Where two mirrors' offers differ; the first few.</summary>
    private static List<string> Differences(StoreBox one, StoreBox other)
    {
        var differences = new List<string>();
        foreach (var view in Views)
        {
            foreach (var at in new[] { Instants[0], Instants[3], Instants[4], Instants[^1] })
            {
                Compare(
                    $"{view.Name} {Shown.Of(at)}", [.. one.Items(view, at).Select(item => (item.Sku.Value, Shown.Of(item, WorldOffers.AttributeIds)))],
                    [.. other.Items(view, at).Select(item => (item.Sku.Value, Shown.Of(item, WorldOffers.AttributeIds)))], differences);
            }
        }

        return [.. differences.Take(10)];
    }

    private static void Compare(
        string where, List<(string Sku, SortedDictionary<string, string> Shown)> expected, List<(string Sku, SortedDictionary<string, string> Shown)> actual, List<string> differences)
    {
        if (!expected.Select(offer => offer.Sku).SequenceEqual(actual.Select(offer => offer.Sku)))
        {
            differences.Add($"{where}: SKUs are {string.Join(", ", actual.Select(offer => offer.Sku))}; expected {string.Join(", ", expected.Select(offer => offer.Sku))}");
            return;
        }

        string[] besides = [.. Shown.Instants, nameof(ShopItem.SourceTime)];
        foreach (var (must, @is) in expected.Zip(actual))
        {
            differences.AddRange(@is.Shown.Keys.Concat(must.Shown.Keys).Distinct().Except(besides).Where(member => must.Shown.GetValueOrDefault(member) != @is.Shown.GetValueOrDefault(member))
                .Select(member => $"{where} {must.Sku}: {member} is «{@is.Shown.GetValueOrDefault(member)}», expected «{must.Shown.GetValueOrDefault(member)}»"));
        }
    }

    private string Folder(List<WorldFile> files, string? top = null)
    {
        var folder = Folder();
        return top is null ? WorldFiles.ToFolder(files, folder) : WorldFiles.ToZip(files, Path.Combine(folder, "shop.zip"), top);
    }

    private string Folder()
    {
        _folders.Add(Directory.CreateTempSubdirectory("world-").FullName);
        return _folders[^1];
    }
}
