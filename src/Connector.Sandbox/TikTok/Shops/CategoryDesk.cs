using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Categories, their rules and attributes, and a guess which one fits.</summary>
internal sealed class CategoryDesk(ShopCategories categories)
{
    private static readonly BodyShape Recommendation = BodyShape.Of("{category_version:str, description:str, images:[{uri:str}], include_prohibited_categories:bool, listing_platform:str, product_title*:str}");

    public IEnumerable<ShopRoute> Routes =>
    [
        new("GET", "/product/202309/categories", ShopScopes.Products, List),
        new("GET", "/product/202309/categories/{category_id}/rules", ShopScopes.Products, Rules),
        new("GET", "/product/202309/categories/{category_id}/attributes", ShopScopes.Products, Attributes),
        new("POST", "/product/202309/categories/recommend", ShopScopes.Products, Recommend),
    ];

    /// <summary>The tree that a shop sees: v2 must be named in the US and South-East Asia, v1 is what others have (facts 3.5).</summary>
    /// <exception cref="ShopRefused">12052217: the wrong version.</exception>
    public static ShopCategoryTree Tree(ShopCategories categories, StandInShop shop, string? version, ShopSettings settings)
    {
        var region = ShopMarkets.Of(shop);
        var right = ShopMarkets.NeedsV2(region) ? version == "v2" : version is null or "v1" || (settings.V2Elsewhere && version == "v2");
        return right && categories.Tree(version ?? "v1") is { } tree
            ? tree
            : throw new ShopRefused(12052217, $"Incorrect category version. It is {version ?? "not given"}; in {region}, {(ShopMarkets.NeedsV2(region) ? "v2 must be given" : "v1 is used")}.");
    }

    /// <summary>A category in which products can be listed.</summary>
    /// <exception cref="ShopRefused">12052023, 12052024 or 12052230.</exception>
    public JsonElement Leaf(ShopCategoryTree tree, string id)
    {
        if (tree.Find(id) is not { } found)
        {
            var elsewhere = new[] { "v1", "v2" }.Any(v => categories.Tree(v)?.Find(id) is not null);
            throw elsewhere ? new ShopRefused(12052230, $"Category {id} does not belong to the specified category version.") : new ShopRefused(12052023, $"Category {id} does not exist.");
        }

        return ShopCategoryTree.IsLeaf(found) ? found : throw new ShopRefused(12052024, $"Category {id} is not a final category.");
    }

    private ShopAnswer List(ShopCall call)
    {
        Trade(call);
        var tree = Tree(categories, call.At.Shop, call.Given("category_version"), call.Settings);
        var keyword = call.Given("keyword");
        var prohibited = call.Flag("include_prohibited_categories");
        var found = tree.All.Where(c => (prohibited || ShopCategoryTree.Permission(c) != "PROHIBITED") && (keyword is null || c.Text("local_name")!.Contains(keyword, StringComparison.OrdinalIgnoreCase)));
        return ShopAnswer.Ok(new JsonObject { ["categories"] = Copy(found) });
    }

    private ShopAnswer Rules(ShopCall call)
    {
        var id = call.Path["category_id"];
        var tree = Tree(categories, call.At.Shop, call.Given("category_version"), call.Settings);
        if (ShopCategoryTree.Permission(Leaf(tree, id)) == "PROHIBITED") throw new ShopRefused(12052220, $"Category {id} is prohibited or unsupported on TikTok Shop. Select another category.");
        return ShopAnswer.Ok(tree.Rules(id) is { } rules ? JsonObject.Create(rules.Clone()) : []);
    }

    private ShopAnswer Attributes(ShopCall call)
    {
        var id = call.Path["category_id"];
        var tree = Tree(categories, call.At.Shop, call.Given("category_version"), call.Settings);
        Leaf(tree, id);
        return ShopAnswer.Ok(new JsonObject { ["attributes"] = Copy(tree.Attributes(id)) });
    }

    private ShopAnswer Recommend(ShopCall call)
    {
        Trade(call);
        var body = call.Read(Recommendation);
        var title = body.Text("product_title")!;
        if (title.Trim().Length == 0) throw new ShopRefused(12052261, "product name is empty");
        var tree = Tree(categories, call.At.Shop, body.Text("category_version"), call.Settings);
        var words = Words(title);
        var best = tree.All
            .Where(c => ShopCategoryTree.IsLeaf(c) && (body.Flag("include_prohibited_categories") || ShopCategoryTree.Permission(c) != "PROHIBITED"))
            .Select(c => (Category: c, Hits: Words(c.Text("local_name")!).Count(words.Contains)))
            .Where(c => c.Hits > 0)
            .OrderByDescending(c => c.Hits).ThenBy(c => c.Category.Text("id"), StringComparer.Ordinal)
            .FirstOrDefault();
        if (best.Hits == 0) throw new ShopRefused(12019064, "No matching categories. Provide the full name of your product, edit its product properties or choose a category by hand.");
        var leaf = best.Category.Text("id")!;
        return ShopAnswer.Ok(new JsonObject
        {
            ["categories"] = new JsonArray([.. tree.Chain(leaf).Select((c, at) => new JsonObject
            {
                ["id"] = c.Text("id"),
                ["is_leaf"] = ShopCategoryTree.IsLeaf(c),
                ["level"] = at + 1,
                ["name"] = c.Text("local_name"),
                ["permission_statuses"] = Copy(c.Items("permission_statuses")),
            })]),
            ["leaf_category_id"] = leaf,
        });
    }

    /// <exception cref="ShopRefused">12052700: the seller does not trade.</exception>
    internal static void Trade(ShopCall call)
    {
        if (!call.At.Shop.Active) throw new ShopRefused(12052700, "The seller is inactive.");
    }

    internal static JsonArray Copy(IEnumerable<JsonElement> items) => new([.. items.Select(i => JsonNode.Parse(i.GetRawText()))]);

    private static HashSet<string> Words(string text) =>
        [.. text.ToUpperInvariant().Split([' ', ',', '-', '&', '\'', '.', '/'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.Length > 3 ? w.TrimEnd('S') : w)];
}
