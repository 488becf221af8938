using System.Collections.Concurrent;
using Connector.Feeds;
using Connector.Lines;
using Connector.Policy;
using Connector.Review;
using Connector.Schedule;
using Connector.State;
using Connector.Store;
using Connector.Worker.Demo;

namespace Connector.Worker.Serving;

/// <summary>Does what the timetable says, and logs it: a line for each step, and for a failure its code, sentence, remedy and the next try.</summary>
internal sealed class ScheduledRun(StoreReading reading, FeedRun feeds, ReviewRun reviews, BrakeBook brakes, Databases databases, LineBreakers lines, ILogger<ScheduledRun> log)
{
    private readonly ConcurrentDictionary<string, string> _toldOf = new(StringComparer.Ordinal);

    /// <param name="entry">What to do.</param>
    /// <param name="next">When it is tried again by itself.</param>
    /// <returns>How it ended: done, or the fault.</returns>
    /// <exception cref="OperationCanceledException">The worker stops, or has lost the timetable.</exception>
    public async Task<string> GoAsync(TimetableEntry entry, DateTimeOffset? next, CancellationToken cancellation)
    {
        var again = next is { } time ? $"{time.ToUniversalTime():u}" : "";
        try
        {
            return await DoAsync(entry, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("{What}: stopped, because the worker stops; it is taken up when a worker starts again", entry.What);
            throw;
        }
        catch (PersonMustDecideException held) when (held.Code == "lease.held" && entry.Work == ScheduledWork.StoreDelta)
        {
            log.LogInformation("{What}: the shop is being read already; {Next}", entry.What, again.Length > 0 ? $"again {again}" : "not tried again by itself");
            return Done;
        }
        catch (Exception thrown)
        {
            Log(entry.What, thrown, again.Length > 0 ? $"tried again {again}" : "not tried again by itself");
            var (fault, _) = Fault.Of(thrown);
            return $"failed ({fault.Code}): {fault.Sentence}";
        }
    }

    /// <summary>How what went well ended.</summary>
    public const string Done = "done";

    private async Task<string> DoAsync(TimetableEntry entry, CancellationToken cancellation)
    {
        using var line = lines.For(entry.Work is ScheduledWork.StoreRead or ScheduledWork.StoreDelta ? LineBreakers.Store + entry.For : entry.For);
        switch (entry.Work)
        {
            case ScheduledWork.StoreRead:
                Log(entry.What, await reading.ReadAsync(entry.For, StoreReadKind.Full, acceptLoss: false, cancellation));
                break;
            case ScheduledWork.StoreDelta:
                Log(entry.What, await reading.ReadAsync(entry.For, StoreReadKind.Delta, acceptLoss: false, cancellation));
                break;
            case ScheduledWork.ReviewPoll:
                Log(entry.What, await reviews.PollAsync(entry.For, cancellation));
                break;
            default:
                return await FeedAsync(entry, cancellation);
        }

        return Done;
    }

    /// <summary>A delta comes every few minutes and mostly finds nothing: of one that sent nothing, nothing is logged, or the log would tell of nothing else.</summary>
    private async Task<string> FeedAsync(TimetableEntry entry, CancellationToken cancellation)
    {
        var order = new FeedOrder(entry.For, entry.Feed!.Value, $"schedule {entry.Name}") { Wait = true, Scheduled = true };
        if (brakes.StandsStill(order.Account, order.Kind) is { } waiting)
        {
            return StandsStill(entry, waiting);
        }

        var ear = Ear(entry.What);
        if (!order.Kind.IsDelta())
        {
            return Ended(await feeds.GoAsync(order, ear, cancellation));
        }

        var quiet = new List<TripStep>();
        try
        {
            var result = await feeds.GoAsync(
                order,
                new Ear(step =>
                {
                    // Progress comes from many threads, and is not logged anyway.
                    if (step is { Done: true, Step: "run" or "store" or "policy" or "feed" })
                    {
                        quiet.Add(step);
                    }
                    else if (step.Done || step.Step == "lease")
                    {
                        Tell();
                        ear.Report(step);
                    }
                }),
                cancellation);
            if (result.End == FeedEnd.Nothing)
            {
                quiet.Clear();
            }

            return Ended(result);
        }
        finally
        {
            Tell();
        }

        // It may have been stopped while this one waited for its lease.
        string Ended(FeedResult result) => result.End == FeedEnd.StandsStill && brakes.StandsStill(order.Account, order.Kind) is { } stopped ? StandsStill(entry, stopped) : Done;

        void Tell()
        {
            quiet.ForEach(ear.Report);
            quiet.Clear();
        }
    }

    /// <summary>Logged once for each run that waits: a delta comes every few minutes.</summary>
    private string StandsStill(TimetableEntry entry, WaitingRun waiting)
    {
        if (_toldOf.TryGetValue(entry.Name, out var told) && told == waiting.Run)
        {
            return $"stands still: run {waiting.Run} waits for a person";
        }

        _toldOf[entry.Name] = waiting.Run;
        log.LogWarning("{What}: {Sentence} {Because} {Remedy}", entry.What, waiting.Sentence, waiting.What, Brake.Remedy(waiting.Account, waiting.Run));
        return $"stands still: run {waiting.Run} waits for a person";
    }

    /// <summary>Logs the steps of a run that are done, and the lease that it waits for.</summary>
    public IProgress<TripStep> Ear(string what) => new Ear(step =>
    {
        if (step.Done || step.Step == "lease")
        {
            log.LogInformation("{What}: {Step}: {Sentence}", what, step.Step, step.Sentence);
        }
    });

    /// <param name="again">When it is tried again.</param>
    public void Log(string what, Exception thrown, string again)
    {
        var (fault, code) = Fault.Of(databases.Explain(thrown));
        var level = code == ExitCodes.Person ? LogLevel.Error : LogLevel.Warning;
        // The stack says something only where the fault is none that was foreseen.
        log.Log(fault.Code == "unexpected" ? LogLevel.Error : level, fault.Code == "unexpected" ? thrown : null, "{What} failed ({Code}): {Sentence} {Remedy}; {Again}", what, fault.Code, fault.Sentence, fault.Remedy, again);
    }

    private void Log(string what, ReadReport report)
    {
        if (report is { FullReadBecause: { } because, Missing: null })
        {
            log.LogWarning("{What}: everything was read, because {Because}", what, because);
        }

        if (report.Scopes.Count > 0 || report.Consumed.Count > 0)
        {
            log.LogInformation("{What}: {Counts}{Number}", what, ReadWords.Of(report), report.Number is { } number ? $"; read {number}" : "");
        }

        if (report.Missing is { } missing)
        {
            log.LogWarning("{What}: changes may be missing until a younger full export is read: {Missing}", what, missing);
        }

        if (report.WarningCount > 0)
        {
            log.LogWarning("{What}: {Count} warnings, such as {First}", what, report.WarningCount, report.Warnings[0]);
        }
    }

    private void Log(string what, ReviewResult result)
    {
        if (result.Asked > 0)
        {
            log.LogInformation(
                "{What}: {Asked} asked, {News} with news, {Waiting} waiting; {Counts}", what, result.Asked, result.News, result.Waiting,
                string.Join(", ", result.Counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {StateWords.Of(pair.Key).Canonical}")));
        }
    }
}
