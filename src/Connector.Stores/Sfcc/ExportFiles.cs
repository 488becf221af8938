using System.Globalization;
using System.IO.Compression;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// The files of an export: a folder or a zip, in ordinal order of their paths. Links to folders are not followed. Names that begin
/// with <c>TEMP_</c> (still being written) or with a dot are not there. Where everything lies in one top folder, as in a site
/// archive, globs are also tried on the path below it.
/// </summary>
internal sealed class ExportFiles : IDisposable
{
    private readonly string _origin;
    private readonly ExportLimits _limits;
    private readonly ShopClock _clock;
    private readonly UnpackedBytes _unpacked = new();
    private readonly List<ExportFile> _files = [];
    private readonly ZipArchive? _archive;
    private readonly int _top;

    private ExportFiles(string location, ExportLimits limits, ShopClock clock)
    {
        (_origin, _limits, _clock) = (location, limits, clock);
        var place = Path.GetFullPath(location);
        try
        {
            if (Directory.Exists(place))
            {
                AddFolder(new DirectoryInfo(place), place, "");
            }
            else if (File.Exists(place))
            {
                _archive = new ZipArchive(Sequential(place), ZipArchiveMode.Read);
                AddEntries(_archive, new FileInfo(place));
            }
            else
            {
                throw Refuse("there is no folder or zip with this name", "correct the location, or export to it first");
            }
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _archive?.Dispose();
            throw new StoreReadException(_origin, 0, "", "cannot be opened: " + fault.Message, Cure(fault), fault);
        }
        catch
        {
            _archive?.Dispose();
            throw;
        }

        _files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        _top = TopFolder();
    }

    public static ExportFiles At(string location, ExportLimits limits, ShopClock clock) => new(location, limits, clock);

    /// <summary>The files that any of the globs names, each once, in ordinal order of path.</summary>
    public List<ExportFile> Matching(IEnumerable<string> globs)
    {
        var patterns = globs.Select(glob => new Glob(glob)).ToList();
        var found = new List<ExportFile>();
        foreach (var file in _files)
        {
            if (!patterns.Exists(glob => glob.Matches(file.Path) || (_top > 0 && glob.Matches(file.Path[_top..]))))
            {
                continue;
            }

            if (file.LeavesRoot)
            {
                throw new StoreReadException(file.Origin, 0, "", "the file is a link that leads out of the location", "put the file itself there");
            }

            if (found.Count > 0 && found[^1].Path == file.Path)
            {
                throw new StoreReadException(file.Origin, 0, "", "the archive has two entries with this name", "pack the export again");
            }

            found.Add(file);
        }

        return found;
    }

    public static string Cure(Exception fault) => fault switch
    {
        UnauthorizedAccessException => "give the account that runs Connector the right to read it",
        InvalidDataException => "the file is damaged or not yet whole: wait until the export has ended, or export it again",
        _ => "check the disk or share, then read again",
    };

    public void Dispose() => _archive?.Dispose();

    private static FileStream Sequential(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private static bool Ignored(string name) => name.StartsWith('.') || name.StartsWith("TEMP_", StringComparison.Ordinal);

    private void AddFolder(DirectoryInfo folder, string root, string prefix)
    {
        foreach (var info in folder.EnumerateFileSystemInfos())
        {
            if (Ignored(info.Name))
            {
                continue;
            }

            if (info is DirectoryInfo below)
            {
                if (info.LinkTarget is null)
                {
                    AddFolder(below, root, prefix + info.Name + "/");
                }

                continue;
            }

            var file = (FileInfo)info;
            var leaves = info.LinkTarget is not null
                && info.ResolveLinkTarget(returnFinalTarget: true)?.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) != true;
            var (length, time) = leaves ? (0, default) : (file.Length, file.LastWriteTimeUtc);
            Add(new ExportFile(prefix + info.Name, prefix + info.Name, new DateTimeOffset(time, TimeSpan.Zero), () => Open(file.FullName, prefix + file.Name, length))
            {
                LeavesRoot = leaves,
                Changed = () =>
                {
                    file.Refresh();
                    return !file.Exists || file.Length != length || file.LastWriteTimeUtc != time;
                },
            });
        }
    }

    private GuardedStream Open(string path, string origin, long length)
    {
        var file = Sequential(path);
        return new GuardedStream(Unpacked(file, path), origin, length, null, _limits, _unpacked);
    }

    private static Stream Unpacked(Stream stream, string name) =>
        name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? WholeGzip.Unpack(stream) : stream;

    private void AddEntries(ZipArchive archive, FileInfo file)
    {
        foreach (var entry in archive.Entries)
        {
            // Some packers write backslashes.
            var path = entry.FullName.Replace('\\', '/');
            if (path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) || path.Any(char.IsControl) || path.Split('/').Contains(".."))
            {
                throw Refuse($"the archive has an entry named {Printable(entry.FullName)}, which leads out of it", "check where the archive comes from");
            }

            if (path.EndsWith('/') || path.Split('/').Any(Ignored))
            {
                continue;
            }

            var origin = file.Name + "!" + path;
            var packed = Math.Min(entry.CompressedLength, file.Length);
            // A zip's times have no zone; the year 1980 stands for none.
            DateTimeOffset? time = entry.LastWriteTime.Year > 1980 ? _clock.At(entry.LastWriteTime.DateTime) : null;
            Add(new ExportFile(path, origin, time, () =>
            {
                if (entry.IsEncrypted)
                {
                    throw new StoreReadException(origin, 0, "", "the entry is encrypted", "pack the export without a password");
                }

                var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                return new GuardedStream(Unpacked(entry.Open(), path), origin, packed, isGzip ? null : entry.Length, _limits, _unpacked);
            }));
        }
    }

    private void Add(ExportFile file)
    {
        if (_files.Count >= _limits.Entries)
        {
            throw Refuse(
                string.Create(CultureInfo.InvariantCulture, $"there are more than {_limits.Entries} files"), "give the export a place of its own");
        }

        _files.Add(file);
    }

    /// <summary>Length of the one top folder that holds every file, 0 where there is none.</summary>
    private int TopFolder()
    {
        if (_files.Count == 0)
        {
            return 0;
        }

        var length = _files[0].Path.IndexOf('/', StringComparison.Ordinal) + 1;
        return length > 0 && _files.TrueForAll(file => file.Path.StartsWith(_files[0].Path[..length], StringComparison.Ordinal)) ? length : 0;
    }

    private StoreReadException Refuse(string sentence, string remedy) => new(_origin, 0, "", sentence, remedy);

    private static string Printable(string name) => string.Concat(name.Take(200).Select(c => char.IsControl(c) ? '\uFFFD' : c));
}

/// <summary>One file of an export.</summary>
/// <param name="Path">Path below the location, with slashes.</param>
/// <param name="Origin">File, and entry in an archive.</param>
/// <param name="Time">When it was last written.</param>
/// <param name="Open">Its bytes, unpacked; may be opened again.</param>
internal sealed record ExportFile(string Path, string Origin, DateTimeOffset? Time, Func<Stream> Open)
{
    public bool LeavesRoot { get; init; }

    /// <summary>Whether it was written since it was listed.</summary>
    public Func<bool> Changed { get; init; } = static () => false;
}
