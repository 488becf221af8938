using System.Text.Json;
using Connector.Accounts;
using Connector.Drop;

namespace Connector.Review;

/// <summary>
/// Gives a catalog of the Business API its jobs, and asks how far they are (facts: tiktok.md 1.3, 1.4). A job is only accepted by its call: which rows were taken stands in its log.
/// In a feed one job runs at a time; whoever comes while one runs waits for it.
/// </summary>
public sealed class CatalogJobs
{
    /// <summary>Most SKUs in one deletion.</summary>
    public const int MostDeletions = 1000;

    private const string Log = "catalog/product/log/";
    private const string Feeds = "catalog/feed/get/";
    private const string FeedLog = "catalog/feed/log/";
    private readonly BusinessApi _api;
    private readonly Func<string, Pace> _pace;
    private readonly AccountPull _pull;
    private readonly TimeProvider _clock;

    internal CatalogJobs(BusinessApi api, Func<string, Pace> pace, AccountPull pull, TimeProvider clock) => (_api, _pace, _pull, _clock) = (api, pace, pull, clock);

    /// <summary>Has a file pulled once.</summary>
    /// <param name="catalogId">The catalog.</param>
    /// <param name="feedId">The feed; empty: none.</param>
    /// <param name="file">Readable without login.</param>
    /// <param name="replace">Whether rows of the feed that the file does not have go.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>TikTok's id of the job.</returns>
    public Task<string> PullAsync(string catalogId, string feedId, Uri file, bool replace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        var body = Body(catalogId, feedId);
        body["file_url"] = file.AbsoluteUri;
        body["update_mode"] = replace ? "OVERWRITE" : "INCREMENTAL";
        return StartAsync("catalog/product/file/", body, cancellation);
    }

    /// <summary>Deletes SKUs, at most <see cref="MostDeletions"/>, none of them twice.</summary>
    /// <returns>TikTok's id of the job.</returns>
    public async Task<string> DeleteAsync(string catalogId, IReadOnlyList<string> skus, CancellationToken cancellation)
    {
        await _pace(catalogId).WaitAsync(cancellation).ConfigureAwait(false);
        var body = Body(catalogId, "");
        body["sku_ids"] = skus;
        return await StartAsync("catalog/product/delete/", body, cancellation).ConfigureAwait(false);
    }

    /// <summary>How far a job is.</summary>
    public async Task<JobState> LookAsync(string catalogId, string logId, CancellationToken cancellation)
    {
        var data = (await _api.GetAsync(Log, $"{_api.Ids(catalogId)}&feed_log_id={Uri.EscapeDataString(logId)}&language=en", cancellation).ConfigureAwait(false)).OrThrow();
        return ShownProductJson.Field(data, "product_feed_log") is { ValueKind: JsonValueKind.Object } log ? JobStateJson.OfProduct(log) : throw CatalogFault.Unreadable(Log, "data.product_feed_log is missing").ToException();
    }

