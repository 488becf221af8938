using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>A trip in a process of its own, which dies by SIGKILL as soon as a step has left its record.</summary>
internal static class Victim
{
    /// <summary>Killed: 128 + SIGKILL.</summary>
    public const int Killed = 137;

    /// <summary>The program: data folder, feed kind or <c>resume</c>, the step after which to die (<c>none</c>: live on).</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var data, var what, var dieAfter])
        {
            await Console.Error.WriteLineAsync("usage: DATA KIND|resume STEP|none");
            return 2;
        }

        await using var services = TripWorld.Services(data, TimeProvider.System);
        var run = services.GetRequiredService<FeedRun>();
        var told = new Told(step =>
        {
            if (step.Done && step.Step == dieAfter)
            {
                Process.GetCurrentProcess().Kill();
            }
        });
        if (what == "resume")
        {
            var (_, open) = await run.ResumeAsync(told, CancellationToken.None);
            return open == 0 ? 0 : 1;
        }
        else
        {
            await run.GoAsync(new FeedOrder(TripWorld.AccountName, Enum.Parse<FeedKind>(what), "victim"), told, CancellationToken.None);
        }

        return 0;
    }

    public static Process Start(string data, string what, string dieAfter) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(Victim).Assembly.Location, data, what, dieAfter]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string data, string what, string dieAfter)
    {
        using var process = Start(data, what, dieAfter);
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors);
    }
}
