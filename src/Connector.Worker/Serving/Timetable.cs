using System.Collections.Concurrent;
using System.Data.Common;
using Connector.Schedule;
using Connector.State;
using Connector.Store;
using Quartz;

namespace Connector.Worker.Serving;

/// <summary>
/// The worker's timetable. One worker holds it at a time, by a lease; others stand by. Its holder finishes cut runs, makes up once for what came due while nobody held
/// it, and keeps what is due next in step with the documents, which are looked at every minute. See Schedule/README.md.
/// </summary>
internal sealed class Timetable(
    StateDatabase state, Documents documents, Mirror mirror, Runs runs, Leases leases, FeedRun feeds, ScheduledRun work, TimeProvider clock, ILoggerFactory logs) : BackgroundService
{
    /// <summary>Whoever holds it starts what is due.</summary>
    public const string LeaseName = "worker/timetable";

    private const int RunsLookedAt = 50;
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How long what a stopped worker left to do keeps the schedules waiting. It goes on beside them: an account or a shop whose host is dead keeps no other waiting.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMinutes(5);

    private readonly ILogger<Timetable> _log = logs.CreateLogger<Timetable>();
    private readonly WorkPlaces _places = new();
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _catchingUp = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Dictionary<string, TimetableEntry> _entries = new(StringComparer.Ordinal);
    private Alarms? _alarms;
    private Lease? _lease;

    /// <summary>An entry by which something is done now; null where there is none, or it is paused.</summary>
    public TimetableEntry? Find(string name)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(name);
        }
    }

    /// <summary>
    /// Whether this worker still holds the timetable. One whose machine slept wakes up with what it was about to do, while another has done it.
    /// </summary>
    public bool IsHeld()
    {
        try
        {
            if (_lease is { IsSure: false } lease)
            {
                lease.Demand();
            }

            return true;
        }
        catch (RemoteFailedException)
        {
            return false;
        }
    }

    /// <summary>Sets when an entry is due next. What cannot be set now is set when the documents are looked at next; the run that asks for it goes on.</summary>
    public async Task SetAsync(TimetableEntry entry, DateTimeOffset? due, CancellationToken cancellation)
    {
        try
        {
            await _alarms!.SetAsync(entry, due, cancellation);
        }
        catch (Exception thrown) when (thrown is SchedulerException or DbException)
        {
            work.Log($"setting when the {entry.What} is due next", thrown, "tried again within a minute");
        }
    }

    /// <summary>Whether what was cut was done since: finished as a cut run, or by a later firing.</summary>
    public bool WasDoneSince(TimetableEntry entry, DateTimeOffset due, LastTime? last) =>
        last?.Started > due || (entry.Feed is { } kind && runs.Last(entry.For, RunsLookedAt).Any(run => run.Kind == kind.ToString() && Instants.Parse(run.Started) >= due));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host goes on with its start.
        await Task.Yield();
        while (true)
        {
            try
            {
                using var lease = await leases.WaitAsync(LeaseName, "timetable", Standby, stoppingToken);
                _lease = lease;
                using var term = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                try
                {
                    await HoldAsync(term.Token);
                }
                catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested && lease.Lost.IsCancellationRequested)
                {
                    _log.LogWarning("the timetable went to another worker, because this one gave no sign of life for {Life:0} s: nothing starts here until it comes back", Leases.Life.TotalSeconds);
                }
            }
            catch (Exception thrown) when (thrown is SchedulerException or DbException or IOException)
            {
                work.Log("holding the timetable", thrown, $"tried again in {Pause.TotalSeconds:0} s");
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private void Standby(LeaseHolder holder) => _log.LogInformation(
        "standing by: process {Pid} on {Host} holds the timetable since {Since}; this worker takes over when that one ends", holder.Pid, holder.Host, holder.Since);

    /// <summary>Holds the timetable until it is lost or the worker stops; nothing starts any more when this is left.</summary>
    private async Task HoldAsync(CancellationToken cancellation)
    {
        using var minute = new PeriodicTimer(Look, clock);
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (resuming, reading) = (ResumeAsync(term.Token), Task.CompletedTask);
        try
        {
            await AtMostAsync(resuming, cancellation);
            await using var alarms = await Alarms.OpenAsync(state, () => new ScheduledJob(this, _places, work, clock, logs.CreateLogger<ScheduledJob>()), clock, logs, cancellation);
            // At once: waiting for what is going on comes after.
            await using var standby = cancellation.Register(() => _ = alarms.StandbyAsync());
            _alarms = alarms;
            var stored = await alarms.AllAsync(cancellation);
            Keep([]);
            reading = ReadShopsAsync(alarms, stored, term.Token);
            await AtMostAsync(reading, cancellation);
            await KeepInStepAsync(alarms, isFirst: stored.Count == 0, cancellation);
            cancellation.ThrowIfCancellationRequested();
            await alarms.StartAsync(cancellation);
            while (await minute.WaitForNextTickAsync(cancellation))
            {
                await KeepInStepAsync(alarms, isFirst: false, cancellation);
            }
        }
        finally
        {
            await term.CancelAsync();
            await Task.WhenAll(resuming, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether a shop of the entry's account is still being caught up with: what would be made meanwhile would be of old goods.</summary>
    public bool WaitsForAShop(TimetableEntry entry) => entry.Feed is not null && !_catchingUp.IsEmpty && documents.Account(entry.For).Views.Any(view => _catchingUp.ContainsKey(view.Source));

    /// <summary>Waits for something to end, or for the head start to be over.</summary>
    private async Task AtMostAsync(Task work, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (await Task.WhenAny(work, Task.Delay(HeadStart, clock, over.Token)) == work)
        {
            await over.CancelAsync();
            await work;
        }
    }

    private async Task ResumeAsync(CancellationToken cancellation)
    {
        try
        {
            var (cut, open) = await feeds.ResumeAsync(work.Ear("cut run"), cancellation);
            if (cut > 0)
            {
                _log.LogInformation("{Count} cut runs were taken up, {Open} of them are still open", cut, open);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            work.Log("taking up cut runs", thrown, "the next feed of the same account and kind finishes them first");
        }
    }

    /// <summary>Reads that are overdue, that were cut, or of shops that were never read, before anything is made from them; all shops at once.</summary>
    private Task ReadShopsAsync(Alarms alarms, IReadOnlyDictionary<string, Alarm> stored, CancellationToken cancellation) => Task.WhenAll(TimetableEntry.All(documents)
        .Where(entry => entry is { Runs: true, IsStoreWork: true }).GroupBy(entry => entry.For, StringComparer.Ordinal)
        .Select(shop => Task.Run(() => ReadAsync(alarms, stored, [.. shop.OrderBy(entry => entry.Work)], cancellation), cancellation)));

    private async Task ReadAsync(Alarms alarms, IReadOnlyDictionary<string, Alarm> stored, IReadOnlyList<TimetableEntry> shop, CancellationToken cancellation)
    {
        var isRead = false;
        foreach (var entry in shop)
        {
            var now = clock.GetUtcNow();
            var times = entry.Times;
            var isDue = (stored.GetValueOrDefault(entry.Name) is { } alarm && (alarm.IsUnderWay || alarm.Next <= now))
                || (entry.Work == ScheduledWork.StoreRead && Missed(entry, stored.Count == 0) is not null);
            if (!isDue || isRead || times.Blackout(now) is not null || !_places.TryTake(entry))
            {
                continue;
            }

            _log.LogInformation("catching up once: {Entry}", entry);
            var next = times.After(now);
            _catchingUp[entry.For] = true;
            try
            {
                var how = await work.GoAsync(entry, next, cancellation);
                // A full read brings the younger deltas with it.
                isRead = entry.Work == ScheduledWork.StoreRead;
                await alarms.NoteAsync(entry.Name, new LastTime(now, clock.GetUtcNow(), how), cancellation);
                await alarms.SetAsync(entry, times.After(clock.GetUtcNow()), cancellation);
            }
            finally
            {
                _catchingUp.TryRemove(entry.For, out _);
                _places.Leave(entry);
            }
        }
    }

    private async Task KeepInStepAsync(Alarms alarms, bool isFirst, CancellationToken cancellation)
    {
        try
        {
            var stored = await alarms.AllAsync(cancellation);
            var entries = TimetableEntry.All(documents);
            foreach (var gone in stored.Keys.Where(name => !entries.Any(entry => entry.Name == name)))
            {
                await alarms.RemoveAsync(gone, cancellation);
                _log.LogInformation("no longer scheduled: {Entry}", Find(gone)?.ToString() ?? gone);
            }

            foreach (var entry in entries.Where(entry => !entry.Runs && stored.GetValueOrDefault(entry.Name)?.Next is not null))
            {
                await alarms.SilenceAsync(entry.Name, cancellation);
                _log.LogInformation("paused: {Entry}", entry);
            }

            // Known before it can fire.
            var before = Keep(entries);
            foreach (var entry in entries.Where(entry => entry.Runs))
            {
                var alarm = stored.GetValueOrDefault(entry.Name);
                var due = entry.Work == ScheduledWork.StoreRead && IsForgotten(entry.For) ? clock.GetUtcNow() : Due(entry, alarm, isFirst);
                if (due != alarm?.Next || (due is not null && alarm?.Mark != entry.Mark))
                {
                    await alarms.SetAsync(entry, due, cancellation);
                }

                if (before.GetValueOrDefault(entry.Name)?.Mark != entry.Mark)
                {
                    _log.LogInformation("scheduled: {Entry}, next {Next}", entry, due is { } at ? at <= clock.GetUtcNow() ? "at once" : $"{at.ToUniversalTime():u}" : "never again");
                }
            }

            if (entries.Count == 0)
            {
                _log.LogWarning("there is nothing to do yet: apply accounts and sources with `connector apply DIR`; they are looked for every minute");
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            work.Log("keeping the timetable in step with the documents", thrown, "tried again in a minute");
        }
    }

    /// <summary>
    /// When an entry is due. What is stored stays, so that what was missed is known, unless the schedule was changed since, or the clock was set back behind the time at
    /// which it was stored and the schedule goes by elapsed time.
    /// </summary>
    private DateTimeOffset? Due(TimetableEntry entry, Alarm? alarm, bool isFirst)
    {
        var (now, times) = (clock.GetUtcNow(), entry.Times);
        if (alarm?.Next is { } next)
        {
            var isSetBack = alarm.Set - now > Look && times.RunsThrough(now);
            return (alarm.Mark == entry.Mark && !isSetBack) || next <= now ? next : times.After(now);
        }

        return (alarm is null ? Missed(entry, isFirst) : null) ?? times.After(now);
    }

    /// <summary>
    /// When an entry of which nothing is stored should have been done. A shop that was never read is read at once. Where nothing is stored at all, it is told by when it was
    /// last done; of an entry that is new among others, nothing was missed.
    /// </summary>
    private DateTimeOffset? Missed(TimetableEntry entry, bool isFirst)
    {
        var now = clock.GetUtcNow();
        var last = entry switch
        {
            { Work: ScheduledWork.StoreRead } => LastRead(entry.For),
            { Feed: { } kind } when runs.LastSealed(entry.For, kind) is { } run => Instants.Parse(run.Started),
            _ => null,
        };
        return last is null ? entry.Work == ScheduledWork.StoreRead ? now : null
            : isFirst && entry.Times.After(last.Value) is { } missed && missed < now ? missed : null;
    }

    /// <summary>Whether a shop that was read is in the mirror no more, because that was damaged and begun anew, here or by a command. Told once: a read that fails comes again by its schedule.</summary>
    private bool IsForgotten(string source)
    {
        var isRead = LastRead(source) is not null;
        var wasRead = _read.Contains(source);
        if (isRead)
        {
            _read.Add(source);
        }
        else
        {
            _read.Remove(source);
        }

        return wasRead && !isRead;
    }

    private DateTimeOffset? LastRead(string source)
    {
        using var snapshot = mirror.Snapshot(source);
        return snapshot.Scopes.Count > 0 ? snapshot.Scopes.Max(scope => scope.ReadAt) : null;
    }

    private Dictionary<string, TimetableEntry> Keep(IReadOnlyList<TimetableEntry> entries)
    {
        lock (_gate)
        {
            var before = _entries;
            _entries = entries.Where(entry => entry.Runs).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
            return before;
        }
    }
}
