using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Which shops a token opens, and what their seller may do.</summary>
internal sealed class AccessDesk(ShopBook book)
{
    public IEnumerable<ShopRoute> Routes =>
    [
        new("GET", "/authorization/202309/shops", ShopScopes.Authorization, call => ShopAnswer.Ok(new JsonObject { ["shops"] = new JsonArray([.. Shops(call).Select(Whole)]) })) { OfShop = false },
        new("GET", "/seller/202309/shops", ShopScopes.Shop, call => ShopAnswer.Ok(new JsonObject { ["shops"] = new JsonArray([.. Shops(call).Where(s => s.Active).Select(s => new JsonObject { ["id"] = s.ShopId, ["region"] = s.Region })]) })) { OfShop = false },
        new("GET", "/seller/202309/permissions", ShopScopes.Shop, call => ShopAnswer.Ok(new JsonObject { ["permissions"] = new JsonArray([.. Shops(call).SelectMany(s => s.Permissions).Distinct().Select(p => JsonValue.Create(p))]) })) { OfShop = false },
    ];

    private IEnumerable<StandInShop> Shops(ShopCall call) => book.Of(call.Grant.Seller).Select(s => s.Shop);

    private static JsonObject Whole(StandInShop shop) => new()
    {
        ["cipher"] = shop.Cipher,
        ["code"] = shop.Code,
        ["id"] = shop.ShopId,
        ["name"] = shop.Name,
        ["region"] = shop.Region,
        ["seller_type"] = shop.SellerType,
    };
}
