using Connector.Accounts;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>
/// Deals a SKU's quantity out to warehouses, in the account's order: none is given more than its list has, and together never more
/// than the policies allow. What the shop does not count stands with the first list that does not count it.
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
        for (var i = 0; i < _shares.Length && left > 0; i++)
        {
            var has = lists.Count == 0
                ? warehouses[i].List == only ? left : 0
                : Has(lists.FirstOrDefault(list => list.List == warehouses[i].List).Stock, uncounted, left);
            _shares[i] = Math.Min(left, has);
            left -= _shares[i];
        }

        return _shares;
    }

    private static int Has(Stock stock, bool uncounted, int most) => stock.Knowledge switch
    {
        StockKnowledge.NotManaged => most,
        StockKnowledge.Counted when !uncounted => (int)Math.Clamp(Math.Floor(stock.Salable), 0, most),
        _ => 0,
    };
}
