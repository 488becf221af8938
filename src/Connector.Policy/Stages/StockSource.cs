using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// Which of the shop's figures count: of the chosen inventory lists, of a bundle's own record or its parts, with or without what is reserved.
/// Where the view reads one list, that one counts. Checklist INV-12, INV-13, RIV-02.
/// </summary>
/// <param name="Lists">Only these of the view's lists; empty: all.</param>
/// <param name="Reservations">Only of these lists the reserved pieces count; empty: of all.</param>
/// <param name="Bundles">What counts for a bundle.</param>
public sealed record StockSource(IReadOnlyList<string> Lists, IReadOnlyList<string> Reservations, BundleQuantity Bundles)
{
    /// <summary>All lists, all reservations, bundles by their parts.</summary>
    public static StockSource All { get; } = new([], [], BundleQuantity.LowestComponent);

    /// <summary>The source that a policy chooses.</summary>
    public static StockSource Of(InventoryPolicy policy) => policy is { Lists.Count: 0, Reservations.Count: 0, Bundles: BundleQuantity.LowestComponent }
        ? All
        : new StockSource(policy.Lists, policy.Reservations, policy.Bundles);

    /// <summary>The stock of the lists that count, together. No record where none of them is the view's.</summary>
    public Stock In(ShopItem item)
    {
        if (CountsAll)
        {
            return item.Stock;
        }

        var (sum, lists) = Figures(item);
        if (lists.Count == 0 || (Lists.Count == 0 && Reservations.Count == 0))
        {
            return sum;
        }

        var chosen = Stock.NoRecord;
        for (var i = 0; i < lists.Count; i++)
        {
            if (Counts(lists[i].List))
            {
                var stock = lists[i].Stock;
                chosen = Stock.Together(chosen, Names(Reservations, lists[i].List) ? stock : stock with { Reserved = 0 });
            }
        }

        return chosen;
    }

    /// <summary>The lists that count; null where they are those of the item.</summary>
    public IReadOnlyList<ListStock>? Chosen(ShopItem item)
    {
        if (CountsAll)
        {
            return null;
        }

        var lists = Figures(item).Lists;
        return lists.Count > 0 && Lists.Count > 0 ? [.. lists.Where(list => Counts(list.List))]
            : ReferenceEquals(lists, item.StockByList) ? null : lists;
    }

    /// <summary>As a part of a sentence; empty where all counts.</summary>
    public string Describe()
    {
        var lists = Lists.Count == 0 ? "" : $" in {string.Join(", ", Lists)}";
        var reserved = Reservations.Count == 0 ? "" : $", reservations counted in {string.Join(", ", Reservations)} only";
        return lists + (Bundles == BundleQuantity.OwnRecord ? ", bundles by their own record" : "") + reserved;
    }

    public bool Equals(StockSource? other) =>
        other is not null && Bundles == other.Bundles && Lists.SequenceEqual(other.Lists) && Reservations.SequenceEqual(other.Reservations);

    public override int GetHashCode() => HashCode.Combine(Bundles, Lists.Count, Reservations.Count);

    /// <summary>Whether the item's own figures count, as they are.</summary>
    private bool CountsAll => Bundles == BundleQuantity.LowestComponent && Lists.Count == 0 && Reservations.Count == 0;

    private (Stock Sum, IReadOnlyList<ListStock> Lists) Figures(ShopItem item) => Bundles == BundleQuantity.OwnRecord && item.BundleRecords is { } own
        ? (own.Stock, own.ByList)
        : (item.Stock, item.StockByList);

    private bool Counts(string list) => Names(Lists, list);

    private static bool Names(IReadOnlyList<string> names, string list)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], list, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return names.Count == 0;
    }
}
