using Connector.State;

namespace Connector.Worker.Commands;

internal sealed partial record DocumentFamily
{
    private const string Nothing = "Nothing differs from what is in force or waits for approval";

    private async Task<int> CheckFilesAsync(House house, string[] files, CancellationToken cancellation)
    {
        var faults = new List<DocumentFault>();
        var given = Read(files, faults);
        faults.AddRange(house.Room<Documents>().Check(given));
        var images = await house.Room<DefaultImageLook>().AtAsync(given, cancellation);
        faults.AddRange(images.Faults);
        var beside = faults.Count > 0 ? [] : house.Room<Documents>().Check(given, withPending: true);
        var warnings = faults.Count > 0 ? [] : given.SelectMany(DocumentWarnings.Of).Concat(images.Warnings).ToList();
        if (house.Json)
        {
            JsonLines.Write(new { files = given.Count, faults, warnings, withPending = beside });
            return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault;
        }

        foreach (var fault in faults)
        {
            Screen.Line($"fault    {fault}");
        }

        foreach (var warning in warnings)
        {
            Screen.Line($"warning  {warning}");
        }

        foreach (var fault in beside)
        {
            Screen.Line($"warning  once all that waits for approval is approved: {fault}");
        }

        Screen.Line(faults.Count == 0 ? $"{given.Count} {(given.Count == 1 ? "document is" : "documents are")} sound; nothing was stored." : $"{faults.Count} {(faults.Count == 1 ? "fault" : "faults")}.");
        return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault;
    }

    private async Task<int> ApplyFilesAsync(House house, string[] files, string by, string because, CancellationToken cancellation)
    {
        var faults = new List<DocumentFault>();
        var given = Read(files, faults);
        var images = await house.Room<DefaultImageLook>().AtAsync(given, cancellation);
        faults.AddRange(images.Faults);
        if (faults.Count > 0)
        {
            return ChangedDocuments.Refuse(house, [.. house.Room<Documents>().Check(given), .. faults]);
        }

        faults.AddRange(house.Room<Documents>().Apply(given, by, out var applied, because));
        return faults.Count > 0 ? ChangedDocuments.Refuse(house, faults) : ChangedDocuments.Tell(house, applied, Nothing, [.. ChangedDocuments.Warnings(given, applied), .. images.Warnings]);
    }

    /// <summary>The documents in files: each one's name is the file's.</summary>
    private List<DocumentText> Read(string[] files, List<DocumentFault> faults)
    {
        var given = new List<DocumentText>();
        foreach (var file in files.Select(file => Path.GetFullPath(file)).Distinct(StringComparer.Ordinal))
        {
            var folder = Path.GetFileName(Path.GetDirectoryName(file)) ?? "";
            if (!File.Exists(file))
            {
                faults.Add(new DocumentFault(file, "", Directory.Exists(file) ? "it is a folder" : "there is no such file", Directory.Exists(file) ? "name the files in it, or use `connector apply DIR`" : "check the path"));
            }
            else if (DocumentKinds.All.Contains(folder) && folder != Kind)
            {
                faults.Add(new DocumentFault(file, "", $"it lies in the folder {folder}, so it is no {Word}", $"use `connector {All.First(family => family.Kind == folder).Word}`, or move the file"));
            }
            else
            {
                var text = DocumentText.FromFile(Kind, file);
                if (OnlyType is not null && ListedDocument.TypeOf(text.Text) is { } type && type != OnlyType)
                {
                    faults.Add(new DocumentFault(file, "$.type", $"it is a policy of type '{type}', not {OnlyType}", "use `connector policy`"));
                }

                given.Add(text);
            }
        }

        return given;
    }

    private static IReadOnlyList<DocumentFamily> All => [Policy, Template, Rule, Categories, Account, Source, Schedule, Receiver];

    private int ApproveVersions(House house, IReadOnlyList<(string Name, long Version)> versions, string by, string because)
    {
        var faults = house.Room<Documents>().Approve(Kind, versions, by, because);
        return faults.Count > 0 ? Changed(house, faults, []) : Decided(house, versions, "in force");
    }

