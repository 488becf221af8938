using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>OAuth (facts 3.1): the exchange of a code for tokens, and the refresh. Calls are not signed; they run under the platform's lock.</summary>
internal sealed class TokenDesk(ShopBook book, TimeProvider clock, Func<ShopSettings> settings)
{
    public const string Base = "/api/v2/token/";

    /// <summary>The only code that the facts have for faults of tokens; what is wrong stands in the message.</summary>
    private const int Fault = 36004001;

    public ShopAnswer Answer(HttpRequest request)
    {
        var route = request.Path.Value![Base.Length..];
        if (route is not ("get" or "refresh")) return new ShopAnswer(36009009, "Invalid path.");
        if (request.Method != "GET") return new ShopAnswer(36009010, "Invalid method.");
        var query = request.Query;
        string[] needed = ["app_key", "app_secret", "grant_type", route == "get" ? "auth_code" : "refresh_token"];
        if (Array.Find(needed, n => query[n].Count != 1 || query[n].ToString().Length == 0) is { } missing) return new ShopAnswer(Fault, $"Invalid parameter. `{missing}` is missing.");
        if (book.App(query["app_key"].ToString()) is not { } app || !Credentials.Same(query["app_secret"].ToString(), app.AppSecret)) return new ShopAnswer(Fault, "Invalid `app_key` or `app_secret`.");
        if (query["grant_type"] != (route == "get" ? "authorized_code" : "refresh_token")) return new ShopAnswer(Fault, "Invalid `grant_type`.");
        return route == "get" ? Get(app, query["auth_code"].ToString()) : Refresh(app, query["refresh_token"].ToString());
    }

    /// <summary>Gives an app what a seller's code stands for.</summary>
    public (Grant Grant, ShopTokens Tokens) Authorize(StandInApp app, string seller)
    {
        var grant = book.Authorize(app, seller);
        return (grant, Renew(grant));
    }

    private ShopAnswer Get(StandInApp app, string code) => book.UseCode(app.AppKey, code, clock.GetUtcNow()) is { } seller
        ? Told(Authorize(app, seller))
        : new ShopAnswer(Fault, "The `auth_code` is invalid, was used already or has expired.");

    private ShopAnswer Refresh(StandInApp app, string token)
    {
        if (book.GrantByRefresh(app.AppKey, token) is not { } grant) return new ShopAnswer(Fault, "The `refresh_token` is invalid.");
        if (grant.Withdrawn) return new ShopAnswer(Fault, "The seller has cancelled the authorization.");
        return clock.GetUtcNow() < grant.RefreshUntil(token) ? Told((grant, Renew(grant))) : new ShopAnswer(Fault, "The `refresh_token` has expired or was replaced.");
    }

    private ShopTokens Renew(Grant grant) => grant.Renew(kind => book.Secret(settings().Seed, kind), clock.GetUtcNow(), settings());

    private ShopAnswer Told((Grant Grant, ShopTokens Tokens) given)
    {
        var shop = book.Of(given.Grant.Seller).First().Shop;
        return ShopAnswer.Ok(new JsonObject
        {
            ["access_token"] = given.Tokens.AccessToken,
            ["access_token_expire_in"] = given.Tokens.AccessUntil.ToUnixTimeSeconds(),
            ["refresh_token"] = given.Tokens.RefreshToken,
            ["refresh_token_expire_in"] = given.Tokens.RefreshUntil.ToUnixTimeSeconds(),
            ["open_id"] = given.Grant.Seller,
            ["seller_name"] = shop.Name,
            ["seller_base_region"] = shop.Region,
            ["user_type"] = 0,
            ["granted_scopes"] = new JsonArray([.. given.Grant.Scopes.Select(s => JsonValue.Create(s))]),
        });
    }
}
