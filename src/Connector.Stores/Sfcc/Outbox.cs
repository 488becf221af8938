using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>An archive in an outbox: <c>000017.zip</c>.</summary>
internal sealed record OutboxArchive(long Number, ListedFile File)
{
    /// <summary>The order in which the shop wrote them; numbers alone do not tell it, since numbering may begin again.</summary>
    public bool IsAfter(OutboxMark mark) =>
        mark.Number is not { } number || (File.Time is { } time && mark.Time is { } last ? time > last || (time == last && Number > number) : Number > number);

    public bool IsBefore(DateTimeOffset? instant) => File.Time < instant;

    /// <summary>Archives in order of their numbers; what is named otherwise (<c>.meta</c>) is none.</summary>
    public static IReadOnlyList<OutboxArchive> In(IReadOnlyList<ListedFile> files) =>
    [
        .. files.Select(file => (File: file, Name: file.Name.Split('.')))
            .Where(pair => pair.Name is [var stem, var extension] && extension.Equals("zip", StringComparison.OrdinalIgnoreCase) && stem.Length < 19 && stem.Length > 0 && stem.All(char.IsAsciiDigit))
            .Select(pair => new OutboxArchive(long.Parse(pair.Name[0], CultureInfo.InvariantCulture), pair.File))
            .OrderBy(archive => archive.Number).ThenBy(archive => archive.File.Path, StringComparer.Ordinal),
    ];
}

/// <summary>
/// What the shop's change log could have lost. It keeps changes for seven days: an archive holds what was changed since the one before
/// it, and no more than seven days back. Times are the shop's own, of archives and of exports; only that nothing came at all is
/// measured by our clock.
/// </summary>
internal static class ChangeLog
{
    public static readonly TimeSpan Keeps = TimeSpan.FromDays(7);

    /// <param name="folder">The outbox folder.</param>
    /// <param name="archive">The archive that comes next.</param>
    /// <param name="before">The last one read.</param>
    /// <param name="known">Up to when the mirror knows the shop.</param>
    /// <param name="now">Where the shop does not tell the archive's time.</param>
    public static OutboxHole? HoleBefore(string folder, OutboxArchive archive, OutboxMark before, DateTimeOffset? known, DateTimeOffset now)
    {
        var time = archive.File.Time ?? now;
        if (before.Number is { } last && archive.Number <= last)
        {
            return new OutboxHole(time, string.Create(CultureInfo.InvariantCulture, $"{folder} begins again at {archive.Number:D6}, after {last:D6}"));
        }

        if (before.Number is { } number && archive.Number > number + 1)
        {
            var missing = archive.Number == number + 2 ? $"{number + 1:D6} is" : string.Create(CultureInfo.InvariantCulture, $"{number + 1:D6} to {archive.Number - 1:D6} are");
            return new OutboxHole(time, $"archive {missing} missing in {folder}");
        }

        return archive.File.Time - known > Keeps
            ? new OutboxHole(time - Keeps, string.Create(CultureInfo.InvariantCulture, $"{folder}: between {known:u} and archive {archive.Number:D6} of {time:u} lie more than 7 days, and the shop's change log keeps 7"))
            : null;
    }

    /// <summary>Nothing came for so long that what comes next may lack something. A shop without changes writes no archives, so this proves no loss; but none can be ruled out.</summary>
    public static OutboxHole? HoleOfSilence(string folder, DateTimeOffset? known, DateTimeOffset now) => now - known > Keeps
        ? new OutboxHole(now - Keeps, string.Create(CultureInfo.InvariantCulture, $"{folder}: nothing came since {known:u}, and the shop's change log keeps 7 days"))
        : null;
}
