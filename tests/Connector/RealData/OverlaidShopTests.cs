using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Store;
using Connector.Tests.Stories;

namespace Connector.Tests.RealData;

/// <summary>Real exports with small files of ours beside them, at several instants, against rows that were worked out by hand (README beside this file, "The second set").</summary>
public sealed class OverlaidShopTests : IDisposable
{
    private static readonly JsonObject Told = JsonNode.Parse(File.ReadAllText(Path.Combine(RealDataFolder.Here(), "expected-rows-2.json")))!.AsObject();
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-overlaid-").FullName;

    public static TheoryData<string> Views => [.. Told["views"]!.AsArray().Select(view => view!["name"]!.GetValue<string>())];

    [RealDataTheory]
    [MemberData(nameof(Views))]
    public async Task Every_row_that_was_worked_out_by_hand_comes_out(string name)
    {
        using var shop = Open(Told["views"]!.AsArray().Single(view => view!["name"]!.GetValue<string>() == name)!);
        shop.Read();
        var feeds = await shop.FeedsAsync();
        var catalog = Csv.Rows((await shop.FeedAsync(Told["catalogSheet"]!.GetValue<string>())).Text, ',').ToDictionary(row => row["sku_id"], StringComparer.Ordinal);
        var differences = ExpectedRows.Differences(Told, name, feeds, catalog);
        if (differences.Count > 0)
        {
            Assert.Fail($"{name}\n{string.Join('\n', differences)}\n");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private DryShop Open(JsonNode view)
    {
        foreach (var kind in new[] { "catalogs", "priceBooks", "inventoryLists" })
        {
            Copy(Path.Combine(RealDataFolder.Path, view["root"]!.GetValue<string>()), view["files"]![kind], Path.Combine(_folder, kind, "1-real"));
            Copy(Path.Combine(RealDataFolder.Here(), "overlays"), view["overlays"]?[kind], Path.Combine(_folder, kind, "2-overlays"));
        }

        return new DryShop(
            new StoreSource
            {
                Location = _folder, Catalogs = ["catalogs/**/*.xml"], PriceBooks = ["priceBooks/**/*.xml"], InventoryLists = ["inventoryLists/**/*.xml"],
                ImageBaseUrl = Told["imageBase"]!.GetValue<string>(),
            },
            new StoreView
            {
                Name = "view", Source = "shop", Site = view["site"]!.GetValue<string>(), Locale = view["locale"]!.GetValue<string>(), Currency = view["currency"]!.GetValue<string>(),
                PriceBooks = Texts(view["priceBooks"]), InventoryLists = Texts(view["inventoryLists"]), LandingPage = Told["landingPage"]!.GetValue<string>(),
            },
            view["country"]!.GetValue<string>(),
            DateTimeOffset.Parse(view["instant"]!.GetValue<string>(), CultureInfo.InvariantCulture));
    }

    /// <summary>Patterns stand for names in one folder; the files keep their paths, so that their order stays.</summary>
    private static void Copy(string root, JsonNode? patterns, string into)
    {
        foreach (var pattern in Texts(patterns))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)))
            {
                var to = Path.Combine(into, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }
    }

    private static string[] Texts(JsonNode? node) => node?.Deserialize<string[]>() ?? [];
}
