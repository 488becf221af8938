using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>
/// <c>/__control/shops/</c>: the levers of the Shop Open Platform over HTTP. <c>settings</c> (GET, POST some), <c>apps</c> and <c>shops</c> (POST: add or change one), <c>notices</c> (GET: all webhooks), <c>send</c>
/// (POST: send what is due), <c>trouble</c> (POST a <see cref="NoticeTrouble"/>); POST with <see cref="ShopOrder"/>: <c>authorize</c> (answers tokens), <c>deauthorize</c>, <c>expire-tokens</c>, <c>scopes</c>,
/// <c>freeze</c>, <c>unfreeze</c>, <c>deactivate</c>, <c>lock-price</c>, <c>lock-stock</c>, <c>order</c>, <c>ship</c>, <c>stock</c>, <c>price</c>, <c>edit</c>, <c>swallow-edits</c>.
/// </summary>
internal sealed class ShopControl(ShopPlatform shops)
{
    public const string Prefix = "shops/";

    public async Task AnswerAsync(HttpContext http, string what)
    {
        switch (http.Request.Method, what)
        {
            case ("GET", "settings"):
                await ControlGate.WriteAsync(http, shops.Settings);
                return;
            case ("GET", "notices"):
                await ControlGate.WriteAsync(http, shops.Notices);
                return;
            case ("POST", "settings"):
                shops.Settings = ControlDesk.Overlaid(shops.Settings, await ControlGate.ReadAsync<JsonObject>(http));
                break;
            case ("POST", "apps"):
                shops.Add(await ControlGate.ReadAsync<StandInApp>(http));
                break;
            case ("POST", "shops"):
                shops.Add(await ControlGate.ReadAsync<StandInShop>(http));
                break;
            case ("POST", "trouble"):
                shops.Trouble(await ControlGate.ReadAsync<NoticeTrouble>(http));
                break;
            case ("POST", "send"):
                await shops.SendDueAsync(http.RequestAborted);
                break;
            case ("POST", "authorize"):
                var wanted = await ControlGate.ReadAsync<ShopOrder>(http);
                await ControlGate.WriteAsync(http, shops.Authorize(wanted.AppKey, wanted.ShopId));
                return;
            case ("POST", _) when Hand(what) is { } hand:
                hand(await ControlGate.ReadAsync<ShopOrder>(http));
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Action<ShopOrder>? Hand(string what) => what switch
    {
        "deauthorize" => o => shops.Deauthorize(o.ShopId),
        "expire-tokens" => o => shops.ExpireTokens(o.ShopId, o.RefreshTokensToo),
        "scopes" => o => shops.Grant(o.ShopId, o.Scopes),
        "freeze" => o => shops.Hand.Freeze(o.ShopId, o.ProductId, o.Reason),
        "unfreeze" => o => shops.Hand.Unfreeze(o.ShopId, o.ProductId),
        "deactivate" => o => shops.Hand.Deactivate(o.ShopId, o.ProductId, o.Reason),
        "lock-price" => o => shops.Hand.LockPrice(o.ShopId, o.SellerSku, o.Locked),
        "lock-stock" => o => shops.Hand.LockStock(o.ShopId, o.SellerSku, o.Locked),
        "order" => o => shops.Hand.Order(o.ShopId, o.SellerSku, o.WarehouseId, o.Pieces),
        "ship" => o => shops.Hand.Ship(o.ShopId, o.SellerSku, o.WarehouseId, o.Pieces),
        "stock" => o => shops.Hand.SetStock(o.ShopId, o.SellerSku, o.WarehouseId, o.Pieces),
        "price" => o => shops.Hand.SetPrice(o.ShopId, o.SellerSku, o.Amount),
        "edit" => o => shops.Hand.Edit(o.ShopId, o.ProductId, o.Changes),
        "swallow-edits" => o => shops.Hand.SwallowEdits(o.ShopId, o.Times),
        _ => null,
    };
}

/// <summary>What a lever is told, over HTTP; each takes the members that it needs.</summary>
internal sealed record ShopOrder
{
    public required string ShopId { get; init; }

    public string AppKey { get; init; } = "";

    public string ProductId { get; init; } = "";

    public string SellerSku { get; init; } = "";

    public string WarehouseId { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>A price.</summary>
    public string Amount { get; init; } = "";

    public int Pieces { get; init; }

    public int Times { get; init; } = 1;

    public bool Locked { get; init; } = true;

    public bool RefreshTokensToo { get; init; }

    public ValueList<string> Scopes { get; init; } = [];

    /// <summary>Members of a product's body, with their new values.</summary>
    public JsonObject Changes { get; init; } = [];
}
