using Connector.Archive;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>
/// Once a day, soon after midnight UTC: the archive's head is made, and what the settings let go is pruned. Each minute, where there is a second archive: what is not
/// there yet is copied. What goes wrong here is logged, tried again, and harms no run.
/// </summary>
internal sealed class ArchiveRounds(ConnectorSettings settings, DailyHeads heads, Pruning pruning, ArchiveCopying copying, Leases leases, Databases databases, TimeProvider clock, ILogger<ArchiveRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private DateOnly _done;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Round, clock);
        do
        {
            Daily(stoppingToken);
            await CopyAsync(stoppingToken);
        }
        while (await minute.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CopyAsync(CancellationToken cancellation)
    {
        if (!settings.ArchiveCopy.IsWanted)
        {
            return;
        }

        try
        {
            var copied = await copying.CopyAsync(cancellation);
            if (copied.Records > 0)
            {
                log.LogInformation("{Records} records and their files were copied to the second archive, {Bytes} bytes", copied.Records, copied.Bytes);
            }

            foreach (var fault in copied.Faults)
            {
                log.LogWarning("the archive's copy: {Fault}; again in a minute", fault);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (fault, _) = Fault.Of(databases.Explain(thrown));
            log.LogWarning("the archive could not be copied ({Code}): {Sentence} {Remedy}; again in a minute", fault.Code, fault.Sentence, fault.Remedy);
        }
    }

    private void Daily(CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (_done == today)
        {
            return;
        }

        try
        {
            using var lease = leases.TryTake("archive", "the archive's daily round", out _);
            if (lease is null || heads.Make() is not { } head)
            {
                return;
            }

            log.LogInformation("the archive's head of {Date} is {Hash}", head.Head.Date, head.Hash);
            if (pruning.Daily(cancellation) is { Files: > 0 } pruned)
            {
                log.LogInformation("{Files} files of {Runs} runs have left the archive, {Bytes} bytes; they stay listed", pruned.Files, pruned.Runs, pruned.Bytes);
            }

            _done = today;
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            var (fault, _) = Fault.Of(databases.Explain(thrown));
            log.LogWarning("the archive's daily round failed ({Code}): {Sentence} {Remedy}; again in a minute", fault.Code, fault.Sentence, fault.Remedy);
        }
    }
}
