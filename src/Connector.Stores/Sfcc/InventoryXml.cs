using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Reads inventory.xml (http://www.demandware.com/xml/impex/inventory/2007-05-31).</summary>
internal sealed class InventoryXml(IStoreRead read, ShopClock clock, ScopeMode mode, CancellationToken cancellation)
{
    private const string Namespace = "http://www.demandware.com/xml/impex/inventory/2007-05-31";
    private readonly ToldBefore _told = new(read, mode);

    public void Read(ExportFile file) => XmlWalk.Through(file, "inventory", Namespace, walk =>
    {
        while (walk.NextChild(0))
        {
            if (walk.Name == "inventory-list")
            {
                List(walk, file);
            }
        }
    });

    private void List(XmlWalk walk, ExportFile file)
    {
        var begun = false;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "header":
                    Header(walk, file);
                    begun = true;
                    break;
                case "records":
                    if (!begun)
                    {
                        throw walk.Fault("the records stand before the list's header", "export the inventory list again");
                    }

                    Records(walk);
                    break;
            }
        }

        if (!begun)
        {
            throw walk.Fault("the inventory list has no header", "export the inventory list again");
        }

        read.End();
    }

    private void Header(XmlWalk walk, ExportFile file)
    {
        var id = walk.Key("list-id");
        walk.Mark(id);
        var isDeleted = walk.IsDelete();
        // A deleted list is empty, and that is complete. A delta does not say how old the stock is that it does not name: what the
        // shop sold since does not show in it (facts: sfcc.md 5.1).
        read.Begin(new Scope(ScopeKind.InventoryList, id), isDeleted ? ScopeMode.Complete : mode, mode == ScopeMode.Delta ? null : file.Time, file.Origin);
        if (isDeleted)
        {
            read.Warn(new ReadWarning("inventory.deleted", walk.Origin, walk.Line, $"inventory list {id} is deleted in the shop: it has no stock from now on"));
            read.Upsert(new InventoryListHeader(id, DefaultInStock: false));
            return;
        }

        bool? inStock = null;
        var bundleOnly = false;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "default-instock":
                    inStock = walk.Flag();
                    break;
                case "use-bundle-inventory-only":
                    bundleOnly = walk.Flag() ?? false;
                    break;
            }
        }

        if (inStock is null)
        {
            throw walk.Fault("the inventory list does not say default-instock", "export the inventory list again: it decides over products without a record");
        }

        read.Upsert(new InventoryListHeader(id, inStock.Value) { BundleInventoryOnly = bundleOnly });
    }

    private void Records(XmlWalk walk)
    {
        _told.Begin($"{clock.Zone} {walk.Namespaces}");
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "record")
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            if (_told.Passes(walk))
            {
                continue;
            }

            var id = walk.ProductId();
            walk.Mark(id);
            if (walk.IsDelete())
            {
                read.DeleteStock(id);
            }
            else
            {
                read.Upsert(Record(walk, id));
                _told.Note(walk);
            }
        }
    }

    private StockRecord Record(XmlWalk walk, string id)
    {
        decimal? allocation = null, ats = null, onOrder = null, turnover = null, preorder = null;
        DateTimeOffset? allocated = null, inStockDate = null, inStockTime = null;
        var (perpetual, handling) = (false, Policy.Catalog.StockHandling.None);
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "allocation":
                    allocation = walk.Number();
                    break;
                case "allocation-timestamp":
                    allocated = walk.Time(clock);
                    break;
                case "perpetual":
                    perpetual = walk.Flag() ?? false;
                    break;
                case "preorder-backorder-handling":
                    handling = walk.Handling();
                    break;
                case "preorder-backorder-allocation":
                    preorder = walk.Number();
                    break;
                case "in-stock-date":
                    inStockDate = walk.Date(clock);
                    break;
                case "in-stock-datetime":
                    inStockTime = walk.Time(clock);
                    break;
                case "ats":
                    ats = walk.Number();
                    break;
                case "on-order":
                    onOrder = walk.Number(canBeNegative: true);
                    break;
                case "turnover":
                    turnover = walk.Number(canBeNegative: true);
                    break;
            }
        }

        return new StockRecord(id)
        {
            Allocation = allocation,
            AllocationTime = allocated,
            Perpetual = perpetual,
            Handling = handling,
            PreorderBackorderAllocation = preorder,
            InStockDate = inStockTime ?? inStockDate,
            Ats = ats,
            OnOrder = onOrder,
            Turnover = turnover,
        };
    }
}
