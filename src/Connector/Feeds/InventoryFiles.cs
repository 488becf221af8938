using System.Security;
using System.Text;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>The files of an inventory feed: SFCC's own inventory XML, one list in each.</summary>
internal sealed class InventoryFiles : IDisposable
{
    private const string Namespace = "http://www.demandware.com/xml/impex/inventory/2007-05-31";
    private readonly List<FeedFileWriter> _files;

    /// <param name="plan">The feed; its account says whether there is one list or one for each warehouse.</param>
    /// <param name="quantities">The quantities last sent.</param>
    public InventoryFiles(FeedPlan plan, QuantityLookup quantities)
    {
        var warehouses = plan.Account.Warehouses.Select(warehouse => warehouse.InventoryListId).ToList();
        Written = Math.Max(1, warehouses.Count);
        Lists = warehouses.Count == 0 ? [plan.Account.InventoryListId] : warehouses;
        Lists = [.. Lists, .. quantities.Lists().Except(Lists, StringComparer.Ordinal)];
        Forms = [.. Lists.Select((list, at) => Form(plan, warehouses.Count == 0 && at == 0 ? "" : list, list))];
        _files = [.. Forms.Select(form => new FeedFileWriter(form))];
    }

    /// <summary>The inventory list ids, by file: those that the account writes, then those that it wrote once.</summary>
    public IReadOnlyList<string> Lists { get; }

    /// <summary>How many of them the account writes.</summary>
    public int Written { get; }

    /// <summary>The form of each list's file.</summary>
    public IReadOnlyList<FeedFileForm> Forms { get; }

    /// <summary>Takes records, behind those before.</summary>
    public void Write(MadeRange made)
    {
        for (var list = 0; list < _files.Count; list++)
        {
            made.Files[list].ForEach(_files[list].Write);
        }
    }

    /// <summary>Ends when the disk has all files.</summary>
    public Task Lasting => Task.WhenAll(_files.Select(file => file.Lasting));

    public IReadOnlyList<FeedFile> End() => [.. _files.SelectMany(file => file.End())];

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static FeedFileForm Form(FeedPlan plan, string warehouse, string list) => new(
        plan.FilesFolder, FeedFileKind.Inventory, "", part => FileNames.Inventory(warehouse, plan.Stamp, part), Head(list),
        "    </records>\n  </inventory-list>\n</inventory>\n"u8.ToArray(), plan.PartLimit, 0)
    {
        MustLast = !plan.IsDry,
    };

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
