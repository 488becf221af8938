using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

/// <summary>What was held and why, over runs; what a merchandiser reads of a SKU.</summary>
public class HeldCommandTests
{
    [Fact]
    [Trait("covers", "COM-02")]
    [Trait("covers", "COM-04")]
    public async Task What_a_run_held_is_grouped_by_reason_with_its_cure_as_a_list_for_merchandisers_and_as_a_trend()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        world.Write("rules/no-aprons", """{ "account": "demo", "if": { "field": "shop.sku", "is": "equals", "value": "FF-APRON" }, "then": [{ "do": "hold", "value": "=recalled" }] }""");
        await world.WellAsync("apply", world.Documents);
        await world.WellAsync("feed", "full", "--account", "demo");

        var file = Path.Combine(world.Folder, "held.csv");
        var text = (await world.WellAsync("run", "held", "--account", "demo", "--trend", "--csv", file)).Output;
        text.Should().ContainAll("1 x rule.held, such as FF-APRON: rule no-aprons holds it: =recalled", "pause the rule", "over the last 2 runs: 0 -> 1", "variation.not-unique", "give one of the two another value");
        var told = (await world.WellAsync("run", "held", "--account", "demo", "--trend", "--json")).Json;
        var reasons = told["reasons"]!.AsArray().ToDictionary(reason => reason!["code"]!.GetValue<string>(), reason => reason!["count"]!.GetValue<long>());
        reasons.Values.Sum().Should().Be(told["held"]!.GetValue<long>());
        told["trend"]!.AsArray().Select(run => run!["counts"]!["rule.held"]?.GetValue<long>()).Should().Equal(null, 1L);

        var lines = (await File.ReadAllLinesAsync(file)).Skip(1).Select(line => line.Split(',')).ToList();
        lines.Should().HaveCount((int)reasons.Values.Sum());
        lines.Select(line => line[0]).Should().Equal(lines.Select(line => line[0]).OrderByDescending(code => reasons[code]).ThenBy(code => code, StringComparer.Ordinal), "the commonest reason comes first, each in one piece");
        lines.Should().ContainSingle(line => line[0] == "rule.held").Which[2].Should().Be("FF-APRON");
        var unknown = await world.RunAsync("run", "held", "20200101000000-full", "--account", "demo");
        (unknown.ExitCode, unknown.Errors).Should().Match<(int ExitCode, string Errors)>(ended => ended.ExitCode == 3 && ended.Errors.Contains("run list"));
    }

    [Fact]
    [Trait("covers", "COM-02")]
    [Trait("covers", "DSC-03")]
    public async Task A_SKU_is_explained_with_the_document_behind_each_step_what_is_kept_back_what_was_before_and_the_description_as_sent()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        await world.WellAsync("review", "poll", "--account", "demo", "--wait");
        var sent = (await world.WellAsync("explain", "FF-APRON", "--account", "demo", "--json")).Json[0]!;
        sent["lastSent"]!["columns"]!["description"]!.GetValue<string>().Should().NotBeEmpty("users check descriptions after they are sent");
        sent["past"]!.AsArray().Should().ContainSingle().Which!["state"]!.GetValue<string>().Should().Be("deliveredUnconfirmed");

        world.Write("rules/aprons", """{ "account": "demo", "if": { "field": "shop.sku", "is": "equals", "value": "FF-APRON" }, "then": [{ "do": "append", "field": "description", "value": "Wash cold." }] }""");
        world.Change("policies/default-synchronization", policy => policy["productUpdate"] = new JsonObject { ["enabled"] = false });
        await world.WellAsync("apply", world.Documents);
        var kept = (await world.WellAsync("explain", "FF-APRON", "--account", "demo")).Output;
        kept.Should().ContainAll("a part of its row stays as it was published", "product update is off: description", "[rules/aprons@1]", "before, ", "delivered, unconfirmed");
        var steps = (await world.WellAsync("explain", "FF-APRON", "--account", "demo", "--json")).Json[0]!["steps"]!.AsArray();
        steps.Single(step => step!["step"]!.GetValue<string>() == "rule.aprons")!["from"]!.GetValue<string>().Should().Be("rules/aprons@1");

        (await world.WellAsync("status", "--sku", "FF-APRON")).Output.Should().ContainAll("FF-APRON in demo/", "approved", "last sent", "answered");
        await world.WellAsync("takedown", "add", "NO-SUCH-SKU", "--account", "demo", "--by", "ana", "--because", "recalled before it came");
        (await world.WellAsync("explain", "NO-SUCH-SKU", "--account", "demo")).Output.Should().ContainAll("is not known to the shop", "recalled before it came", "It was never sent");
    }

    [Fact]
    [Trait("covers", "SYN-01")]
    [Trait("covers", "IMG-01")]
    [Trait("covers", "TPL-10")]
    [Trait("covers", "D-24")]
    public async Task Policies_and_templates_have_a_title_for_people_and_the_words_for_them_are_TikTok_Shops()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("policies/default-synchronization", policy => policy["title"] = "Everything, always");
        world.Change("policies/default-image", policy => policy["title"] = "Large ones");
        world.Write("templates/tents", """{ "account": "demo", "title": "Tents and tarps" }""");
        await world.WellAsync("apply", world.Documents);
        (await world.WellAsync("policy", "list", "--json")).Output.Should().ContainAll("Everything, always", "Large ones");
        (await world.WellAsync("template", "list", "--json")).Output.Should().Contain("Tents and tarps");
        (await world.WellAsync("policy", "show", "default-image")).Output.Should().Contain("Large ones");

        var schemas = Directory.EnumerateFiles(Path.Combine(Executable.Repository, "schemas"), "*.schema.json").ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
        schemas["template.schema.json"].Should().Contain("lso called category template");
        JsonNode.Parse(schemas["template.schema.json"])!["properties"]!["category"]!["description"]!.GetValue<string>().Should().Contain("TikTok's category");
        JsonNode.Parse(schemas["policy-pricing.schema.json"])!["properties"]!["title"]!["description"]!.GetValue<string>().Should().Contain("Name for people");
        schemas.Values.Should().OnlyContain(schema => !schema.Contains("Miravia", StringComparison.OrdinalIgnoreCase) && !schema.Contains("privacy policy", StringComparison.OrdinalIgnoreCase) && !schema.Contains("name of your product", StringComparison.OrdinalIgnoreCase));
    }
}
