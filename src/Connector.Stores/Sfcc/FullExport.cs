using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// A whole export: all catalogs, then all price books, then all inventory lists, each in ordinal order of path, so that which record is
/// the last does not depend on the file system. Everything is read as complete.
/// </summary>
internal sealed class FullExport : IFetchedStore
{
    private readonly StoreSource _source;
    private readonly ReadBounds _bounds;
    private readonly ExportFiles _files;
    private List<ExportFile> _catalogs = [];
    private List<ExportFile> _priceBooks = [];
    private List<ExportFile> _inventoryLists = [];
    private FullReadNotes? _notes;

    private FullExport(StoreSource source, ReadBounds bounds, ExportFiles files) => (_source, _bounds, _files) = (source, bounds, files);

    public bool IsEmpty { get; private set; }

    public string? FullReadBecause => null;

    public IReadOnlyList<ReadWarning> Warnings => _files.Warnings;

    /// <summary>Picks the files, and has them on this machine. Where the source has deltas, an export that was read already is not read again: it would undo them.</summary>
    public static async Task<FullExport> FetchAsync(StoreFetch fetch, IExportPlace place, ReadBounds bounds, CancellationToken cancellation)
    {
        var source = fetch.Source;
        var export = new FullExport(source, bounds, await ExportFiles.AtAsync(source, place, bounds, cancellation));
        try
        {
            if (source.Deltas.Any)
            {
                export._notes = await FullReadNotes.BeginAsync(fetch, place, export._files.Fingerprint(source), cancellation);
                if (export._notes.WasRead)
                {
                    export.IsEmpty = true;
                    return export;
                }
            }

            export._catalogs = await export._files.MatchingAsync(source.Catalogs, cancellation);
            if (export._catalogs.Count == 0)
            {
                throw new StoreReadException(source.Location, 0, "", $"no file matches the globs for catalogs, {Listed(source.Catalogs)}", "correct the globs, or export the catalogs");
            }

            export._priceBooks = await export._files.MatchingAsync(source.PriceBooks, cancellation);
            export._inventoryLists = await export._files.MatchingAsync(source.InventoryLists, cancellation);
            return export;
        }
        catch
        {
            export.Dispose();
            throw;
        }
    }

    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        foreach (var warning in _files.Warnings)
        {
            read.Warn(warning);
        }

        var told = _notes is null ? read : _notes.Listen(read);
        var xml = new ExportXml(told, _bounds.Clock, _source.ImageBaseUrl, ScopeMode.Complete, cancellation);
        ReadEach(_catalogs, xml.Catalog);
        WarnOfNone("source.no-price-books", _priceBooks, _source.PriceBooks);
        ReadEach(_priceBooks, xml.PriceBooks);
        WarnOfNone("source.no-inventory-lists", _inventoryLists, _source.InventoryLists);
        ReadEach(_inventoryLists, xml.InventoryLists);
        _notes?.Leave(read);

        void ReadEach(List<ExportFile> files, Action<ExportFile> readFile)
        {
            foreach (var file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                readFile(file);
            }
        }

        void WarnOfNone(string code, List<ExportFile> found, IReadOnlyList<string> globs)
        {
            if (found.Count == 0 && globs.Count > 0)
            {
                read.Warn(new ReadWarning(code, _source.Location, 0, $"no file matches {Listed(globs)}; nothing of this kind was read"));
            }
        }
    }

    public void Dispose() => _files.Dispose();

    private static string Listed(IReadOnlyList<string> globs) => string.Join(", ", globs);
}
