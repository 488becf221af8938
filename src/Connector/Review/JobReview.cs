using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.Policy;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector.Review;

/// <summary>
/// Asks how the jobs of catalogs have ended. Rows that TikTok refused are rejected SKUs with its words; a job of which it took nothing puts the whole run back to what was accepted
/// before, as a person does with `run refused`. Each end is a chained record of the run.
/// </summary>
public sealed class JobReview(ConnectorSettings settings, Catalogs catalogs, JobBook book, Ledger ledger, Runs runs, Refusal refusal, RunFolders folders, TimeProvider clock)
{
    /// <summary>So long after it was given, a job's list of issues that cannot be downloaded is given up.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(1);

    /// <summary>So long after it was given, a job that TikTok says nothing of is given up. Its rows are asked for one by one as ever.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(2);

    /// <summary>Looks at every job that has not ended.</summary>
    /// <returns>How many SKUs have news.</returns>
    public async Task<int> LookAsync(string name, Account account, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(told);
        var open = book.Open(name);
        if (open.Count == 0)
        {
            return 0;
        }

        var desk = catalogs.JobsOf(account);
        var news = 0;
        foreach (var booked in open)
        {
            try
            {
                news += await OneAsync(name, desk, booked, open, told, cancellation).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is RemoteFailedException { Code: "review.issues" } or PersonMustDecideException { Code: "review.refused" })
            {
                // One job that cannot be looked at keeps neither the others nor the products' reviews.
                if (clock.GetUtcNow() - booked.Job.Asked > Forgotten)
                {
                    news += Record(name, booked, new JobState(JobProgress.Unknown, 0, 0, 0, 0, 0), []);
                }

                told.Report(new TripStep("review", $"job {booked.Job.LogId} for {booked.Job.File} of run {booked.Run} cannot be looked at: {(fault as RemoteFailedException)?.Sentence ?? ((PersonMustDecideException)fault).Sentence}", Done: true));
            }
        }

        return news;
    }

    private async Task<int> OneAsync(string name, CatalogJobs desk, BookedJob booked, IReadOnlyList<BookedJob> open, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var state = booked.Job.Deed == CatalogDeed.Schedule ? await PulledAsync(desk, booked, open, cancellation).ConfigureAwait(false)
            : await desk.LookAsync(booked.Job.CatalogId, booked.Job.LogId, cancellation).ConfigureAwait(false);
        if (state is not { IsEnded: true })
        {
            return 0;
        }

        if (state.Progress == JobProgress.Failed && !PutBack(name, booked, state))
        {
            told.Report(new TripStep("review", $"TikTok refused {booked.Job.File} of run {booked.Run}; it is put back when no feed is being made", Done: false));
            return 0;
        }

        var refused = state.Errors > 0 ? await RefusedAsync(name, booked, state, cancellation).ConfigureAwait(false) : [];
        var news = Record(name, booked, state, refused);
        told.Report(new TripStep("review", $"{booked.Job.File} of run {booked.Run}: {How(state)}", Done: true, state.Errors));
        return news;
    }

    /// <summary>The first pull of a feed that began after the file was put there; null: there was none yet. One that a later file was put over has nothing to answer for.</summary>
    private static async Task<JobState?> PulledAsync(CatalogJobs desk, BookedJob booked, IReadOnlyList<BookedJob> open, CancellationToken cancellation)
    {
        // TikTok's log tells whole seconds.
        var since = booked.Job.Asked.AddTicks(-(booked.Job.Asked.Ticks % TimeSpan.TicksPerSecond));
        var pulls = await desk.PullsAsync(booked.Job.CatalogId, booked.Job.FeedId, cancellation).ConfigureAwait(false);
        var later = open.Where(other => other.Job.View == booked.Job.View && string.CompareOrdinal(other.Run, booked.Run) > 0).Select(other => (DateTimeOffset?)other.Job.Asked).Min();
        return pulls.Where(pull => pull.IsEnded && pull.Started >= since && (later is null || pull.Started < later)).MinBy(pull => pull.Started)
            ?? (later is not null ? new JobState(JobProgress.Success, 0, 0, 0, 0, 0) { Started = null } : null);
    }

    /// <returns>False where a feed is being made just now: the job is looked at again later.</returns>
    private bool PutBack(string name, BookedJob booked, JobState state)
    {
        try
        {
            refusal.PutBack(name, booked.Run, "TikTok", $"job {booked.Job.LogId} of catalog {booked.Job.CatalogId} failed for {booked.Job.File}{(state.Shown.Count > 0 ? $": {state.Shown[0].Sentence}" : "")}");
            return true;
        }
        catch (PersonMustDecideException held) when (held.Code is "lease.held" or "run.open")
        {
            return false;
        }
    }

