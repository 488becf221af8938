using System.Collections.Concurrent;
using Connector.Accounts;

namespace Connector.Listings;

/// <summary>What of a shop every product of it needs: its warehouses, and brands by name.</summary>
/// <param name="Warehouses">The inventory lists that are told, each with TikTok's id of its warehouse.</param>
/// <param name="BrandAsync">TikTok's id of a brand; null: it knows none of that name that the shop may sell.</param>
public sealed record ShopFloor(IReadOnlyList<(string List, string Warehouse)> Warehouses, Func<string, CancellationToken, Task<string?>> BrandAsync);

/// <summary>Finds out what of a shop every product of it needs, and keeps it for a day.</summary>
public sealed class ShopFloors(ShopData data, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<(string Account, string Brand), (string? Id, DateTimeOffset At)> _brands = new();

    /// <summary>Of an account's shop.</summary>
    /// <exception cref="PersonMustDecideException">A warehouse that the account names is none of the shop's, or cannot be sold from.</exception>
    public async Task<ShopFloor> OfAsync(string name, Account account, ShopApi api, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(api);
        var known = data.Find<ShopSetUp>(name);
        var warehouses = known is { } fetched && clock.GetUtcNow() - fetched.Fetched < Kept ? fetched.Data.Warehouses : await api.GetWarehousesAsync(cancellation).ConfigureAwait(false);
        if (known is null || clock.GetUtcNow() - known.Value.Fetched >= Kept)
        {
            data.Put(name, (known?.Data ?? new ShopSetUp()) with { Warehouses = warehouses });
        }

        var selling = warehouses.Where(warehouse => warehouse is { Type: "SALES_WAREHOUSE", EffectStatus: not "DISABLED" }).ToList();
        var told = account.Warehouses.Count > 0
            ? account.Warehouses.Select(warehouse => (warehouse.InventoryListId, Id: warehouse.InventoryListId)).ToList()
            : [(account.InventoryListId, (selling.FirstOrDefault(warehouse => warehouse.Id == account.InventoryListId) ?? selling.FirstOrDefault(warehouse => warehouse.IsDefault) ?? (selling.Count == 1 ? selling[0] : null))?.Id ?? "")];
        if (told.FirstOrDefault(each => selling.All(warehouse => warehouse.Id != each.Id)) is { InventoryListId: not null } missing)
        {
            var there = selling.Count == 0 ? "none" : string.Join(", ", selling.Select(warehouse => $"{warehouse.Id} {warehouse.Name}"));
            throw new PersonMustDecideException(
                "shop.warehouse",
                missing.Id.Length == 0 ? $"Account {name} names no warehouse, and its shop has no default one to sell from (it has {there})." : $"Account {name} names warehouse {missing.Id}, from which its shop does not sell (it has {there}).",
                "Name TikTok's ids in the account's warehouses, each with the inventory list of the shop whose stock it has; or set the warehouse up in TikTok's Seller Center.");
        }

        return new ShopFloor(told, (brand, inner) => BrandAsync(name, api, brand, inner));
    }

    private async Task<string?> BrandAsync(string name, ShopApi api, string brand, CancellationToken cancellation)
    {
        if (_brands.TryGetValue((name, brand), out var known) && clock.GetUtcNow() - known.At < Kept)
        {
            return known.Id;
        }

        string? id = null;
        await foreach (var page in api.ListBrandsAsync(null, null, onlyAuthorised: false, brand, cancellation).ConfigureAwait(false))
        {
            id ??= page.Brands.FirstOrDefault(one => string.Equals(one.Name, brand, StringComparison.OrdinalIgnoreCase) && one.BrandStatus != "UNAVAILABLE" && (!one.IsT1Brand || one.AuthorizedStatus == "AUTHORIZED"))?.Id;
            if (id is not null)
            {
                break;
            }
        }

        _brands[(name, brand)] = (id, clock.GetUtcNow());
        return id;
    }
}
