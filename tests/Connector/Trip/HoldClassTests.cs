using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>A product that TikTok has, and one that it has not, meet a fault of each class: at once, behind the grace, and when it is mended.</summary>
public sealed class HoldClassTests
{
    private const string Account = TripWorld.AccountName;
    private static readonly QueryCondition Cups = new() { Field = "shop.name", Is = Test.Contains, Value = "cup" };

    /// <summary>The fault's reason, and what it does to a product that TikTok has.</summary>
    public static TheoryData<string, HoldKind> Faults => new()
    {
        { "rule.held", HoldKind.Content },
        { "attribute.required", HoldKind.Content },
        { "identifier.missing", HoldKind.Content },
        { "price.above-limit", HoldKind.Price },
        { "template.none", HoldKind.Gone },
        { "sku.taken-down", HoldKind.Gone },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    [Trait("covers", "RIV-04")]
    public async Task A_fault_does_to_a_product_what_its_class_says(string code, HoldKind kind)
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await TripWorld.BeginAsync(clock: clock);
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);

        Begin(world, code);
        world.Shop.Put(new TestProduct("NEWCUP") { Name = "New cup", Price = 4_000m });
        world.Shop.Change("CUP", cup => cup with { Name = "Tin cup", Price = 4_000m, Stock = 2m });
        var faulty = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        faulty.Made.HeldBy.Should().ContainSingle().Which.Code.Should().Be(code);
        world.Rows(faulty).Should().NotContain(row => row.StartsWith("NEWCUP|", StringComparison.Ordinal), "TikTok never had it");
        world.Stock("NEWCUP").Should().BeNull();
        world.Explain("NEWCUP").Desired!.Value.Desired.Wish.Should().Be(Wish.Nothing);
        world.Rows(faulty).Should().Contain(row => row.StartsWith("LAMP|", StringComparison.Ordinal) && row.Contains("|in stock|", StringComparison.Ordinal), "others have no fault");
        var (row, state) = (Cup(world, faulty), world.Explain("CUP").Sent!.State);
        row.Should().Contain("Enamel cup", "the content last sent stays");
        if (kind == HoldKind.Content)
        {
            row.Should().Contain("4000.00 GBP").And.Contain("|in stock|");
            (world.Stock("CUP"), state).Should().Be((2, SentState.Listed));
        }
        else
        {
            row.Should().Contain("10.00 GBP").And.Contain("|out of stock|");
            (world.Stock("CUP"), state).Should().Be((0, kind == HoldKind.Gone ? SentState.Deactivated : SentState.Listed));
        }

        clock.Advance(TimeSpan.FromDays(2));
        await world.ReadAndFeedAsync();
        world.Explain("CUP").Sent!.State.Should().Be(state, "the grace is not over");
        clock.Advance(TimeSpan.FromDays(2));
        var late = await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Cup(world, late).Should().Contain("|out of stock|").And.Contain("Enamel cup");
        (world.Stock("CUP"), world.Explain("CUP").Sent!.State).Should().Be((0, SentState.Deactivated), "a fault that lasts longer than the grace counts as gone");

        End(world, code);
        var mended = await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        Cup(world, mended).Should().Contain("Tin cup").And.Contain("4000.00 GBP").And.Contain("|in stock|");
        (world.Stock("CUP"), world.Stock("NEWCUP"), world.Explain("CUP").Sent!.State).Should().Be((2, 5, SentState.Listed));
    }

    private static void Begin(TripWorld world, string code)
    {
        var category = new CategorySet
        {
            Country = "GB", Categories = [new() { Id = "1", LocalName = "Home", ParentId = "0" }, new() { Id = "11", LocalName = "Cups", ParentId = "1", IsLeaf = true }],
            Attributes = new Dictionary<string, IReadOnlyList<ChannelAttributeForm>> { ["11"] = [new() { Id = "100", Name = "Glaze", Type = "PRODUCT_PROPERTY", IsRequired = code == "attribute.required", IsCustomizable = true, Values = [] }] },
            IdentifierExempt = code == "attribute.required" ? ["1"] : [],
        };
        switch (code)
        {
            case "rule.held":
                Apply(world, Text("rules", "no-cups", new Rule { Account = Account, If = Cups, Then = [new() { Do = RuleVerb.Hold, Value = "not now" }] }));
                break;
            case "price.above-limit":
                Apply(world, Text("policies", "prices", new PricingPolicy { IsDefault = true, Most = 100 }));
                break;
            case "template.none":
                Apply(world, Text("templates", "others", new ListingTemplate { Account = Account, Condition = new() { Not = Cups } }));
                break;
            case "sku.taken-down":
                world.Connector.GetRequiredService<SkuDecisions>().Make(Account, SkuDecisions.Takedown, ["CUP", "NEWCUP"], "", "Ada", "recalled");
                break;
            default:
                world.Apply(new SynchronizationPolicy { Eligibility = Eligibility.All });
                Apply(world, Text("categories", "gb", category));
                world.Apply(new SynchronizationPolicy { Eligibility = Eligibility.All }, account => account with { Categories = "gb" });
                Apply(world, Text("templates", "cups", new ListingTemplate { Account = Account, Category = "11", Condition = Cups }));
                break;
        }
    }

    private static void End(TripWorld world, string code)
    {
        switch (code)
        {
            case "rule.held":
                Apply(world, Text("rules", "no-cups", new Rule { Account = Account, Paused = true, If = Cups, Then = [new() { Do = RuleVerb.Hold, Value = "not now" }] }));
                break;
            case "price.above-limit":
                Apply(world, Text("policies", "prices", new PricingPolicy { IsDefault = true }));
                break;
            case "template.none":
                Apply(world, Text("templates", "others", new ListingTemplate { Account = Account }));
                break;
            case "sku.taken-down":
                world.Connector.GetRequiredService<SkuDecisions>().End(Account, SkuDecisions.Takedown, ["CUP", "NEWCUP"], "Ada", "");
                break;
            default:
                Apply(world, Text("policies", "words", new AttributeMapping { IsDefault = true, RequiredAttributes = OnMissingAttribute.Tell, IdentifiersRequired = IdentifiersRequired.Never }));
                break;
        }
    }

    private static void Apply(TripWorld world, DocumentText given) => world.Connector.GetRequiredService<Documents>().Apply([given], "tests", out _).Should().BeEmpty();

    private static DocumentText Text(string kind, string name, object document) => new(kind, name, Documents.Write(document), $"{kind}/{name}");

    private static string Cup(TripWorld world, FeedResult result) => world.Rows(result).Single(row => row.StartsWith("CUP|", StringComparison.Ordinal));
}