    /// <summary>Waits until a job has ended, well or not.</summary>
    /// <exception cref="RemoteFailedException">It has not, after the account's longest wait.</exception>
    public async Task<JobState> EndAsync(string catalogId, string logId, CancellationToken cancellation)
    {
        var until = _clock.GetUtcNow() + _pull.JobWait;
        while (true)
        {
            var state = await LookAsync(catalogId, logId, cancellation).ConfigureAwait(false);
            if (state.IsEnded)
            {
                return state;
            }

            if (_clock.GetUtcNow() >= until)
            {
                throw new RemoteFailedException(
                    "pull.slow", $"TikTok's catalog {catalogId} has not ended job {logId} after {_pull.JobWait.TotalMinutes:0} min.", "The next job is asked for when the run is taken up again; raise pull.jobWait where files are large.");
            }

            await Task.Delay(_pull.JobEvery, _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The feeds of a catalog.</summary>
    /// <param name="catalogId">The catalog.</param>
    /// <param name="feedId">Only this one; empty: all.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<CatalogFeed>> FeedsAsync(string catalogId, string feedId, CancellationToken cancellation)
    {
        var data = (await _api.GetAsync(Feeds, _api.Ids(catalogId) + (feedId.Length > 0 ? $"&feed_id={Uri.EscapeDataString(feedId)}" : ""), cancellation).ConfigureAwait(false)).OrThrow();
        return ShownProductJson.Field(data, "feed_list") is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(JobStateJson.Feed).OfType<CatalogFeed>()]
            : throw CatalogFault.Unreadable(Feeds, "data.feed_list is missing").ToException();
    }

    /// <summary>Sees to it that a catalog pulls a file by itself, as the account says: finds the feed by its id, or else by its name, makes it where there is none, and corrects it where it pulls from elsewhere.</summary>
    /// <param name="catalogId">The catalog.</param>
    /// <param name="feedId">The feed; empty: the one of that name.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="file">From where it pulls.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PersonMustDecideException">The feed that the account names is not there.</exception>
    public async Task<CatalogFeed> ScheduleAsync(string catalogId, string feedId, string name, Uri file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        var feed = await FindAsync(catalogId, feedId, name, cancellation).ConfigureAwait(false);
        if (feed is null)
        {
            // Told once: whether an answer that was lost made one shows the next look.
            var body = Scheduled(Body(catalogId, ""), name, file);
            var made = await _api.PostOnceAsync("catalog/feed/create/", body, cancellation).ConfigureAwait(false);
            feed = await FindAsync(catalogId, "", name, cancellation).ConfigureAwait(false);
            return feed ?? throw (made.Fault ?? CatalogFault.Unreadable("catalog/feed/create/", $"no feed '{name}' is there afterwards")).ToException();
        }

        if (feed.Uri != file.AbsoluteUri)
        {
            (await _api.PostAsync("catalog/feed/update/", Scheduled(Body(catalogId, feed.FeedId), name, file), cancellation).ConfigureAwait(false)).OrThrow();
        }

        if (!feed.IsOn)
        {
            var on = Body(catalogId, feed.FeedId);
            on["status"] = "ON";
            (await _api.PostAsync("catalog/feed/switch/", on, cancellation).ConfigureAwait(false)).OrThrow();
        }

        return (await FindAsync(catalogId, feed.FeedId, name, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>The last pulls of a feed, as TikTok lists them.</summary>
    public async Task<IReadOnlyList<JobState>> PullsAsync(string catalogId, string feedId, CancellationToken cancellation)
    {
        var data = (await _api.GetAsync(FeedLog, $"{_api.Ids(catalogId)}&feed_id={Uri.EscapeDataString(feedId)}", cancellation).ConfigureAwait(false)).OrThrow();
        return ShownProductJson.Field(data, "feed_logs") is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(JobStateJson.OfFeed)]
            : throw CatalogFault.Unreadable(FeedLog, "data.feed_logs is missing").ToException();
    }

    private async Task<CatalogFeed?> FindAsync(string catalogId, string feedId, string name, CancellationToken cancellation)
    {
        var feeds = await FeedsAsync(catalogId, feedId, cancellation).ConfigureAwait(false);
        return feedId.Length == 0
            ? feeds.FirstOrDefault(feed => feed.Name == name)
            : feeds.FirstOrDefault(feed => feed.FeedId == feedId)
                ?? throw new PersonMustDecideException("pull.feed", $"TikTok's catalog {catalogId} has no feed {feedId}.", "Correct the view's feedId, or leave it out: a feed is then made.");
    }

    /// <summary>Asks for a job until TikTok takes it: one that runs is waited for, as long as the account says.</summary>
    private async Task<string> StartAsync(string path, Dictionary<string, object> body, CancellationToken cancellation)
    {
        var until = _clock.GetUtcNow() + _pull.JobWait;
        while (true)
        {
            var answer = await _api.PostOnceAsync(path, body, cancellation).ConfigureAwait(false);
            if (answer.Fault is not { } fault)
            {
                return JobStateJson.Text(answer.Value, "feed_log_id") ?? throw CatalogFault.Unreadable(path, "data.feed_log_id is missing").ToException();
            }

            if (fault.Mend != Mend.Again || _clock.GetUtcNow() >= until)
            {
                throw fault.ToException();
            }

            await Task.Delay(fault.RetryAfter ?? _pull.JobEvery, _clock, cancellation).ConfigureAwait(false);
        }
    }

    private Dictionary<string, object> Body(string catalogId, string feedId)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["bc_id"] = _api.Settings.BcId, ["catalog_id"] = catalogId };
        if (feedId.Length > 0)
        {
            body["feed_id"] = feedId;
        }

        return body;
    }

    private Dictionary<string, object> Scheduled(Dictionary<string, object> body, string name, Uri file)
    {
        var source = new Dictionary<string, object>(StringComparer.Ordinal) { ["uri"] = file.AbsoluteUri };
        if (_pull.User.Length > 0)
        {
            source["username"] = _pull.User;
            source["password"] = _pull.Password.Resolve("The password with which TikTok pulls").Reveal();
        }

        var isDaily = _pull.EveryHours == 24;
        body["feed_name"] = name;
        body["update_mode"] = "OVERWRITE";
        body["schedule_param"] = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["source"] = source,
            ["interval_type"] = isDaily ? "DAILY" : "HOURLY",
            ["interval_count"] = isDaily ? 1 : _pull.EveryHours,
            ["timezone"] = "UTC",
            ["hour"] = isDaily ? _pull.AtHour : 0,
            ["minute"] = 0,
        };
        return body;
    }
}
