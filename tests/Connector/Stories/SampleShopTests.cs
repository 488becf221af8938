using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.State;
using Connector.Store;

namespace Connector.Tests.Stories;

/// <summary>The shop of the demo, against what its README promises.</summary>
public sealed partial class SampleShopTests
{
    private static readonly string Shop = Path.GetFullPath(Path.Combine(Story.Root, "..", "sample-shop"));

    [Fact]
    public async Task The_sample_shop_lists_and_holds_what_its_readme_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Shop, "README.md"));
        var source = JsonSerializer.Deserialize<StoreSource>(await File.ReadAllTextAsync(Path.Combine(Shop, "documents", "sources", "fellfern.json")), Documents.Json)!;
        var policies = new JsonObject();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Shop, "documents", "policies")))
        {
            var policy = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            policies[policy["type"]!.GetValue<string>()] = policy;
        }

        using var shop = new DryShop(
            source with { Location = Shop },
            new StoreView
            {
                Name = "view", Source = "shop", Site = "FellFern", Locale = "en-GB", Currency = "GBP", PriceBooks = ["gbp-list", "gbp-sale"], InventoryLists = ["inventory_fellfern"],
                LandingPage = "https://www.fellfern.example/{sku}.html",
            },
            "GB",
            new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero),
            policies);
        var report = shop.Read();
        var feeds = await shop.FeedsAsync();

        report.Warnings.Should().BeEmpty();
        readme.Should().Contain($"{feeds.Rows.Count} SKUs are listed and these {feeds.Held.Count} are held");
        feeds.Held.OrderBy(row => row.Sku, StringComparer.Ordinal).Select(row => (row.Sku, row.Code)).Should()
            .Equal(HeldLine().Matches(readme).Select(line => (line.Groups["sku"].Value, line.Groups["code"].Value)).OrderBy(pair => pair.Item1, StringComparer.Ordinal));
        if (InventorySchema.IsThere)
        {
            InventorySchema.Faults(feeds.InventoryFile!).Should().BeEmpty();
        }
    }

    [GeneratedRegex(@"^\| (?<sku>FF-[^ |]+) \| `(?<code>[a-z]+\.[a-z-]+)` \|\r?$", RegexOptions.Multiline)]
    private static partial Regex HeldLine();
}
