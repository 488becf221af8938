namespace Connector.Schedule;

/// <summary>A change of a zone's clocks.</summary>
/// <param name="At">The first instant after it.</param>
/// <param name="Before">The zone's distance from UTC before.</param>
/// <param name="After">And after.</param>
internal readonly record struct ClockChange(DateTimeOffset At, TimeSpan Before, TimeSpan After)
{
    /// <summary>Where what the clocks leave out, or show twice, begins.</summary>
    public DateTime From => At.UtcDateTime + (Before < After ? Before : After);

    /// <summary>Where it ends.</summary>
    public DateTime To => At.UtcDateTime + (Before < After ? After : Before);

    public bool IsForward => After > Before;
}

/// <summary>What the clocks of a zone show. Wall times are <see cref="DateTime"/>s of no kind.</summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(12);

    /// <summary>Longer than any change of clocks but those of a whole day, when a zone went over the date line.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(26);

    public static ZoneClock Of(string name) => new(TimeZoneInfo.FindSystemTimeZoneById(name));

    public TimeZoneInfo Zone => zone;

    public DateTime Wall(DateTimeOffset instant) => instant.UtcDateTime + zone.GetUtcOffset(instant);

    public DateTimeOffset InZone(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    public static DateTimeOffset Instant(DateTime wall, TimeSpan offset) => new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified) - offset, TimeSpan.Zero);

    /// <summary>The first change after an instant, up to another one.</summary>
    public ClockChange? ChangeAfter(DateTimeOffset instant, DateTimeOffset until)
    {
        var before = zone.GetUtcOffset(instant);
        for (var (from, to) = (instant, instant); from < until; from = to)
        {
            to = until - from > Step ? from + Step : until;
            if (zone.GetUtcOffset(to) != before)
            {
                return Between(from, to);
            }
        }

        return null;
    }

    /// <summary>The change after which the clocks show once more what they showed before it, if that is so now.</summary>
    public ClockChange? Repeating(DateTimeOffset instant) =>
        ChangeAfter(instant - Longest, instant) is { IsForward: false } change && Wall(instant) < change.To ? change : null;

    /// <summary>The first instant at which the clocks show a time; where they leave it out, the first after.</summary>
    public DateTimeOffset First(DateTime wall) => Instants(wall).First;

    /// <summary>The last instant at which they show it; where they leave it out, the first after.</summary>
    public DateTimeOffset Last(DateTime wall) => Instants(wall).Last;

    private (DateTimeOffset First, DateTimeOffset Last) Instants(DateTime wall)
    {
        var around = Instant(wall, TimeSpan.Zero);
        var (before, after) = (Instant(wall, zone.GetUtcOffset(around - Longest)), Instant(wall, zone.GetUtcOffset(around + Longest)));
        switch (Wall(before) == wall, Wall(after) == wall)
        {
            case (true, true):
                return before < after ? (before, after) : (after, before);
            case (true, false):
                return (before, before);
            case (false, true):
                return (after, after);
        }

        var at = ChangeAfter(around - Longest, around + Longest)!.Value.At;
        return (at, at);
    }

    private ClockChange Between(DateTimeOffset from, DateTimeOffset to)
    {
        var before = zone.GetUtcOffset(from);
        // Clocks are changed at whole seconds.
        var (first, last) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (last - first > 1)
        {
            var middle = first + ((last - first) / 2);
            (first, last) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == before ? (middle, last) : (first, middle);
        }

        var at = DateTimeOffset.FromUnixTimeSeconds(last);
        return new ClockChange(at, before, zone.GetUtcOffset(at));
    }
}
