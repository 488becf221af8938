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

    private static Stock Counted(StockRecord record)
    {
        var salable = Salable(record);

        // What is ordered already goes first to what is there, so that no more is still to come than can be sold.
        return new Stock(StockKnowledge.Counted, salable, 0, record.InStockDate, record.Handling) { ToCome = Math.Clamp(ToCome(record), 0, Math.Max(0, salable)) };
    }

    private static decimal Salable(StockRecord record) => record.Ats
        ?? (record.Allocation ?? 0)
        + ToCome(record)
        - (record.Turnover ?? 0)
        - (record.OnOrder ?? 0);

    private static decimal ToCome(StockRecord record) => record.Handling == StockHandling.None ? 0 : record.PreorderBackorderAllocation ?? 0;
}
