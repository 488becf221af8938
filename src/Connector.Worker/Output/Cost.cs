using System.Diagnostics;
using System.Globalization;

namespace Connector.Worker.Output;

/// <summary>What a piece of work took of this machine.</summary>
/// <param name="Seconds">By the wall clock.</param>
/// <param name="ProcessorSeconds">Of all threads of this process.</param>
/// <param name="AllocatedBytes">Managed memory that was asked for in all; collected in between, so it says nothing of the peak.</param>
/// <param name="PeakBytes">Most memory that the process had resident so far (Linux: VmHWM).</param>
internal sealed record Cost(double Seconds, double ProcessorSeconds, long AllocatedBytes, long PeakBytes)
{
    private const double Mega = 1e6;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"It took {Seconds:0.0} s ({ProcessorSeconds:0.0} s of processor time), at most {PeakBytes / Mega:N0} MB of memory, {AllocatedBytes / Mega:N0} MB allocated.");

    /// <summary>Begins to count.</summary>
    public static CostMeter Begin() => new();
}

/// <summary>Counts from when it is made.</summary>
internal sealed class CostMeter
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();

    /// <summary>What it came to up to now.</summary>
    public Cost Cost
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return new Cost(
                Math.Round(Stopwatch.GetElapsedTime(_began).TotalSeconds, 3),
                Math.Round((Environment.CpuUsage.TotalTime - _processor).TotalSeconds, 3),
                GC.GetTotalAllocatedBytes() - _allocated,
                self.PeakWorkingSet64);
        }
    }
}
