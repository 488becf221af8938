namespace Connector.Worker.Tests;

/// <summary>What the archive answers, by command.</summary>
public class ArchiveTraceCommandTests
{
    [Fact]
    [Trait("covers", "AUD-03")]
    [Trait("covers", "AUD-04")]
    [Trait("covers", "AUD-05")]
    [Trait("covers", "AUD-06")]
    public async Task What_TikTok_had_what_changed_and_the_files_once_more_are_asked_for_by_command()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var first = (await world.WellAsync("feed", "full", "--account", "demo", "--json")).Json["run"]!.GetValue<string>();
        await world.WellAsync("feed", "inventory", "--account", "demo");
        await world.WellAsync("review", "poll", "--account", "demo", "--wait");
        await world.WellAsync("takedown", "add", "FF-APRON", "--account", "demo", "--by", "ana", "--because", "recall");
        var delta = (await world.WellAsync("feed", "delta", "--account", "demo", "--json")).Json["run"]!.GetValue<string>();
        var full = (await world.WellAsync("feed", "full", "--account", "demo", "--json")).Json["run"]!.GetValue<string>();

        var history = (await world.RunAsync("archive", "trace", "FF-APRON", "--account", "demo")).Output;
        history.Should().ContainAll(first, delta, "the shop said:", "availability", "list ", "TikTok answered", "takedown by ana: recall", "policies/");
        var at = (await world.WellAsync("archive", "trace", "FF-APRON", "--at", "2999-01-01", "--json")).Json;
        at["rows"]!.AsArray().Should().ContainSingle().Which!["columns"]!["availability"]!.GetValue<string>().Should().Be("out of stock");
        (await world.WellAsync("archive", "trace", "FF-APRON", "--at", "2001-01-01T00:00:00Z")).Output.Should().Contain("had no row by then");
        (await world.RunAsync("archive", "trace", "ff-apron")).Should().Match<Ended>(ended => ended.ExitCode == 3 && ended.Errors.Contains("told apart by case"));
        (await world.RunAsync("archive", "trace", "FF-APRON", "--at", "noon")).Should().Match<Ended>(ended => ended.ExitCode == 2 && ended.Errors.Contains("write it as"));

        var csv = Path.Combine(world.Folder, "diff.csv");
        (await world.WellAsync("archive", "diff", first, full, "--out", csv)).Output.Should().ContainAll("0 added, 0 removed, 1 changed", "1 x availability", "changed: FF-APRON", "-> out of stock", "apostrophe");
        File.ReadAllLines(csv).Should().HaveCount(2).And.HaveElementAt(1, File.ReadAllLines(csv)[1]);
        (await world.WellAsync("archive", "diff", full, delta, "--state")).Output.Should().Contain("0 added, 0 removed, 0 changed");
        (await world.RunAsync("archive", "diff", first, "20000101000000-full")).ExitCode.Should().Be(3);

        var into = Path.Combine(world.Folder, "restored");
        (await world.WellAsync("archive", "restore", first, "--out", into)).Output.Should().Contain("copied, as it was delivered");
        (await world.WellAsync("archive", "restore", full, "--out", into, "--remake")).Output.Should().Contain("made again, byte for byte");
        (await world.WellAsync("archive", "prune", "--older-than", "0", "--by", "ana")).Output.Should().Contain("have left");
        (await world.WellAsync("archive", "verify", "--deep")).Output.Should().Contain("All is as it was written");
        (await world.WellAsync("archive", "restore", first, "--out", into)).Output.Should().Contain("made again, byte for byte");
        (await world.WellAsync("archive", "reindex", "--json")).Json["misfits"]!.AsArray().Should().BeEmpty();
        (await world.RunAsync("archive", "trace", "FF-APRON")).Output.Should().Be(history, "what was pruned was kept");

        foreach (var kept in Directory.EnumerateFiles(Path.Combine(world.Data, "archive"), "*.added.gz", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(kept);
            bytes[^20] ^= 1;
            File.WriteAllBytes(kept, bytes);
        }

        (await world.RunAsync("archive", "verify")).Should().Match<Ended>(ended => ended.ExitCode == 1 && ended.Output.Contains("kept/"));
    }
}
