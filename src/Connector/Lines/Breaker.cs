namespace Connector.Lines;

/// <summary>
/// When a line rests: after 8 calls and none that went well within 10 minutes, for 5 minutes; then one call is tried, and each trial that fails doubles the rest, to half an hour at the most.
/// Not Polly's, to which every call is one that went well or one that failed: what the worker breaks off itself says nothing of a host. Whoever uses it holds a lock.
/// </summary>
internal sealed class Breaker
{
    private const int Failures = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstRest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(30);

    private readonly Queue<DateTimeOffset> _failed = new();
    private DateTimeOffset? _well;
    private DateTimeOffset? _until;
    private bool _isTrying;
    private int _trials;

    /// <summary>Whether a call may be made; where the rest is over, one at a time. Whoever may tells how it went.</summary>
    /// <param name="isTrial">Whether the call is the one that is tried.</param>
    public bool Lets(DateTimeOffset now, out bool isTrial)
    {
        isTrial = _until is { } until && now >= until && !_isTrying;
        _isTrying |= isTrial;
        return _until is null || isTrial;
    }

    /// <summary>A call went well.</summary>
    /// <returns>Whether the line rested until then.</returns>
    public bool Well(DateTimeOffset now)
    {
        var rested = _until is not null;
        _failed.Clear();
        (_well, _until, _isTrying, _trials) = (now, null, false, 0);
        return rested;
    }

    /// <summary>A call failed.</summary>
    /// <returns>How long the line rests from now on; null: it does not, or did already.</returns>
    public TimeSpan? Failed(DateTimeOffset now, bool isTrial)
    {
        if (_until is not null && !isTrial)
        {
            return null;
        }

        _failed.Enqueue(now);
        while (now - _failed.Peek() > Window)
        {
            _failed.Dequeue();
        }

        if (!isTrial && (_failed.Count < Failures || now - _well <= Window))
        {
            return null;
        }

        var rest = isTrial ? TimeSpan.FromMinutes(Math.Min(FirstRest.TotalMinutes * Math.Pow(2, Math.Min(++_trials, 10)), LongestRest.TotalMinutes)) : FirstRest;
        (_until, _isTrying) = (now + rest, false);
        return rest;
    }

    /// <summary>A call ended that says nothing of the host: where it was the trial, the next one is.</summary>
    public void Nothing(bool isTrial) => _isTrying &= !isTrial;
}
