using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Listings;
using Connector.Policy.Documents;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Listings;

[Trait("covers", "ACC-05")]
[Trait("covers", "ATT-06")]
public sealed class OnboardingTests
{
    private const string Tree = """
        {"id":1,"is_leaf":false,"local_name":"Home","parent_id":"0","permission_statuses":["AVAILABLE"]},
        {"id":11,"is_leaf":true,"local_name":"Lamps","parent_id":1,"permission_statuses":["AVAILABLE"]},
        {"id":12,"is_leaf":true,"local_name":"Mugs","parent_id":"1","permission_statuses":["INVITE_ONLY"]}
        """;

    private string _tree = Tree;
    private string _attributes = """{"id":"100","name":"Material","type":"PRODUCT_PROPERTY","is_requried":true,"values":[{"id":"1","name":"Wool"}]},{"id":"101","name":"Colour","type":"SALES_PROPERTY"}""";

    [Fact]
    public async Task What_TikTok_says_becomes_a_version_of_the_accounts_categories()
    {
        await using var world = World();
        await world.AuthoriseAsync();
        Template(world, "11");
        var result = await FetchAsync(world);

        result.Faults.Should().BeEmpty();
        (result.Document, result.Leaves, result.Fetched).Should().Be(("uk", 2, 1));
        result.Versions.Select(version => $"{version.Kind}/{version.Name}").Should().BeEquivalentTo("categories/uk", "accounts/uk");
        world.Documents.Account("uk").Categories.Should().Be("uk");
        var set = world.Documents.Policies("uk").Policies.Categories!;
        set.Categories.Select(category => category.Id).Should().Equal("1", "11", "12");
        set.Attributes["11"].Select(form => (form.Id, form.IsRequired)).Should().Equal(("100", true), ("101", false));
        set.Rules["11"].PackageDimension!.IsRequired.Should().BeTrue();
        set.Attributes.Should().NotContainKey("12");
        (set.Country, set.CategoryVersion).Should().Be(("GB", "v1"));

        var kept = world.Connector.GetRequiredService<ShopData>().Find<ShopSetUp>("uk")!.Value;
        kept.Fetched.Should().BeCloseTo(world.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        kept.Data.Warehouses.Select(warehouse => (warehouse.Id, warehouse.Rest)).Should().Equal(("7", null), ("8", null));
        kept.Data.Deliveries.Select(delivery => (delivery.Name, Carriers: string.Join(",", delivery.Carriers.Select(carrier => carrier.Name)))).Should().Equal(("Standard", ""), ("Own", "Royal Mail"));
        (kept.Data.Brands, kept.Data.AuthorisedBrands).Should().Be((5, 2));
        kept.Data.Prerequisites.Single(check => check.IsFailed).FailReasons.Should().Equal("no return warehouse");
    }

    [Fact]
    public async Task What_is_the_same_makes_no_version_and_what_changed_is_told()
    {
        await using var world = World();
        await world.AuthoriseAsync();
        Template(world, "11");
        await FetchAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var same = await FetchAsync(world);
        same.Versions.Should().BeEmpty();
        same.Changes.Should().BeEmpty();

        _attributes = """{"id":"101","name":"Colour","type":"SALES_PROPERTY","is_requried":true,"values":[{"id":"5","name":"Red"}]},{"id":"102","name":"Voltage","is_requried":true}""";
        var changed = await FetchAsync(world);
        changed.Versions.Should().ContainSingle().Which.Author.Should().Be("ann");
        changed.Changes.Should().ContainSingle().Which.Sentences.Should().Equal("required now: Colour", "values of Colour: 1 new, 0 gone", "new, and required: Voltage", "gone: Material");

        Template(world, "");
        _tree = Tree.Split('\n')[0] + """{"id":12,"is_leaf":true,"local_name":"Mugs","parent_id":"1","permission_statuses":["AVAILABLE"]}""";
        var gone = await FetchAsync(world);
        gone.Changes.Single().Should().Match<CategoryChange>(change => change.Id == "11" && change.Name == "Lamps" && change.Sentences[0] == "is gone");
        world.Documents.Policies("uk").Policies.Categories!.Attributes.Should().BeEmpty();
    }

    [Fact]
    public async Task Named_categories_or_all_of_them_can_be_fetched()
    {
        await using var world = World();
        await world.AuthoriseAsync();
        (await FetchAsync(world, "12")).Fetched.Should().Be(1);
        (await FetchAsync(world, all: true)).Fetched.Should().Be(2);
        world.Documents.Policies("uk").Policies.Categories!.Attributes.Keys.Should().Equal("11", "12");
        (await Assert.ThrowsAsync<PersonMustDecideException>(() => FetchAsync(world, "1"))).Sentence.Should().Contain("1 is no leaf of TikTok's tree");
        (await Assert.ThrowsAsync<PersonMustDecideException>(() => FetchAsync(world, "99"))).Sentence.Should().Contain("99 is not in TikTok's tree");
    }

    [Fact]
    public async Task A_category_that_TikTok_tells_nothing_of_keeps_the_others_from_nothing()
    {
        await using var world = World();
        await world.AuthoriseAsync();
        var usual = world.Door.Instead;
        world.Door.Instead = request => request.RequestUri!.AbsolutePath == "/product/202309/categories/12/rules" ? ScriptedDoor.Json(ScriptedDoor.Code(12052223, "This category is restricted")) : usual(request);
        var result = await FetchAsync(world, all: true);
        result.Fetched.Should().Be(1);
        result.Untold.Should().ContainSingle().Which.Should().StartWith("12: This category is restricted (12052223)");
    }

    [Fact]
    public async Task Where_the_account_asks_for_approval_the_categories_wait_for_it()
    {
        await using var world = World(account => account with { Approval = true });
        await world.AuthoriseAsync();
        var result = await FetchAsync(world);
        result.Versions.Should().NotBeEmpty().And.OnlyContain(version => version.State == VersionStates.Pending);
    }

    private ListingWorld World(Func<Account, Account>? account = null)
    {
        var world = new ListingWorld(account: account);
        world.Door.Instead = request => Answer(request.RequestUri!) is { } data ? ScriptedDoor.Json(ScriptedDoor.Ok(data)) : null;
        return world;
    }

    private string? Answer(Uri asked) => asked.AbsolutePath switch
    {
        "/product/202312/prerequisites" => """{"check_results":[{"check_item":"SHOP_TAX","is_failed":false},{"check_item":"RETURN_WAREHOUSE","is_failed":true,"fail_reasons":["no return warehouse"]}]}""",
        "/logistics/202309/warehouses" => """{"warehouses":[{"id":7,"name":"Main","type":"SALES_WAREHOUSE","effect_status":"ENABLED","is_default":true,"address":{"contact_person":"Ann"}},{"id":"8","name":"Back","type":"RETURN_WAREHOUSE"}]}""",
        "/logistics/202309/warehouses/7/delivery_options" => """{"delivery_options":[{"id":"21","name":"Standard","type":"STANDARD"},{"id":"22","name":"Own","type":"SEND_BY_SELLER"}]}""",
        "/logistics/202309/delivery_options/21/shipping_providers" => """{"shipping_providers":null}""",
        "/logistics/202309/delivery_options/22/shipping_providers" => """{"shipping_providers":[{"id":"31","name":"Royal Mail"}]}""",
        "/product/202309/brands" => asked.Query.Contains("is_authorized=true", StringComparison.Ordinal) ? """{"brands":[],"total_count":2}""" : """{"brands":[],"total_count":5}""",
        "/product/202309/categories" => $$"""{"categories":[{{_tree}}]}""",
        var path when path.EndsWith("/rules", StringComparison.Ordinal) => """{"package_dimension":{"is_required":true},"epr":{"is_required":false}}""",
        var path when path.EndsWith("/attributes", StringComparison.Ordinal) => $$"""{"attributes":[{{_attributes}}]}""",
        _ => null,
    };

    private static void Template(ListingWorld world, string category) =>
        world.Documents.Apply([new DocumentText(DocumentKinds.Template, "lamps", Documents.Write(new ListingTemplate { Account = "uk", Category = category }), "lamps")], "tests", out _).Should().BeEmpty();

    private static Task<OnboardingResult> FetchAsync(ListingWorld world, string category = "", bool all = false) => world.Connector.GetRequiredService<Onboarding>()
        .FetchAsync("uk", new OnboardingScope(category.Length > 0 ? [category] : [], all), "ann", "", new Progress<TripStep>(), CancellationToken.None);
}
