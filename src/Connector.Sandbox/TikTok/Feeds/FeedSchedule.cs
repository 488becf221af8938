namespace Connector.Sandbox;

/// <summary>When a feed's file is pulled, and from where (schedule_param).</summary>
/// <param name="Interval">HOURLY, DAILY or MONTHLY.</param>
/// <param name="Count">Every so many hours, days or months.</param>
/// <param name="DayOfMonth">A day that a month lacks is its last.</param>
internal sealed record FeedSchedule(FetchSource Source, string Interval, int Count, string Timezone, int DayOfMonth, int Hour, int Minute)
{
    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Timezone);

    /// <summary>The first run after an instant.</summary>
    public DateTimeOffset First(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone).DateTime;
        var at = Interval switch
        {
            "HOURLY" => new DateTime(local.Year, local.Month, local.Day, local.Hour, Minute, 0),
            "DAILY" => local.Date.AddHours(Hour).AddMinutes(Minute),
            _ => Day(local.Year, local.Month),
        };
        while (InZone(at) <= now) at = Interval switch { "HOURLY" => at.AddHours(1), "DAILY" => at.AddDays(1), _ => NextMonths(at, 1) };
        return InZone(at);
    }

    /// <summary>The run that follows one.</summary>
    public DateTimeOffset After(DateTimeOffset run)
    {
        if (Interval == "HOURLY") return run.AddHours(Count);
        var local = TimeZoneInfo.ConvertTime(run, Zone).DateTime;
        return InZone(Interval == "DAILY" ? local.Date.AddDays(Count).AddHours(Hour).AddMinutes(Minute) : NextMonths(local, Count));
    }

    private DateTime NextMonths(DateTime at, int months)
    {
        var month = new DateTime(at.Year, at.Month, 1).AddMonths(months);
        return Day(month.Year, month.Month);
    }

    private DateTime Day(int year, int month) =>
        new DateTime(year, month, Math.Min(DayOfMonth, DateTime.DaysInMonth(year, month))).AddHours(Hour).AddMinutes(Minute);

    private DateTimeOffset InZone(DateTime local)
    {
        // An hour that summer time leaves out is taken an hour later.
        var real = Zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(real, Zone.GetUtcOffset(real)).ToUniversalTime();
    }
}

/// <summary>A feed: a name under which products lie in a catalog, and perhaps a file that is pulled by the clock.</summary>
internal sealed record Feed(string Id, string Account, string CatalogId, string Name, string UpdateMode, FeedSchedule? Schedule, bool On, DateTimeOffset? NextAt)
{
    public FeedState State(int products) => new(
        Id, CatalogId, Name, UpdateMode, On ? "ON" : "OFF", Schedule?.Source.Uri.AbsoluteUri, Schedule is { } s ? $"{s.Interval} x {s.Count}, {s.Hour:D2}:{s.Minute:D2} {s.Timezone}" : null, NextAt, products);
}
