namespace Connector.Worker.Demo;

/// <summary>A step of the demo's trip, done.</summary>
/// <param name="Part">Store read, full feed, inventory feed or review.</param>
/// <param name="Step">The step within it.</param>
/// <param name="Sentence">What was done, with counts.</param>
/// <param name="Count">How many.</param>
/// <param name="Time">How long it took.</param>
internal sealed record TripLine(string Part, string Step, string Sentence, long Count, TimeSpan Time);

/// <summary>Takes down the steps of a trip as they are told, with the time that each took, and shows them as they come.</summary>
internal sealed class TripLog(TimeProvider clock, Action<string, TripStep> show)
{
    private readonly List<TripLine> _lines = [];
    private long _since = clock.GetTimestamp();

    public IReadOnlyList<TripLine> Lines => _lines;

    /// <summary>The ear of one part of the trip.</summary>
    public IProgress<TripStep> Part(string part)
    {
        _since = clock.GetTimestamp();
        return new Ear(step => Take(part, step));
    }

    private void Take(string part, TripStep step)
    {
        if (step.Done)
        {
            _lines.Add(new TripLine(part, step.Step, step.Sentence, step.Count, clock.GetElapsedTime(_since)));
            _since = clock.GetTimestamp();
        }

        show(part, step);
    }
}

/// <summary>Hears at once, on the thread that tells; <see cref="Progress{T}"/> would tell later and out of order.</summary>
internal sealed class Ear(Action<TripStep> hear) : IProgress<TripStep>
{
    public void Report(TripStep value) => hear(value);
}
