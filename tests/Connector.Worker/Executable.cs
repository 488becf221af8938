using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

/// <summary>What a run of the executable came to.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;
}

/// <summary>The built executable, run as a process of its own.</summary>
internal static class Executable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string Repository { get; } = Path.GetFullPath(Metadata("Repository"));

    public static async Task<Ended> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await EndAsync(process);
    }

    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(Metadata("Connector")))
        {
            start.ArgumentList.Add(argument);
        }

        // What a machine sets for its own Connector must not reach the tests.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Connector__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }

    public static async Task<Ended> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Ended(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Reads what a process prints up to the line that is waited for; a process that does not print it in time is killed, so that no test leaves one behind.</summary>
    public static async Task<string> UntilAsync(Process process, Func<string, string, bool> isIt)
    {
        var text = new System.Text.StringBuilder();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                text.AppendLine(line);
                if (isIt(line, text.ToString()))
                {
                    return text.ToString();
                }
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        throw new InvalidOperationException($"what was waited for was not printed:\n{text}\n{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Asks a process to end, as a service manager does.</summary>
    public static void Terminate(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static string Metadata(string key) =>
        typeof(Executable).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
