using System.Globalization;

namespace Connector.Schedule;

/// <summary>A time in which nothing starts: blackouts that touch are one.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">The first instant after it; null: never, as far as can be told.</param>
/// <param name="Because">Why, of all that make it up.</param>
public sealed record BlackoutSpan(DateTimeOffset Start, DateTimeOffset? End, string Because);

/// <summary>The blackouts of a schedule, on the clocks of its zone: they begin the first time that their begin is shown and end the last time that their end is.</summary>
internal sealed class BlackoutTimes
{
    private const int MostJoined = 2000;
    private readonly IReadOnlyList<(DateTime From, DateTime To, string Because)> _once;
    private readonly IReadOnlyList<(TimeSpan From, TimeSpan To, IReadOnlyList<DayOfWeek> Days, string Because)> _weekly;
    private readonly ZoneClock _clock;

    public BlackoutTimes(IReadOnlyList<Blackout> blackouts, ZoneClock clock)
    {
        _clock = clock;
        _once = [.. blackouts.Where(blackout => blackout.Daily.Length == 0).Select(blackout => (Wall(blackout.From)!.Value, Wall(blackout.To)!.Value, blackout.Because))];
        _weekly = [.. blackouts.Where(blackout => blackout.Daily.Length > 0).Select(blackout => (Daily(blackout.Daily)!.Value.From, Daily(blackout.Daily)!.Value.To, blackout.Days, blackout.Because))];
    }

    /// <summary>A wall time as documents write it; null where it is none.</summary>
    public static DateTime? Wall(string text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? wall : null;

    /// <summary>Begin and end from midnight of the day on which it begins; null where the text is no such pair.</summary>
    public static (TimeSpan From, TimeSpan To)? Daily(string text)
    {
        if (text.Split('-') is not [var first, var second] || TimeOfDay(first) is not { Days: 0 } from || TimeOfDay(second) is not { } to || from == to)
        {
            return null;
        }

        return (from, to > from ? to : to + TimeSpan.FromDays(1));
    }

    /// <summary>The blackout in which an instant is; null where it is in none.</summary>
    public BlackoutSpan? At(DateTimeOffset instant)
    {
        if (_once.Count + _weekly.Count == 0 || Near(instant).FirstOrDefault(span => span.Start <= instant && instant < span.End) is not { Because: not null } found)
        {
            return null;
        }

        var (start, end, because) = found;
        var reasons = new List<string> { because };
        for (var joined = 0; joined < MostJoined; joined++)
        {
            var wider = Near(start).Concat(Near(end)).Where(span => span.Start <= end && start <= span.End && (span.Start < start || span.End > end)).ToList();
            if (wider.Count == 0)
            {
                return new BlackoutSpan(start, end, string.Join("; ", reasons.Where(reason => reason.Length > 0).Distinct(StringComparer.Ordinal)));
            }

            (start, end) = (wider.Min(span => span.Start) is var earlier && earlier < start ? earlier : start, wider.Max(span => span.End) is var later && later > end ? later : end);
            reasons.AddRange(wider.Select(span => span.Because));
        }

        return new BlackoutSpan(start, null, string.Join("; ", reasons.Where(reason => reason.Length > 0).Distinct(StringComparer.Ordinal)));
    }

    /// <summary>When the next one begins, up to an instant that is at most a day away.</summary>
    public DateTimeOffset? BeginAfter(DateTimeOffset instant, DateTimeOffset until)
    {
        var begins = Near(instant).Select(span => span.Start).Where(start => start > instant && start <= until).ToList();
        return begins.Count == 0 ? null : begins.Min();
    }

    /// <summary>All single ones, and those of the week that begin on the day of an instant or beside it: none lasts longer than a day.</summary>
    private IEnumerable<(DateTimeOffset Start, DateTimeOffset End, string Because)> Near(DateTimeOffset instant)
    {
        foreach (var (from, to, because) in _once)
        {
            yield return (_clock.First(from), _clock.Last(to), because);
        }

        var day = _weekly.Count == 0 ? default : _clock.Wall(instant).Date;
        foreach (var (from, to, days, because) in _weekly)
        {
            for (var start = day.AddDays(-1); start <= day.AddDays(1); start = start.AddDays(1))
            {
                if (days.Count == 0 || days.Contains(start.DayOfWeek))
                {
                    yield return (_clock.First(start + from), _clock.Last(start + to), because);
                }
            }
        }
    }

    private static TimeSpan? TimeOfDay(string text) =>
        text == "24:00" ? TimeSpan.FromDays(1)
        : TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out var time) ? time : null;
}
