using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>
/// <c>/__control/</c>: the same levers that a test has in process, over HTTP. What people change with TikTok's own tools:
/// <c>products/edit</c> <c>{catalogId, skuId, changes: {price: "9.99 GBP"}}</c>, <c>products/add</c> <c>{catalogId, row}</c>, <c>products/remove</c>
/// <c>{catalogId, skuId}</c>, <c>stock</c> <c>{externalBusinessId, list, skuId, quantity}</c>. What begins with <c>shops/</c> is the <see cref="ShopControl"/>'s.
/// </summary>
internal sealed class ControlDesk(TikTokStandIn standIn, TimeProvider clock)
{
    private readonly ShopControl _shops = new(standIn.Shops);

    public async Task AnswerAsync(HttpContext http, string what)
    {
        if (await ControlGate.TryFaultsAsync(http, what, standIn.Faults)) return;
        if (what.StartsWith(ShopControl.Prefix, StringComparison.Ordinal))
        {
            await _shops.AnswerAsync(http, what[ShopControl.Prefix.Length..]);
            return;
        }

        switch (http.Request.Method, what)
        {
            case ("GET", "state"):
                await standIn.PickUpDueAsync(http.RequestAborted);
                await standIn.PullDueAsync(http.RequestAborted);
                await ControlGate.WriteAsync(http, standIn.State);
                return;
            case ("GET", "settings"):
                await ControlGate.WriteAsync(http, standIn.Settings);
                return;
            case ("POST", "settings"):
                standIn.Settings = Overlaid(standIn.Settings, await ControlGate.ReadAsync<JsonObject>(http));
                break;
            case ("POST", "verdicts"):
                standIn.Verdicts.Add(await ControlGate.ReadAsync<VerdictRule>(http));
                break;
            case ("DELETE", "verdicts"):
                standIn.Verdicts.Clear();
                break;
            case ("POST", "small-images"):
                standIn.Verdicts.AddSmallImages(await ControlGate.ReadAsync<string[]>(http));
                break;
            case ("POST", "products/edit"):
                standIn.ByHand.Edit(await ControlGate.ReadAsync<ProductEdit>(http));
                break;
            case ("POST", "products/add"):
                standIn.ByHand.Add(await ControlGate.ReadAsync<ProductAddition>(http));
                break;
            case ("POST", "products/remove"):
                var removal = await ControlGate.ReadAsync<ProductRemoval>(http);
                standIn.ByHand.Remove(removal.CatalogId, removal.SkuId);
                break;
            case ("POST", "stock"):
                var stock = await ControlGate.ReadAsync<StockEdit>(http);
                standIn.ByHand.SetStock(stock.ExternalBusinessId, stock.List, stock.SkuId, stock.Quantity);
                break;
            case ("POST", "auth-codes"):
                await ControlGate.WriteAsync(http, new { code = standIn.AuthCode((string?)(await ControlGate.ReadAsync<JsonObject>(http))["externalBusinessId"] ?? "") });
                return;
            case ("POST", "connections"):
                standIn.Connect(await ControlGate.ReadAsync<StandInConnection>(http));
                break;
            case ("POST", "clock/advance") when clock is ManualClock manual:
                var seconds = (await ControlGate.ReadAsync<JsonObject>(http))["seconds"] ?? throw new JsonException("seconds is missing.");
                manual.Advance(TimeSpan.FromSeconds((double)seconds));
                await standIn.PickUpDueAsync(http.RequestAborted);
                await standIn.PullDueAsync(http.RequestAborted);
                await standIn.Shops.SendDueAsync(http.RequestAborted);
                break;
            case ("POST", "clock/advance"):
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                await http.Response.WriteAsync("The clock is not a manual one.");
                return;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>The settings with the given ones replaced; a name that is none is an error, not a wish.</summary>
    internal static T Overlaid<T>(T now, JsonObject given)
    {
        var all = JsonSerializer.SerializeToNode(now, ControlGate.Json)!.AsObject();
        foreach (var (name, value) in given) all[name] = value?.DeepClone();
        return all.Deserialize<T>(ControlGate.Json)!;
    }
}
