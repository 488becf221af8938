using Connector.Policy.Documents;

namespace Connector.State;

/// <summary>What is allowed in a document and yet seldom meant, such as a buffer above the default quantity. <c>check</c> says it; it keeps nothing from being applied.</summary>
public static class DocumentWarnings
{
    /// <summary>The warnings for one document that has no faults.</summary>
    public static IReadOnlyList<DocumentFault> Of(DocumentText document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return DocumentForm.TryRead(document, []) is { } value ? [.. PolicyWarnings.Of(value).Select(warning => new DocumentFault(document.Where, warning.Path, warning.Sentence, warning.Remedy))] : [];
    }
}
