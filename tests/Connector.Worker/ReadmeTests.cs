using System.Text.RegularExpressions;

namespace Connector.Worker.Tests;

/// <summary>What README shows is true.</summary>
public partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Executable.Repository, "README.md"));

    [Fact]
    public async Task The_example_documents_can_be_applied()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        var names = DocumentName().Matches(Readme).Select(match => match.Groups[1].Value).ToList();
        var texts = Json().Matches(Readme).Select(match => match.Groups[1].Value).ToList();
        names.Should().HaveCount(7);
        foreach (var (name, text) in names.Zip(texts))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        var ended = await Executable.RunAsync(folder, "apply", "fellfern");
        ended.Errors.Should().BeEmpty();
        ended.Output.Should().Contain("7 of 7 documents stored");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_ways_to_enter_a_folder_are_such_as_an_account_can_have()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        var account = Json().Matches(Readme).Select(match => match.Groups[1].Value).Single(text => text.Contains("\"externalBusinessId\"", StringComparison.Ordinal));
        var drops = Drop().Matches(Readme).Select(match => match.Groups[1].Value).ToList();
        drops.Should().HaveCountGreaterThan(3);
        foreach (var drop in drops)
        {
            var node = System.Text.Json.Nodes.JsonNode.Parse(account)!.AsObject();
            node["drop"] = System.Text.Json.Nodes.JsonNode.Parse(drop);
            File.WriteAllText(Path.Combine(folder, "uk.json"), node.ToJsonString());
            (await Executable.RunAsync(folder, "account", "check", "uk.json")).Output.Should().Contain("$.views[0].source").And.NotContain("$.drop");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_table_of_commands_names_every_command_and_none_that_is_not_there()
    {
        var help = (await Executable.RunAsync(Path.GetTempPath(), "--help")).Output;
        var listed = help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(line => line.Trim().Split(' ')[0]).Where(name => name.Length > 0);
        var table = Readme[Readme.IndexOf("## Commands", StringComparison.Ordinal)..Readme.IndexOf("Every command takes", StringComparison.Ordinal)];
        var shown = CommandCell().Matches(table).SelectMany(match => CommandName().Matches(match.Value)).Select(match => match.Groups[1].Value).Distinct();
        shown.Should().BeEquivalentTo(listed);
    }

    [GeneratedRegex(@"`(fellfern/[a-z]+/[a-z]+\.json)`")]
    private static partial Regex DocumentName();

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("""^    "drop": (.*)$""", RegexOptions.Multiline)]
    private static partial Regex Drop();

    [GeneratedRegex(@"^\| `[a-z].*?\| ", RegexOptions.Multiline)]
    private static partial Regex CommandCell();

    [GeneratedRegex(@"(?:^\| |, )`([a-z]+)")]
    private static partial Regex CommandName();
}