    private int Decided(House house, IReadOnlyList<(string Name, long Version)> versions, string state)
    {
        if (house.Json)
        {
            JsonLines.Write(versions.Select(version => new { kind = Kind, name = version.Name, version = version.Version, state }));
            return ExitCodes.Done;
        }

        foreach (var (name, version) in versions)
        {
            Screen.Line($"{Kind}/{name}: version {version} is {state}");
        }

        return ExitCodes.Done;
    }

    public static int Changed(House house, IReadOnlyList<DocumentFault> faults, IReadOnlyList<DocumentVersion> applied) =>
        faults.Count > 0 ? ChangedDocuments.Refuse(house, faults) : ChangedDocuments.Tell(house, applied, Nothing, []);
}

/// <summary>What came of a change of documents, in words.</summary>
internal static class ChangedDocuments
{
    public static int Refuse(House house, IReadOnlyList<DocumentFault> faults)
    {
        Faults.Write(house.Json, [.. faults.Select(fault => new Fault("document", $"{fault.Document}{(fault.Path.Length > 0 ? $" at {fault.Path}" : "")}: {fault.Sentence}", fault.Remedy))]);
        if (!house.Json)
        {
            Console.Error.WriteLine($"Nothing was stored: {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}; correct {(faults.Count == 1 ? "it" : "them")} and try again");
        }

        return ExitCodes.Fault;
    }

    /// <summary>What is allowed in those that were stored, and seldom meant.</summary>
    public static IEnumerable<DocumentFault> Warnings(IReadOnlyList<DocumentText> given, IReadOnlyList<DocumentVersion> applied) =>
        given.Where(document => document.Kind == DocumentKinds.Policy && applied.Any(version => version.Kind == document.Kind && version.Name == document.Name)).SelectMany(DocumentWarnings.Of);

    public static int Tell(House house, IReadOnlyList<DocumentVersion> applied, string nothing, IReadOnlyList<DocumentFault> warnings)
    {
        if (house.Json)
        {
            JsonLines.Write(new { applied = applied.Select(version => One(house, version)), warnings });
            return ExitCodes.Done;
        }

        Lines(house, applied, warnings);
        if (applied.Count == 0)
        {
            Screen.Line(nothing);
        }

        return ExitCodes.Done;
    }

    public static void Lines(House house, IReadOnlyList<DocumentVersion> applied, IReadOnlyList<DocumentFault> warnings)
    {
        foreach (var version in applied)
        {
            Screen.Line($"{version.Kind}/{version.Name}: version {version.Version}{(version.IsDeletion ? ", which deletes it" : "")}{(version.State == VersionStates.Pending ? $", waits for approval (account {string.Join(", ", house.Room<Documents>().Askers(version))})" : "")}");
        }

        foreach (var warning in warnings)
        {
            Screen.Line($"warning  {warning}");
        }

        if (applied.FirstOrDefault(version => version.State == VersionStates.Pending) is { } pending)
        {
            Screen.Line($"Until another person than {pending.Author} approves, what was in force before stays so: connector {DocumentFamily.WordOf(pending)} approve {pending.Name} {pending.Version} --by NAME");
        }

        var idle = applied.Where(version => version is { Kind: DocumentKinds.Policy, IsDeletion: false } && version.State == VersionStates.Live && house.Room<Documents>().Users(version.Kind, version.Name).Count == 0)
            .Select(version => version.Name).ToList();
        if (idle.Count > 0 && house.Room<Documents>().Accounts().Count > 0)
        {
            Screen.Line($"{(idle.Count == 1 ? "Policy" : "Policies")} {string.Join(", ", idle)} {(idle.Count == 1 ? "decides" : "decide")} nothing yet: name {(idle.Count == 1 ? "it" : "them")} in an account's or a template's \"policies\", or mark {(idle.Count == 1 ? "it" : "one of a type")} with \"isDefault\": true.");
        }
    }

    public static object One(House house, DocumentVersion version) => new
    {
        version.Kind, version.Name, version.Version, version.State, deletes = version.IsDeletion, waitsFor = version.State == VersionStates.Pending ? house.Room<Documents>().Askers(version) : [],
    };
}
