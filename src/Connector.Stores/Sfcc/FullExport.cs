using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// A whole export: all catalogs, then all price books, then all inventory lists, each in ordinal order of path, so that which record is
/// the last does not depend on the file system. Everything is read as complete.
/// </summary>
internal sealed class FullExport(StoreSource source, ExportLimits limits, ShopClock clock) : IFetchedStore
{
    private readonly ExportFiles _files = ExportFiles.At(source.Location, limits, clock);

    public bool IsEmpty => false;

    public string? FullReadBecause => null;

    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        var catalogs = _files.Matching(source.Catalogs);
        if (catalogs.Count == 0)
        {
            throw new StoreReadException(source.Location, 0, "", $"no file matches the globs for catalogs, {Listed(source.Catalogs)}", "correct the globs, or export the catalogs");
        }

        var (priceBooks, inventoryLists) = (_files.Matching(source.PriceBooks), _files.Matching(source.InventoryLists));
        var xml = new ExportXml(read, clock, source.ImageBaseUrl, ScopeMode.Complete, cancellation);
        ReadEach(catalogs, xml.Catalog);
        WarnOfNone("source.no-price-books", priceBooks, source.PriceBooks);
        ReadEach(priceBooks, xml.PriceBooks);
        WarnOfNone("source.no-inventory-lists", inventoryLists, source.InventoryLists);
        ReadEach(inventoryLists, xml.InventoryLists);

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
                read.Warn(new ReadWarning(code, source.Location, 0, $"no file matches {Listed(globs)}; nothing of this kind was read"));
            }
        }
    }

    public void Dispose() => _files.Dispose();

    private static string Listed(IReadOnlyList<string> globs) => string.Join(", ", globs);
}
