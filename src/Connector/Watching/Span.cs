using System.Diagnostics;

namespace Connector.Watching;

/// <summary>The span of a piece of work, with a child for each step that is told as done. Costs nothing where nobody listens.</summary>
internal sealed class Span : IDisposable
{
    private readonly Activity? _activity;
    private readonly TimeProvider _clock;
    private DateTimeOffset _since;

    public Span(Watched watched, TimeProvider clock)
    {
        (_clock, _since) = (clock, clock.GetUtcNow());
        _activity = Telemetry.Source.StartActivity(watched.Work, ActivityKind.Internal, parentContext: Activity.Current?.Context ?? default, startTime: _since);
        _activity?.SetTag(watched.IsStoreRead ? "source" : "account", watched.For);
        if (watched.Kind is { } kind)
        {
            _activity?.SetTag("kind", kind.ToString());
        }
    }

    public void Take(TripStep step)
    {
        if (_activity is null)
        {
            return;
        }

        if (step.Run is { } run)
        {
            _activity.SetTag("run", run);
        }

        if (!step.Done)
        {
            return;
        }

        var now = _clock.GetUtcNow();
        using var child = Telemetry.Source.StartActivity(step.Step, ActivityKind.Internal, _activity.Context, startTime: _since);
        child?.SetTag("rows", step.Count);
        child?.SetTag("run", _activity.GetTagItem("run"));
        child?.SetEndTime(now.UtcDateTime);
        _since = now;
    }

    /// <param name="end">How it ended: <c>sealed</c>, <c>failed</c> ...</param>
    /// <param name="rows">Rows that it sent or read, where it says.</param>
    /// <param name="thrown">What ended it, where it ended badly.</param>
    public void End(string end, long? rows, Exception? thrown)
    {
        _activity?.SetTag("end", end);
        _activity?.SetTag("rows", rows);
        _activity?.SetStatus(thrown is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, thrown?.Message);
    }

    public void Dispose()
    {
        _activity?.SetEndTime(_clock.GetUtcNow().UtcDateTime);
        _activity?.Dispose();
    }
}
