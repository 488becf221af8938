using Connector.Accounts;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>
/// Deals a SKU's quantity out to warehouses, in the account's order: none is given more than its list has, and together never more
/// than the policies allow; what is there goes before what is still to come. What the shop does not count stands with the first list that does not count it.
/// Where a policy promises more than all lists have together (a threshold's band, a default for what there is none of), the rest stands with the first of them.
/// </summary>
internal sealed class WarehouseShares(IReadOnlyList<AccountWarehouse> warehouses)
{
    private readonly int[] _shares = new int[warehouses.Count];

    /// <param name="quantity">What the policies let TikTok sell.</param>
    /// <param name="lists">What each list has; empty where the view reads one list only, or nothing may be sold.</param>
    /// <param name="only">The one list that the view reads; counts where <paramref name="lists"/> is empty.</param>
    /// <returns>Pieces by warehouse; valid until it is called again.</returns>
    public ReadOnlySpan<int> Of(int quantity, IReadOnlyList<ListStock> lists, string? only)
    {
        Array.Clear(_shares);
        var left = quantity;
        var uncounted = lists.Any(list => list.Stock.Knowledge == StockKnowledge.NotManaged);
        if (lists.Count == 0)
        {
            for (var i = 0; i < _shares.Length; i++)
            {
                _shares[i] = warehouses[i].List == only ? quantity : 0;
            }

            return _shares;
        }

        Deal(stock => stock.Salable - stock.ToCome);
        Deal(stock => stock.Salable);
        if (left > 0 && !uncounted && quantity > Math.Floor(lists.Sum(list => list.Stock.Knowledge == StockKnowledge.Counted ? list.Stock.Salable : 0)))
        {
            Promise();
        }

        return _shares;

        void Promise()
        {
            for (var i = 0; i < _shares.Length; i++)
            {
                if (lists.Any(list => list.List == warehouses[i].List))
                {
                    _shares[i] += left;
                    return;
                }
            }
        }

        void Deal(Func<Stock, decimal> has)
        {
            for (var i = 0; i < _shares.Length && left > 0; i++)
            {
                var stock = lists.FirstOrDefault(list => list.List == warehouses[i].List).Stock;
                var more = stock.Knowledge switch
                {
                    StockKnowledge.NotManaged => left,
                    StockKnowledge.Counted when !uncounted => (int)Math.Clamp(Math.Floor(has(stock)) - _shares[i], 0, left),
                    _ => 0,
                };
                _shares[i] += more;
                left -= more;
            }
        }
    }
}
