using System.Globalization;
using System.Security;
using System.Text;
using Connector.State;

namespace Connector.Feeds;

/// <summary>The files of an inventory feed: SFCC's own inventory XML, one list in each, and what the ledger learns of it.</summary>
internal sealed class InventoryFiles : IDisposable
{
    private const string Namespace = "http://www.demandware.com/xml/impex/inventory/2007-05-31";
    private readonly List<(string List, FeedFileWriter File)> _lists;
    private readonly BinaryWriter _changes;
    private readonly QuantityLookup _quantities;
    private readonly string _stamp;

    /// <param name="plan">The feed; its account says whether there is one list or one for each warehouse.</param>
    /// <param name="changes">Where the changes of the ledger are listed.</param>
    /// <param name="dropped">The quantities last sent.</param>
    public InventoryFiles(FeedPlan plan, BinaryWriter changes, DropLedger dropped)
    {
        _changes = changes;
        _stamp = Instants.FromStamp(plan.Stamp).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        _quantities = dropped.Quantities(plan.AccountName);
        var warehouses = plan.Account.Warehouses.Select(warehouse => warehouse.InventoryListId).ToList();
        _lists = warehouses.Count == 0
            ? [(plan.Account.InventoryListId, Writer(plan, "", plan.Account.InventoryListId))]
            : [.. warehouses.Select(warehouse => (warehouse, Writer(plan, warehouse, warehouse)))];
        foreach (var list in _quantities.Lists().Except(_lists.ConvertAll(list => list.List), StringComparer.Ordinal))
        {
            Empty(plan, list);
        }
    }

    /// <summary>Quantities that differ from those last sent.</summary>
    public long Changed { get; private set; }

    /// <param name="list">Which list.</param>
    /// <param name="sku">The SKU.</param>
    /// <param name="quantity">Pieces that can be sold from it.</param>
    public void Write(int list, string sku, int quantity)
    {
        var (name, file) = _lists[list];
        file.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"      <record product-id=\"{SecurityElement.Escape(sku)}\"><allocation>{quantity}</allocation><allocation-timestamp>{_stamp}</allocation-timestamp><perpetual>false</perpetual><preorder-backorder-handling>none</preorder-backorder-handling><ats>{quantity}</ats></record>\n")));
        if (_quantities.Last(name, sku) != quantity)
        {
            LedgerChange.Write(_changes, new QuantitySent(name, sku, quantity));
            Changed++;
        }
    }

    /// <summary>A list that the account no longer writes would go on selling what it had: TikTok is told that nothing is there.</summary>
    private void Empty(FeedPlan plan, string list)
    {
        _lists.Add((list, Writer(plan, list, list)));
        foreach (var sku in _quantities.Skus(list))
        {
            Write(_lists.Count - 1, sku, 0);
        }
    }

    public IReadOnlyList<FeedFile> End() => [.. _lists.SelectMany(list => list.File.End())];

    public void Dispose()
    {
        foreach (var (_, file) in _lists)
        {
            file.Dispose();
        }

        _quantities.Dispose();
    }

    private static FeedFileWriter Writer(FeedPlan plan, string warehouse, string list) => new(
        plan.FilesFolder, FeedFileKind.Inventory, "", part => FileNames.Inventory(warehouse, plan.Stamp, part), Head(list),
        "    </records>\n  </inventory-list>\n</inventory>\n"u8.ToArray(), plan.Account.Drop.PartLimitMb * 1_000_000L, 0);

    private static byte[] Head(string list) => Encoding.UTF8.GetBytes($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <inventory xmlns="{Namespace}">
          <inventory-list>
            <header list-id="{SecurityElement.Escape(list)}">
              <default-instock>false</default-instock>
              <use-bundle-inventory-only>false</use-bundle-inventory-only>
              <on-order>false</on-order>
            </header>
            <records>

        """.ReplaceLineEndings("\n"));
}
