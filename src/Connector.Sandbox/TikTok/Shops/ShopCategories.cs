using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>
/// TikTok's categories with their rules, attributes and brands, as the calls answer them. Built in is a small tree of the sandbox's own, in both versions, that fits its shops; the ids are
/// made up. Another one can be given in the same form: <c>{"v1": {"categories": [..], "rules": {ID: ..}, "attributes": {ID: [..]}}, "v2": {..}, "brands": [..]}</c>, each member
/// in the words of the calls (facts 3.10).
/// </summary>
public sealed class ShopCategories
{
    private static readonly Lazy<ShopCategories> Own = new(ReadBuiltIn);
    private readonly Dictionary<string, ShopCategoryTree> _trees;

    private ShopCategories(Dictionary<string, ShopCategoryTree> trees, IReadOnlyList<JsonElement> brands) => (_trees, Brands) = (trees, brands);

    /// <summary>The tree of the sandbox.</summary>
    public static ShopCategories BuiltIn => Own.Value;

    internal IReadOnlyList<JsonElement> Brands { get; }

    /// <exception cref="JsonException">The text is not of the form.</exception>
    public static ShopCategories Parse(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        var root = parsed.RootElement.Clone();
        try
        {
            var trees = new Dictionary<string, ShopCategoryTree>(StringComparer.Ordinal);
            foreach (var version in new[] { "v1", "v2" })
            {
                if (root.TryGetProperty(version, out var tree)) trees.Add(version, new ShopCategoryTree(tree));
            }

            return new ShopCategories(trees, [.. root.Items("brands")]);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            throw new JsonException("The text has not the form of categories. " + e.Message);
        }
    }

    /// <summary>The tree of a version with rules and attributes of some of its leaves, as members <c>categories</c>, <c>rules</c> and <c>attributes</c>: what a client that has asked for them knows.</summary>
    public JsonObject Told(string version, IReadOnlyCollection<string> leaves)
    {
        var tree = _trees[version];
        var ordered = leaves.Order(StringComparer.Ordinal).ToArray();
        return new JsonObject
        {
            ["categories"] = new JsonArray([.. tree.All.Select(category => JsonNode.Parse(category.GetRawText()))]),
            ["rules"] = new JsonObject(ordered.Select(id => KeyValuePair.Create(id, tree.Rules(id) is { } rules ? JsonNode.Parse(rules.GetRawText()) : new JsonObject()))),
            ["attributes"] = new JsonObject(ordered.Select(id => KeyValuePair.Create(id, (JsonNode?)new JsonArray([.. tree.Attributes(id).Select(form => JsonNode.Parse(form.GetRawText()))])))),
        };
    }

    /// <summary>Null: there is no tree of that version.</summary>
    internal ShopCategoryTree? Tree(string version) => _trees.GetValueOrDefault(version);

    private static ShopCategories ReadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("shop-categories.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

/// <summary>A tree of categories of one version.</summary>
internal sealed class ShopCategoryTree
{
    private readonly Dictionary<string, JsonElement> _byId;
    private readonly Dictionary<string, JsonElement> _rules;
    private readonly Dictionary<string, JsonElement> _attributes;

    public ShopCategoryTree(JsonElement tree)
    {
        All = [.. tree.Items("categories")];
        _byId = All.ToDictionary(c => c.Text("id")!, StringComparer.Ordinal);
        _rules = tree.GetProperty("rules").EnumerateObject().ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
        _attributes = tree.GetProperty("attributes").EnumerateObject().ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
    }

    public IReadOnlyList<JsonElement> All { get; }

    public JsonElement? Find(string id) => _byId.TryGetValue(id, out var found) ? found : null;

    public static bool IsLeaf(JsonElement category) => category.Flag("is_leaf");

    public static string Permission(JsonElement category) => category.Items("permission_statuses").FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString()! : "AVAILABLE";

    /// <summary>From the top down to the category.</summary>
    public IReadOnlyList<JsonElement> Chain(string id)
    {
        var chain = new List<JsonElement>();
        for (var at = Find(id); at is { } category && chain.Count < 10; at = Find(category.Text("parent_id") ?? "")) chain.Insert(0, category);
        return chain;
    }

    public JsonElement? Rules(string id) => _rules.TryGetValue(id, out var found) ? found : null;

    public IReadOnlyList<JsonElement> Attributes(string id) => _attributes.TryGetValue(id, out var found) ? [.. found.EnumerateArray()] : [];
}

/// <summary>Reading of JSON in which null is as good as not there.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>The text, null where there is none.</summary>
    public static string? Text(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    public static bool Flag(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];
}
