using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// A SKU's stock over the lists that a view reads (facts: sfcc.md 2.2): <c>ats</c> where the export has it, else
/// allocation + preorder/backorder allocation - turnover - on order; a list without a record counts by its default.
/// </summary>
internal static class StockSum
{
    public static Stock Of(IReadOnlyList<(InventoryListHeader Header, StockRecord? Record)> lists, ItemKind kind)
    {
        if (kind == ItemKind.Bundle)
        {
            return Stock.OfParts;
        }

        if (lists.Count == 0)
        {
            return Stock.Unknown;
        }

        var sum = Stock.NoRecord;
        foreach (var (header, record) in lists)
        {
            if (record is null ? header.DefaultInStock : record.Perpetual)
            {
                return Stock.NotManaged;
            }

            if (record is not null)
            {
                sum = new Stock(
                    StockKnowledge.Counted, sum.Salable + Salable(record), 0, record.InStockDate ?? sum.Restocked,
                    record.Handling == StockHandling.None ? sum.Handling : record.Handling);
            }
        }

        return sum;
    }

    private static decimal Salable(StockRecord record) => record.Ats
        ?? (record.Allocation ?? 0)
        + (record.Handling == StockHandling.None ? 0 : record.PreorderBackorderAllocation ?? 0)
        - (record.Turnover ?? 0)
        - (record.OnOrder ?? 0);
}
