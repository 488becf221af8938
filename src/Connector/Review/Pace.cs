namespace Connector.Review;

/// <summary>Spaces calls evenly, for all who share it; after a breach of a quota everybody rests.</summary>
internal sealed class Pace(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _gap = TimeSpan.FromSeconds(1) / perSecond;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var slot = _next > now ? _next : now;
            _next = slot + _gap;
            wait = slot - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }
    }

    public void Rest(TimeSpan span)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() + span;
            _next = until > _next ? until : _next;
        }
    }
}
