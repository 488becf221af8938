using Connector.Listings;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Every few seconds: takes up journaled webhooks. An account whose products cannot be looked at keeps no other waiting, and is tried again a minute later.</summary>
internal sealed class WebhookRounds(WebhookSettings settings, WebhookTaking webhooks, WebhookJournal journal, Databases databases, TimeProvider clock, ILogger<WebhookRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _restsUntil = new(StringComparer.Ordinal);
    private DateOnly _pruned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(Round, clock);
        do
        {
            await OnceAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task OnceAsync(CancellationToken cancellation)
    {
        try
        {
            var round = await webhooks.TakeAsync([.. _restsUntil.Where(rest => rest.Value > clock.GetUtcNow()).Select(rest => rest.Key)], cancellation);
            if (round.Taken + round.Looked > 0)
            {
                log.LogInformation("webhooks: {Taken} taken up, {Looked} products looked at", round.Taken, round.Looked);
            }

            foreach (var (account, thrown) in round.Faults)
            {
                _restsUntil[account] = clock.GetUtcNow() + AfterFault;
                Tell($"{account}: products that webhooks told of could not be looked at", thrown);
            }

            Prune();
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Tell("webhooks could not be taken up", thrown);
        }
    }

    private void Tell(string what, Exception thrown)
    {
        var (fault, _) = Fault.Of(databases.Explain(thrown));
        log.LogWarning("{What} ({Code}): {Sentence} {Remedy}; it is tried again", what, fault.Code, fault.Sentence, fault.Remedy);
    }

    private void Prune()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (today != _pruned)
        {
            _pruned = today;
            journal.Prune();
        }
    }
}
