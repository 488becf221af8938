using System.Collections.Concurrent;
using Connector.Lines;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Looks into the accounts' intake folders, each as often as it says, all at once: a folder that does not answer keeps no other waiting.</summary>
internal sealed class IntakeRounds(Documents documents, IntakeRun intake, LineBreakers lines, Databases databases, TimeProvider clock, ILogger<IntakeRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Task> _going = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        do
        {
            try
            {
                Begin(stoppingToken);
            }
            catch (Exception thrown) when (!stoppingToken.IsCancellationRequested)
            {
                // A database that is locked or full for a while ends no worker.
                var (fault, _) = Fault.Of(databases.Explain(thrown));
                log.LogWarning("intake folders could not be looked for ({Code}): {Sentence} {Remedy}; again in 10 s", fault.Code, fault.Sentence, fault.Remedy);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_going.Values).WaitAsync(cancellationToken);
    }

    private void Begin(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        foreach (var (name, account) in documents.Accounts().Where(pair => pair.Account is { Active: true, Intake.Url.Length: > 0 }))
        {
            if ((_going.TryGetValue(name, out var going) && !going.IsCompleted) || _next.GetValueOrDefault(name) > now)
            {
                continue;
            }

            _next[name] = now + account.Intake.Every;
            _going[name] = Task.Run(() => OnceAsync(name, cancellation), cancellation);
        }
    }

    private async Task OnceAsync(string account, CancellationToken cancellation)
    {
        try
        {
            using var line = lines.For(account);
            foreach (var receipt in await intake.GoAsync(account, "whoever may write into the intake folder", new Progress<TripStep>(), cancellation))
            {
                log.LogInformation("{Account}: manual file {File} is {Outcome}: {Accepted} of {Rows} rows, {Refused} refused {Because}", account, receipt.File, receipt.Outcome, receipt.Accepted, receipt.Rows, receipt.Refused, receipt.Because?.Sentence ?? "");
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What was taken is answered by the next worker.
        }
        catch (Exception thrown)
        {
            var (fault, _) = Fault.Of(databases.Explain(thrown));
            log.LogWarning("{Account}: manual files could not be taken ({Code}): {Sentence} {Remedy}", account, fault.Code, fault.Sentence, fault.Remedy);
        }
    }
}
