using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.State;

internal static partial class DocumentRules
{
    private static void Check(Rule rule, Action<string, string, string> fault)
    {
        foreach (var (path, sentence, cure) in RuleFaults.Of(rule))
        {
            fault(path, sentence, cure);
        }
    }
}
