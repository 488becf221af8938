namespace Connector.Worker.Commands;

/// <summary><c>archive</c>: what was sent, proved, looked at, taken out and pruned.</summary>
internal static class ArchiveCommands
{
    public static Command Archive()
    {
        var command = new Command("archive", "What was ever delivered, and the records of it: looked at, proved, taken out, pruned.");
        foreach (var one in All())
        {
            command.Add(one);
        }

        return command;
    }

    /// <summary>The commands of the family.</summary>
    private static IEnumerable<Command> All() => [];
}
