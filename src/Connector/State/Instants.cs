using System.Globalization;

namespace Connector.State;

/// <summary>Instants as the databases and records keep them: UTC, ISO 8601 with milliseconds, so that text sorts as time.</summary>
public static class Instants
{
    public static string Text(DateTimeOffset instant) => instant.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The instant, or the next that can be kept: none is ever kept as earlier than it is.</summary>
    public static DateTimeOffset Kept(DateTimeOffset instant) =>
        instant.Ticks % TimeSpan.TicksPerMillisecond == 0 ? instant : instant.AddTicks(TimeSpan.TicksPerMillisecond - (instant.Ticks % TimeSpan.TicksPerMillisecond));

    public static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>14 digits, as file names carry it.</summary>
    public static string Stamp(DateTimeOffset instant) => instant.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    public static DateTimeOffset FromStamp(string stamp) => DateTimeOffset.ParseExact(stamp, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
