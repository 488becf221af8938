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
        : new Stock(StockKnowledge.Counted, Salable(record), 0, record.InStockDate, record.Handling) { ToCome = ToCome(record) };

    /// <summary>Of two lists: what is not counted in one cannot run out; else their figures are added up.</summary>
    public static Stock Add(Stock one, Stock other) => (one.Knowledge, other.Knowledge) switch
    {
        (StockKnowledge.NotManaged, _) or (_, StockKnowledge.NotManaged) => Stock.NotManaged,
        (StockKnowledge.NoRecord, _) => other,
        (_, StockKnowledge.NoRecord) => one,
        _ => new Stock(
            StockKnowledge.Counted, one.Salable + other.Salable, 0, other.Restocked ?? one.Restocked,
            other.Handling == StockHandling.None ? one.Handling : other.Handling)
        {
            ToCome = one.ToCome + other.ToCome,
        },
    };

    private static decimal Salable(StockRecord record) => record.Ats
        ?? (record.Allocation ?? 0)
        + ToCome(record)
        - (record.Turnover ?? 0)
        - (record.OnOrder ?? 0);

    private static decimal ToCome(StockRecord record) => record.Handling == StockHandling.None ? 0 : record.PreorderBackorderAllocation ?? 0;
}
