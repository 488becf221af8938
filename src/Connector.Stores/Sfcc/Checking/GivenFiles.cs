using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>One file to look over.</summary>
/// <param name="File">Its bytes.</param>
/// <param name="Name">How people find it: the path that was given, and what lies below it.</param>
/// <param name="Kind">What it must be; null: what its root element says.</param>
/// <param name="IsNamed">Somebody named this very file: one of another kind is a fault, not passed over.</param>
internal sealed record GivenFile(ExportFile File, string Name, ScopeKind? Kind, bool IsNamed);

/// <summary>The files that paths stand for: XML files, also as .gz; zips; folders with XML files and zips in them.</summary>
internal sealed class GivenFiles(ExportLimits limits, ShopClock clock) : IDisposable
{
    private static readonly string[] Xml = ["**/*.xml"];
    private static readonly string[] Zips = ["**/*.zip"];
    private readonly List<ExportFiles> _places = [];
    private readonly List<GivenFile> _files = [];
    private readonly List<CheckedFile> _unreadable = [];
    private readonly UnpackedBytes _unpacked = new();

    public IReadOnlyList<GivenFile> Files => _files;

    /// <summary>Paths at which nothing can be opened.</summary>
    public IReadOnlyList<CheckedFile> Unreadable => _unreadable;

    /// <summary>Adds what a path stands for. The first bytes of a file say whether it is a zip or packed, its name does not count.</summary>
    public void Add(string path) => Try(path, () =>
    {
        if (Directory.Exists(path))
        {
            AddPlace(path);
        }
        else if (!File.Exists(path))
        {
            throw new StoreReadException(path, 0, "", "there is no file or folder with this name", "correct the path");
        }
        else if (Beginning(path) is [(byte)'P', (byte)'K', 3 or 5, 4 or 6])
        {
            AddPlace(path);
        }
        else
        {
            AddFile(path);
        }
    });

    /// <summary>Adds the files that a source reads.</summary>
    public void Add(StoreSource source) => Try(source.Location, () =>
    {
        var files = Open(source.Location);
        foreach (var (kind, globs) in new[] { (ScopeKind.Catalog, source.Catalogs), (ScopeKind.PriceBook, source.PriceBooks), (ScopeKind.InventoryList, source.InventoryLists) })
        {
            _files.AddRange(files.Matching(globs).Select(file => new GivenFile(file, Below(source.Location, file), kind, IsNamed: true)));
        }
    });

    public void Dispose()
    {
        foreach (var place in _places)
        {
            place.Dispose();
        }
    }

    private void AddPlace(string path)
    {
        var files = Open(path);
        _files.AddRange(files.Matching(Xml).Select(file => new GivenFile(file, Below(path, file), null, IsNamed: false)));
        if (Directory.Exists(path))
        {
            foreach (var zip in files.Matching(Zips).Select(file => Path.Combine(path, file.Path)))
            {
                Try(zip, () => AddPlace(zip));
            }
        }
    }

    private void AddFile(string path)
    {
        var info = new FileInfo(path);
        var (length, time) = (info.Length, info.LastWriteTimeUtc);
        var isGzip = Beginning(path) is [0x1F, 0x8B, ..];
        var file = new ExportFile(info.Name, path, new DateTimeOffset(time, TimeSpan.Zero), () =>
        {
            var bytes = File.OpenRead(path);
            return new GuardedStream(isGzip ? WholeGzip.Unpack(bytes) : bytes, path, length, null, limits, _unpacked);
        })
        {
            Changed = () =>
            {
                info.Refresh();
                return !info.Exists || info.Length != length || info.LastWriteTimeUtc != time;
            },
        };
        _files.Add(new GivenFile(file, path, null, IsNamed: true));
    }

    private ExportFiles Open(string path)
    {
        var files = ExportFiles.At(path, limits, clock);
        _places.Add(files);
        return files;
    }

    private void Try(string path, Action add)
    {
        try
        {
            add();
        }
        catch (StoreReadException fault)
        {
            _unreadable.Add(new CheckedFile(path, FileVerdict.Faulty, [], fault));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(new CheckedFile(path, FileVerdict.Faulty, [], new StoreReadException(path, 0, "", "cannot be read: " + fault.Message, ExportFiles.Cure(fault), fault)));
        }
    }

    private static string Below(string place, ExportFile file) => Directory.Exists(place) ? Path.Combine(place, file.Path) : $"{place}!{file.Path}";

    private static byte[] Beginning(string path)
    {
        using var file = File.OpenRead(path);
        var beginning = new byte[4];
        return beginning[..file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)];
    }
}
