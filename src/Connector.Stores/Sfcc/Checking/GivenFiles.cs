using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>What a file to look over must be.</summary>
internal enum FileKind
{
    Catalog,
    PriceBooks,
    InventoryLists,

    /// <summary>A full export of Omnichannel Inventory.</summary>
    Stock,

    /// <summary>Changes of Omnichannel Inventory.</summary>
    StockChanges,
}

/// <summary>One file to look over.</summary>
/// <param name="File">Its bytes.</param>
/// <param name="Name">How people find it: the path that was given, and what lies below it.</param>
/// <param name="Kind">What it must be; null: what its root element says.</param>
/// <param name="IsNamed">Somebody named this very file: one of another kind is a fault, not passed over.</param>
internal sealed record GivenFile(ExportFile File, string Name, FileKind? Kind, bool IsNamed);

/// <summary>The files that paths stand for: XML files, also as .gz; zips; folders with XML files and zips in them; files of Omnichannel Inventory.</summary>
internal sealed class GivenFiles(ReadBounds bounds) : IDisposable
{
    private static readonly string[] Xml = ["**/*.xml"];
    private static readonly string[] Lines = ["**/oci-*.txt"];
    private static readonly string[] Zips = ["**/*.zip"];
    private readonly List<ExportFiles> _places = [];
    private readonly List<GivenFile> _files = [];
    private readonly List<CheckedFile> _unreadable = [];

    /// <summary>Lines of JSON have no tags.</summary>
    private readonly ReadBounds _lineBounds = bounds with { Limits = bounds.Limits with { BytesBetweenTags = long.MaxValue } };

    public IReadOnlyList<GivenFile> Files => _files;

    /// <summary>Paths at which nothing can be opened.</summary>
    public IReadOnlyList<CheckedFile> Unreadable => _unreadable;

    /// <summary>Adds what a path stands for. The first bytes of a file say whether it is a zip or packed, its name does not count.</summary>
    public Task AddAsync(string path, CancellationToken cancellation) => TryAsync(path, async () =>
    {
        if (Directory.Exists(path))
        {
            await AddPlaceAsync(path, cancellation);
        }
        else if (!File.Exists(path))
        {
            throw new StoreReadException(path, 0, "", "there is no file or folder with this name", "correct the path");
        }
        else if (Beginning(path) is [(byte)'P', (byte)'K', 3 or 5, 4 or 6])
        {
            await AddPlaceAsync(path, cancellation);
        }
        else
        {
            AddFile(path);
        }
    });

    /// <summary>Adds the files that a source reads.</summary>
    /// <param name="source">The source.</param>
    /// <param name="place">Opens where they lie; gets a name for what is brought from there.</param>
    /// <param name="cancellation">Ends the bringing.</param>
    public async Task AddAsync(StoreSource source, Func<string, IExportPlace> place, CancellationToken cancellation)
    {
        var stock = source.Omnichannel;
        await AddAsync(bounds, "shop", (FileKind.Catalog, source.Catalogs), (FileKind.PriceBooks, source.PriceBooks), (FileKind.InventoryLists, source.InventoryLists));
        if (stock.FullExports.Count > 0)
        {
            await AddAsync(_lineBounds, "omnichannel", (FileKind.Stock, stock.FullExports), (FileKind.StockChanges, stock.DeltaExports));
        }

        Task AddAsync(ReadBounds how, string name, params (FileKind Kind, IReadOnlyList<string> Globs)[] kinds) => TryAsync(source.Location, async () =>
        {
            var files = await OpenAsync(source with { Catalogs = [.. kinds.SelectMany(kind => kind.Globs)], PriceBooks = [], InventoryLists = [] }, place(name), how, cancellation);
            foreach (var (kind, globs) in kinds)
            {
                await TryAsync(source.Location, async () =>
                {
                    var found = await files.MatchingAsync(globs, cancellation);
                    _files.AddRange(found.Select(file => new GivenFile(file, source.WebFolder is null ? Below(source.Location, file) : $"{source.Location.TrimEnd('/')}/{file.Path}", kind, IsNamed: true)));
                });
            }
        });
    }

    public void Dispose()
    {
        foreach (var place in _places)
        {
            place.Dispose();
        }
    }

    private async Task AddPlaceAsync(string path, CancellationToken cancellation)
    {
        var source = new StoreSource { Location = path, Catalogs = Xml, PriceBooks = Zips };
        var files = await OpenAsync(source, new LocalPlace(path, bounds.Limits), bounds, cancellation);
        _files.AddRange((await files.MatchingAsync(Xml, cancellation)).Select(file => new GivenFile(file, Below(path, file), null, IsNamed: false)));
        var lines = await OpenAsync(source, new LocalPlace(path, bounds.Limits), _lineBounds, cancellation);
        _files.AddRange((await lines.MatchingAsync(Lines, cancellation)).Select(file => new GivenFile(file, Below(path, file), KindOfLines(file.Path), IsNamed: false)));
        if (Directory.Exists(path))
        {
            foreach (var zip in (await files.MatchingAsync(Zips, cancellation)).Select(file => Path.Combine(path, file.Path)))
            {
                await TryAsync(zip, () => AddPlaceAsync(zip, cancellation));
            }
        }
    }

    private void AddFile(string path)
    {
        var info = new FileInfo(path);
        var (length, time) = (info.Length, info.LastWriteTimeUtc);
        var name = Beginning(path) is [0x1F, 0x8B, ..] ? ".gz" : "";
        var isXml = IsXml(path, name);
        var file = new ExportFile(info.Name, path, new DateTimeOffset(time, TimeSpan.Zero), () => (isXml ? bounds : _lineBounds).Guard(ExportFiles.Sequential(path), name, path, length))
        {
            Changed = () =>
            {
                info.Refresh();
                return !info.Exists || info.Length != length || info.LastWriteTimeUtc != time;
            },
        };
        _files.Add(new GivenFile(file, path, isXml ? null : KindOfLines(path), IsNamed: true));
    }

    private bool IsXml(string path, string name)
    {
        using var bytes = bounds.Guard(ExportFiles.Sequential(path), name, path, new FileInfo(path).Length);
        try
        {
            int first;
            while ((first = bytes.ReadByte()) is ' ' or '\n' or '\r' or '\t' or 0xEF or 0xBB or 0xBF)
            {
                // Up to the first letter.
            }

            return first != '{';
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static FileKind KindOfLines(string path) =>
        Path.GetFileName(path).Contains("delta", StringComparison.OrdinalIgnoreCase) ? FileKind.StockChanges : FileKind.Stock;

    private async Task<ExportFiles> OpenAsync(StoreSource source, IExportPlace place, ReadBounds how, CancellationToken cancellation)
    {
        var files = await ExportFiles.AtAsync(source, place, how, cancellation);
        _places.Add(files);
        return files;
    }

    private async Task TryAsync(string path, Func<Task> add)
    {
        try
        {
            await add();
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
