using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Connector.Worker.Commands;

namespace Connector.Worker;

/// <summary>The one executable. Exit codes: 0 done, 1 fault, 2 wrong usage, 3 a person must decide.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var parsed = CommandTree.Root().Parse(args);
        return parsed.Errors.Count > 0 ? Refuse(parsed) : await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token);

        // The first signal ends what runs, cleanly; the second one ends the process.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static int Refuse(System.CommandLine.ParseResult parsed)
    {
        var command = string.Join(' ', Names(parsed.CommandResult).Reverse());
        var cure = $"see `{command} --help`";
        Output.Faults.Write(Given.IsOn(parsed.GetResult(GlobalOptions.Json)), [.. parsed.Errors.Select(error => new Output.Fault("usage", error.Message.TrimEnd('.'), cure))]);
        return ExitCodes.Usage;
    }

    private static IEnumerable<string> Names(SymbolResult? result)
    {
        for (; result is CommandResult command; result = result.Parent)
        {
            yield return command.Parent is null ? "connector" : command.Command.Name;
        }
    }
}

/// <summary>What the exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Done; also when there was nothing to send.</summary>
    public const int Done = 0;

    /// <summary>Something failed; trying again later may help.</summary>
    public const int Fault = 1;

    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;

    /// <summary>Nothing goes on until a person has decided or mended something.</summary>
    public const int Person = 3;
}
