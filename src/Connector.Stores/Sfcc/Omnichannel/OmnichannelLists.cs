using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Tells records of several locations and groups as they come, each to its inventory list.</summary>
/// <param name="read">Where to.</param>
/// <param name="file">Where from.</param>
/// <param name="mode">Whether what is not named is gone.</param>
/// <param name="known">The lists that full exports have told; null: any counts.</param>
internal sealed class OmnichannelLists(IStoreRead read, ExportFile file, ScopeMode mode, IReadOnlyCollection<string>? known)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _strange = new(StringComparer.Ordinal);
    private string? _open;

    /// <summary>Lists of which the file says nothing that counts.</summary>
    public IReadOnlyCollection<string> Younger { get; init; } = [];

    /// <summary>The lists that were told.</summary>
    public IReadOnlyCollection<string> Known => _known;

    public void Open(string list)
    {
        if (_open == list)
        {
            return;
        }

        Close();
        read.Begin(new Scope(ScopeKind.InventoryList, list), mode, file.Time, file.Origin);
        _open = list;
        if (_known.Add(list))
        {
            // A product of which Omnichannel Inventory has no record cannot be sold.
            read.Upsert(new InventoryListHeader(list, DefaultInStock: false));
        }
    }

    public void Tell(OmnichannelRecord record, string list)
    {
        Open(list);
        if (record.Stock is { } stock)
        {
            read.Upsert(stock);
        }
        else
        {
            read.DeleteStock(record.Sku);
        }
    }

    /// <summary>A change: without a list it is of the only one that is known; one of a list that is not known is passed over.</summary>
    public void Tell(OmnichannelRecord record, string? list, int line)
    {
        list ??= known is null ? "of no name" : known.Count == 1 ? known.First() : throw new StoreReadException(
            file.Origin, line, "locationId", $"the record of {record.Sku} names no location and no group, and {known.Count} are read", "read each location from a source of its own, or everything again");
        if (Younger.Contains(list))
        {
            return;
        }

        if (known is null || known.Contains(list))
        {
            Tell(record, list);
        }
        else if (_strange.Add(list))
        {
            read.Warn(new ReadWarning("oci.unknown-list", file.Origin, line, $"changes of {list} are passed over: no full export of it was read"));
        }
    }

    public void Close()
    {
        if (_open is not null)
        {
            read.End();
            _open = null;
        }
    }
}
