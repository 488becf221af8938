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
        var rows = feeds.Rows.ToDictionary(row => row["sku_id"], StringComparer.Ordinal);
        var quantities = feeds.Quantities.ToDictionary(row => row.Sku, row => row.Quantity, StringComparer.Ordinal);
        var held = feeds.Held.ToDictionary(row => row.Sku, row => row.Code, StringComparer.Ordinal);
        var catalog = Csv.Rows((await shop.FeedAsync(Told["catalogSheet"]!.GetValue<string>())).Text, ',').ToDictionary(row => row["sku_id"], StringComparer.Ordinal);
        var differences = new List<string>();

        foreach (var expected in Of("rows", name))
        {
            var sku = expected["sku"]!.GetValue<string>();
            if (expected["held"]?.GetValue<string>() is { } code)
            {
                Compare(differences, sku, "held", code, held.GetValueOrDefault(sku) ?? "not held");
                continue;
            }

            if (!rows.TryGetValue(sku, out var row))
            {
                differences.Add($"{sku}: expected a row; it is held for {held.GetValueOrDefault(sku) ?? "nothing: the shop does not have it"}");
                continue;
            }

            foreach (var (column, value) in expected["columns"]!.AsObject())
            {
                Compare(differences, sku, column, Plain(column, value!.GetValue<string>()), Plain(column, row[column]));
            }

            foreach (var (column, value) in expected["catalog"]?.AsObject() ?? [])
            {
                Compare(differences, sku, "catalog " + column, value!.GetValue<string>(), catalog.TryGetValue(sku, out var other) ? other[column] : "no row");
            }

            Compare(differences, sku, "quantity", $"{expected["quantity"]}", $"{quantities.GetValueOrDefault(sku, -1)}");
        }

        differences.AddRange(Of("neitherRowNorHeld", name).Select(absent => absent["sku"]!.GetValue<string>()).Where(sku => rows.ContainsKey(sku) || held.ContainsKey(sku))
            .Select(sku => $"{sku} must be neither a row nor held"));
        if (differences.Count > 0)
        {
            Assert.Fail($"{name}\n{string.Join('\n', differences)}\n");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<JsonNode> Of(string list, string view) => Told[list]!.AsArray().Where(entry => entry!["view"]!.GetValue<string>() == view)!;

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

    /// <summary>JSON columns without what does not count: spacing and the way of escaping.</summary>
    private static string Plain(string column, string value) => column is "image_urls" or "variation_properties" ? JsonNode.Parse(value)!.ToJsonString() : value;

    private static void Compare(List<string> differences, string sku, string column, string expected, string got)
    {
        if (expected != got)
        {
            differences.Add($"{sku}, {column}: expected «{expected}»; got «{got}»");
        }
    }
}
