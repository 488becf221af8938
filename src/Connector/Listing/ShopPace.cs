namespace Connector.Listings;

/// <summary>
/// Spaces the calls of one kind evenly, for each app and shop, as TikTok counts them; shared by all accounts of the process. Where several accounts stand in one line (an app's
/// image uploads), they take turns: one that brings a thousand calls does not keep another one waiting for all of them.
/// </summary>
public sealed class ShopPace(TimeProvider time)
{
    private readonly Dictionary<(string App, string Shop, string Kind), Line> _lines = [];

    /// <summary>Waits for this account's turn.</summary>
    /// <param name="line">App, shop (empty for calls that name none) and kind of call.</param>
    /// <param name="account">Who calls.</param>
    /// <param name="perSecond">Calls per second in this line.</param>
    /// <param name="cancellation">Leaves the line.</param>
    public Task WaitAsync((string App, string Shop, string Kind) line, string account, int perSecond, CancellationToken cancellation) => Of(line).WaitAsync(account, perSecond, cancellation);

    /// <summary>TikTok said that it was too much: nobody in the line calls for this long.</summary>
    public void Rest((string App, string Shop, string Kind) line, TimeSpan span) => Of(line).Rest(span);

    private Line Of((string App, string Shop, string Kind) line)
    {
        lock (_lines)
        {
            return _lines.TryGetValue(line, out var found) ? found : _lines[line] = new Line(time);
        }
    }

    private sealed class Line(TimeProvider time)
    {
        private readonly Lock _gate = new();
        private readonly Queue<(string Account, Queue<TaskCompletionSource> Waiting)> _turns = new();
        private readonly Dictionary<string, Queue<TaskCompletionSource>> _accounts = new(StringComparer.Ordinal);
        private DateTimeOffset _next = DateTimeOffset.MinValue;
        private bool _isServed;

        public async Task WaitAsync(string account, int perSecond, CancellationToken cancellation)
        {
            var gap = TimeSpan.FromSeconds(1) / perSecond;
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                var now = time.GetUtcNow();
                if (_turns.Count == 0 && !_isServed && _next <= now)
                {
                    _next = now + gap;
                    return;
                }

                if (!_accounts.TryGetValue(account, out var waiting))
                {
                    _accounts[account] = waiting = new Queue<TaskCompletionSource>();
                    _turns.Enqueue((account, waiting));
                }

                waiting.Enqueue(turn);
                if (!_isServed)
                {
                    _isServed = true;
                    _ = ServeAsync(gap);
                }
            }

            using var leaving = cancellation.UnsafeRegister(_ => turn.TrySetCanceled(cancellation), null);
            await turn.Task.ConfigureAwait(false);
        }

        public void Rest(TimeSpan span)
        {
            lock (_gate)
            {
                var until = time.GetUtcNow() + span;
                _next = until > _next ? until : _next;
            }
        }

        private async Task ServeAsync(TimeSpan gap)
        {
            while (true)
            {
                TimeSpan wait;
                lock (_gate)
                {
                    var now = time.GetUtcNow();
                    wait = _next - now;
                    if (wait <= TimeSpan.Zero)
                    {
                        if (!ServeNext())
                        {
                            _isServed = false;
                            return;
                        }

                        _next = now + gap;
                        wait = gap;
                    }
                }

                await Task.Delay(wait, time).ConfigureAwait(false);
            }
        }

        /// <summary>One of each account in turn; who has left the line does not cost a turn.</summary>
        private bool ServeNext()
        {
            while (_turns.TryDequeue(out var turn))
            {
                var isServed = false;
                while (!isServed && turn.Waiting.TryDequeue(out var first))
                {
                    isServed = first.TrySetResult();
                }

                if (turn.Waiting.Count > 0)
                {
                    _turns.Enqueue(turn);
                }
                else
                {
                    _accounts.Remove(turn.Account);
                }

                if (isServed)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
