using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>
/// How the worker ends. Told to stop: 0. A state that is found damaged ends it, with 3: nothing that goes on can be right, and a supervisor that starts it again is told the same at once.
/// A part of it that fails unforeseen ends it too, with 1, so that a supervisor starts it again.
/// </summary>
internal sealed class WorkerEnd
{
    private readonly IReadOnlyList<BackgroundService> _parts;
    private int _code;

    public WorkerEnd(IHost host, Serilog.ILogger log)
    {
        // A host that has stopped gives nothing any more.
        _parts = [.. host.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        host.Services.GetRequiredService<Databases>().StateLost += lost =>
        {
            if (Interlocked.Exchange(ref _code, ExitCodes.Person) == 0)
            {
                log.Fatal("{Sentence:l} {Remedy:l}", lost.Sentence, lost.Remedy);
                lifetime.StopApplication();
            }
        };
    }

    /// <summary>The exit code, once the host has stopped.</summary>
    public int Code => _code != 0 ? _code
        : _parts.Any(part => part.ExecuteTask?.IsFaulted == true) ? ExitCodes.Fault
        : ExitCodes.Done;
}
