using System.Collections.Concurrent;

namespace Connector.Sandbox;

/// <summary>Alerts that wait for their crawl. One account's crawls run one after the other, in the order of its alerts.</summary>
internal sealed class Pickups(Crawl crawl, TimeProvider clock, Func<StandInSettings> settings) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset Due, Alert Alert)> _waiting = [];
    private readonly List<ITimer> _timers = [];

    /// <summary>Crawls now, or leaves the alert for later when a delay is set.</summary>
    public async Task TakeAsync(Alert alert)
    {
        var delay = settings().PickupDelay;
        lock (_gate) _waiting.Add((clock.GetUtcNow() + delay, alert));
        if (delay <= TimeSpan.Zero)
        {
            // Not the request's token: TikTok does not stop crawling because the sender stopped listening.
            await RunAsync(alert.Account, CancellationToken.None);
            return;
        }

        var timer = clock.CreateTimer(_ => _ = RunDueAsync(CancellationToken.None), null, delay, Timeout.InfiniteTimeSpan);
        lock (_gate) _timers.Add(timer);
    }

    /// <summary>Crawls whatever is due by the clock, and ends when that is done.</summary>
    public async Task RunDueAsync(CancellationToken ct)
    {
        string[] accounts;
        lock (_gate) accounts = [.. _waiting.Select(w => w.Alert.Account).Distinct()];
        foreach (var account in accounts.Union(_turns.Keys)) await RunAsync(account, ct);
    }

    private async Task RunAsync(string account, CancellationToken ct)
    {
        var turn = _turns.GetOrAdd(account, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(ct);
        try
        {
            while (NextDue(account) is { } alert) await crawl.RunAsync(alert, settings(), _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The stand-in is closing; nobody will ask for this crawl.
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        lock (_gate)
        {
            _waiting.Clear();
            foreach (var timer in _timers) timer.Dispose();
        }
    }

    private Alert? NextDue(string account)
    {
        lock (_gate)
        {
            var at = _waiting.FindIndex(w => w.Alert.Account == account && w.Due <= clock.GetUtcNow());
            if (at < 0) return null;
            var alert = _waiting[at].Alert;
            _waiting.RemoveAt(at);
            return alert;
        }
    }
}
