using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.State;

internal static partial class DocumentRules
{
    private const int FarthestPriority = 1000;

    /// <summary>The condition asks the shop only: which row is shaped follows from the template.</summary>
    private static void Check(ListingTemplate template, Action<string, string, string> fault)
    {
        Range(template.Priority, -FarthestPriority, FarthestPriority, "$.priority", fault);
        IEnumerable<Fault> faults =
        [
            .. Query.Faults(template.Condition, "$.condition", row: false),
            .. template.TitleTemplate is { } title ? Writing.Faults(title, "$.titleTemplate") : [],
            .. template.DescriptionTemplate is { } description ? Writing.Faults(description, "$.descriptionTemplate") : [],
        ];
        foreach (var (path, sentence, cure) in faults)
        {
            fault(path, sentence, cure);
        }
    }
}
