using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Connector.Benchmarks.Whole;

/// <summary>Runs a program to its end, alone, and measures it from outside: getrusage for processor time, /proc for memory.</summary>
internal static partial class ProgramRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(15);

    /// <returns>What it took, and what it printed.</returns>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static async Task<(Measure Measure, string Output)> GoAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var before = ChildrenProcessor();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peaks = new Dictionary<int, long>();
        var ended = process.WaitForExitAsync();
        while (!ended.IsCompleted)
        {
            SeePeaks(process.Id, peaks);
            await Task.WhenAny(ended, Task.Delay(Look));
        }

        var seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? (new Measure(seconds, ChildrenProcessor() - before, peaks.Values.Sum()), await output)
            : throw new InvalidOperationException($"{program} {string.Join(" ", arguments)} ended with {process.ExitCode}: {await errors}{await output}");
    }

    /// <summary>A pipe of programs, by a shell that fails when any of them does.</summary>
    public static Task<(Measure Measure, string Output)> PipeAsync(string folder, string pipe) => GoAsync(folder, "bash", "-o", "pipefail", "-c", pipe);

    private static void SeePeaks(int process, Dictionary<int, long> peaks)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    peaks[process] = long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) * 1024;
                    break;
                }
            }

            foreach (var child in File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                SeePeaks(int.Parse(child, CultureInfo.InvariantCulture), peaks);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended in the meantime.
        }
    }

    private static double ChildrenProcessor()
    {
        const int RusageChildren = -1;
        return GetUsage(RusageChildren, out var usage) == 0
            ? usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6)
            : throw new InvalidOperationException("getrusage failed");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, out Usage usage);

    /// <summary>struct rusage of 64-bit Linux; fourteen more counters follow the times.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }
}
