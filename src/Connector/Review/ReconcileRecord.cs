namespace Connector.Review;

/// <summary>What TikTok's catalogs showed, beside what was sent. The record of a reconciling feed; chained.</summary>
/// <param name="Account">The account.</param>
/// <param name="Run">The feed that repairs it; empty in a dry run.</param>
/// <param name="At">As of when.</param>
/// <param name="Previous">SHA-256 of the account's chained record before this one.</param>
/// <param name="Position">Its place in the account's chain.</param>
/// <param name="Views">View by view.</param>
public sealed record ReconcileRecord(string Account, string Run, DateTimeOffset At, string Previous, long Position, IReadOnlyList<ReconciledView> Views);

/// <summary>What TikTok shows of one view's rows.</summary>
/// <param name="View">The view.</param>
/// <param name="CatalogId">TikTok's catalog.</param>
public sealed record ReconciledView(string View, string CatalogId)
{
    /// <summary>Why it could not be compared; null: it was.</summary>
    public string? NotCompared { get; init; }

    /// <summary>Products that TikTok shows.</summary>
    public long Shown { get; init; }

    /// <summary>Of those, as they were sent.</summary>
    public long AsSent { get; init; }

    /// <summary>SKUs of which nothing can be said yet: sent lately, in review, to be sent again anyway, or never taken by TikTok.</summary>
    public long Pending { get; init; }

    /// <summary>SKUs that show another value than was sent and confirmed, or sent long enough ago.</summary>
    public IReadOnlyList<EditedSku> Edited { get; init; } = [];

    /// <summary>SKUs that TikTok still shows although a delete file named them long enough ago.</summary>
    public IReadOnlyList<string> Undeleted { get; init; } = [];

    /// <summary>SKUs that TikTok shows and the ledger did not know.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>SKUs that TikTok showed once and shows no more, although they were sent.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>How many products the catalog has, where TikTok lists only the first of them; null: it listed all. Of the others only those were looked at that were sent from here.</summary>
    public long? OnlyFirstOf { get; init; }

    /// <summary>SKUs that TikTok has otherwise than was sent.</summary>
    public long Drifted => Edited.Count + Undeleted.Count + Unknown.Count + Lost.Count;
}

/// <summary>A SKU that was edited on TikTok's side, with the columns in which it shows.</summary>
public sealed record EditedSku(string Sku, IReadOnlyList<ShownDifference> Differences);
