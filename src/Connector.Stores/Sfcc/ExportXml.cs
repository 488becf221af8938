using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>The three formats of an export, for all files of one read. In a delta, what a file does not say stays as it was.</summary>
internal sealed class ExportXml(IStoreRead read, ShopClock clock, string imageBaseUrl, ScopeMode mode, CancellationToken cancellation)
{
    private readonly CatalogXml _catalogs = new(read, clock, imageBaseUrl, mode, cancellation);
    private readonly PricebookXml _priceBooks = new(read, clock, mode, cancellation);
    private readonly InventoryXml _inventoryLists = new(read, clock, mode, cancellation);

    public void Catalog(ExportFile file) => _catalogs.Read(file);

    public void PriceBooks(ExportFile file) => _priceBooks.Read(file);

    public void InventoryLists(ExportFile file) => _inventoryLists.Read(file);
}
