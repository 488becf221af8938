using Connector.Schedule;
using Connector.State;
using Connector.Store;
using Quartz;

namespace Connector.Worker.Serving;

/// <summary>
/// The worker's timetable: finishes cut runs, makes up once for what was missed while the worker was down, then keeps Quartz in step
/// with the documents, which are looked at every minute.
/// </summary>
internal sealed class Timetable(
    Documents documents, Mirror mirror, Runs runs, FeedRun feeds, ScheduledRun work, ISchedulerFactory schedulers, TimeProvider clock, ILogger<Timetable> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, TimetableEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public TimetableEntry? Find(string name)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(name);
        }
    }

    /// <summary>When an entry is due next.</summary>
    public DateTimeOffset? Next(TimetableEntry entry) => Cron(entry).GetNextValidTimeAfter(clock.GetUtcNow());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        await ResumeAsync(stoppingToken);
        var missed = Missed();

        // Shops first: what is made from them would be stale else.
        foreach (var entry in missed.Where(entry => entry.Work == ScheduledWork.StoreRead))
        {
            log.LogInformation("catching up once: {Entry}", entry);
            await work.GoAsync(entry, Next(entry), stoppingToken);
        }

        await KeepInStepAsync(scheduler, stoppingToken);
        foreach (var entry in missed.Where(entry => entry.Work != ScheduledWork.StoreRead))
        {
            log.LogInformation("catching up once: {Entry}", entry);
            await scheduler.TriggerJob(new JobKey(entry.Name), null, stoppingToken);
        }

        using var minute = new PeriodicTimer(Look, clock);
        while (await minute.WaitForNextTickAsync(stoppingToken))
        {
            await KeepInStepAsync(scheduler, stoppingToken);
        }
    }

    private async Task ResumeAsync(CancellationToken cancellation)
    {
        try
        {
            var (cut, open) = await feeds.ResumeAsync(work.Ear("cut run"), cancellation);
            if (cut > 0)
            {
                log.LogInformation("{Count} cut runs were taken up, {Open} of them are still open", cut, open);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            work.Log("taking up cut runs", thrown, "the next feed of the same account and kind finishes them first");
        }
    }

    /// <summary>Entries whose time came and went since they last ran. A shop that was never read is read now; a feed that was never made waits for its time.</summary>
    private List<TimetableEntry> Missed() =>
    [
        .. TimetableEntry.All(documents).Where(entry => Last(entry) is { } last
            ? Cron(entry).GetNextValidTimeAfter(last) < clock.GetUtcNow()
            : entry.Work == ScheduledWork.StoreRead),
    ];

    private DateTimeOffset? Last(TimetableEntry entry)
    {
        switch (entry.Work)
        {
            case ScheduledWork.StoreRead:
                using (var snapshot = mirror.Snapshot(entry.For))
                {
                    return snapshot.Scopes.Count > 0 ? snapshot.Scopes.Max(scope => scope.ReadAt) : null;
                }

            case ScheduledWork.ReviewPoll or ScheduledWork.StoreDelta:
                // Its next time is near, and it takes all that waits.
                return clock.GetUtcNow();
            default:
                return runs.LastSealed(entry.For, entry.Work == ScheduledWork.FeedInventory ? FeedKind.Inventory : FeedKind.Full) is { } run ? Instants.Parse(run.Started) : null;
        }
    }

    private async Task KeepInStepAsync(IScheduler scheduler, CancellationToken cancellation)
    {
        try
        {
            var wanted = TimetableEntry.All(documents).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
            foreach (var gone in _entries.Values.Where(entry => !wanted.ContainsKey(entry.Name)).ToList())
            {
                await scheduler.DeleteJob(new JobKey(gone.Name), cancellation);
                Set(gone.Name, null);
                log.LogInformation("no longer scheduled: {Entry}", gone);
            }

            foreach (var entry in wanted.Values.Where(entry => _entries.GetValueOrDefault(entry.Name) != entry))
            {
                Set(entry.Name, entry);
                var job = JobBuilder.Create<ScheduledJob>().WithIdentity(entry.Name).StoreDurably().Build();
                var trigger = TriggerBuilder.Create(clock).WithIdentity(entry.Name).ForJob(job)
                    .WithSchedule(CronScheduleBuilder.Create(entry.Cron).InTimeZone(entry.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build();
                await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, cancellation);
                log.LogInformation("scheduled: {Entry}, next {Next:u}", entry, Next(entry));
            }

            if (wanted.Count == 0)
            {
                log.LogWarning("there is nothing to do yet: apply accounts and sources with `connector apply DIR`; they are looked for every minute");
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            work.Log("keeping the timetable in step with the documents", thrown, "tried again in a minute");
        }
    }

    private void Set(string name, TimetableEntry? entry)
    {
        lock (_gate)
        {
            if (entry is null)
            {
                _entries.Remove(name);
            }
            else
            {
                _entries[name] = entry;
            }
        }
    }

    private static CronExpression Cron(TimetableEntry entry) => new(entry.Cron, entry.Zone);
}
