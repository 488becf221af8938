using System.Diagnostics;
using System.Globalization;

namespace Connector.State;

/// <summary>
/// Tells a process from a later one under the same id. On Linux its start in clock ticks since boot, with the boot's id: unlike the time
/// of day, it does not move when the clock is set. Elsewhere its start time.
/// </summary>
internal static class ProcessMark
{
    /// <exception cref="ArgumentException">There is no such process.</exception>
    /// <exception cref="IOException">There is no such process.</exception>
    public static string Of(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetProcessById(pid);
            return Instants.Text(process.StartTime);
        }

        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        // The second field is the program's name in parentheses and may hold anything; the start is the 20th after it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{fields[19]}";
    }
}
