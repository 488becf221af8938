using System.IO.Compression;
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
        var folder = Folder();
        var times = WriteTimed(folder, new WorldXml(random).Whole(world), random);

        box.Read(new SfccAdapter(), Source(folder, imageBase));

        Differences(box, world, imageBase, Instants).Should().BeEmpty("seed {0}", seed);
        foreach (var view in Views)
        {
            var sources = Chain(world, view).Select(book => "pricebooks/" + book).Concat(view.InventoryLists.Select(list => "inventory-lists/" + list));
            var oldest = times.Where(time => time.Key.StartsWith("catalogs/", StringComparison.Ordinal) || sources.Contains(time.Key)).Min(time => time.Value);
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
        var whole = Folder();
        Write(whole, new WorldXml(random).Whole(world), random);
        var report = straight.Read(new SfccAdapter(), Source(whole));

        var spreadReport = spread.Read(new SfccAdapter(), Source(Spread(world, random)));

        Differences(spread, world, ImageBase, [WorldMaker.Noon]).Should().BeEmpty("seed {0}", seed);
        Differences(straight, spread).Should().BeEmpty("seed {0}", seed);
        spreadReport.Scopes.Select(scope => (scope.Scope, scope.Added, scope.Changed, scope.Deleted)).Should().Equal(report.Scopes.Select(scope => (scope.Scope, scope.Added, scope.Changed, scope.Deleted)), "seed {0}", seed);
        foreach (var again in new[] { whole, Spread(world, random) })
        {
            var second = spread.Read(new SfccAdapter(), Source(again));
            second.Number.Should().BeNull("seed {0}: all of it is known, but {1}", seed, string.Join(", ", second.Scopes.Where(scope => scope.Added + scope.Changed + scope.Deleted > 0)));
        }
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
        var folder = Folder();
        Write(folder, xml.Whole(world), random);
        fed.Read(new SfccAdapter(), Source(folder));
        for (var step = 1; step <= 6; step++)
        {
            var before = world;
            world = maker.Change(world);
            var delta = Folder();
            Write(delta, xml.Delta(before, world), random);
            Feed(fed, delta);

            using var fresh = new StoreBox();
            folder = Folder();
            Write(folder, xml.Whole(world), random);
            fresh.Read(new SfccAdapter(), Source(folder));
            Differences(fresh, fed).Should().BeEmpty("seed {0}, step {1}", seed, step);
            Differences(fed, world, ImageBase, [Instants[2 + (step % 6)]]).Should().BeEmpty("seed {0}, step {1}", seed, step);
        }

        var report = fed.Read(new SfccAdapter(), Source(folder));
        report.Scopes.Should().OnlyContain(scope => scope.Added == 0 && scope.Deleted == 0, "seed {0}", seed);
        Differences(fed, world, ImageBase, Instants).Should().BeEmpty("seed {0}: a complete read after the deltas changes nothing", seed);
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
                foreach (var scope in xml.Whole(world).Concat(xml.Delta(before, world)))
                {
                    schemas.Faults(xml.File(scope, scope.Pieces)).Should().BeEmpty("seed {0}, {1} {2}", seed[0], scope.Folder, scope.Id);
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

    /// <summary>The one place that knows how a delta travels.</summary>
    private static void Feed(StoreBox box, string folder) => box.Read(read =>
    {
        var source = Source(folder);
        var clock = new ShopClock(ShopClock.FindZone(source.TimeZone)!);
        var xml = new ExportXml(read, clock, source.ImageBaseUrl, ScopeMode.Delta, CancellationToken.None);
        using var files = ExportFiles.At(folder, new ExportLimits(), clock);
        files.Matching(source.Catalogs).ForEach(xml.Catalog);
        files.Matching(source.PriceBooks).ForEach(xml.PriceBooks);
        files.Matching(source.InventoryLists).ForEach(xml.InventoryLists);
    });

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

    private static void Write(string folder, List<WorldScope> scopes, Random random) => WriteTimed(folder, scopes, random);

    /// <summary>Each scope in a file of its own; when each was last written.</summary>
    private static Dictionary<string, DateTimeOffset> WriteTimed(string folder, List<WorldScope> scopes, Random random)
    {
        var xml = new WorldXml(random);
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var scope in scopes)
        {
            var path = Path.Combine(folder, scope.Folder, scope.Folder == "catalogs" ? scope.Id + "/catalog.xml" : scope.Id + ".xml");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, xml.File(scope, scope.Pieces));
            var time = WorldMaker.Noon.AddMinutes(-random.Next(10_000));
            File.SetLastWriteTimeUtc(path, time.UtcDateTime);
            times.Add(scope.Folder + "/" + scope.Id, time);
        }

        return times;
    }

    /// <summary>
    /// Several files a scope, their records in another order, some of them twice or stale before they are right, some files as .gz, perhaps all in a
    /// zip. What is said of one product in a scope stays in one file and in its order: prices and places are lists.
    /// </summary>
    private string Spread(World world, Random random)
    {
        var xml = new WorldXml(random);
        var files = new List<(string Name, byte[] Bytes)>();
        foreach (var scope in xml.Whole(world))
        {
            var count = random.Next(1, 4);
            var pieces = Enumerable.Range(0, count).Select(_ => new List<WorldPiece>()).ToArray();
            var fileOf = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var piece in scope.Pieces)
            {
                var at = piece.Of.Length == 0 ? random.Next(count) : fileOf.GetValueOrDefault(piece.Rank + piece.Of, random.Next(count));
                fileOf[piece.Rank + piece.Of] = at;
                pieces[at].Add(piece);
                if (scope.Folder != "pricebooks" && random.Next(8) == 0)
                {
                    pieces[piece.Of.Length == 0 || piece.Rank == 1 ? random.Next(count) : at].Add(piece);
                }
            }

            Stale(scope, pieces, fileOf, random);
            for (var i = 0; i < count; i++)
            {
                var name = scope.Folder + "/" + scope.Id + (scope.Folder == "catalogs" ? "/" : "-") + (char)('a' + i) + ".xml";
                var bytes = xml.File(scope, Shuffled(pieces[i], random));
                files.Add(random.Next(3) == 0 ? (name + ".gz", Export.Gzip(bytes)) : (name, bytes));
            }
        }

        var folder = Folder();
        if (random.Next(2) == 0)
        {
            var top = random.Next(2) == 0 ? "" : "export/";
            using var zip = ZipFile.Open(Path.Combine(folder, "shop.zip"), ZipArchiveMode.Create);
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(top + name).Open();
                entry.Write(bytes);
            }

            return Path.Combine(folder, "shop.zip");
        }

        foreach (var (name, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }

        return folder;
    }

    /// <summary>Some products stand in an earlier file as they were once.</summary>
    private static void Stale(WorldScope scope, List<WorldPiece>[] pieces, Dictionary<string, int> fileOf, Random random)
    {
        foreach (var piece in scope.Pieces.Where(piece => scope.Folder == "catalogs" && piece.Rank == 1 && random.Next(6) == 0 && fileOf[piece.Rank + piece.Of] > 0))
        {
            pieces[random.Next(fileOf[piece.Rank + piece.Of])].Add(piece with
            {
                Write = stale =>
                {
                    stale.WriteStartElement("product");
                    stale.WriteAttributeString("product-id", piece.Of);
                    stale.WriteElementString("display-name", "stale");
                    stale.WriteEndElement();
                },
            });
        }
    }

    /// <summary>In another order, but for what is said of one product.</summary>
    private static List<WorldPiece> Shuffled(List<WorldPiece> pieces, Random random)
    {
        var shuffled = pieces.ToArray();
        random.Shuffle(shuffled);
        var inOrder = pieces.GroupBy(piece => (piece.Rank, piece.Of)).ToDictionary(same => same.Key, same => new Queue<WorldPiece>(same));
        return [.. shuffled.Select(piece => inOrder[(piece.Rank, piece.Of)].Dequeue())];
    }

    private string Folder()
    {
        _folders.Add(Directory.CreateTempSubdirectory("world-").FullName);
        return _folders[^1];
    }
}
