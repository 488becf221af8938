using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>What brought a job about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobKind>))]
public enum JobKind
{
    /// <summary>A feed's schedule.</summary>
    Pull,

    /// <summary>The one-time file call.</summary>
    File,

    /// <summary>Products sent in a call.</summary>
    Upload,

    /// <summary>Single fields sent in a call.</summary>
    Update,

    /// <summary>SKUs to be removed.</summary>
    Delete,
}

/// <summary>A job of interface B: a call or a schedule began it, a product log shows it. What it does happens when it ends.</summary>
internal sealed record CatalogJob(string Id, string Account, string CatalogId, JobKind Kind, DateTimeOffset CreatedAt, DateTimeOffset BeginsAt, DateTimeOffset EndsAt)
{
    public string? FeedId { get; init; }

    /// <summary>OVERWRITE removes what the feed has beyond the file.</summary>
    public bool Overwrites { get; init; }

    public FetchSource? Source { get; init; }

    /// <summary>What an upload or an update brought.</summary>
    public IReadOnlyList<CatalogEntry> Entries { get; init; } = [];

    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Null until it has ended.</summary>
    public JobOutcome? Outcome { get; init; }

    public string StatusAt(DateTimeOffset now) => Outcome is { } o ? o.Failure is null ? "SUCCESS" : "FAILED" : now < BeginsAt ? "WAITING" : "PROCESSING";

    public JobState StateAt(DateTimeOffset now) => new(
        Id, CatalogId, FeedId, Kind, Overwrites ? "OVERWRITE" : "INCREMENTAL", StatusAt(now), CreatedAt, Outcome is null ? null : EndsAt, Source?.Uri.AbsoluteUri,
        Outcome?.Added ?? 0, Outcome?.Changed ?? 0, Outcome?.Unchanged ?? 0, Outcome?.Removed ?? 0, Outcome?.Issues.ErrorRows ?? 0, Outcome?.Issues.WarningRows ?? 0,
        Outcome?.Failure, (Outcome?.Issues.Kept ?? []).ToValueList());
}

/// <summary>Where a file is fetched, and with which Basic login.</summary>
internal sealed record FetchSource(Uri Uri, string? User, string? Password)
{
    public override string ToString() => $"FetchSource {{ Uri = {Uri} }}";
}

/// <summary>How a job ended.</summary>
/// <param name="Failure">The file as a whole was not taken; null: it was, its faulty rows apart.</param>
internal sealed record JobOutcome(int Added, int Changed, int Unchanged, int Removed, JobIssues Issues, string? Failure = null);

/// <summary>A feed of interface B.</summary>
public sealed record FeedState(string FeedId, string CatalogId, string Name, string UpdateMode, string Status, string? Uri, string? Every, DateTimeOffset? NextAt, int Products);

/// <summary>A job of interface B; <c>FeedLogId</c> is the id that the call gave.</summary>
public sealed record JobState(
    string FeedLogId, string CatalogId, string? FeedId, JobKind Kind, string UpdateMode, string Status, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, string? Source,
    int Added, int Changed, int Unchanged, int Removed, int Errors, int Warnings, string? Failure, ValueList<JobIssue> Issues);
