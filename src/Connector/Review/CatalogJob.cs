namespace Connector.Review;

/// <summary>What a catalog of the Business API was asked to do with a run's rows (facts: tiktok.md 1.3, 1.4).</summary>
public enum CatalogDeed
{
    /// <summary>Pull a file once, and put its rows beside those that are there.</summary>
    Add,

    /// <summary>Pull a file once; rows of the feed that it does not have go.</summary>
    Replace,

    /// <summary>Delete SKUs.</summary>
    Delete,

    /// <summary>Pull the file by itself, at the times of the feed; rows that it does not have go.</summary>
    Schedule,
}

/// <summary>A job that a catalog has taken.</summary>
/// <param name="View">The view whose rows it is about.</param>
/// <param name="CatalogId">The catalog.</param>
/// <param name="FeedId">The feed in it; empty: none.</param>
/// <param name="Deed">What is done.</param>
/// <param name="File">The file of the run that names the rows; of deletions, the delete file.</param>
/// <param name="From">The first row or SKU of the file that it is about, from 0.</param>
/// <param name="LogId">TikTok's id of the job; empty for scheduled pulls, which have none.</param>
/// <param name="Asked">When it was taken.</param>
public sealed record CatalogJob(string View, string CatalogId, string FeedId, CatalogDeed Deed, string File, int From, string LogId, DateTimeOffset Asked);

/// <summary>How far a job is.</summary>
public enum JobProgress
{
    /// <summary>TikTok says nothing that is understood; taken as not ended.</summary>
    Unknown,
    Waiting,
    Processing,

    /// <summary>Ended; single rows may have been refused all the same.</summary>
    Success,

    /// <summary>Ended: TikTok took nothing of it.</summary>
    Failed,
}

/// <summary>What TikTok says of a job.</summary>
/// <param name="Progress">How far it is.</param>
/// <param name="Added">Rows that are new.</param>
/// <param name="Updated">Rows that have changed.</param>
/// <param name="Deleted">Rows that are gone.</param>
/// <param name="Errors">Rows that were refused.</param>
/// <param name="Warnings">Rows that were taken with a remark.</param>
public sealed record JobState(JobProgress Progress, long Added, long Updated, long Deleted, long Errors, long Warnings)
{
    /// <summary>When TikTok began, where it says so (UTC).</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Where all issues can be downloaded; null: nowhere.</summary>
    public string? Issues { get; init; }

    /// <summary>Issues with the first few rows of each, as they stand in the answer.</summary>
    public IReadOnlyList<RowIssue> Shown { get; init; } = [];

    public bool IsEnded => Progress is JobProgress.Success or JobProgress.Failed;
}

/// <summary>What TikTok said of a row of a file.</summary>
/// <param name="Row">Its line in the file: 2 is the first below the header; null where it is not told.</param>
/// <param name="Sku">Its SKU; empty where it is not told.</param>
/// <param name="Refused">Whether the row was refused; else it was taken with a remark.</param>
/// <param name="Sentence">Field, issue and suggestion.</param>
public sealed record RowIssue(long? Row, string Sku, bool Refused, string Sentence);

/// <summary>A feed that a catalog pulls by itself.</summary>
/// <param name="FeedId">TikTok's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsOn">Whether it pulls.</param>
/// <param name="Uri">From where.</param>
/// <param name="Next">When next, as TikTok writes it (UTC).</param>
public sealed record CatalogFeed(string FeedId, string Name, bool IsOn, string Uri, string Next);
