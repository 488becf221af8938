using Connector.Feeds;
using Connector.Policy;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary>All that decides for an account, step by step, in sentences.</summary>
internal static class CompiledPolicies
{
    public static int Show(House house, string name, bool withPending)
    {
        var documents = house.Room<Documents>();
        var account = documents.Account(name);
        var sheet = FeedSheets.Find(account.Sheet)!;
        (Policy.Documents.PolicyDocuments Policies, IReadOnlyList<string> Versions) decide;
        if (withPending)
        {
            if (documents.Policies(name, [], withPending: true, out var faults) is not { } pending)
            {
                return ChangedDocuments.Refuse(house, faults);
            }

            decide = (pending.Policies, pending.Versions);
        }
        else
        {
            decide = documents.Policies(name);
        }

        var compiled = PolicySheet.Compile(decide.Policies, sheet.Version, sheet.HasDetails);
        if (house.Json)
        {
            JsonLines.Write(new
            {
                account = name, sheet = sheet.Version, compiled.Fingerprint, documents = decide.Versions,
                steps = compiled.Steps.Select((step, at) => new { number = at + 1, step.Name, what = step.Describe(), step.From }),
            });
            return ExitCodes.Done;
        }

        Screen.Line($"Account {name}, sheet {sheet.Version}: {compiled.Steps.Count} steps, fingerprint {compiled.Fingerprint[..12]}{(withPending ? ", with all that waits for approval" : "")}");
        Screen.Line($"Documents: {(decide.Versions.Count == 0 ? "none, all is built in" : string.Join(", ", decide.Versions))}");
        Screen.Line();
        foreach (var (step, at) in compiled.Steps.Select((step, at) => (step, at + 1)))
        {
            Screen.Line($"{at,3}. {step.Name}: {step.Describe()}{(step.From.Length > 0 ? $"  [{step.From}]" : "")}");
        }

        return ExitCodes.Done;
    }
}
