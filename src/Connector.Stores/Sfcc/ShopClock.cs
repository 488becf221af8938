using System.Globalization;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads xsd:dateTime and xsd:date. A time without zone is in the shop's zone; where the clock is set back and it happens twice,
/// the first counts; where the clock is set forward and it does not happen, it is moved forward by the gap.
/// </summary>
internal sealed class ShopClock(TimeZoneInfo zone)
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private readonly bool _isUtc = zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    public static TimeZoneInfo? FindZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    public bool TryTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!TrySplit(text, out var local, out var offset)
            || !DateTime.TryParseExact(local, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return false;
        }

        time = offset is { } known ? Within(at, known) : At(at);
        return true;
    }

    public bool TryDate(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!TrySplit(text, out var local, out var offset)
            || !DateTime.TryParseExact(local, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return false;
        }

        time = offset is { } known ? Within(at, known) : At(at);
        return true;
    }

    /// <summary>The instant of a time in the shop's zone.</summary>
    public DateTimeOffset At(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (_isUtc)
        {
            return new DateTimeOffset(local, TimeSpan.Zero);
        }

        if (zone.IsAmbiguousTime(local))
        {
            return Within(local, zone.GetAmbiguousTimeOffsets(local).Max());
        }

        var before = local;
        while (zone.IsInvalidTime(before))
        {
            before = before.AddHours(-1);
        }

        return Within(local, zone.GetUtcOffset(before));
    }

    /// <summary>9999-12-31 says for ever in many shops; west of Greenwich it lies beyond what a DateTimeOffset holds.</summary>
    private static DateTimeOffset Within(DateTime local, TimeSpan offset)
    {
        var utc = local.Ticks - offset.Ticks;
        return utc > DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue
            : utc < DateTimeOffset.MinValue.UtcTicks ? DateTimeOffset.MinValue
            : new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> local, out TimeSpan? offset)
    {
        local = text;
        offset = null;
        if (text.Length > 0 && text[^1] == 'Z')
        {
            local = text[..^1];
            offset = TimeSpan.Zero;
        }
        else if (text.Length > 16 && text[^6] is '+' or '-' && text[^3] == ':')
        {
            if (!TimeSpan.TryParseExact(text[^5..], "hh\\:mm", CultureInfo.InvariantCulture, out var size) || size > TimeSpan.FromHours(14))
            {
                return false;
            }

            local = text[..^6];
            offset = text[^6] == '-' ? -size : size;
        }

        return true;
    }
}
