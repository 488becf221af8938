namespace Connector.Tests;

/// <summary>
/// A clock that stands still until it is advanced. With <see cref="AutoAdvance"/>, a wait (Task.Delay, Polly's retry) is
/// jumped to at once; deadlines (CancellationTokenSource) and periodic timers only ever fire by <see cref="Advance"/>,
/// so that a time-out never beats the answer that it waits for.
/// </summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = start;

    public ManualClock()
        : this(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Jumps to the due time of every wait as soon as it begins.</summary>
    public bool AutoAdvance { get; init; }

    /// <summary>Called when a wait begins that is jumped over: what happens meanwhile.</summary>
    public Action<TimeSpan>? Meanwhile { get; set; }

    /// <summary>Every wait that was begun, in order: what a back-off really asked for.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    /// <summary>Timers that have yet to fire.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock and fires, in order of their due times, the timers that are passed.</summary>
    public void Advance(TimeSpan by)
    {
        var goal = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? due;
            lock (_gate)
            {
                due = _timers.Where(t => t.Due <= goal).MinBy(t => t.Due);
                _now = due is null ? goal : due.Due > _now ? due.Due : _now;
                due?.Rearm(_timers);
            }

            if (due is null)
            {
                return;
            }

            due.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.Due = _now + dueTime;
            timer.Period = period;
            if (timer.IsDeadline || period > TimeSpan.Zero)
            {
                _timers.Add(timer);
                return;
            }

            _waits.Add(dueTime);
            if (!AutoAdvance)
            {
                _timers.Add(timer);
                return;
            }

            _now = timer.Due;
        }

        Meanwhile?.Invoke(dueTime);
        ThreadPool.QueueUserWorkItem(static t => t.Fire(), timer, preferLocal: false);
    }

    private void Disarm(ManualTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public bool IsDeadline => state is CancellationTokenSource;

        public void Fire() => callback(state);

        public void Rearm(List<ManualTimer> timers)
        {
            if (Period > TimeSpan.Zero)
            {
                Due += Period;
            }
            else
            {
                timers.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Arm(this, dueTime, period);
            return true;
        }

        public void Dispose() => clock.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
