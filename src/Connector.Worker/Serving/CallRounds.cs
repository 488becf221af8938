using System.Collections.Concurrent;
using Connector.Accounts;
using Connector.Lines;
using Connector.Listings;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Makes the calls that are due, of all accounts at once: one that is not authorised, or whose shop does not answer, keeps no other waiting.</summary>
internal sealed class CallRounds(Documents documents, CallQueue queue, ListingRun calls, LineBreakers lines, Databases databases, TimeProvider clock, ILogger<CallRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    /// <summary>After a fault of TikTok's or of the line.</summary>
    private static readonly TimeSpan ShortRest = TimeSpan.FromMinutes(2);

    /// <summary>After a fault that a person must mend.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Task> _going = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

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
                log.LogWarning("calls could not be looked for ({Code}): {Sentence} {Remedy}; again in 15 s", fault.Code, fault.Sentence, fault.Remedy);
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
        var due = queue.Due(now).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in documents.Accounts().Where(pair => due.Contains(pair.Name) && pair.Account is { Active: true, Delivery: DeliveryChannel.Calls }))
        {
            if ((_going.TryGetValue(name, out var going) && !going.IsCompleted) || _next.GetValueOrDefault(name) > now)
            {
                continue;
            }

            _going[name] = Task.Run(() => OnceAsync(name, cancellation), cancellation);
        }
    }

    private async Task OnceAsync(string account, CancellationToken cancellation)
    {
        try
        {
            using var line = lines.For(account);
            var result = await calls.GoAsync(account, new Progress<TripStep>(), cancellation);
            if (result.Failed is { } failed)
            {
                _next[account] = clock.GetUtcNow() + ShortRest;
                log.LogWarning("{Account}: {Failed}", account, failed);
            }

            if (result.Done + result.Faulty > 0)
            {
                log.LogInformation("{Account}: {Calls} calls; {Done} products are at TikTok as they should be, {Faulty} have faults, {Waiting} wait", account, result.Calls, result.Done, result.Faulty, result.Waiting);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What is left waits for the next worker.
        }
        catch (Exception thrown)
        {
            _next[account] = clock.GetUtcNow() + Rest;
            var (fault, _) = Fault.Of(databases.Explain(thrown));
            log.LogWarning("{Account}: calls could not be made ({Code}): {Sentence} {Remedy}", account, fault.Code, fault.Sentence, fault.Remedy);
        }
    }
}
