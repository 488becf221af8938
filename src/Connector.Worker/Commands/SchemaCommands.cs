using Connector.Worker.Schemas;

namespace Connector.Worker.Commands;

/// <summary><c>schema export</c>: what documents and feed files look like, for editors and for other programs.</summary>
internal static class SchemaCommands
{
    public static Command Schema()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder to write to." };
        var export = new Command("export", "Write a JSON schema for each kind of document, each feed sheet, and all reasons.") { folder };
        export.SetGuardedAction((parsed, _) =>
        {
            var count = 0;
            foreach (var (path, text) in DocumentSchemas.All())
            {
                var file = Path.Combine(parsed.GetValue(folder)!, Path.Combine(path.Split('/')));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
                count++;
            }

            Screen.Line($"{count} files written to {Path.GetFullPath(parsed.GetValue(folder)!)}");
            return Task.FromResult(ExitCodes.Done);
        });
        return new Command("schema", "Schemas of documents and feed sheets.") { export };
    }
}
