using System.Data.Common;
using System.Text.Json;
using Connector.State;
using Dapper;

namespace Connector.Listings;

/// <summary>Lists that TikTok gave for an account, as last fetched: warehouses, ways of delivery, carriers, prerequisites, brands. Categories are a document.</summary>
public sealed class ShopData(StateDatabase state, TimeProvider clock)
{
    /// <summary>The last of one kind, and when it was fetched; null: never.</summary>
    public (T Data, DateTimeOffset Fetched)? Find<T>(string account)
        where T : class
    {
        using var db = state.Open();
        return db.QuerySingleOrDefault<(string Json, string FetchedAt)>("SELECT json, fetched_at FROM shop_data WHERE account = @account AND what = @what", new { account, what = What<T>() }) is { Json: { } json } row
            ? (JsonSerializer.Deserialize<T>(json, ShopJson.Options)!, Instants.Parse(row.FetchedAt)) : null;
    }

    /// <summary>Keeps what was fetched now, in place of what was there.</summary>
    public void Put<T>(string account, T data)
        where T : class => state.Write((db, transaction) => Put(db, transaction, account, data, clock.GetUtcNow()));

    internal static void Put<T>(DbConnection db, DbTransaction transaction, string account, T data, DateTimeOffset at)
        where T : class => db.Execute(
        "INSERT INTO shop_data(account, what, json, fetched_at) VALUES(@account, @what, @json, @at) ON CONFLICT(account, what) DO UPDATE SET json = excluded.json, fetched_at = excluded.fetched_at",
        new { account, what = What<T>(), json = JsonSerializer.Serialize(data, ShopJson.Options), at = Instants.Text(at) }, transaction);

    private static string What<T>() => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(typeof(T).Name);
}

/// <summary>What a shop is, beside its categories, as TikTok said when it was last asked.</summary>
public sealed record ShopSetUp
{
    public IReadOnlyList<ShopWarehouse> Warehouses { get; init; } = [];

    public IReadOnlyList<WarehouseDelivery> Deliveries { get; init; } = [];

    public IReadOnlyList<Prerequisite> Prerequisites { get; init; } = [];

    /// <summary>Brands that TikTok knows; null where it does not say.</summary>
    public long? Brands { get; init; }

    /// <summary>Those that the shop is authorised to sell; null where TikTok does not say.</summary>
    public long? AuthorisedBrands { get; init; }
}

/// <summary>A way of delivery of a warehouse, and its carriers.</summary>
public sealed record WarehouseDelivery
{
    public string WarehouseId { get; init; } = "";

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>STANDARD, EXPRESS, ECONOMY or SEND_BY_SELLER.</summary>
    public string Type { get; init; } = "";

    /// <summary>Its carriers; none where TikTok itself delivers.</summary>
    public IReadOnlyList<ShippingProvider> Carriers { get; init; } = [];
}
