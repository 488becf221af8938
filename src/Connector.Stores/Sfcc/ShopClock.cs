using System.Globalization;
using System.Text;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads xsd:dateTime and xsd:date. A time without zone is in the shop's zone; where the clock is set back and it happens twice,
/// the first counts; where the clock is set forward and it does not happen, it is moved forward by the gap.
/// </summary>
internal sealed class ShopClock(TimeZoneInfo zone)
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private const int Longest = 64;
    private readonly bool _isUtc = zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    /// <summary>Times without a zone are told in this one.</summary>
    public string Zone => zone.Id;

    public static TimeZoneInfo? FindZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>A time in UTF-8. The form that platforms write is read by its places, every other as text.</summary>
    public bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        if (TryUtc(text, out time))
        {
            return true;
        }

        Span<char> characters = stackalloc char[Longest];
        return text.Length <= Longest && TryTime(characters[..Encoding.UTF8.GetChars(text, characters)], out time);
    }

    /// <summary>A date in UTF-8.</summary>
    public bool TryDate(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        Span<char> characters = stackalloc char[Longest];
        return text.Length <= Longest && TryDate(characters[..Encoding.UTF8.GetChars(text, characters)], out time);
    }

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

    /// <summary>2026-01-31T23:59:59Z, perhaps with three more digits: all digits in their places, and a time that there is.</summary>
    private static bool TryUtc(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is not (20 or 24) || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        var isNumber = true;
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        var milliseconds = text.Length == 20 ? 0 : text[19] == '.' ? Number(text[20..23]) : -1;
        if (!isNumber || milliseconds < 0 || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, milliseconds, TimeSpan.Zero);
        return true;

        int Number(ReadOnlySpan<byte> digits)
        {
            var number = 0;
            foreach (var digit in digits)
            {
                isNumber &= digit is >= (byte)'0' and <= (byte)'9';
                number = (number * 10) + digit - '0';
            }

            return number;
        }
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
