using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Schema;
using Connector.Store;

namespace Connector.Tests.Stories;

/// <summary>A folder of feeds-samples/stories.</summary>
internal sealed class Story
{
    private readonly string _folder;
    private readonly JsonObject _told;

    public Story(string name)
    {
        _folder = Path.Combine(Root, name);
        _told = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "story.json")))!.AsObject();
    }

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "feeds-samples", "stories"));

    public static IEnumerable<string> All => Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public IReadOnlyList<string> Explained => _told["explain"]!.Deserialize<string[]>()!;

    public string Product => Expected("product.txt");

    /// <summary>The sheets that the story tells besides the account's.</summary>
    public IReadOnlyList<string> Sheets => _told["sheets"]?.Deserialize<string[]>() ?? [];

    /// <summary>Codes of what an explanation must note, by SKU; of the last of <see cref="Sheets"/>.</summary>
    public IReadOnlyDictionary<string, string[]> Notes => _told["notes"]?.Deserialize<Dictionary<string, string[]>>() ?? [];

    /// <summary>The product file in one of <see cref="Sheets"/>.</summary>
    public string ProductAs(string sheet) => Expected($"{sheet}.csv");

    public IReadOnlyList<(string Sku, int Quantity)> Quantities =>
        [.. Expected("inventory.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[..line.LastIndexOf(' ')], int.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture)))];

    public IReadOnlyList<HeldRow> Held => [.. Csv.Rows(Expected("held.csv"), ',').Select(row => new HeldRow(row["sku"], row["code"], row["reason"], row["remedy"]))];

    /// <summary>TikTok has what a shop of before gave: its folder is shop-before.</summary>
    public bool HasBefore => Directory.Exists(Path.Combine(_folder, "shop-before"));

    public DryShop Open()
    {
        var shop = new DryShop(
            new StoreSource { Location = Path.Combine(_folder, "shop") },
            JsonSerializer.Deserialize<StoreView>(View(), State.Documents.Json)!,
            "GB",
            DateTimeOffset.Parse(_told["instant"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            Policies());
        if (HasBefore)
        {
            shop.Publish(new StoreSource { Location = Path.Combine(_folder, "shop-before") });
        }

        foreach (var file in Intake)
        {
            shop.Take(file, _told["intake"]?["at"] is { } at ? DateTimeOffset.Parse(at.GetValue<string>(), CultureInfo.InvariantCulture) : null);
        }

        return shop;
    }

    /// <summary>Manual files that people dropped before the feed, by name.</summary>
    public IReadOnlyList<string> Intake => Directory.Exists(Path.Combine(_folder, "intake")) ? [.. Directory.EnumerateFiles(Path.Combine(_folder, "intake")).Order(StringComparer.Ordinal)] : [];

    /// <summary>What must be answered to them: rows that were refused.</summary>
    public string IntakeErrors => Expected("intake-errors.csv");

    /// <summary>The policies, with the category set fetched where it stands in a file of its own.</summary>
    private JsonObject Policies()
    {
        var policies = _told["policies"]!.DeepClone().AsObject();
        if (policies["categories"]?["file"]?.GetValue<string>() is { } file)
        {
            policies["categories"] = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, file)));
        }

        return policies;
    }

    private JsonObject View()
    {
        var view = _told["view"]!.DeepClone().AsObject();
        foreach (var (member, value) in new[] { ("name", "view"), ("source", "shop"), ("currency", "GBP"), ("landingPage", "https://shop.example/{sku}.html") })
        {
            view[member] = value;
        }

        return view;
    }

    /// <summary>An expected file; empty where there is none, since a feed without rows is not made.</summary>
    private string Expected(string name) => Path.Combine(_folder, "expected", name) is var path && File.Exists(path) ? File.ReadAllText(path, new UTF8Encoding(false, true)) : "";

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}

/// <summary>Says where two feeds differ, row by row and column by column.</summary>
internal static class FeedDifferences
{
    public static List<string> Of(string expected, string got, char separator = '|')
    {
        if (expected == got)
        {
            return [];
        }

        var (wanted, made) = (Csv.Rows(expected, separator), Csv.Rows(got, separator));
        var differences = new List<string>();
        var order = (Wanted: string.Join(", ", wanted.Select(row => row["sku_id"])), Made: string.Join(", ", made.Select(row => row["sku_id"])));
        if (order.Wanted != order.Made)
        {
            differences.Add($"rows: expected {order.Wanted}; got {order.Made}");
        }

        foreach (var row in wanted)
        {
            if (made.FirstOrDefault(other => other["sku_id"] == row["sku_id"]) is { } other)
            {
                differences.AddRange(row.Keys.Union(other.Keys).Where(column => row.GetValueOrDefault(column) != other.GetValueOrDefault(column))
                    .Select(column => $"row {row["sku_id"]}, {column}: expected «{row.GetValueOrDefault(column)}»; got «{other.GetValueOrDefault(column)}»"));
            }
        }

        if (differences.Count == 0)
        {
            var at = expected.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
            differences.Add($"the values agree, the bytes do not, from character {at} on: expected «{Around(expected, at)}»; got «{Around(got, at)}»");
        }

        return differences;
    }

    public static List<string> Of(IReadOnlyList<HeldRow> expected, IReadOnlyList<HeldRow> got)
    {
        var differences = new List<string>();
        foreach (var sku in expected.Concat(got).Select(row => row.Sku).Distinct())
        {
            var (wanted, made) = (expected.FirstOrDefault(row => row.Sku == sku), got.FirstOrDefault(row => row.Sku == sku));
            if (wanted is null || made is null)
            {
                differences.Add($"held {sku}: expected «{wanted?.Code ?? "not held"}»; got «{(made is null ? "not held" : $"{made.Code}: {made.Reason}")}»");
                continue;
            }

            foreach (var (column, want, get) in new[] { ("code", wanted.Code, made.Code), ("reason", wanted.Reason, made.Reason), ("remedy", wanted.Remedy, made.Remedy) })
            {
                if (want != "*" && want != get)
                {
                    differences.Add($"held {sku}, {column}: expected «{want}»; got «{get}»");
                }
            }
        }

        return differences;
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 30)..Math.Min(text.Length, at + 30)].Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>SFCC's own schema of inventory files, kept outside the repository.</summary>
internal static class InventorySchema
{
    private static readonly string Path = System.IO.Path.Combine(RealData.RealDataFolder.Path, "sfcc", "b2c-developer-tooling-apache2", "xsd", "inventory.xsd");

    public static bool IsThere => File.Exists(Path);

    /// <summary>What the schema says against a file.</summary>
    public static List<string> Faults(string file)
    {
        var faults = new List<string>();
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        using (var schema = XmlReader.Create(Path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore }))
        {
            schemas.Add(null, schema);
        }

        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas, ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings };
        settings.ValidationEventHandler += (_, fault) => faults.Add($"inventory line {fault.Exception.LineNumber}: {fault.Message}");
        using var reader = XmlReader.Create(file, settings);
        while (reader.Read())
        {
        }

        return faults;
    }
}
