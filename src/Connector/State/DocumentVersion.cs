namespace Connector.State;

/// <summary>One version of a document.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>.</param>
/// <param name="Name">Its name: lower-case letters, digits and hyphens.</param>
/// <param name="Version">Counts up from 1; the text before a version is that of the version before it.</param>
/// <param name="At">When it was applied.</param>
/// <param name="Author">Who applied it.</param>
/// <param name="Because">Why, where its author said so.</param>
/// <param name="Deletes">1: this version says that the document is deleted. What was before it stays in the history.</param>
/// <param name="State">One of <see cref="VersionStates"/>.</param>
/// <param name="DecidedAt">When it was approved or rejected; null where no approval was asked for, or none was given yet.</param>
/// <param name="DecidedBy">Who approved or rejected it.</param>
/// <param name="DecidedBecause">Why, where that person said so.</param>
/// <param name="Text">The document, as JSON in the house's form; empty where the version deletes it.</param>
public sealed record DocumentVersion(
    string Kind, string Name, long Version, string At, string Author, string Because, long Deletes, string State, string? DecidedAt, string? DecidedBy, string? DecidedBecause, string Text)
{
    /// <summary>For Dapper, which fills the members by name.</summary>
    private DocumentVersion()
        : this("", "", 0, "", "", "", 0, "", null, null, null, "")
    {
    }

    public bool IsDeletion => Deletes != 0;

    /// <summary>Kind, name and version, as runs and explanations name it: <c>policies/uk-stock@3</c>.</summary>
    public string Label => $"{Kind}/{Name}@{Version}";
}

/// <summary>How a version stands. What is in force is the live version with the highest number.</summary>
public static class VersionStates
{
    /// <summary>It went live: it is in force, or was until a later one went live.</summary>
    public const string Live = "live";

    /// <summary>It waits for another person's approval.</summary>
    public const string Pending = "pending";

    /// <summary>It was rejected and never goes live.</summary>
    public const string Rejected = "rejected";
}

/// <summary>A fault in a document: where, what, and the cure.</summary>
public sealed record DocumentFault(string Document, string Path, string Sentence, string Remedy)
{
    public override string ToString() => $"{Document}{(Path.Length > 0 ? $" at {Path}" : "")}: {Sentence}; {Remedy}";
}
