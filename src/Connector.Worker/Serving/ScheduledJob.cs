using Quartz;

namespace Connector.Worker.Serving;

/// <summary>
/// An entry of the timetable that is due, as Quartz lets it fire: never twice at once. It first sets when the entry is due next, then does it: what is cut after that is
/// known to be due once more, and nothing is done twice.
/// </summary>
[DisallowConcurrentExecution]
[PersistJobDataAfterExecution]
internal sealed class ScheduledJob(Timetable timetable, WorkPlaces places, ScheduledRun run, TimeProvider clock, ILogger<ScheduledJob> log) : IJob
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (timetable.Find(context.JobDetail.Key.Name) is not { } entry || !timetable.IsHeld())
        {
            return;
        }

        var (now, times) = (clock.GetUtcNow(), entry.Times);
        if (times.Blackout(now) is { } blackout)
        {
            var allowed = times.Allowed(now);
            await timetable.SetAsync(entry, allowed, cancellationToken);
            log.LogInformation("{What}: nothing starts before {End:u}{Because}; it is made up for once then", entry.What, blackout.End, blackout.Because.Length > 0 ? $" ({blackout.Because})" : "");
            return;
        }

        if (timetable.WaitsForAShop(entry))
        {
            await timetable.SetAsync(entry, now + WorkPlaces.Again, cancellationToken);
            return;
        }

        if (!places.TryTake(entry))
        {
            await timetable.SetAsync(entry, now + WorkPlaces.Again, cancellationToken);
            if (!places.TryWait(entry))
            {
                await timetable.SetAsync(entry, now, cancellationToken);
            }

            return;
        }

        try
        {
            await GoAsync(entry, context, now, cancellationToken);
        }
        finally
        {
            if (places.Leave(entry) is { } waiting && !cancellationToken.IsCancellationRequested && timetable.Find(waiting) is { } first)
            {
                await timetable.SetAsync(first, clock.GetUtcNow(), cancellationToken);
            }
        }
    }

    private async Task GoAsync(TimetableEntry entry, IJobExecutionContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var next = entry.Times.After(now);
        await timetable.SetAsync(entry, next, cancellationToken);
        var due = Alarms.Due(context);
        if (context.Recovering && timetable.WasDoneSince(entry, due, Alarms.Last(context.JobDetail)))
        {
            return;
        }

        if (now - due > Late)
        {
            log.LogInformation("catching up once: {Entry}, which was due {Due:u}", entry, due);
        }

        var how = await run.GoAsync(entry, next, cancellationToken);
        Alarms.Note(context, new LastTime(now, clock.GetUtcNow(), how));
    }
}
