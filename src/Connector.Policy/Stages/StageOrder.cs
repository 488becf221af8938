using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>The one order of all steps: what may be listed, shaping, then limits and checks.</summary>
public static class StageOrder
{
    public static IReadOnlyList<Step> For(PolicyDocuments documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return
        [
            new Offline(),
        ];
    }
}
