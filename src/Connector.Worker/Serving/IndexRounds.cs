using Connector.Archive;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Once a minute: takes what was sealed and answered since into the archive's index, so that a question about it is answered at once. What goes wrong here is logged and harms nothing else.</summary>
internal sealed class IndexRounds(ArchiveIndexing indexing, Databases databases, TimeProvider clock, ILogger<IndexRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Round, clock);
        while (await minute.WaitForNextTickAsync(stoppingToken))
        {
            await Task.Run(() => Once(stoppingToken), stoppingToken);
        }
    }

    private void Once(CancellationToken cancellation)
    {
        try
        {
            foreach (var misfit in indexing.CatchUp(null, null, cancellation).Misfits.Where(_told.Add))
            {
                log.LogWarning("the archive's index: {Misfit}; connector archive verify says more", misfit);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (fault, _) = Fault.Of(databases.Explain(thrown));
            log.LogWarning("the archive's index could not be kept up ({Code}): {Sentence} {Remedy}; again in a minute", fault.Code, fault.Sentence, fault.Remedy);
        }
    }
}
