using Connector.Lines;
using Connector.Listings;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>
/// Once an hour: has the tokens of TikTok's Shop Open Platform refreshed that end soon, also of accounts for which nothing is called. What goes wrong with one is logged and harms no other.
/// </summary>
internal sealed class TokenRounds(Documents documents, Shops shops, LineBreakers lines, Databases databases, TimeProvider clock, ILogger<TokenRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(Round, clock);
        do
        {
            await OnceAsync(stoppingToken);
        }
        while (await hour.WaitForNextTickAsync(stoppingToken));
    }

    private async Task OnceAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var (name, _) in documents.Accounts().Where(account => account.Account.Active && account.Account.Shop.AppKey.Length > 0))
            {
                await TryAsync(name, () => shops.KeepFreshAsync(name, cancellation), cancellation);
            }
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Log("accounts", thrown);
        }
    }

    private async Task TryAsync(string name, Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            using var line = lines.For(name);
            await work();
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Log(name, thrown);
        }
    }

    private void Log(string what, Exception thrown)
    {
        var (fault, _) = Fault.Of(databases.Explain(thrown));
        log.LogWarning("tokens of {What} were not refreshed ({Code}): {Sentence} {Remedy}; again in an hour", what, fault.Code, fault.Sentence, fault.Remedy);
    }
}
