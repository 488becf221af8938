using System.Text.Json.Nodes;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Tests.Stories;

namespace Connector.Tests.Feeds;

/// <summary>Category sets as TikTok answers them, and what is checked against them when documents are applied.</summary>
public sealed class CategoryDocumentsTests : IDisposable
{
    private static readonly string Set = File.ReadAllText(Path.Combine(Story.Root, "..", "categories", "uk.json"));

    private const string Source = """{"location": "/shop"}""";
    private const string Account = """
        {
          "country": "GB", "currency": "GBP", "externalBusinessId": "biz-1", "inventoryListId": "main", "drop": {"url": "https://dav.example/tiktok"}, "categories": "uk",
          "views": [{"name": "uk", "source": "shop", "site": "Shop", "locale": "en-GB", "currency": "GBP", "priceBooks": ["list"], "inventoryLists": ["main"],
                     "landingPage": "https://shop.example/{sku}.html", "catalogId": "cat-1"}]
        }
        """;

    private readonly StateFolder _state = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _state.Dispose();

    [Fact, Trait("covers", "ATT-07")]
    public void The_sample_is_applied_and_what_TikTok_says_besides_is_kept()
    {
        Apply(("categories", "uk", Set)).Should().BeEmpty();
        var text = new Documents(_state.Database, _clock).Find("categories", "uk")!.Text;
        JsonNode.DeepEquals(JsonNode.Parse(text)!["rules"]!["601011"]!["cod"], JsonNode.Parse("""{"is_supported": false}""")).Should().BeTrue();
        text.Should().Contain("value_data_format").And.Contain("condition_type").And.Contain("is_requried").And.NotContain("\"rest\"");
        var index = CategoryIndex.Of(System.Text.Json.JsonSerializer.Deserialize<CategorySet>(text, Documents.Json)!);
        index["601012"]!.Name.Should().Be("Shoes > Women's Shoes > Walking Boots");
        (index["601012"]!.NeedsDimensions, index["605011"]!.IdentifierExempt, index["601012"]!.IdentifierExempt, index["604012"]!.IsProhibited).Should().Be((true, true, false, true));
    }

    [Fact]
    public void A_tree_that_is_none_is_refused_with_every_fault()
    {
        var faults = Apply(("categories", "uk", """
            {"country": "Britain", "categoryVersion": "v9",
             "categories": [{"id": "1", "parent_id": "2"}, {"id": "2", "parent_id": "1"}, {"id": "3", "parent_id": "9", "is_leaf": true}, {"id": "3", "parent_id": "0"}, {"id": "4", "parent_id": "3"}, {"id": "5", "parent_id": "5"}],
             "rules": {"7": {}}, "attributes": {"3": [{"id": "a"}, {"id": "a"}, {"id": "b", "requirement_conditions": [{"attribute_id": "z"}]}], "8": []}, "identifierExempt": ["6"]}
            """));
        faults.Select(fault => fault.Path).Should().BeEquivalentTo(
            "$.country", "$.categoryVersion", "$.categories[3].id", "$.categories[2].parent_id", "$.categories[0].parent_id", "$.categories[5].parent_id", "$.categories[2].is_leaf",
            "$.rules.7", "$.attributes.8", "$.identifierExempt[0]", "$.attributes.3[1].id", "$.attributes.3[2].requirement_conditions");
        faults.Should().OnlyContain(fault => fault.Remedy.Length > 0);
    }

    [Fact]
    public void A_template_names_a_leaf_that_the_shop_may_use()
    {
        string Template(string category) => $$"""{"account": "gb", "category": "{{category}}"}""";
        Apply(("categories", "uk", Set), ("sources", "shop", Source), ("accounts", "gb", Account), ("templates", "good", Template("601011")), ("templates", "invited", Template("605012")),
                ("templates", "above", Template("601001")), ("templates", "unknown", Template("9")), ("templates", "prohibited", Template("604012")))
            .Select(fault => (fault.Document, fault.Path)).Should().BeEquivalentTo([("templates/above", "$.category"), ("templates/unknown", "$.category"), ("templates/prohibited", "$.category")]);
    }

    [Fact, Trait("covers", "ATT-03"), Trait("covers", "ATT-11")]
    public void Of_each_mapped_attribute_exactly_one_source_is_active_and_one_that_TikTok_takes()
    {
        var faults = Apply(("categories", "uk", Set), ("policies", "mapping", """
            {"type": "mapping", "attributes": [
              {"attribute": "Material"},
              {"attribute": "Season", "shopAttribute": "a", "recommended": "Winter"},
              {"attribute": "Season", "category": "601011", "recommended": "Monsoon"},
              {"attribute": "Neckline", "custom": "Polo"},
              {"attribute": "Season", "category": "602011", "recommended": "Winter"},
              {"attribute": "Language", "category": "1", "recommended": "English"},
              {"attribute": "Language", "shopAttribute": "lang", "values": {"da": "Danish", "en": "English"}},
              {"attribute": "Scent", "custom": "Rain", "unit": "ml"},
              {"attribute": "Scent", "custom": "Sea"}],
             "identifiers": [{"type": "gtin"}, {"type": "isbn", "attribute": "i"}],
             "package": {"weight": {"default": "5"}, "length": {"attribute": "l", "unit": "feet"}, "width": {"default": "3 cm"}}}
            """));
        faults.Select(fault => fault.Path).Should().BeEquivalentTo(
            "$.attributes[0]", "$.attributes[1]", "$.attributes[2].recommended", "$.attributes[3].custom", "$.attributes[4].attribute", "$.attributes[5].category", "$.attributes[6].values.da",
            "$.attributes[7].unit", "$.attributes[8]", "$.identifiers[0].attribute", "$.identifiers[1].type", "$.package.weight.default", "$.package.length.unit", "$.package");
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
    }

    [Theory, Trait("covers", "IMG-03"), Trait("covers", "IMF-01")]
    [InlineData("""{"type": "image", "defaultImageUrl": "https://a/default.webp"}""", "$.defaultImageUrl")]
    [InlineData("""{"type": "image", "defaultImageUrl": "https://a/default.jpg?x=1"}""", null)]
    [InlineData("""{"type": "image", "defaultImageUrl": "https://a/default"}""", null)]
    [InlineData("""{"type": "image", "formats": ["docx"]}""", "$.formats[0]")]
    [InlineData("""{"type": "image", "formats": []}""", "$.formats")]
    [InlineData("""{"type": "image", "mainImage": {"attribute": "a", "viewType": "b"}}""", "$.mainImage")]
    [InlineData("""{"type": "image", "mainImage": {"viewType": "Swatch"}}""", "$.mainImage.viewType")]
    public void An_image_policy_names_images_that_TikTok_takes(string policy, string? path) =>
        Apply(("policies", "images", policy)).Select(fault => fault.Path).Should().BeEquivalentTo(path is null ? [] : new[] { path });

    private IReadOnlyList<DocumentFault> Apply(params (string Kind, string Name, string Text)[] given) =>
        new Documents(_state.Database, _clock).Apply([.. given.Select(one => new DocumentText(one.Kind, one.Name, one.Text, $"{one.Kind}/{one.Name}"))], "ana", out _);
}
