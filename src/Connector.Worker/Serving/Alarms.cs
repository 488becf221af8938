using System.Text.Json;
using Connector.State;
using Dapper;
using Microsoft.Data.Sqlite;
using Quartz;
using Quartz.Extensibility;

namespace Connector.Worker.Serving;

/// <summary>What is kept of an entry of the timetable.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="Next">When it is due; null: it is not set.</param>
/// <param name="Mark">The entry's mark when it was set.</param>
/// <param name="Set">When it was set.</param>
/// <param name="IsUnderWay">It is going on, or was when the worker that did it ended.</param>
/// <param name="Last">When the worker last did it by schedule; null: not yet.</param>
internal sealed record Alarm(string Name, DateTimeOffset? Next, string Mark, DateTimeOffset? Set, bool IsUnderWay, LastTime? Last);

/// <summary>The last time that something was done by schedule.</summary>
/// <param name="Started">When.</param>
/// <param name="Ended">And until when.</param>
/// <param name="How">How it ended: done, or the fault.</param>
internal sealed record LastTime(DateTimeOffset Started, DateTimeOffset Ended, string How);

/// <summary>
/// When each entry of the timetable is due next, kept by Quartz in the state database, so that what came due while no worker ran is known to the next one. Each entry is
/// a job with one trigger that fires once; whoever lets it fire sets the next (see Schedule/README.md). Before <see cref="StartAsync"/> nothing fires.
/// </summary>
internal sealed class Alarms : IAsyncDisposable
{
    private const int Places = 50;
    private const string DueKey = "due";
    private const string MarkKey = "mark";
    private const string SetKey = "set";
    private readonly StandaloneSchedulerFactory _quartz;
    private readonly IScheduler _scheduler;
    private readonly TimeProvider _clock;

    private Alarms(StandaloneSchedulerFactory quartz, IScheduler scheduler, TimeProvider clock) => (_quartz, _scheduler, _clock) = (quartz, scheduler, clock);

