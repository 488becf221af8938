using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.State;

namespace Connector.Tests.Feeds;

/// <summary>What must hold in inventory and pricing policies beyond their form.</summary>
public sealed class InventoryAndPricingRules
{
    [Fact]
    [Trait("covers", "INV-01")]
    [Trait("covers", "INV-08")]
    [Trait("covers", "POL-04")]
    [Trait("covers", "POL-09")]
    [Trait("covers", "D-18")]
    public void Every_fault_of_an_inventory_policy_is_found_at_once()
    {
        Paths<InventoryPolicy>("""{}""").Should().BeEmpty();
        Paths<InventoryPolicy>("""
            {"title": " ", "defaultQuantity": -1, "thresholdBuffer": 1000000, "minimum": 9, "maximum": 8, "noiseCut": -1, "percentage": 100.5,
             "lists": ["a", "", "a"], "reservations": ["b"], "threshold": {"mode": "bands", "value": -1, "above": 1000000}}
            """).Should().BeEquivalentTo(
            "$.title", "$.defaultQuantity", "$.thresholdBuffer", "$.maximum", "$.noiseCut", "$.percentage", "$.lists[1]", "$.lists[2]", "$.reservations",
            "$.threshold.value", "$.threshold.above", "$.threshold.below");
        Paths<InventoryPolicy>("""{"threshold": {"mode": "cutOff", "above": 3, "below": 1, "atEqual": "above"}}""").Should().Equal(
            "$.threshold.value", "$.threshold.above", "$.threshold.below", "$.threshold.atEqual");
        Paths<InventoryPolicy>("""{"threshold": {"mode": "cutOff", "value": 3}, "percentage": 12.5, "percentageRounding": "ceiling", "maximum": 0, "bundles": "ownRecord"}""").Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "PRC-01")]
    [Trait("covers", "POL-04")]
    [Trait("covers", "POL-09")]
    [Trait("covers", "D-18")]
    public void Every_fault_of_a_pricing_policy_is_found_at_once()
    {
        Paths<PricingPolicy>("""{}""").Should().BeEmpty();
        Paths<PricingPolicy>("""
            {"title": "", "priceAttribute": " ", "least": -1, "most": -2, "conversion": {"currency": "eur", "rate": 0}, "rounding": {"to": "step", "ending": 1},
             "changes": [{"by": "percentage", "to": "decrease", "amount": 100}, {"by": "fixed", "to": "increase", "amount": -1}, {"by": "percentage", "to": "increase", "amount": -1}]}
            """).Should().BeEquivalentTo(
            "$.title", "$.priceAttribute", "$.least", "$.most", "$.conversion.currency", "$.conversion.rate", "$.rounding.step", "$.rounding.ending",
            "$.changes[0].amount", "$.changes[1].amount", "$.changes[2].amount");
        Paths<PricingPolicy>("""{"least": 9, "most": 8, "rounding": {"step": 0.5}}""").Should().Equal("$.rounding.step", "$.most");
        Paths<PricingPolicy>("""
            {"priceAttribute": "tiktokPrice", "least": 1, "most": 900, "conversion": {"currency": "EUR", "rate": 0.85, "onMismatch": "convert"}, "rounding": {"to": "ending"},
             "changes": [{"by": "percentage", "to": "decrease", "amount": 99.9}]}
            """).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "INV-13")]
    public void A_policy_that_chooses_lists_of_which_a_view_reads_none_is_a_fault()
    {
        var account = JsonNode.Parse("""
            {"country": "GB", "currency": "GBP", "externalBusinessId": "biz-1", "inventoryListId": "main", "drop": {"url": "https://dav.example/tiktok"}, "policies": {"inventory": "stock"},
             "views": [{"name": "uk", "source": "shop", "site": "Shop", "locale": "en-GB", "currency": "GBP", "priceBooks": ["list"], "inventoryLists": ["kendal", "york"], "landingPage": "https://shop.example/{sku}.html"}]}
            """).Deserialize<Account>();
        Faults(account, ["york"]).Should().BeEmpty();
        Faults(account, []).Should().BeEmpty();
        var fault = Faults(account, ["leeds"]).Should().ContainSingle().Subject;
        fault.Document.Should().Be("stock.json");
        fault.ToString().Should().ContainAll("leeds", "uk", "kendal, york");
    }

    [Theory]
    [InlineData(60, 3, 4, "56 4")]
    [InlineData(5, 3, 4, "3 2")]
    [InlineData(40, 0, 0, "40 0")]
    [InlineData(2, -3, 5, "0 2")]
    public void What_a_policy_promises_beyond_all_lists_stands_with_the_first_warehouse(int quantity, int kendal, int york, string dealt)
    {
        var shares = new WarehouseShares([new AccountWarehouse { List = "kendal", InventoryListId = "K" }, new AccountWarehouse { List = "york", InventoryListId = "Y" }]);
        string.Join(' ', shares.Of(quantity, [new("kendal", Stock.Of(kendal)), new("york", Stock.Of(york))], null).ToArray()).Should().Be(dealt);
    }

    private static List<DocumentFault> Faults(Account account, string[] lists) => Check(
        ((DocumentKinds.Account, "uk"), ("uk.json", account)),
        ((DocumentKinds.Policy, "stock"), ("stock.json", new InventoryPolicy { Lists = lists }))).FindAll(fault => fault.Document == "stock.json");

    private static IEnumerable<string> Paths<T>(string text)
        where T : notnull => Check(((DocumentKinds.Policy, "p"), ("p.json", JsonNode.Parse(text).Deserialize<T>()))).Select(fault => fault.Path);

    private static List<DocumentFault> Check(params ((string, string) Key, (string, object) Value)[] documents)
    {
        var faults = new List<DocumentFault>();
        DocumentRules.Check(documents.ToDictionary(pair => pair.Key, pair => pair.Value), [], faults);
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        return faults;
    }
}

internal static class DocumentJson
{
    public static T Deserialize<T>(this JsonNode? node) => System.Text.Json.JsonSerializer.Deserialize<T>(node, Documents.Json)!;
}
