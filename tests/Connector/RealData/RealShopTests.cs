using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Store;
using Connector.Tests.Stories;

namespace Connector.Tests.RealData;

/// <summary>Real exports against rows that were worked out by hand (README beside this file).</summary>
public sealed class RealShopTests
{
    private static readonly JsonObject Told = JsonNode.Parse(File.ReadAllText(Path.Combine(RealDataFolder.Here(), "expected-rows.json")))!.AsObject();
    private static readonly DateTimeOffset Instant = DateTimeOffset.Parse(Told["instant"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    public static TheoryData<string> Views => [.. Told["views"]!.AsArray().Select(view => view!["name"]!.GetValue<string>())];

    public static TheoryData<string, string> OtherFiles
    {
        get
        {
            const string Php = "sfcc/php-demandware-xml-mit";
            var files = new TheoryData<string, string>();
            foreach (var file in new[]
            {
                "assignments.xml", "categories.xml", "category-deleted.xml", "empty.xml", "mixed.xml", "product-custom-attribute-value-limit.xml", "product-xml-escaped.xml",
                "products-deleted.xml", "products.xml", "taxonomy-sample.xml", "variants.xml", "invalid-schema-products.xml",
            })
            {
                files.Add(Php, file);
            }

            files.Add("sfcc/catalog-reducer-isc/testdata", "master/master1.xml");
            files.Add("sfcc/catalog-reducer-isc/testdata", "master/master2.xml");
            files.Add("sfcc/catalog-reducer-isc/testdata", "navigation/*.xml");
            return files;
        }
    }

    [RealDataTheory]
    [MemberData(nameof(Views))]
    [Trait("covers", "SFC-01")]
    [Trait("covers", "SFC-09")]
    [Trait("covers", "SFC-11")]
    public async Task Every_row_that_was_worked_out_by_hand_comes_out(string name)
    {
        using var shop = Open(Told["views"]!.AsArray().Single(view => view!["name"]!.GetValue<string>() == name)!);
        shop.Read().Number.Should().Be(1);
        var feeds = await shop.FeedsAsync();
        var rows = feeds.Rows.ToDictionary(row => row["sku_id"], StringComparer.Ordinal);
        var quantities = feeds.Quantities.ToDictionary(row => row.Sku, row => row.Quantity, StringComparer.Ordinal);
        var held = feeds.Held.ToDictionary(row => row.Sku, row => row.Code, StringComparer.Ordinal);
        var differences = ExpectedRows.Differences(Told, name, feeds, null);
        foreach (var counts in Of("counts", name))
        {
            ExpectedRows.Compare(differences, "all", "rows", $"{counts["rows"]}", $"{rows.Keys.Count(sku => !IsBundle(sku))}");
            ExpectedRows.Compare(differences, "all", "held", Counts(counts["held"]!.AsObject().Select(pair => (pair.Key, (int)pair.Value!))),
                Counts(held.Where(pair => !IsBundle(pair.Key)).GroupBy(pair => pair.Value).Select(group => (group.Key, group.Count()))));
        }

        if (InventorySchema.IsThere && feeds.InventoryFile is { } file)
        {
            differences.AddRange(InventorySchema.Faults(file));
        }

        if (differences.Count > 0)
        {
            Assert.Fail($"{name}\n{string.Join('\n', differences)}\n");
        }

        feeds.Counts.Read.Should().Be(rows.Count + held.Count);
        feeds.HeldFromInventory.Should().Equal(feeds.Held);
        quantities.Keys.Should().BeEquivalentTo(rows.Keys);
    }

    [RealDataTheory]
    [MemberData(nameof(Views))]
    public async Task Reading_the_same_files_again_changes_nothing_and_takes_no_number(string name)
    {
        using var shop = Open(Told["views"]!.AsArray().Single(view => view!["name"]!.GetValue<string>() == name)!);
        shop.Read().Number.Should().Be(1);
        var before = await shop.FeedsAsync();

        var again = shop.Read();

        again.Number.Should().BeNull();
        again.Scopes.Should().OnlyContain(scope => scope.Added == 0 && scope.Changed == 0 && scope.Deleted == 0);
        (await shop.FeedsAsync()).Product.Should().Be(before.Product);
    }

    [RealDataTheory]
    [MemberData(nameof(OtherFiles))]
    public async Task Every_other_file_goes_from_the_store_to_a_feed(string root, string file)
    {
        using var shop = Open(
            new StoreSource { Location = Path.Combine(RealDataFolder.Path, root), Catalogs = [file], PriceBooks = [], InventoryLists = [] },
            new StoreView { Name = "view", Source = "shop", Site = "RefArch", Locale = "en-US", Currency = "USD", PriceBooks = ["none"], InventoryLists = ["none"], LandingPage = "https://shop.example/{sku}.html" },
            "US");
        var report = shop.Read();
        var feeds = await shop.FeedsAsync();

        report.Scopes.Should().NotBeEmpty();
        feeds.Rows.Should().BeEmpty("without prices nothing is listed");
        feeds.Held.Should().NotContain(row => row.Code.StartsWith("stage.", StringComparison.Ordinal), "no step fails on them");
        feeds.Counts.Read.Should().Be(feeds.Held.Count);
        shop.Read().Number.Should().BeNull("the second read changes nothing");
    }

    private static IEnumerable<JsonNode> Of(string list, string view) => Told[list]!.AsArray().Where(entry => entry!["view"]!.GetValue<string>() == view)!;

    private static DryShop Open(JsonNode view) => Open(
        new StoreSource
        {
            Location = Path.Combine(RealDataFolder.Path, view["root"]!.GetValue<string>()),
            Catalogs = Texts(view["files"]!["catalogs"]), PriceBooks = Texts(view["files"]!["priceBooks"]), InventoryLists = Texts(view["files"]!["inventoryLists"]),
            ImageBaseUrl = Told["imageBase"]!.GetValue<string>(),
        },
        new StoreView
        {
            Name = "view", Source = "shop", Site = view["site"]!.GetValue<string>(), Locale = view["locale"]!.GetValue<string>(), Currency = view["currency"]!.GetValue<string>(),
            PriceBooks = Texts(view["priceBooks"]), InventoryLists = Texts(view["inventoryLists"]), LandingPage = Told["landingPage"]!.GetValue<string>(),
        },
        view["country"]!.GetValue<string>());

    private static DryShop Open(StoreSource source, StoreView view, string country) => new(source, view, country, Instant);

    private static string[] Texts(JsonNode? node) => node.Deserialize<string[]>()!;

    private static string Counts(IEnumerable<(string Code, int Count)> counts) => string.Join(", ", counts.OrderBy(pair => pair.Code, StringComparer.Ordinal).Select(pair => $"{pair.Code} {pair.Count}"));

    private static bool IsBundle(string sku) => sku.Contains("product-bundle-", StringComparison.Ordinal);
}