    /// <param name="state">Whose file the tables are in.</param>
    /// <param name="ring">What is done when an entry is due.</param>
    public static async Task<Alarms> OpenAsync(
        StateDatabase state, Func<ScheduledJob> ring, TimeProvider clock, ILoggerFactory logs, CancellationToken cancellation)
    {
        var quartz = QuartzSchedulerBuilder.Create(builder =>
        {
            builder.Services.AddSingleton(logs);
            builder.UseTimeProvider(clock);
            // An account takes three at the most, see WorkPlaces.
            builder.UseDefaultThreadPool(Places);
            builder.UseJobFactory(new Ringing(ring));
            builder.ConfigureScheduler(options =>
            {
                options.InstanceName = "connector";
                // One trigger a round: a round is a transaction, and others wait for it.
                options.MaxBatchSize = 1;
                options.ShutdownJobInterruption = ShutdownJobInterruption.Always;
                options.PropagateTraceContext = false;
            });
            builder.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                // A seal of a first feed holds the file for up to a minute: Quartz stands in line behind it.
                store.UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder { DataSource = state.Path, DefaultTimeout = 300 }.ToString());
                store.ConfigureStore(options =>
                {
                    options.CommandTimeout = TimeSpan.FromMinutes(5);
                    options.LockWaitWarningThreshold = TimeSpan.FromMinutes(5);
                    options.StoreJobDataAsStrings = true;
                    options.RecoverFiringsCancelledByShutdown = true;
                });
            });
        }).Build();
        return new Alarms(quartz, await quartz.GetScheduler(cancellation), clock);
    }

    /// <summary>Takes up what the last worker was doing, and lets everything fire when it is due; what is overdue, now and once.</summary>
    public Task StartAsync(CancellationToken cancellation) => _scheduler.Start(cancellation).AsTask();

    /// <summary>Nothing fires any more.</summary>
    public Task StandbyAsync() => _scheduler.Standby(CancellationToken.None).AsTask();

    public async Task<IReadOnlyDictionary<string, Alarm>> AllAsync(CancellationToken cancellation)
    {
        var jobs = (await _scheduler.QueryJobs(new JobQuery { Take = PagedQuery.All }, cancellation)).Items.Select(job => job.Key).ToList();
        var details = (await _scheduler.GetJobDetails(jobs, cancellation)).ToDictionary(job => job.Key.Name, StringComparer.Ordinal);
        var triggers = (await _scheduler.GetTriggers([.. jobs.Select(job => new TriggerKey(job.Name))], cancellation)).ToDictionary(trigger => trigger.Key.Name, StringComparer.Ordinal);
        // What was stopped in an orderly way waits as another trigger; what was cut stays as it was fired.
        var underWay = (await _scheduler.QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, cancellation)).Items.Where(trigger => trigger.Key.Group != TriggerKey.DefaultGroup).Select(trigger => trigger.JobKey.Name)
            .Concat((await _scheduler.QueryFireInstances(new FireInstanceQuery { Take = PagedQuery.All }, cancellation)).Items.Select(fired => fired.JobKey?.Name ?? fired.TriggerKey.Name))
            .ToHashSet(StringComparer.Ordinal);
        return details.Values.ToDictionary(job => job.Key.Name, job => Of(job, triggers.GetValueOrDefault(job.Key.Name), underWay.Contains(job.Key.Name)), StringComparer.Ordinal);
    }

    /// <summary>Sets an entry to be due at an instant; null: it is due no more.</summary>
    public async Task SetAsync(TimetableEntry entry, DateTimeOffset? due, CancellationToken cancellation)
    {
        if (due is not { } at)
        {
            await SilenceAsync(entry.Name, cancellation);
            return;
        }

        if (!await _scheduler.Exists(new JobKey(entry.Name), cancellation))
        {
            await StoreAsync(entry.Name, [], cancellation);
        }

        var trigger = TriggerBuilder.Create(_clock).WithIdentity(entry.Name).ForJob(new JobKey(entry.Name)).StartAt(at)
            .UsingJobData(DueKey, Instants.Text(at)).UsingJobData(MarkKey, entry.Mark).UsingJobData(SetKey, Instants.Text(_clock.GetUtcNow()))
            .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await _scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, cancellation);
    }

    /// <summary>Keeps what was done, and is due no more until it is set.</summary>
    public Task SilenceAsync(string name, CancellationToken cancellation) => _scheduler.UnscheduleJob(new TriggerKey(name), cancellation).AsTask();

    /// <summary>Keeps nothing of it.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellation) => _scheduler.DeleteJob(new JobKey(name), cancellation).AsTask();

    /// <summary>Notes what was done outside of a firing.</summary>
    public Task NoteAsync(string name, LastTime last, CancellationToken cancellation) => StoreAsync(name, Words(last), cancellation);

    /// <summary>When a firing was due.</summary>
    public static DateTimeOffset Due(IJobExecutionContext firing) =>
        firing.Trigger.JobDataMap.TryGetValue(DueKey, out var due) && due is string text ? Instants.Parse(text) : firing.ScheduledFireTimeUtc ?? firing.FireTimeUtc;

    /// <summary>Notes what a firing did; kept with its end.</summary>
    public static void Note(IJobExecutionContext firing, LastTime last)
    {
        foreach (var (key, value) in Words(last))
        {
            firing.JobDetail.JobDataMap[key] = value;
        }
    }

    /// <summary>
    /// What was last done by schedule, and since when something is under way, for those who only look: read from Quartz's tables past Quartz, which takes the write lock
    /// to read and would stand in line behind a seal.
    /// </summary>
    public static IReadOnlyDictionary<string, (LastTime? Last, DateTimeOffset? Since)> Told(StateDatabase state)
    {
        using var db = state.Open();
        if (db.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'QRTZ_JOB_DETAILS'") == 0)
        {
            return new Dictionary<string, (LastTime?, DateTimeOffset?)>();
        }

        return db.Query<(string Name, byte[]? Data, long? Fired)>(
            """
            SELECT j.JOB_NAME, j.JOB_DATA, (SELECT MIN(f.FIRED_TIME) FROM QRTZ_FIRED_TRIGGERS f WHERE f.JOB_NAME = j.JOB_NAME AND f.STATE = 'EXECUTING')
            FROM QRTZ_JOB_DETAILS j
            """).ToDictionary(
                row => row.Name,
                row => (
                    row.Data is null ? null : Last(JsonSerializer.Deserialize<Dictionary<string, string>>(row.Data)!),
                    row.Fired is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : (DateTimeOffset?)null),
                StringComparer.Ordinal);
    }

    private static LastTime? Last(Dictionary<string, string> words) => words.TryGetValue("started", out var started) && words.TryGetValue("ended", out var ended)
        ? new LastTime(Instants.Parse(started), Instants.Parse(ended), words.GetValueOrDefault("how", ""))
        : null;

    /// <summary>When an entry was last begun and ended, as a firing knows it.</summary>
    public static LastTime? Last(IJobDetail job) =>
        Last(job.JobDataMap.ToDictionary(pair => pair.Key, pair => pair.Value as string ?? "", StringComparer.Ordinal));

    /// <summary>Nothing fires any more; what is going on is asked to stop, and waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_scheduler.Status == SchedulerStatus.Running)
        {
            await StandbyAsync();
        }

        await _scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        await _quartz.DisposeAsync();
    }

    private Task StoreAsync(string name, Dictionary<string, string> data, CancellationToken cancellation)
    {
        var job = JobBuilder.Create<ScheduledJob>().WithIdentity(name).StoreDurably().RequestRecovery();
        foreach (var (key, value) in data)
        {
            job.UsingJobData(key, value);
        }

        return _scheduler.AddJob(job.Build(), AddJobOptions.Replacing, cancellation).AsTask();
    }

    private static Dictionary<string, string> Words(LastTime last) => new(StringComparer.Ordinal)
    {
        ["started"] = Instants.Text(last.Started), ["ended"] = Instants.Text(last.Ended), ["how"] = last.How,
    };

    private static Alarm Of(IJobDetail job, ITrigger? trigger, bool isUnderWay) => new(
        job.Key.Name, trigger?.NextFireTimeUtc,
        trigger is not null && trigger.JobDataMap.TryGetValue(MarkKey, out var mark) ? mark as string ?? "" : "",
        trigger is not null && trigger.JobDataMap.TryGetValue(SetKey, out var set) && set is string text ? Instants.Parse(text) : null,
        isUnderWay, Last(job));

    private sealed class Ringing(Func<ScheduledJob> ring) : IJobFactory
    {
        public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken) => new(new JobScope(ring(), null));

        public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken) => default;
    }
}
