using System.Globalization;

namespace Connector.Sandbox;

/// <summary>All feeds and jobs of interface B; one lock guards the whole.</summary>
internal sealed class FeedBook
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Feed> _feeds = new(StringComparer.Ordinal);
    private readonly List<CatalogJob> _jobs = [];
    private readonly Dictionary<(string Catalog, JobKind Kind), Queue<DateTimeOffset>> _hour = [];
    private long _ids;

    public IReadOnlyList<Feed> Feeds(string catalogId)
    {
        lock (_gate) return [.. _feeds.Values.Where(f => f.CatalogId == catalogId)];
    }

    public Feed? Feed(string catalogId, string feedId)
    {
        lock (_gate) return _feeds.TryGetValue(feedId, out var feed) && feed.CatalogId == catalogId ? feed : null;
    }

    public void Put(Feed feed)
    {
        lock (_gate) _feeds[feed.Id] = feed;
    }

    public void Remove(string feedId)
    {
        lock (_gate) _feeds.Remove(feedId);
    }

    /// <summary>An id as TikTok's look: digits, as text.</summary>
    public string NewId()
    {
        lock (_gate) return NextId();
    }

    /// <summary>The job, with a new id, unless another of its kind runs: one file a feed, one upload or delete a catalog.</summary>
    public CatalogJob? Begin(CatalogJob job)
    {
        lock (_gate)
        {
            var isBusy = job.Kind switch
            {
                JobKind.File => _jobs.Exists(j => j.Outcome is null && j.CatalogId == job.CatalogId && j.FeedId == job.FeedId && j.Kind is JobKind.File or JobKind.Pull),
                JobKind.Upload or JobKind.Delete => _jobs.Exists(j => j.Outcome is null && j.CatalogId == job.CatalogId && j.Kind is JobKind.Upload or JobKind.Delete),
                _ => false,
            };
            if (isBusy) return null;
            var begun = job with { Id = NextId() };
            _jobs.Add(begun);
            return begun;
        }
    }

    /// <summary>Counts a call of the catalog against what an hour allows.</summary>
    public bool TakeHourly(string catalogId, JobKind kind, int most, DateTimeOffset now)
    {
        if (most == 0) return true;
        lock (_gate)
        {
            if (!_hour.TryGetValue((catalogId, kind), out var calls)) _hour[(catalogId, kind)] = calls = new Queue<DateTimeOffset>();
            while (calls.TryPeek(out var first) && first <= now.AddHours(-1)) calls.Dequeue();
            if (calls.Count >= most) return false;
            calls.Enqueue(now);
            return true;
        }
    }

    public CatalogJob? Job(string catalogId, string id)
    {
        lock (_gate) return _jobs.Find(j => j.Id == id && j.CatalogId == catalogId);
    }

    public CatalogJob? Job(string id)
    {
        lock (_gate) return _jobs.Find(j => j.Id == id);
    }

    /// <summary>The jobs of a feed, the newest first.</summary>
    public IReadOnlyList<CatalogJob> JobsOf(string feedId, int most)
    {
        lock (_gate) return [.. _jobs.Where(j => j.FeedId == feedId).Reverse().Take(most)];
    }

    public void End(string id, JobOutcome outcome)
    {
        lock (_gate)
        {
            var at = _jobs.FindIndex(j => j.Id == id);
            if (at >= 0) _jobs[at] = _jobs[at] with { Outcome = outcome, Entries = [], Skus = [] };
        }
    }

    /// <summary>The next instant at which something falls due; null: nothing will.</summary>
    public DateTimeOffset? NextDue()
    {
        lock (_gate) return _jobs.Where(j => j.Outcome is null).Select(j => (DateTimeOffset?)j.EndsAt).Concat(_feeds.Values.Where(f => f.On).Select(f => f.NextAt)).Min();
    }

    /// <summary>Makes a job of every run that a schedule holds up to an instant, and gives the job that ends first; null: nothing is due.</summary>
    public CatalogJob? TakeDue(DateTimeOffset now, StandInSettings settings)
    {
        lock (_gate)
        {
            var ends = _jobs.Where(j => j.Outcome is null && j.EndsAt <= now).MinBy(j => (j.EndsAt, j.Id));
            var starts = _feeds.Values.Where(f => f.On && f.NextAt <= now).MinBy(f => (f.NextAt, f.Id));
            if (starts is null || (ends is not null && ends.EndsAt <= starts.NextAt)) return ends;

            var at = starts.NextAt!.Value;
            _feeds[starts.Id] = starts with { NextAt = starts.Schedule!.After(at) };
            _jobs.Add(new CatalogJob(NextId(), starts.Account, starts.CatalogId, JobKind.Pull, at, at + settings.JobWaiting, at + settings.JobWaiting + settings.JobProcessing)
            {
                FeedId = starts.Id,
                Overwrites = starts.UpdateMode == "OVERWRITE",
                Source = starts.Schedule.Source,
            });
        }

        return TakeDue(now, settings);
    }

    public IReadOnlyList<CatalogJob> JobsOfAccount(string account)
    {
        lock (_gate) return [.. _jobs.Where(j => j.Account == account)];
    }

    public IReadOnlyList<Feed> FeedsOfAccount(string account)
    {
        lock (_gate) return [.. _feeds.Values.Where(f => f.Account == account)];
    }

    /// <summary>Forgets all and holds what another holds.</summary>
    public void TakeOver(FeedBook other)
    {
        lock (other._gate)
        lock (_gate)
        {
            _feeds.Clear();
            foreach (var (id, feed) in other._feeds) _feeds.Add(id, feed);
            _jobs.Clear();
            _jobs.AddRange(other._jobs);
            _ids = other._ids;
            _hour.Clear();
            foreach (var (key, calls) in other._hour) _hour.Add(key, new Queue<DateTimeOffset>(calls));
        }
    }

    private string NextId() => (7_300_000_000_000_000_000 + ++_ids).ToString(CultureInfo.InvariantCulture);
}
