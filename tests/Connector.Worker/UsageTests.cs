using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

public class UsageTests
{
    private static readonly string Here = Path.GetTempPath();

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public async Task Help_names_every_command_and_ends_with_0(params string[] arguments)
    {
        var ended = await Executable.RunAsync(Here, arguments);
        ended.ExitCode.Should().Be(0);
        ended.Output.Should().ContainAll("demo", "serve", "apply", "export", "store", "feed", "review", "status", "explain", "check", "schema", "sandbox", "--settings", "--data", "--json", "--version");
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var ended = await Executable.RunAsync(Here, "--version");
        ended.ExitCode.Should().Be(0);
        ended.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("`connector --help`", "no-such-command")]
    [InlineData("--account", "feed", "full")]
    [InlineData("`connector feed --help`", "feed")]
    [InlineData("--gzip takes 0 to 9", "feed", "full", "--account", "a", "--gzip", "10")]
    [InlineData("--gzip", "feed", "full", "--account", "a", "--gzip", "abc")]
    [InlineData("--gzip", "feed", "full", "--account", "a", "--gzip")]
    [InlineData("--webdav-port", "sandbox", "start", "--webdav-port", "abc")]
    [InlineData("99999999999", "sandbox", "start", "--tiktok-port", "99999999999")]
    [InlineData("abc", "feed", "full", "--account", "a", "--out", "x", "--dry-run=abc")]
    [InlineData("--out", "feed", "full", "--account", "a", "--out", "x", "--out", "y")]
    [InlineData("abc", "status", "--json=abc")]
    [InlineData("add --dry-run", "feed", "full", "--account", "a", "--out", "x")]
    [InlineData("--webdav-port takes 0 to 65535", "sandbox", "start", "--webdav-port", "70000")]
    public async Task A_command_line_that_is_not_understood_ends_with_2_and_says_what_to_do(string said, params string[] arguments)
    {
        var ended = await Executable.RunAsync(Here, arguments);
        ended.ExitCode.Should().Be(2);
        ended.Output.Should().BeEmpty();
        ended.Errors.Should().Contain(said).And.NotContain("   at ");
    }

    [Fact]
    public async Task With_json_errors_are_JSON_as_well()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        var usage = await Executable.RunAsync(folder, "feed", "full", "--json");
        JsonNode.Parse(usage.Errors)!["errors"]![0]!["code"]!.GetValue<string>().Should().Be("usage");
        var fault = await Executable.RunAsync(folder, "feed", "full", "--account", "nobody", "--json");
        fault.ExitCode.Should().Be(3);
        JsonNode.Parse(fault.Errors)!["errors"]![0]!["code"]!.GetValue<string>().Should().Be("document.unknown");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Settings_with_faults_are_named_all_at_once_and_the_data_folder_can_come_from_file_environment_or_option()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        File.WriteAllText(Path.Combine(folder, "connector.json"), """{ "dta": "x", "accounts": [] }""");
        var ended = await Executable.RunAsync(folder, "status");
        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().ContainAll("'dta' is no machine setting", "'accounts' is no machine setting", "connector apply DIR");

        File.WriteAllText(Path.Combine(folder, "connector.json"), """{ "data": "from-file" }""");
        (await Executable.RunAsync(folder, "status")).ExitCode.Should().Be(0);
        (await Executable.RunAsync(folder, "status", "--data", "from-option")).ExitCode.Should().Be(0);
        Directory.Exists(Path.Combine(folder, "from-file")).Should().BeTrue();
        Directory.Exists(Path.Combine(folder, "from-option")).Should().BeTrue();
        Directory.Delete(folder, recursive: true);
    }
}
