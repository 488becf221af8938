namespace Connector.Policy.Catalog;

/// <summary>What the shop knows about a SKU's stock over the lists that a view reads.</summary>
public enum StockKnowledge
{
    /// <summary>No record, and the list's default says out of stock: nothing can be sold.</summary>
    NoRecord,

    /// <summary>A record with a figure.</summary>
    Counted,

    /// <summary>The shop does not count: perpetual stock, or no record in a list whose default is in stock.</summary>
    NotManaged,

    /// <summary>No inventory list could be read for the view: nothing may be promised.</summary>
    Unknown,
}

/// <summary>A SKU's stock as the shop has it, before any policy.</summary>
/// <param name="Knowledge">Whether <paramref name="Salable"/> says anything.</param>
/// <param name="Salable">What can be sold now: <c>ats</c>, or allocation + preorder/backorder allocation - turnover - on order. May be negative.</param>
/// <param name="Reserved">What is promised already and not yet taken off <paramref name="Salable"/>; 0 for sources whose figure is net (SFCC's is).</param>
/// <param name="Restocked">When preordered or backordered goods arrive, where the shop says so.</param>
/// <param name="Handling">How the shop sells beyond what it has.</param>
public readonly record struct Stock(
    StockKnowledge Knowledge, decimal Salable, decimal Reserved = 0, DateTimeOffset? Restocked = null, StockHandling Handling = StockHandling.None)
{
    /// <summary>Of <see cref="Salable"/>, what is not there yet: preordered or backordered goods.</summary>
    public decimal ToCome { get; init; }

    public static Stock NoRecord => new(StockKnowledge.NoRecord, 0);

    public static Stock NotManaged => new(StockKnowledge.NotManaged, 0);

    public static Stock Unknown => new(StockKnowledge.Unknown, 0);

    public static Stock Of(decimal salable) => new(StockKnowledge.Counted, salable);

    /// <summary>Of two lists together: what is not counted in one cannot run out; else their figures are added up.</summary>
    public static Stock Together(Stock one, Stock other) => (one.Knowledge, other.Knowledge) switch
    {
        (StockKnowledge.Unknown, _) or (_, StockKnowledge.Unknown) => Unknown,
        (StockKnowledge.NotManaged, _) or (_, StockKnowledge.NotManaged) => NotManaged,
        (StockKnowledge.NoRecord, _) => other,
        (_, StockKnowledge.NoRecord) => one,
        _ => new Stock(
            StockKnowledge.Counted, one.Salable + other.Salable, one.Reserved + other.Reserved, FirstArrival(one, other), HandlingOf(one, other))
        {
            ToCome = one.ToCome + other.ToCome,
        },
    };

    /// <summary>From the first arrival on some are there. A day left in the record of a list that expects nothing is no arrival.</summary>
    private static DateTimeOffset? FirstArrival(Stock one, Stock other) => (one.ToCome > 0, other.ToCome > 0) switch
    {
        (true, false) => one.Restocked,
        (false, true) => other.Restocked,
        _ => one.Restocked is null || other.Restocked < one.Restocked ? other.Restocked : one.Restocked,
    };

    /// <summary>How the list sells that still has something to come; of two, the one named later.</summary>
    private static StockHandling HandlingOf(Stock one, Stock other) =>
        other.Handling == StockHandling.None || (one.ToCome > 0 && other.ToCome <= 0) ? one.Handling : other.Handling;
}

/// <summary>Stock in one inventory list: a warehouse, a store.</summary>
public readonly record struct ListStock(string List, Stock Stock);

/// <summary>What a bundle's own records say, whatever its parts have.</summary>
/// <param name="Stock">Over all inventory lists that the view reads.</param>
/// <param name="ByList">In each list, in the view's order, where it reads several; empty where it reads one.</param>
public sealed record BundleRecords(Stock Stock, IReadOnlyList<ListStock> ByList);

/// <summary>SFCC's preorder-backorder-handling.</summary>
public enum StockHandling
{
    None,
    Preorder,
    Backorder,
}
