using System.Text;

namespace Connector.Worker.Tests;

public class DemoTests
{
    [Fact]
    [Trait("covers", "WRK-02")]
    public async Task The_demo_makes_the_whole_trip_and_ends_with_0()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        var data = Path.Combine(folder, "demo");
        var ended = await Executable.RunAsync(folder, "demo", "--once", "--data", data);
        ended.ExitCode.Should().Be(0, ended.Errors);
        ended.Output.Should().ContainAll("The trip", "store read", "full feed", "inventory feed", "pick-up", "review", "every SKU that was sent has TikTok's answer");
        ended.Output.Should().ContainAll("What needs a person: 8 held, 2 rejected", "FF-HAMPER-XMAS", "FF-WATCH-DIVER", "FF-KNIFE-ASHGILL").And.NotContain("\u001b");

        var runs = Directory.GetDirectories(Path.Combine(data, "archive", "demo"), "2*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path).Contains('-')).ToList();
        runs.Should().HaveCount(2).And.OnlyContain(run => File.Exists(Path.Combine(run, "7-seal.json")));
        runs.Should().Contain(run => Directory.GetFiles(run, "8-review-*.json").Length > 0);
        Secrets(data).Should().BeEmpty();
        ended.Output.Should().NotContainAny(SecretsOf(data));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_once_it_stays_up_until_it_is_told_to_end_and_ends_with_0()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        using var demo = Executable.Start(folder, "demo", "--data", "demo");
        var text = await Executable.UntilAsync(
            demo, (line, all) => line.Contains("review: ", StringComparison.Ordinal) && line.Contains("approved", StringComparison.Ordinal) && all.Contains("The demo goes on", StringComparison.Ordinal));
        Executable.Terminate(demo);
        var ended = await Executable.EndAsync(demo);
        ended.ExitCode.Should().Be(0);
        text.Should().MatchRegex("shop: .* now .* GBP, .* pieces").And.MatchRegex("store read: .* changed");
        ended.Output.Should().Contain("The demo has ended");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task It_touches_no_folder_that_holds_something()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        File.WriteAllText(Path.Combine(folder, "state.db"), "precious");
        var ended = await Executable.RunAsync(folder, "demo", "--once", "--data", folder);
        ended.ExitCode.Should().Be(3);
        Directory.GetFileSystemEntries(folder).Should().ContainSingle();
        Directory.Delete(folder, recursive: true);
    }

    private static List<string> SecretsOf(string data) => [.. Directory.GetFiles(Path.Combine(data, "secrets")).Select(path => File.ReadAllText(path).Trim())];

    /// <summary>Files, besides the secrets' own, in which a secret can be read.</summary>
    private static List<string> Secrets(string data)
    {
        var secrets = SecretsOf(data);
        secrets.Should().HaveCount(3);
        return [.. Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(Path.Combine(data, "secrets"), StringComparison.Ordinal))
            .Where(path => secrets.Exists(secret => File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0))];
    }
}
