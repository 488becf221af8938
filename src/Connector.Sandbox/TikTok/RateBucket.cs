namespace Connector.Sandbox;

/// <summary>The call allowance of one access token: so many a second and a minute; over the minute's, five minutes of refusal (API protocol, 1.1).</summary>
internal sealed class RateBucket(TimeProvider clock)
{
    private static readonly TimeSpan Penalty = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private double _second = double.MaxValue;
    private double _minute = double.MaxValue;
    private DateTimeOffset _last = clock.GetUtcNow();
    private DateTimeOffset _shutUntil = DateTimeOffset.MinValue;

    public bool Take(int qps, int qpm)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var passed = (now - _last).TotalSeconds;
            _last = now;
            _second = Math.Min(qps, _second + (passed * qps));
            _minute = Math.Min(qpm, _minute + (passed * qpm / 60));
            if (now < _shutUntil) return false;
            if (qpm > 0 && _minute < 1)
            {
                _shutUntil = now + Penalty;
                return false;
            }

            if (qps > 0 && _second < 1) return false;
            _second--;
            _minute--;
            return true;
        }
    }
}
