using System.Globalization;
using Connector.Schedule;

namespace Connector.Tests.Schedule;

/// <summary>The model: every minute of 2026 with what the clocks of a zone show, looked at one by one.</summary>
internal sealed class MinutesOfAYear
{
    private readonly DateTime[] _walls;
    private readonly ILookup<DateTime, int> _minutes;

    public MinutesOfAYear(string zone)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        _walls = [.. Enumerable.Range(0, (int)(End - Begin).TotalMinutes).Select(minute => TimeZoneInfo.ConvertTime(Begin.AddMinutes(minute), found).DateTime)];
        _minutes = Enumerable.Range(0, _walls.Length).ToLookup(minute => _walls[minute]);
    }

    public DateTimeOffset Begin { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset End { get; } = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<DateTimeOffset> Fires(Func<DateTime, bool> matches, Blackout[]? blackouts = null)
    {
        var fires = new bool[_walls.Length];
        for (var minute = 0; minute < _walls.Length; minute++)
        {
            fires[minute] = matches(_walls[minute]);
        }

        for (var minute = 1; minute < _walls.Length; minute++)
        {
            var step = (int)(_walls[minute] - _walls[minute - 1]).TotalMinutes - 1;
            if (step == 0)
            {
                continue;
            }

            var (low, high) = step > 0 ? (_walls[minute - 1].AddMinutes(1), _walls[minute]) : (_walls[minute], _walls[minute - 1].AddMinutes(1));
            var through = Any(low.AddHours(-1), low) && Any(high, high.AddHours(1));
            if (step > 0 && !through && Any(low, high))
            {
                fires[minute] = true;
            }

            for (var repeat = minute; step < 0 && !through && _walls[repeat] < high; repeat++)
            {
                fires[repeat] = false;
            }
        }

        var dark = Dark(blackouts ?? []);
        for (var minute = 0; minute < _walls.Length; minute++)
        {
            if (dark[minute])
            {
                var end = minute;
                var any = false;
                for (; end < _walls.Length && dark[end]; end++)
                {
                    any |= fires[end];
                    fires[end] = false;
                }

                if (any && end < _walls.Length)
                {
                    fires[end] = true;
                }

                minute = end;
            }
        }

        return [.. Enumerable.Range(0, _walls.Length).Where(minute => fires[minute]).Select(minute => Begin.AddMinutes(minute))];

        bool Any(DateTime from, DateTime to)
        {
            for (var wall = from; wall < to; wall = wall.AddMinutes(1))
            {
                if (matches(wall))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private bool[] Dark(Blackout[] blackouts)
    {
        var dark = new bool[_walls.Length];
        foreach (var (from, to) in blackouts.SelectMany(Windows))
        {
            // Begins the first time that its begin is shown, ends the last time that its end is; what is never shown is the minute after.
            var start = _minutes[from].Select(minute => (int?)minute).FirstOrDefault() ?? After(from);
            var end = _minutes[to].Select(minute => (int?)minute).LastOrDefault() ?? After(to);
            for (var minute = start; minute < end; minute++)
            {
                dark[minute] = true;
            }
        }

        return dark;
    }

    private int After(DateTime wall) => wall < _walls[0] ? 0 : wall > _walls[^1] ? _walls.Length : Array.FindIndex(_walls, other => other > wall);

    private static IEnumerable<(DateTime From, DateTime To)> Windows(Blackout blackout)
    {
        if (blackout.Daily.Length == 0)
        {
            yield return (DateTime.Parse(blackout.From, CultureInfo.InvariantCulture), DateTime.Parse(blackout.To, CultureInfo.InvariantCulture));
            yield break;
        }

        var parts = blackout.Daily.Split('-');
        var (from, to) = (TimeSpan.Parse(parts[0], CultureInfo.InvariantCulture), parts[1] == "24:00" ? TimeSpan.FromDays(1) : TimeSpan.Parse(parts[1], CultureInfo.InvariantCulture));
        for (var day = new DateTime(2025, 12, 30); day.Year < 2027; day = day.AddDays(1))
        {
            if (blackout.Days.Count == 0 || blackout.Days.Contains(day.DayOfWeek))
            {
                yield return (day + from, day + (to <= from ? to + TimeSpan.FromDays(1) : to));
            }
        }
    }
}
