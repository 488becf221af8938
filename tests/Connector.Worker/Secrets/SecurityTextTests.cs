using System.Text.RegularExpressions;
using Connector.Worker.Commands;

namespace Connector.Worker.Tests.Secrets;

/// <summary>What SECURITY.md tells to do can be done.</summary>
public sealed partial class SecurityTextTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Executable.Repository, "SECURITY.md"));

    [Fact]
    public void Every_command_in_it_is_understood()
    {
        var commands = Command().Matches(Text).Select(match => match.Groups[1].Value).Distinct().ToList();

        commands.Should().HaveCountGreaterThan(15);
        foreach (var command in commands)
        {
            CommandTree.Root().Parse(command.Replace("SKU...", "SKU", StringComparison.Ordinal).Replace("HASH", new string('0', 64), StringComparison.Ordinal)).Errors.Select(error => error.Message).Should().BeEmpty("of {0}", command);
        }
    }

    [Fact]
    public void Every_file_in_it_is_there() =>
        Regex.Matches(Text, @"`(src/[^`]+)`|\]\((?!http)([^)]+)\)").Select(match => match.Groups[1].Value + match.Groups[2].Value).Where(path => path != "DEPENDENCIES.md").Should().OnlyContain(path => File.Exists(Path.Combine(Executable.Repository, path)));

    [GeneratedRegex("`connector ([a-z][^`]*)`")]
    private static partial Regex Command();
}
