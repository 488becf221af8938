namespace Connector.Worker.Commands;

/// <summary><c>rule</c>: the commands of all documents, and what only rules have.</summary>
internal static class RuleCommands
{
    public static Command Rule()
    {
        var family = DocumentFamily.Rule;
        var command = family.Of("Rules: if a condition holds, then set, copy, replace, append, template, round, hold.");
        command.Add(family.Duplicate("copy", "The same as duplicate."));
        command.Add(family.Switch("pause", "Let rules do nothing for now.", "paused", value: true));
        command.Add(family.Switch("resume", "Let paused rules act again.", "paused", value: false));
        return command;
    }
}
