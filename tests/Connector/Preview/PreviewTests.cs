using System.Globalization;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Preview;
using Connector.State;
using Connector.Tests.Stories;
using Connector.Tests.Trip;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Preview;

/// <summary>What would change under other documents, held against the two feeds that are made under the one and the other.</summary>
[Trait("covers", "COM-03")]
public sealed class PreviewTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_preview_counts_what_the_feeds_under_both_sets_of_documents_differ_by(int seed)
    {
        var random = new Random(seed);
        await using var world = await TripWorld.BeginAsync(shop: Shop(random, 40));
        world.Read();
        if (seed % 2 == 0)
        {
            await world.FeedAsync();
            await world.FeedAsync(FeedKind.Inventory);
            world.Shop.Remove("P00");
            foreach (var product in world.Shop.Products.Where(_ => random.Next(4) == 0).ToList())
            {
                world.Shop.Change(product.Id, before => Any(random, before.Id));
            }

            world.Read();
        }

        var given = Others(random);
        var before = await DryAsync(world);
        var seen = Go(world, given);
        Good(world, given);
        var after = await DryAsync(world);

        var counts = seen.Views.Single();
        var skus = before.Skus.Union(after.Skus).ToList();
        (counts.Read, counts.ListedNow, counts.ListedThen).Should().Be((skus.Count, skus.Count(before.Lists), skus.Count(after.Lists)));
        (counts.HeldNow, counts.HeldThen).Should().Be((before.Held.Count, after.Held.Count));
        counts.NewlyHeld.Should().Be(skus.Count(sku => before.Lists(sku) && !after.Lists(sku)));
        counts.NewlyListed.Should().Be(skus.Count(sku => !before.Lists(sku) && after.Lists(sku)));
        counts.NewlyHeldBy.Should().BeEquivalentTo(skus.Where(sku => before.Lists(sku) && !after.Lists(sku)).CountBy(sku => after.Held[sku]).ToDictionary(pair => pair.Key, pair => (long)pair.Value));

        var differ = skus.Where(sku => before.Of(sku) != after.Of(sku)).ToHashSet();
        counts.Differ.Should().Be(differ.Count).And.BePositive();
        var lines = Csv.Rows(File.ReadAllText(seen.File), ',');
        lines.Select(line => line["sku"]).ToHashSet().Should().BeEquivalentTo(differ, "the CSV has every row that differs and no other");
        var cells = from sku in skus
                    where before.Rows.ContainsKey(sku) && after.Rows.ContainsKey(sku)
                    from column in before.Rows[sku].Keys
                    where before.Rows[sku][column] != after.Rows[sku][column]
                    select (sku, column, before.Rows[sku][column], after.Rows[sku][column]);
        lines.Where(line => line["what"] == "changed" && line["column"] != "quantity").Select(line => (line["sku"], line["column"], Undone(line["before"]), Undone(line["after"]))).Should().BeEquivalentTo(cells);
        counts.Columns.Should().BeEquivalentTo(cells.CountBy(cell => cell.column).ToDictionary(pair => pair.Key, pair => (long)pair.Value));

        Same(counts.PriceUp, Moves(skus, before.Price, after.Price).Where(move => move.After > move.Before));
        Same(counts.PriceDown, Moves(skus, before.Price, after.Price).Where(move => move.After < move.Before));
        Same(counts.QuantityUp, Moves(skus, before.Quantity, after.Quantity).Where(move => move.After > move.Before));
        Same(counts.QuantityDown, Moves(skus, before.Quantity, after.Quantity).Where(move => move.After < move.Before));
    }

    [Fact]
    public async Task Nothing_is_stored_and_nothing_is_sent()
    {
        var random = new Random(5);
        await using var world = await TripWorld.BeginAsync(shop: Shop(random, 12));
        await world.ReadAndFeedAsync();
        var (state, files, dropped) = (State(world), Files(world), world.Dropped("product_feed"));
        var seen = Go(world, Others(random));
        seen.Views.Single().Differ.Should().BePositive();
        State(world).Should().Equal(state);
        Files(world).Should().Equal(files);
        world.Dropped("product_feed").Should().Equal(dropped);
    }

    [Fact]
    public async Task Documents_with_faults_are_refused_with_all_of_them()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        var result = Preview(world).Go(
            TripWorld.AccountName,
            [
                new DocumentText("policies", "prices", """{"type": "pricing", "isDefault": true, "changes": [{"by": "percentage", "to": "decrease", "amount": 100}], "least": -1}""", "prices.json"),
                new DocumentText("policies", "stock", """{"type": "inventory", "bufer": 3}""", "stock.json"),
            ],
            withPending: false, null, null, null, (_, _) => { }, out var faults, CancellationToken.None);
        result.Should().BeNull();
        faults.Select(fault => fault.Document).Distinct().Should().BeEquivalentTo("prices.json", "stock.json");
        faults.Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        Directory.Exists(Path.Combine(world.DataFolder, "previews")).Should().BeFalse();
    }

    [Fact]
    [Trait("covers", "RIV-08")]
    public async Task What_waits_for_approval_can_be_tried_and_decides_nothing_until_it_is_approved()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Approval = true });
        world.Read();
        IReadOnlyList<DocumentText> given = [Text("prices", new PricingPolicy { IsDefault = true, Changes = [new() { By = PriceChangeBy.Percentage, To = PriceChangeTo.Increase, Amount = 10 }] })];
        Good(world, given);
        world.Connector.GetRequiredService<Documents>().Pending().Should().ContainSingle();

        Go(world, [], pending: false).Views.Single().Differ.Should().Be(0);
        Go(world, [], pending: true).Views.Single().PriceUp.Count.Should().Be(4);
    }

    [Fact]
    public async Task A_sample_looks_at_a_part_of_the_catalogue_from_all_over_it()
    {
        await using var world = await TripWorld.BeginAsync(shop: Shop(new Random(9), 600));
        world.Read();
        IReadOnlyList<DocumentText> given = [Text("prices", new PricingPolicy { IsDefault = true, Changes = [new() { By = PriceChangeBy.Fixed, To = PriceChangeTo.Increase, Amount = 1 }] })];
        var all = Go(world, given);
        var sample = Go(world, given, sample: 60);
        all.IsSample.Should().BeFalse();
        sample.IsSample.Should().BeTrue();
        sample.Views.Single().Read.Should().BeInRange(20, 200).And.BeLessThan(all.Views.Single().Read);
        var skus = Csv.Rows(File.ReadAllText(sample.File), ',').Select(line => line["sku"]).Order(StringComparer.Ordinal).ToList();
        string.CompareOrdinal(skus[0], "P20").Should().BeNegative();
        string.CompareOrdinal(skus[^1], "P50").Should().BePositive("it is from all over");
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1+1")]
    [InlineData("-1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("＝1+1")]
    public async Task What_a_person_typed_is_no_formula_in_the_list(string name)
    {
        await using var world = await TripWorld.BeginAsync();
        world.Shop.Change("CUP", cup => cup with { Name = name });
        world.Read();
        var seen = Go(world, [Text("words", new Rule { Account = TripWorld.AccountName, Then = [new() { Do = RuleVerb.Append, Field = "title", Value = "now" }] }, DocumentKinds.Rule)]);
        var line = Csv.Rows(File.ReadAllText(seen.File), ',').Single(line => line["sku"] == "CUP");
        (line["before"], line["after"]).Should().Be(("'" + name, $"'{name} now"));
    }

    private static PolicyPreview Preview(TripWorld world) => world.Connector.GetRequiredService<PolicyPreview>();

    private static PreviewResult Go(TripWorld world, IReadOnlyList<DocumentText> given, bool pending = false, int? sample = null)
    {
        var result = Preview(world).Go(TripWorld.AccountName, given, pending, null, sample, null, (_, _) => { }, out var faults, CancellationToken.None);
        faults.Should().BeEmpty();
        return result!;
    }

    private static void Good(TripWorld world, IReadOnlyList<DocumentText> given) => world.Connector.GetRequiredService<Documents>().Apply(given, "ana", out _).Should().BeEmpty();

    private static DocumentText Text(string name, object document, string kind = DocumentKinds.Policy) => new(kind, name, Documents.Write(document), $"{kind}/{name}");

    /// <summary>Policies and rules that hold some, list others, and move prices and quantities.</summary>
    private static IReadOnlyList<DocumentText> Others(Random random) =>
    [
        Text("sync", new SynchronizationPolicy { OutOfStockProducts = random.Next(2) == 0 }),
        Text("prices", new PricingPolicy
        {
            IsDefault = true, Most = random.Next(2) * 80,
            Changes = [new() { By = (PriceChangeBy)random.Next(2), To = (PriceChangeTo)random.Next(2), Amount = random.Next(1, 9) }],
            Rounding = new() { To = RoundTo.Step, Step = 2.5m },
        }),
        Text("stock", new InventoryPolicy { IsDefault = true, ThresholdBuffer = random.Next(3), Percentage = random.Next(60, 101), Maximum = random.Next(2) == 0 ? 9 : null }),
        Text("images", new ImagePolicy { IsDefault = true, DefaultImageUrl = random.Next(2) == 0 ? "https://img.example/d.jpg" : "" }),
        Text("words", new Rule
        {
            Account = TripWorld.AccountName, If = new() { Field = "shop.name", Is = Test.Contains, Value = "tin" },
            Then = [random.Next(3) == 0 ? new() { Do = RuleVerb.Hold, Value = "no tin" } : new() { Do = RuleVerb.Append, Field = "title", Value = "a|b, \"c\"" }],
        }, DocumentKinds.Rule),
    ];

    private static TestShop Shop(Random random, int count)
    {
        var shop = new TestShop();
        for (var at = 0; at < count; at++)
        {
            shop.Put(Any(random, $"P{at:00}"));
        }

        return shop;
    }

    private static TestProduct Any(Random random, string id) => new(id)
    {
        Name = $"{(random.Next(3) == 0 ? "tin" : "wool")} {random.Next(20)}", Price = random.Next(9) == 0 ? null : random.Next(100, 12_000) / 100m, Stock = random.Next(5) == 0 ? 0 : random.Next(30),
        Online = random.Next(9) > 0, Image = random.Next(7) > 0,
    };

    private static async Task<Feeds> DryAsync(TripWorld world)
    {
        var run = world.Connector.GetRequiredService<FeedRun>();
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "dry", Guid.NewGuid().ToString("N"))).FullName;
        var products = await run.GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { DryRun = true, Out = Path.Combine(folder, "products"), Afresh = true }, new Told(_ => { }), CancellationToken.None);
        var stock = await run.GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Inventory, "tests") { DryRun = true, Out = Path.Combine(folder, "stock") }, new Told(_ => { }), CancellationToken.None);
        var made = new DryFeeds(
            string.Concat(products.Made.Files.Where(file => file.Kind == FeedFileKind.Product).Select(file => File.ReadAllText(Path.Combine(products.Folder, file.Name)))),
            stock.Made.Files.Select(file => Path.Combine(stock.Folder, file.Name)).SingleOrDefault(), [], [], products.Made.Views.Single());
        return new Feeds(
            made.Rows.ToDictionary(row => row["sku_id"]), Csv.Rows(File.ReadAllText(Path.Combine(products.Folder, "held.csv")), ',').ToDictionary(row => row["sku"], row => row["code"]),
            made.Quantities.ToDictionary(record => record.Sku, record => record.Quantity));
    }

    private static IEnumerable<Move> Moves(IEnumerable<string> skus, Func<string, decimal?> before, Func<string, decimal?> after) =>
        from sku in skus
        let was = before(sku)
        let becomes = after(sku)
        where was is not null && becomes is not null && was != becomes
        select new Move(sku, was.Value, becomes.Value, was == 0 ? 100 : Math.Abs(becomes.Value - was.Value) / was.Value * 100);

    private static void Same(Moves told, IEnumerable<Move> moves)
    {
        var sorted = moves.OrderBy(move => move.Percent).ToList();
        told.Count.Should().Be(sorted.Count);
        if (sorted.Count > 0)
        {
            told.Median.Should().Be(Tenths(sorted[((sorted.Count + 1) / 2) - 1].Percent));
            told.P90.Should().Be(Tenths(sorted[(int)decimal.Ceiling(sorted.Count * 0.9m) - 1].Percent));
            told.Most.Should().Be(decimal.Round(sorted[^1].Percent, 1));
            told.Largest.Select(move => move.Percent).Should().Equal(sorted.Select(move => move.Percent).Reverse().Take(10));
            told.Largest.Should().BeSubsetOf(sorted);
        }

        static decimal Tenths(decimal percent) => decimal.Ceiling(percent * 10) / 10;
    }

    private static string Undone(string cell) => cell.StartsWith('\'') ? cell[1..] : cell;

    private static List<string> State(TripWorld world)
    {
        using var db = world.Connector.GetRequiredService<StateDatabase>().Open();
        return
        [
            .. db.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").ToList()
                .SelectMany(table => db.Query($"SELECT * FROM {table}").Select(row => $"{table}: {string.Join(", ", ((IDictionary<string, object?>)row).Select(pair => pair.Value is byte[] bytes ? Convert.ToHexString(bytes) : pair.Value))}")),
        ];
    }

    private static List<string> Files(TripWorld world) =>
    [
        .. Directory.EnumerateFiles(world.DataFolder, "*", SearchOption.AllDirectories).Where(path => !path.Contains("previews", StringComparison.Ordinal) && !path.Contains(".db", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"),
    ];

    private sealed record Feeds(Dictionary<string, IReadOnlyDictionary<string, string>> Rows, Dictionary<string, string> Held, Dictionary<string, int> Quantities)
    {
        public IEnumerable<string> Skus => Rows.Keys.Union(Held.Keys);

        public bool Lists(string sku) => Rows.ContainsKey(sku) && !Held.ContainsKey(sku);

        public string Of(string sku) => $"{(Rows.TryGetValue(sku, out var row) ? string.Join('|', row.Values) : "no row")} {Held.GetValueOrDefault(sku)} {(Quantities.TryGetValue(sku, out var quantity) ? quantity : -1)}";

        public decimal? Price(string sku) => Rows.TryGetValue(sku, out var row) ? decimal.Parse(row["price"].Split(' ')[0], CultureInfo.InvariantCulture) : null;

        public decimal? Quantity(string sku) => Quantities.TryGetValue(sku, out var quantity) && Rows.ContainsKey(sku) ? quantity : null;
    }
}
