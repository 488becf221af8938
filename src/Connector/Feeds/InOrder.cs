namespace Connector.Feeds;

/// <summary>
/// Takes pieces from several threads and hands them on one by one in the order of their places. There is no thread of its own: whoever
/// brings the piece that is waited for hands on what has come meanwhile, and the others go on with their work. Whoever is too far ahead
/// waits, so that no more pieces lie about than memory was set aside for.
/// </summary>
/// <param name="most">Places that may be ahead of the one that is waited for.</param>
/// <param name="take">Takes the pieces, never two at a time.</param>
internal sealed class InOrder<T>(int most, Action<T> take)
    where T : class
{
    private readonly object _gate = new();
    private readonly Dictionary<int, T> _waiting = [];
    private int _next;
    private bool _taking;

    /// <summary>Brings the whole piece of a place, or its last part.</summary>
    public void Put(int place, T piece, CancellationToken cancellation)
    {
        WaitUntil(() => place - _next < most, cancellation);
        lock (_gate)
        {
            _waiting.Add(place, piece);
        }

        while (TakeNext(out var next))
        {
            take(next);
            lock (_gate)
            {
                _next++;
                _taking = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Brings a part of a piece that grows too large to be kept whole: waits for its turn and hands it on at once.</summary>
    public void PutPart(int place, T part, CancellationToken cancellation)
    {
        // Nobody else hands anything on until the last part of this place has come.
        WaitUntil(() => place == _next, cancellation);
        take(part);
    }

    private bool TakeNext([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T next)
    {
        lock (_gate)
        {
            next = null;
            return !_taking && (_taking = _waiting.Remove(_next, out next));
        }
    }

    private void WaitUntil(Func<bool> isSo, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (isSo())
            {
                return;
            }
        }

        using var wakes = cancellation.Register(() =>
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        });
        lock (_gate)
        {
            while (!isSo())
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
        }
    }
}
