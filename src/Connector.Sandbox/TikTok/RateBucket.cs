namespace Connector.Sandbox;

/// <summary>The call allowance of one access token: so many a second, a minute and a day; over the minute's, five minutes of refusal, over the day's until 00:00 UTC (API protocol, 1.1).</summary>
internal sealed class RateBucket(TimeProvider clock)
{
    private static readonly TimeSpan Penalty = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private double _second = double.MaxValue;
    private double _minute = double.MaxValue;
    private DateTimeOffset _last = clock.GetUtcNow();
    private DateTimeOffset _shutUntil = DateTimeOffset.MinValue;
    private DateTime _day = clock.GetUtcNow().UtcDateTime.Date;
    private int _today;

    /// <param name="qps">So many a second; 0 = no limit.</param>
    /// <param name="qpm">So many a minute; 0 = no limit.</param>
    /// <param name="qpd">So many a day; 0 = no limit.</param>
    public bool Take(int qps, int qpm = 0, int qpd = 0)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var passed = (now - _last).TotalSeconds;
            _last = now;
            _second = Math.Min(qps, _second + (passed * qps));
            _minute = Math.Min(qpm, _minute + (passed * qpm / 60));
            if (now.UtcDateTime.Date != _day) (_day, _today) = (now.UtcDateTime.Date, 0);
            if (now < _shutUntil || (qpd > 0 && _today >= qpd)) return false;
            if (qpm > 0 && _minute < 1)
            {
                _shutUntil = now + Penalty;
                return false;
            }

            if (qps > 0 && _second < 1) return false;
            _second--;
            _minute--;
            _today++;
            return true;
        }
    }
}
