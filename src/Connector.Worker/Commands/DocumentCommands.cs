using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>apply</c> and <c>export</c>: all documents between a folder and the state database.</summary>
internal static class DocumentCommands
{
    public static Command Apply()
    {
        var folder = new Argument<string>("DIR") { Description = $"Folder with {string.Join("/, ", DocumentKinds.All)}/, one JSON file a document." };
        var command = new Command("apply", "Store documents, all or nothing; every fault is named at once.") { folder };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, cancellation) => ApplyAsync(house, parsed.GetValue(folder)!, person.By(parsed), person.Because(parsed), cancellation));
        return command;
    }

    public static Command Export()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder to write to; it is made where it is missing." };
        var command = new Command("export", "Write the documents in force as JSON files, for git. Secrets are never in them.") { folder };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Export(house, parsed.GetValue(folder)!)));
        return command;
    }

    private static async Task<int> ApplyAsync(House house, string folder, string by, string because, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(path))
        {
            Faults.Write(house.Json, [new Fault("apply.folder", $"there is no folder {path}", $"name the folder that holds {string.Join("/, ", DocumentKinds.All)}/")]);
            return ExitCodes.Fault;
        }

        var given = Documents.FromFolder(path);
        if (given.Count == 0)
        {
            Faults.Write(house.Json, [new Fault("apply.empty", $"{path} holds no documents", $"put JSON files into its folders {string.Join(", ", DocumentKinds.All)}")]);
            return ExitCodes.Fault;
        }

        var images = await house.Room<DefaultImageLook>().AtAsync(given, cancellation);
        IReadOnlyList<DocumentVersion> applied = [];
        var faults = images.Faults.Count > 0 ? [.. house.Room<Documents>().Check(given), .. images.Faults] : house.Room<Documents>().Apply(given, by, out applied, because);
        if (faults.Count > 0)
        {
            Faults.Write(house.Json, [.. faults.Select(fault => new Fault("document", $"{fault.Document}{(fault.Path.Length > 0 ? $" at {fault.Path}" : "")}: {fault.Sentence}", fault.Remedy))]);
            if (!house.Json)
            {
                Console.Error.WriteLine($"Nothing was stored: {faults.Count} {(faults.Count == 1 ? "fault" : "faults")} in {faults.Select(fault => fault.Document).Distinct().Count()} of {given.Count} documents; correct them and apply again");
            }

            return ExitCodes.Fault;
        }

        DocumentFault[] warnings = [.. ChangedDocuments.Warnings(given, applied), .. images.Warnings];
        if (house.Json)
        {
            JsonLines.Write(new { given = given.Count, applied = applied.Select(version => ChangedDocuments.One(house, version)), warnings });
            return ExitCodes.Done;
        }

        ChangedDocuments.Lines(house, applied, warnings);
        Screen.Line(applied.Count == 0 ? $"{given.Count} documents, none differs from what is in force or waits for approval" : $"{applied.Count} of {given.Count} documents stored");
        return ExitCodes.Done;
    }

    private static int Export(House house, string folder)
    {
        var documents = house.Room<Documents>().InForce();
        foreach (var document in documents)
        {
            var path = Path.Combine(folder, document.Kind, document.Name + ".json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path + ".part", document.Text + "\n");
            File.Move(path + ".part", path, overwrite: true);
        }

        if (house.Json)
        {
            JsonLines.Write(new { exported = documents.Select(document => new { document.Kind, document.Name, document.Version, document.At, document.Author }) });
        }
        else
        {
            Screen.Line($"{documents.Count} documents written to {Path.GetFullPath(folder)}");
        }

        return ExitCodes.Done;
    }
}
