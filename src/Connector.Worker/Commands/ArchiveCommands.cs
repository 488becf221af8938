namespace Connector.Worker.Commands;

/// <summary><c>archive</c>: what was ever delivered.</summary>
internal static class ArchiveCommands
{
    public static Command Archive()
    {
        var command = new Command("archive", "What was ever delivered, and the records of it.");
        foreach (var one in ArchiveTraceCommands.All())
        {
            command.Add(one);
        }

        return command;
    }
}
