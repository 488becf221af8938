using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

/// <summary>feeds-samples/documents shows a document of each kind; they are true as long as they can be applied and list the sample shop.</summary>
public class ExampleDocumentTests
{
    private static readonly string Examples = Path.Combine(Executable.Repository, "feeds-samples", "documents");

    [Fact]
    [Trait("covers", "TPL-01")]
    [Trait("covers", "TPL-06")]
    [Trait("covers", "COM-03")]
    [Trait("covers", "RIV-01")]
    public async Task The_examples_are_applied_and_list_the_sample_shop_their_totals_can_be_counted_and_another_price_previewed()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        Directory.EnumerateDirectories(Examples).Select(Path.GetFileName).Should().BeEquivalentTo("sources", "categories", "policies", "templates", "rules", "accounts", "schedules", "notices");
        Directory.EnumerateFiles(Path.Combine(Examples, "policies")).Select(file => JsonNode.Parse(File.ReadAllText(file))!["type"]!.GetValue<string>())
            .Should().Contain(["synchronization", "inventory", "pricing", "image", "mapping"]);
        (await WellAsync("apply", Examples)).Output.Should().Contain("15 of 15 documents stored").And.NotContain("warning").And.NotContain("nothing yet");
        await WellAsync("store", "read");

        var dry = await WellAsync("feed", "full", "--account", "uk", "--dry-run", "--out", "dry");
        dry.Output.Should().Contain("97 listed + 9 held").And.Contain("rule no-knives holds it: knives are not sold on TikTok");
        File.ReadAllText(Directory.EnumerateFiles(Path.Combine(folder, "dry"), "*.txt").Single()).Should().Contain("|Fell & Fern Harter Fleece, Oat|").And.Contain("|61.99 GBP|");

        (await WellAsync("template", "list", "--totals")).Output.Should().MatchRegex("clothing .*│ 40 +│ 38 +│ 2 +│").And.MatchRegex("rest .*│ 66 +│ 59 +│ 7 +│");
        var totals = (await WellAsync("template", "list", "--totals", "--json")).Json[0]!["totals"]![0]!;
        (totals["view"]!.GetValue<string>(), totals["total"]!.GetValue<int>(), totals["active"]!.GetValue<int>(), totals["inactive"]!.GetValue<int>()).Should().Be(("uk", 40, 38, 2));

        var explained = (await WellAsync("explain", "FF-FLC-HARTER-OAT-M")).Output;
        explained.Should().ContainAll(
            "[templates/clothing@1]", "title: Harter Fleece -> Fell & Fern Harter Fleece, Oat", "[policies/prices@1]", "price: 62.15 GBP -> 61.99 GBP", "kept    sku.taken-down, shop.online",
            "availability: out of stock -> in stock", "TikTok's attributes: (empty) -> Material");

        var changed = Path.Combine(folder, "try", "policies");
        Directory.CreateDirectory(changed);
        File.WriteAllText(Path.Combine(changed, "prices.json"), File.ReadAllText(Path.Combine(Examples, "policies", "prices.json")).Replace("\"amount\": 5 ", "\"amount\": 25 ", StringComparison.Ordinal));
        foreach (var what in new[] { "try", Path.Combine("try", "policies", "prices.json") })
        {
            var preview = (await WellAsync("preview", "--documents", what)).Output;
            preview.Should().MatchRegex(@"view uk: of 106 SKUs \d+ would differ").And.MatchRegex(@"listed +97 now, 97 then").And.MatchRegex(@"price up +\d+ SKUs; half of them by").And.NotContain("price down");
        }

        (await WellAsync("preview", "--documents", "try", "--sample", "20", "--view", "uk")).Output.Should().MatchRegex(@"view uk: of a sample of [1-9]\d? SKUs \d+ would differ");
        (await WellAsync("preview", "--documents", Examples)).Output.Should().Contain("Nothing would change");
        var wrong = await Executable.RunAsync(folder, "preview", "--documents", changed);
        wrong.ExitCode.Should().Be(3);
        wrong.Errors.Should().Contain("holds no documents; put JSON files into folders of their kinds");
        Directory.Delete(folder, recursive: true);

        async Task<Ended> WellAsync(params string[] arguments)
        {
            var ended = await Executable.RunAsync(folder, arguments);
            ended.Errors.Should().BeEmpty();
            ended.ExitCode.Should().Be(0, ended.Output);
            return ended;
        }
    }

    [Fact]
    public async Task A_policy_that_nobody_names_is_said_to_decide_nothing_and_a_default_image_of_another_kind_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        await Executable.RunAsync(folder, "apply", Examples);
        var image = Path.Combine(folder, "default.jpg");
        File.WriteAllText(image, "GIF89a and more");
        var policy = Path.Combine(folder, "pictures.json");
        File.WriteAllText(policy, new JsonObject { ["type"] = "image", ["title"] = "Pictures", ["defaultImageUrl"] = "file://" + image }.ToJsonString());
        foreach (var command in new[] { "check", "apply" })
        {
            var refused = await Executable.RunAsync(folder, "policy", command, policy);
            refused.ExitCode.Should().Be(1);
            (refused.Output + refused.Errors).Should().ContainAll("$.defaultImageUrl", "neither JPG nor PNG", "convert it to JPG or PNG");
        }

        File.WriteAllBytes(image, [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0, 0]);
        var applied = await Executable.RunAsync(folder, "policy", "apply", policy);
        applied.ExitCode.Should().Be(0, applied.Errors);
        applied.Output.Should().ContainAll("policies/pictures: version 1", "TikTok cannot fetch", "Policy pictures decides nothing yet");

        var stock = Path.Combine(folder, "oversell.json");
        File.WriteAllText(stock, """{ "type": "inventory", "defaultQuantity": 5, "defaultQuantityWhen": "notManagedOrZero" }""");
        (await Executable.RunAsync(folder, "policy", "apply", stock)).Output.Should().ContainAll("policies/oversell: version 1", "warning", "$.defaultQuantityWhen", "can be oversold");
        Directory.Delete(folder, recursive: true);
    }
}
