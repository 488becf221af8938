using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Looks over files of an export without reading a shop in. <see cref="Look"/> tries each file by itself, so that one bad file keeps no other from
/// being tried; <see cref="Read"/> then tells the good ones together, as a read of the shop would.
/// </summary>
public sealed class ExportCheck : IDisposable
{
    private readonly StoreSource _source;
    private readonly ShopClock _clock;
    private readonly GivenFiles _given;
    private readonly List<(GivenFile File, FileKind Kind)> _good = [];

    private ExportCheck(StoreSource source, ExportLimits? limits)
    {
        _source = source;
        _clock = new ShopClock(ShopClock.FindZone(source.TimeZone)
            ?? throw new StoreReadException(source.Location, 0, "", $"time zone '{source.TimeZone}' is not known", "use an IANA name such as Europe/Paris"));
        _given = new GivenFiles(new ReadBounds(limits ?? new ExportLimits(), _clock));
    }

    /// <summary>Of the files at some paths.</summary>
    /// <param name="paths">XML files, also as .gz; zips; folders; files of Omnichannel Inventory.</param>
    /// <param name="source">Zone and image base are taken from it; its globs do not count.</param>
    /// <param name="cancellation">Ends the looking for files.</param>
    /// <param name="limits">How far an export may unpack.</param>
    public static async Task<ExportCheck> OfAsync(IEnumerable<string> paths, StoreSource source, CancellationToken cancellation, ExportLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(source);
        var check = new ExportCheck(source, limits);
        foreach (var path in paths.Distinct(StringComparer.Ordinal))
        {
            await check._given.AddAsync(path, cancellation);
        }

        return check;
    }

    /// <summary>Of all files that a source reads.</summary>
    internal static async Task<ExportCheck> OfAsync(StoreSource source, Func<string, IExportPlace> place, ExportLimits limits, CancellationToken cancellation)
    {
        var check = new ExportCheck(source, limits);
        await check._given.AddAsync(source, place, cancellation);
        return check;
    }

    /// <summary>Tries every file, in the order given.</summary>
    public IReadOnlyList<CheckedFile> Look(CancellationToken cancellation)
    {
        _good.Clear();
        return [.. _given.Files.DistinctBy(file => file.Name).Select(file => Try(file, cancellation)), .. _given.Unreadable];
    }

    /// <summary>Tells the files that were found good: catalogs, then price books, then inventory lists, each in the order given. Changes of stock are left out: what they change is not known.</summary>
    /// <exception cref="StoreReadException">A file changed meanwhile.</exception>
    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        var xml = Xml(read, cancellation);
        foreach (var (file, kind) in _good.Where(good => good.Kind != FileKind.StockChanges).OrderBy(good => good.Kind))
        {
            Tell(xml, read, file.File with { Origin = file.Name }, kind, cancellation);
        }
    }

    public void Dispose() => _given.Dispose();

    private CheckedFile Try(GivenFile file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var counted = new CountedRead();
        try
        {
            var (root, @namespace) = file.Kind is null ? XmlWalk.Root(file.File) : default;
            if ((file.Kind ?? KindOf(root)) is not { } kind)
            {
                return Other(file, root, @namespace);
            }

            Tell(Xml(counted, cancellation), counted, file.File, kind, cancellation);
            _good.Add((file, kind));
            return new CheckedFile(file.Name, FileVerdict.Good, counted.Scopes);
        }
        catch (StoreReadException fault)
        {
            return new CheckedFile(file.Name, FileVerdict.Faulty, counted.Scopes, fault);
        }
    }

    private static CheckedFile Other(GivenFile file, string root, string @namespace)
    {
        const string Other = "not an SFCC catalog, price book or inventory list";
        return file.IsNamed
            ? new CheckedFile(file.Name, FileVerdict.Faulty, [], new StoreReadException(
                file.Name, 0, root, $"{Other}: its root is <{root}> of namespace '{@namespace}'", "name the files that an export of catalogs, price books or inventory lists wrote, or the folder or archive they are in"))
            : new CheckedFile(file.Name, FileVerdict.PassedOver, [], Note: Other);
    }

    /// <summary>The root's name alone decides: one of these in another namespace is a fault, which the reader tells.</summary>
    private static FileKind? KindOf(string root) => root switch
    {
        "catalog" => FileKind.Catalog,
        "pricebooks" => FileKind.PriceBooks,
        "inventory" => FileKind.InventoryLists,
        _ => null,
    };

    private ExportXml Xml(IStoreRead read, CancellationToken cancellation) => new(read, _clock, _source.ImageBaseUrl, ScopeMode.Complete, cancellation);

    private void Tell(ExportXml xml, IStoreRead read, ExportFile file, FileKind kind, CancellationToken cancellation)
    {
        switch (kind)
        {
            case FileKind.Catalog:
                xml.Catalog(file);
                break;
            case FileKind.PriceBooks:
                xml.PriceBooks(file);
                break;
            case FileKind.InventoryLists:
                xml.InventoryLists(file);
                break;
            case FileKind.Stock:
                new OmnichannelFile(file, _clock, cancellation).ReadFull(read);
                break;
            default:
                new OmnichannelFile(file, _clock, cancellation).ReadDelta(read, null, []);
                break;
        }
    }
}
