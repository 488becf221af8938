using System.Globalization;
using System.IO.Compression;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// The files in a zip, in ordinal order of their paths. Where everything lies in one top folder, as in a site archive, globs are also
/// tried on the path below it.
/// </summary>
internal sealed class ExportArchive : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly List<ExportFile> _files = [];
    private readonly int _top;

    /// <param name="fullName">The zip.</param>
    /// <param name="origin">What it is called in messages.</param>
    /// <param name="written">When it was last written; what entries without a time have.</param>
    /// <param name="bounds">How far it may unpack.</param>
    /// <exception cref="InvalidDataException">It has no directory: it is no zip, or not yet whole.</exception>
    public ExportArchive(string fullName, string origin, DateTimeOffset? written, ReadBounds bounds)
    {
        var bytes = ExportFiles.Sequential(fullName);
        try
        {
            ZipDirectory.Check(bytes, origin, bounds.Limits);
            _zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }

        try
        {
            Add(new FileInfo(fullName).Length, origin, written, bounds);
        }
        catch
        {
            _zip.Dispose();
            throw;
        }

        _files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        var length = _files.Count == 0 ? 0 : _files[0].Path.IndexOf('/', StringComparison.Ordinal) + 1;
        _top = length > 0 && _files.TrueForAll(file => file.Path.StartsWith(_files[0].Path[..length], StringComparison.Ordinal)) ? length : 0;
    }

    /// <summary>The files that the glob names; where it chooses, the last of each family.</summary>
    public IEnumerable<ExportFile> Matching(Glob glob)
    {
        var found = _files.Select(file => (File: file, Match: glob.Match(file.Path) ?? (_top > 0 ? glob.Match(file.Path[_top..]) : null))).Where(pair => pair.Match is not null).ToList();
        for (var at = 1; at < found.Count; at++)
        {
            if (found[at].File.Path == found[at - 1].File.Path)
            {
                throw new StoreReadException(found[at].File.Origin, 0, "", "the archive has two entries with this name", "pack the export again");
            }
        }

        return found.GroupBy(pair => pair.Match!.Value.Family).Select(family => family.MaxBy(pair => pair.Match!.Value.Choice, StringComparer.Ordinal).File);
    }

    public static string Printable(string name) => string.Concat(name.Take(200).Select(c => char.IsControl(c) ? '\uFFFD' : c));

    public void Dispose() => _zip.Dispose();

    private void Add(long packedBytes, string archive, DateTimeOffset? written, ReadBounds bounds)
    {
        var all = 0L;
        foreach (var entry in _zip.Entries)
        {
            all += entry.CompressedLength;
            if (all > packedBytes)
            {
                throw new StoreReadException(
                    archive, 0, "", string.Create(CultureInfo.InvariantCulture, $"its entries have more than {packedBytes} bytes packed, which is all it has: they lie upon each other, as in a zip bomb"), "check where the archive comes from");
            }

            // Some packers write backslashes.
            var path = entry.FullName.Replace('\\', '/');
            if (path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) || path.Any(char.IsControl) || path.Split('/').Contains(".."))
            {
                throw new StoreReadException(archive, 0, "", $"the archive has an entry named {Printable(entry.FullName)}, which leads out of it", "check where the archive comes from");
            }

            if (path.EndsWith('/') || path.Split('/').Any(ListedFile.Ignored))
            {
                continue;
            }

            if (_files.Count >= bounds.Limits.Entries)
            {
                throw new StoreReadException(
                    archive, 0, "", string.Create(CultureInfo.InvariantCulture, $"there are more than {bounds.Limits.Entries} files"), "give the export a place of its own");
            }

            var origin = archive + "!" + path;
            var packed = Math.Min(entry.CompressedLength, packedBytes);
            // A zip's times have no zone; the year 1980 stands for none.
            var time = entry.LastWriteTime.Year > 1980 ? bounds.Clock.At(entry.LastWriteTime.DateTime) : written;
            _files.Add(new ExportFile(path, origin, time, () => entry.IsEncrypted
                ? throw new StoreReadException(origin, 0, "", "the entry is encrypted", "pack the export without a password")
                : bounds.Guard(CheckedEntry.Open(entry, origin), path, origin, packed)));
        }
    }
}
