using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Schedule;

/// <summary>
/// When a schedule fires: the times of its cron, those in a blackout put together at its end, each put off by its jitter. Pure: the same schedule has the same times
/// wherever they are asked for. See README.md beside this.
/// </summary>
public sealed class ScheduleTimes
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly string _name;
    private readonly TimeSpan _jitter;
    private readonly ZoneClock _clock;
    private readonly CronTimes _cron;
    private readonly BlackoutTimes _blackouts;

    /// <param name="name">The schedule's name, by which its jitter differs from that of others.</param>
    /// <param name="schedule">A schedule that was looked over.</param>
    public ScheduleTimes(string name, FeedSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        _name = name;
        _jitter = schedule.Jitter;
        _clock = ZoneClock.Of(schedule.TimeZone);
        _cron = new CronTimes(schedule.Cron, _clock);
        _blackouts = new BlackoutTimes(schedule.Blackouts, _clock);
    }

    /// <summary>The next time after an instant; null where there is none any more.</summary>
    public DateTimeOffset? After(DateTimeOffset instant)
    {
        // What is put off may be due after the instant though its time is before.
        var from = instant - _jitter;
        from = _blackouts.At(from) is { } begun && begun.Start < from ? begun.Start : from;
        for (var at = _cron.After(from - Second); at is { } time; at = _cron.After(time))
        {
            if (_blackouts.At(time) is { } blackout)
            {
                if (blackout.End is not { } end)
                {
                    return null;
                }

                time = end;
            }

            if (time + Delay(time) is var due && due > instant)
            {
                return due;
            }
        }

        return null;
    }

    /// <summary>The next times after an instant.</summary>
    public IEnumerable<DateTimeOffset> Following(DateTimeOffset instant)
    {
        for (var next = After(instant); next is { } time; next = After(time))
        {
            yield return time;
        }
    }

    /// <summary>The blackout in which an instant is; null where it is in none.</summary>
    public BlackoutSpan? Blackout(DateTimeOffset instant) => _blackouts.At(instant);

    /// <summary>When what is due at an instant may start: then, or at the end of the blackout that it falls into. Null: never.</summary>
    public DateTimeOffset? Allowed(DateTimeOffset instant) => _blackouts.At(instant) is not { } blackout ? instant : blackout.End is { } end ? end + Delay(end) : null;

    /// <summary>Whether it fires in the hour before an instant as well as in the hour after: it then goes by elapsed time when clocks are set, and by the clock else.</summary>
    public bool RunsThrough(DateTimeOffset instant) =>
        _cron.After(instant - TimeSpan.FromHours(1) - Second) < instant && _cron.After(instant - Second) < instant + TimeSpan.FromHours(1);

    /// <summary>An instant as the clocks of the zone show it.</summary>
    public DateTimeOffset InZone(DateTimeOffset instant) => _clock.InZone(instant);

    /// <summary>In whole seconds, less than the jitter, and than what is left to the next time and the next blackout. By hash and not by dice: a time that is computed again is the same.</summary>
    private TimeSpan Delay(DateTimeOffset time)
    {
        if (_jitter <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var most = time + _jitter;
        most = _cron.After(time) is { } next && next < most ? next : most;
        most = _blackouts.BeginAfter(time, most) ?? most;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_name}|{time.UtcTicks}")));
        return TimeSpan.FromSeconds(Math.Floor((most - time).TotalSeconds * (BinaryPrimitives.ReadUInt32BigEndian(hash) / 4294967296.0)));
    }
}
