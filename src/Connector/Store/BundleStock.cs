using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// What can be sold of a bundle: in each list the least of what its parts allow (their stock by the quantity that the bundle holds,
/// rounded down) and of its own record, where it has one; a list that says use-bundle-inventory-only counts the record alone
/// (facts: sfcc.md 2.2). Then added up over the lists: a bundle is packed in one place.
/// </summary>
internal sealed class BundleStock(MirrorSnapshot mirror, (InventoryListHeader Header, long Scope)[] lists) : IDisposable
{
    /// <summary>Bundles in bundles, no deeper; what holds itself ends here too.</summary>
    private const int DeepestNesting = 4;

    private readonly Prepared _record = mirror.Prepare("""
        SELECT p.head, p.id, e.data FROM product p JOIN entry e ON e.scope = ?3 AND e.grp = p.grp WHERE p.shop = ?1 AND p.id = ?2
        """);

    private readonly Prepared _bundle = mirror.Prepare("""
        SELECT p.head, p.id, i.data FROM product p JOIN item i ON i.shop = p.shop AND i.grp = p.grp WHERE p.shop = ?1 AND p.id = ?2 AND p.kind = 4
        """);

    /// <summary>What can be sold of a bundle in one of the lists.</summary>
    /// <param name="blob">Its stored item.</param>
    /// <param name="list">Which list.</param>
    /// <param name="own">Its own record there.</param>
    public Stock Of(ReadOnlyMemory<byte> blob, int list, StockRecord? own) => InList(lists[list].Header, lists[list].Scope, own, Parts(blob.Span), 0);

    public void Dispose()
    {
        _record.Dispose();
        _bundle.Dispose();
    }

    private Stock InList(InventoryListHeader header, long scope, StockRecord? own, List<(string Id, decimal Quantity)> parts, int depth)
    {
        var record = StockSum.In(header, own);
        if (header.BundleInventoryOnly || parts.Count == 0)
        {
            return record;
        }

        Stock? least = own is null ? null : record;
        foreach (var (id, quantity) in parts)
        {
            var part = Part(header, scope, id, depth);
            var whole = part.Knowledge == StockKnowledge.Counted ? Whole(part, quantity) : part;
            least = least is { } other ? Less(other, whole) : whole;
        }

        return least!.Value;
    }

    /// <summary>How many bundles a part allows, and how many of them once what is to come has come.</summary>
    private static Stock Whole(Stock part, decimal quantity)
    {
        var salable = Math.Floor(part.Salable / quantity);
        return part with { Salable = salable, ToCome = salable - Math.Floor((part.Salable - part.ToCome) / quantity) };
    }

    private Stock Part(InventoryListHeader header, long scope, string id, int depth)
    {
        StockRecord? record;
        using (var rows = _record.Read(mirror.ShopId, id, scope))
        {
            record = rows.Next() && GroupRecord.IsStored(rows, out var data) ? EntryCodec.ReadStock(id, data) : null;
        }

        byte[]? bundle;
        using (var rows = _bundle.Read(mirror.ShopId, id))
        {
            bundle = rows.Next() && GroupRecord.IsStored(rows, out var data) ? data.ToArray() : null;
        }

        return bundle is null ? StockSum.In(header, record)
            : depth < DeepestNesting ? InList(header, scope, record, Parts(bundle), depth + 1)
            : Stock.NoRecord;
    }

    /// <summary>The one of which less can be sold; what is not counted never runs out.</summary>
    private static Stock Less(Stock one, Stock other) => (one.Knowledge, other.Knowledge) switch
    {
        (StockKnowledge.NotManaged, _) => other,
        (_, StockKnowledge.NotManaged) => one,
        (StockKnowledge.NoRecord, _) => one,
        (_, StockKnowledge.NoRecord) => other,
        _ => new Stock(
            StockKnowledge.Counted, Math.Min(one.Salable, other.Salable), 0, Later(one, other), one.ToCome > 0 || other.Handling == StockHandling.None ? one.Handling : other.Handling)
        {
            ToCome = Math.Min(one.Salable, other.Salable) - Math.Min(one.Salable - one.ToCome, other.Salable - other.ToCome),
        },
    };

    /// <summary>A bundle can be sent when its last part has come; one that comes on no known day leaves none. What is there already does not count.</summary>
    private static DateTimeOffset? Later(Stock one, Stock other) => (one.ToCome > 0, other.ToCome > 0) switch
    {
        (true, false) => one.Restocked,
        (false, true) => other.Restocked,
        (false, false) => null,
        _ => one.Restocked is null || other.Restocked is null ? null : one.Restocked > other.Restocked ? one.Restocked : other.Restocked,
    };

    private static List<(string Id, decimal Quantity)> Parts(ReadOnlySpan<byte> blob)
    {
        var parts = new List<(string, decimal)>();
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            if (entries.Field == ItemField.BundledProduct)
            {
                parts.Add((Encoding.UTF8.GetString(entries.Name), decimal.Parse(entries.Value, NumberStyles.Number, CultureInfo.InvariantCulture)));
            }
        }

        return parts;
    }
}
