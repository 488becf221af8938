namespace Connector.Sandbox;

/// <summary>Does what is due by the clock: scheduled pulls, and jobs that calls began. One after the other, in the order of their times.</summary>
internal sealed class JobRounds(FeedBook book, JobWork work, TimeProvider clock, Func<StandInSettings> settings) : IAsyncDisposable
{
    // A timer's own limit is 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private ITimer? _timer;

    /// <summary>Ends when nothing is due any more.</summary>
    public async Task RunDueAsync(CancellationToken ct)
    {
        if (book.NextDue() is not { } next || next > clock.GetUtcNow()) return;
        await _turn.WaitAsync(ct);
        try
        {
            // Not the caller's token: TikTok does not stop a job because somebody stopped listening.
            while (book.TakeDue(clock.GetUtcNow(), settings()) is { } job) book.End(job.Id, await work.RunAsync(job, settings(), _stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The stand-in is closing.
        }
        finally
        {
            _turn.Release();
        }

        Arm();
    }

    /// <summary>Wakes up at the next due time. Call it after whatever changes that.</summary>
    public void Arm()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            if (_stopping.IsCancellationRequested || book.NextDue() is not { } next) return;
            var wait = next - clock.GetUtcNow();
            if (wait <= TimeSpan.Zero) return;
            _timer = clock.CreateTimer(_ => _ = TickAsync(), null, wait < Longest ? wait : Longest, Longest);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        lock (_gate) _timer?.Dispose();
    }

    private async Task TickAsync()
    {
        await RunDueAsync(CancellationToken.None);
        Arm();
    }
}
