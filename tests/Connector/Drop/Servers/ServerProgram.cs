using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Connector.Tests.Drop.Servers;

/// <summary>A server's program: started, waited for until it listens, and ended by the signal that lets it reap its children.</summary>
internal sealed class ServerProgram : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProgram(Process process) => _process = process;

    /// <param name="package">Debian's package that brings it.</param>
    /// <param name="binary">Its path.</param>
    /// <param name="arguments">How it is started in the foreground.</param>
    /// <param name="port">Where it listens once it is up.</param>
    /// <param name="log">Where it says what went wrong.</param>
    /// <param name="environment">What stands in no argument.</param>
    public static async Task<ServerProgram> StartAsync(string package, string binary, IEnumerable<string> arguments, int port, string log, params (string Name, string Value)[] environment)
    {
        if (!File.Exists(binary))
        {
            throw new InvalidOperationException($"{binary} is missing: install the package {package} (tests/run does).");
        }

        var start = new ProcessStartInfo(binary, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return new ServerProgram(process);
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(30) && !process.HasExited)
            {
                await Task.Delay(25);
            }
            catch (SocketException)
            {
                var told = process.HasExited ? await said : "it did not listen in time";
                throw new InvalidOperationException($"{package} did not start: {told} {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}");
            }
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string binary, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(binary, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await RunAsync("/bin/kill", "-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }
}
