using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// A SKU's stock in a list, and over the lists that a view reads (facts: sfcc.md 2.2): <c>ats</c> where the export has it, else
/// allocation + preorder/backorder allocation - turnover - on order; a list without a record counts by its default.
/// </summary>
internal static class StockSum
{
    public static Stock In(InventoryListHeader header, StockRecord? record) =>
        (record?.Perpetual ?? header.DefaultInStock) ? Stock.NotManaged
        : record is null ? Stock.NoRecord
        : Counted(record);

    /// <summary>Of two lists: what is not counted in one cannot run out; else their figures are added up.</summary>
    public static Stock Add(Stock one, Stock other) => (one.Knowledge, other.Knowledge) switch
    {
        (StockKnowledge.NotManaged, _) or (_, StockKnowledge.NotManaged) => Stock.NotManaged,
        (StockKnowledge.NoRecord, _) => other,
        (_, StockKnowledge.NoRecord) => one,
        _ => new Stock(
            StockKnowledge.Counted, one.Salable + other.Salable, 0, Restocked(one, other), Handling(one, other))
        {
            ToCome = one.ToCome + other.ToCome,
        },
    };

    private static Stock Counted(StockRecord record)
    {
        var salable = Salable(record);

        // What is ordered already goes first to what is there, so that no more is still to come than can be sold.
        return new Stock(StockKnowledge.Counted, salable, 0, record.InStockDate, record.Handling) { ToCome = Math.Clamp(ToCome(record), 0, Math.Max(0, salable)) };
    }

    /// <summary>From the first arrival on some are there. A day left in the record of a list that expects nothing is no arrival.</summary>
    private static DateTimeOffset? Restocked(Stock one, Stock other) => (one.ToCome > 0, other.ToCome > 0) switch
    {
        (true, false) => one.Restocked,
        (false, true) => other.Restocked,
        _ => one.Restocked is null || other.Restocked < one.Restocked ? other.Restocked : one.Restocked,
    };

    /// <summary>How the list sells that still has something to come; of two, the one named later.</summary>
    private static StockHandling Handling(Stock one, Stock other) =>
        other.Handling == StockHandling.None || (one.ToCome > 0 && other.ToCome <= 0) ? one.Handling : other.Handling;

    private static decimal Salable(StockRecord record) => record.Ats
        ?? (record.Allocation ?? 0)
        + ToCome(record)
        - (record.Turnover ?? 0)
        - (record.OnOrder ?? 0);

    private static decimal ToCome(StockRecord record) => record.Handling == StockHandling.None ? 0 : record.PreorderBackorderAllocation ?? 0;
}
