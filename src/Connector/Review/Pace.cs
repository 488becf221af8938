namespace Connector.Review;

/// <summary>Spaces calls evenly, for all who share it, in the order in which they come; after a breach of a quota everybody rests.</summary>
internal sealed class Pace(TimeSpan gap, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public Pace(int perSecond, TimeProvider time)
        : this(TimeSpan.FromSeconds(1) / perSecond, time)
    {
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var slot = _next > now ? _next : now;
            _next = slot + gap;
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
