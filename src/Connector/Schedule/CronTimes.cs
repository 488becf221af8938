using Quartz;

namespace Connector.Schedule;

/// <summary>
/// The times of a cron expression on the clocks of a zone. The expression itself is asked about wall times only; what a change of clocks makes of them is decided here,
/// because Quartz adds a run to an hourly schedule when the clocks go forward.
/// </summary>
internal sealed class CronTimes(string cron, ZoneClock clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly CronExpression _cron = new(cron, TimeZoneInfo.Utc);

    /// <summary>The first time after an instant; null where there is none any more.</summary>
    public DateTimeOffset? After(DateTimeOffset instant)
    {
        var (at, wall) = (instant, clock.Wall(instant));
        if (clock.Repeating(instant) is { } repeating && !RunsThrough(repeating))
        {
            (at, wall) = Before(repeating.To, repeating.After);
        }

        while (Match(wall) is { } match)
        {
            var candidate = ZoneClock.Instant(match, clock.Zone.GetUtcOffset(at));
            if (clock.ChangeAfter(at, candidate) is not { } change)
            {
                return candidate;
            }

            if (change.IsForward && match < change.To && !RunsThrough(change))
            {
                return change.At;
            }

            // What was left out is not made up for, and what is shown twice comes twice, where the schedule goes by elapsed time.
            (at, wall) = Before(change.IsForward || !RunsThrough(change) ? change.To : change.From, change.After);
        }

        return null;
    }

    /// <summary>Whether it fires in the hour before a change of clocks as well as in the hour after it: such a schedule goes by elapsed time, another by the clock.</summary>
    private bool RunsThrough(ClockChange change) => Match(change.From - Hour - Second) < change.From && Match(change.To - Second) < change.To + Hour;

    /// <summary>A second before a wall time that comes after a change; at the change itself, that second is still another's.</summary>
    private static (DateTimeOffset At, DateTime Wall) Before(DateTime wall, TimeSpan offset) => (ZoneClock.Instant(wall, offset), wall - Second);

    private DateTime? Match(DateTime wall) => _cron.GetNextValidTimeAfter(new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), TimeSpan.Zero))?.UtcDateTime;
}
