namespace Connector.Benchmarks.Whole;

/// <summary>What one run of a program took.</summary>
/// <param name="Seconds">By the wall clock, from its start to its end.</param>
/// <param name="Processor">User and system time of it and its children.</param>
/// <param name="Peak">Most resident memory, in bytes; of all processes of a pipe together.</param>
/// <param name="Allocated">Managed memory that was asked for, where the program says it.</param>
internal sealed record Measure(double Seconds, double Processor, long Peak, long? Allocated = null);

/// <summary>Several runs of the same.</summary>
internal sealed class Measures
{
    private readonly List<Measure> _runs = [];

    public int Count => _runs.Count;

    public double Seconds => Median(run => run.Seconds);

    public double Least => _runs.Min(run => run.Seconds);

    public double Most => _runs.Max(run => run.Seconds);

    public double Processor => Median(run => run.Processor);

    /// <summary>Other work on the machine makes times longer, never shorter: the least processor time is the one nearest the truth.</summary>
    public double LeastProcessor => _runs.Min(run => run.Processor);

    public long Peak => _runs.Max(run => run.Peak);

    public long? Allocated => _runs[0].Allocated;

    public void Add(Measure run) => _runs.Add(run);

    private double Median(Func<Measure, double> value)
    {
        var sorted = _runs.Select(value).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
