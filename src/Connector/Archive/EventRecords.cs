namespace Connector.Archive;

/// <summary>That people decided about SKUs: took them down, put them into a listing template, or ended that. Chained.</summary>
/// <param name="Kind">takedown or assignment.</param>
/// <param name="Ended">Whether it was ended; else it was made.</param>
/// <param name="Value">The listing template of an assignment; else empty.</param>
/// <param name="Skus">The SKUs for which it was news.</param>
public sealed record DecisionRecord(
    string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, string Kind, bool Ended, string Value, IReadOnlyList<string> Skus);

/// <summary>That a person asked for SKUs to be sent again. Chained.</summary>
public sealed record ResendRecord(string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, IReadOnlyList<string> Skus);

/// <summary>That a person connected the shop with TikTok, or disconnected it (interface A). Chained.</summary>
/// <param name="Connected">True: it was connected.</param>
/// <param name="ExternalBusinessId">The id under which TikTok knows it.</param>
/// <param name="Reader">The user who was handed over; empty where it was disconnected. Never his password.</param>
public sealed record ConnectionRecord(string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, bool Connected, string ExternalBusinessId, string Reader);

/// <summary>That documents changed: what was applied, approved or rejected together. In the chain of the documents.</summary>
/// <param name="Account"><see cref="Chain.OfDocuments"/>.</param>
/// <param name="By">Who applied, approved or rejected.</param>
/// <param name="What">applied, approved or rejected.</param>
/// <param name="Changes">The versions.</param>
public sealed record DocumentsRecord(
    string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, string What, IReadOnlyList<DocumentChange> Changes);

/// <summary>A version of a document and what was in force before it.</summary>
/// <param name="Author">Who wrote the version.</param>
/// <param name="State">live, pending or rejected: how it stands by this record.</param>
/// <param name="Deletes">Whether it deletes the document.</param>
/// <param name="Before">What was in force; null where there was nothing.</param>
/// <param name="After">The version's own text; null where it deletes the document.</param>
public sealed record DocumentChange(string Kind, string Name, long Version, string Author, string State, bool Deletes, DocumentTextRecord? Before, DocumentTextRecord? After);

/// <summary>A document's text in a record.</summary>
/// <param name="Version">Of which version.</param>
/// <param name="Sha256">SHA-256 of the text as UTF-8.</param>
/// <param name="Text">The text; null where an earlier record has it, or it is long (over 64 KB) and stands only for comparison.</param>
public sealed record DocumentTextRecord(long Version, string Sha256, string? Text);
