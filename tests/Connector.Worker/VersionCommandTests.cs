namespace Connector.Worker.Tests;

public class VersionCommandTests
{
    [Fact]
    [Trait("covers", "POL-03")]
    [Trait("covers", "POL-04")]
    [Trait("covers", "POL-08")]
    [Trait("covers", "RIV-08")]
    [Trait("covers", "AUD-07")]
    public async Task A_policy_is_listed_changed_compared_approved_and_restored_by_command()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("accounts/demo", account => account["approval"] = true);
        await world.WellAsync("apply", world.Documents, "--by", "ana");
        world.Change("policies/default-inventory", policy => policy["thresholdBuffer"] = 7);
        var file = Path.Combine(world.Documents, "policies", "default-inventory.json");
        (await world.WellAsync("policy", "check", file)).Output.Should().Contain("nothing was stored");
        (await world.WellAsync("policy", "apply", file, "--by", "ana", "--because", "more for the shop")).Output.Should().ContainAll("version 2, waits for approval (account demo)", "approve default-inventory 2");
        (await world.WellAsync("policy", "diff", "default-inventory", "1", "2")).Output.Should().ContainAll("$.thresholdBuffer", "7", "more for the shop");
        var own = await world.RunAsync("policy", "approve", "default-inventory", "2", "--by", "Ana");
        (own.ExitCode, own.Errors).Should().Match<(int ExitCode, string Errors)>(ended => ended.ExitCode == 3 && ended.Errors.Contains("another person"));
        await world.WellAsync("policy", "approve", "default-inventory", "2", "--by", "ben");
        (await world.WellAsync("policy", "show", "--compiled", "--account", "demo")).Output.Should().Contain("[policies/default-inventory@2]");
        var listed = (await world.WellAsync("policy", "list", "--json")).Json.AsArray().Single(policy => policy!["name"]!.GetValue<string>() == "default-inventory")!;
        (listed["valid"]!.GetValue<bool>(), listed["version"]!.GetValue<int>(), listed["usedBy"]![0]!.GetValue<string>()).Should().Be((true, 2, "accounts/demo"));
        (await world.WellAsync("policy", "restore", "default-inventory", "1", "--by", "ben")).Output.Should().Contain("version 3, waits");
        (await world.WellAsync("policy", "history", "default-inventory")).Output.Should().ContainAll("was in force", "waits for approval", "version 1 restored");
        var inUse = await world.RunAsync("policy", "delete", "default-inventory");
        (inUse.ExitCode, inUse.Errors).Should().Match<(int ExitCode, string Errors)>(ended => ended.ExitCode == 1 && ended.Errors.Contains("--users-to"));
    }

    [Fact]
    [Trait("covers", "TPL-09")]
    public async Task A_takedown_is_told_by_the_next_feeds_and_a_query_counts_what_it_matches()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Write("templates/all", """{ "account": "demo", "condition": { "field": "shop.brand", "is": "equals", "value": "no such brand" } }""");
        (await world.WellAsync("template", "query", Path.Combine(world.Documents, "templates", "all.json"))).Output.Should().Contain("0 of 106 SKUs");
        await world.WellAsync("takedown", "add", "FF-APRON", "--account", "demo", "--by", "ana", "--because", "recalled", "--now");
        (await world.WellAsync("takedown", "list", "--account", "demo")).Output.Should().ContainAll("FF-APRON", "ana", "recalled");
        (await world.WellAsync("explain", "FF-APRON", "--account", "demo")).Output.Should().Contain("recalled");
    }
}