    /// <summary>Refused rows by SKU, with TikTok's words.</summary>
    private async Task<Dictionary<string, List<string>>> RefusedAsync(string name, BookedJob booked, JobState state, CancellationToken cancellation)
    {
        var issues = await IssuesAsync(booked, state, cancellation).ConfigureAwait(false);
        var refused = issues.Where(issue => issue.Refused).ToList();
        var byRow = Skus(Path.Combine(folders.Of(name, booked.Run), "files", booked.Job.File), refused.Where(issue => issue.Sku.Length == 0).Select(issue => issue.Row).OfType<long>().ToHashSet());
        var bySku = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var issue in refused)
        {
            if ((issue.Sku.Length > 0 ? issue.Sku : issue.Row is { } row ? byRow.GetValueOrDefault(row) : null) is { } sku)
            {
                if (!bySku.TryGetValue(sku, out var sentences))
                {
                    bySku.Add(sku, sentences = []);
                }

                if (!sentences.Contains(issue.Sentence, StringComparer.Ordinal))
                {
                    sentences.Add(issue.Sentence);
                }
            }
        }

        return bySku;
    }

    /// <summary>All issues as TikTok offers them for download; where that cannot be had any more, the first few rows of each that stand in its answer.</summary>
    private async Task<IReadOnlyList<RowIssue>> IssuesAsync(BookedJob booked, JobState state, CancellationToken cancellation)
    {
        try
        {
            return state.Issues is { } address ? await IssueFile.GetAsync(address, settings.AllowLoopback, clock, cancellation).ConfigureAwait(false) : state.Shown;
        }
        catch (RemoteFailedException) when (clock.GetUtcNow() - booked.Job.Asked > GivenUp)
        {
            return state.Shown;
        }
    }

    /// <summary>The SKUs in given lines of an archived file; its header is line 1.</summary>
    private static Dictionary<long, string> Skus(string path, HashSet<long> wanted)
    {
        var found = new Dictionary<long, string>();
        if (wanted.Count == 0 || !File.Exists(path))
        {
            return found;
        }

        using var raw = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var rows = new RowReader(plain, isQuoted: true);
        for (var line = 1L; found.Count < wanted.Count && rows.Next(); line++)
        {
            if (wanted.Contains(line))
            {
                found.Add(line, Encoding.UTF8.GetString(RowReader.FirstField(rows.Row, (byte)',')));
            }
        }

        return found;
    }

    private int Record(string name, BookedJob booked, JobState state, Dictionary<string, List<string>> refused)
    {
        var at = clock.GetUtcNow();
        var news = new List<(AnswerRecord Answer, byte[] RowHash)>();
        if (booked.Job.Deed != CatalogDeed.Delete && refused.Count > 0)
        {
            using var sent = ledger.View(name, booked.Job.View);
            foreach (var (sku, sentences) in refused.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                // A row that has changed since has its own job to answer for it; one that had not changed keeps the run that sent it first.
                if (sent.Find(sku) is { } entry && string.CompareOrdinal(entry.Run, booked.Run) <= 0)
                {
                    news.Add((
                        new AnswerRecord(booked.Job.View, sku, nameof(ListingState.Rejected), true, booked.Run, sentences, JsonSerializer.Serialize(new { job = booked.Job.LogId, refused = sentences })),
                        [.. entry.Hashes.Content.ToArray(), .. entry.Hashes.Price.ToArray(), .. entry.Hashes.Stock.ToArray()]));
                }
            }
        }

        runs.AppendReview(
            name, booked.Run, booked.Job.View,
            (previous, position) => new ReviewRecord(name, at, previous, position, [.. news.Select(item => item.Answer)], []) { Job = new JobAnswer(booked.Job, state) },
            (db, transaction) =>
            {
                news.ForEach(item => Answers.Put(db, transaction, name, item.Answer, item.RowHash, Instants.Text(at), JsonSerializer.Serialize(item.Answer.Reasons)));
                JobBook.End(db, transaction, name, booked, How(state), at);
            });
        return news.Count;
    }

    private static string How(JobState state) => state.Progress == JobProgress.Unknown ? "TikTok tells nothing of it any more" : state.Progress == JobProgress.Failed
        ? "TikTok took nothing of it"
        : string.Create(CultureInfo.InvariantCulture, $"{state.Added} added, {state.Updated} updated, {state.Deleted} deleted, {state.Errors} refused, {state.Warnings} with remarks");
}
