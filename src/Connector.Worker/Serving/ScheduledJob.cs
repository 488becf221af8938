using Quartz;

namespace Connector.Worker.Serving;

/// <summary>The timetable's entry, as Quartz runs it: never twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduledJob(ScheduledRun run, Timetable timetable) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (timetable.Find(context.JobDetail.Key.Name) is { } entry)
        {
            await run.GoAsync(entry, context.NextFireTimeUtc ?? timetable.Next(entry), cancellationToken);
        }
    }
}
