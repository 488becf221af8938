namespace Connector.Policy.Queries;

/// <summary>What is wrong in a document, and how it is mended.</summary>
/// <param name="Path">JSON path of the member: <c>$.condition.all[0].value</c>.</param>
/// <param name="Sentence">What is so, with the actual value.</param>
/// <param name="Cure">What to write instead.</param>
public sealed record Fault(string Path, string Sentence, string Cure)
{
    /// <summary>What refuses a document that was not looked through before.</summary>
    internal static void None(IReadOnlyList<Fault> faults)
    {
        if (faults.Count > 0)
        {
            throw new ArgumentException($"{faults[0].Path}: {faults[0].Sentence}; {faults[0].Cure}");
        }
    }
}
