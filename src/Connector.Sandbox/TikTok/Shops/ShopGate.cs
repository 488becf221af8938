using System.Globalization;

namespace Connector.Sandbox;

/// <summary>
/// What every call meets first (facts 3.2, 3.3), in this order: app, time, signature, token, scope, shop, allowance. The order is the stand-in's: the facts have none.
/// </summary>
internal sealed class ShopGate(ShopBook book)
{
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(30);

    /// <exception cref="ShopRefused">The call goes no further.</exception>
    public (StandInApp App, Grant Grant, ShopShelf? Shop) Pass(
        ShopRoute route, string path, IReadOnlyDictionary<string, string> query, string? token, ReadOnlySpan<byte> signedBody, DateTimeOffset now, ShopSettings settings)
    {
        if (query.GetValueOrDefault("app_key") is not { Length: > 0 } key || book.App(key) is not { } app) throw new ShopRefused(36009004, "Invalid credentials. Invalid `app_key` query parameter.");
        CheckTime(query.GetValueOrDefault("timestamp"), now);
        CheckSign(app, path, query, signedBody, settings);
        if (query.GetValueOrDefault("version") is { Length: > 0 } version && version != route.Version) throw new ShopRefused(36009004, $"Invalid version. `version` is {version}, the path's is {route.Version}.");
        if (string.IsNullOrEmpty(token)) throw new ShopRefused(36009004, "Invalid credentials. The `x-tts-access-token` header is invalid.");
        var grant = book.GrantOf(app.AppKey, token)
            ?? throw new ShopRefused(settings.UnknownTokenCode, "Invalid query or header. The `x-tts-access-token` header is invalid.");
        if (grant.HasEnded(now)) throw new ShopRefused(settings.DeauthorizedCode, "The authorization has expired or was cancelled by the seller.");
        if (now >= grant.AccessUntil(token)) throw new ShopRefused(105002, "Expired credentials. The `access_token` or `x-tts-access-token` header has expired.");
        if (route.Scope is { } scope && !grant.Scopes.Contains(scope)) throw new ShopRefused(105005, $"Access denied. The access scopes granted do not contain the required access scope {scope}.");
        return (app, grant, Shop(route, query.GetValueOrDefault("shop_cipher"), grant));
    }

    private static void CheckTime(string? text, DateTimeOffset now)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) throw new ShopRefused(36009004, "Invalid timestamp. The `timestamp` query parameter is missing or not a number.");
        if (seconds < 0) throw new ShopRefused(36009004, "Invalid timestamp. The value of the `timestamp` query parameter must not be below 0.");
        var ahead = seconds - now.ToUnixTimeSeconds();
        if (ahead < -Oldest.TotalSeconds) throw new ShopRefused(36009004, "Invalid timestamp. The value of the `timestamp` query parameter is earlier than 5 minutes ago.");
        if (ahead > MostAhead.TotalSeconds) throw new ShopRefused(36009004, "Invalid timestamp. The value of the `timestamp` query parameter must not exceed the current time by more than 30 seconds.");
    }

    private static void CheckSign(StandInApp app, string path, IReadOnlyDictionary<string, string> query, ReadOnlySpan<byte> body, ShopSettings settings)
    {
        if (query.GetValueOrDefault("sign") is not { Length: > 0 } sign) throw new ShopRefused(36009004, "Invalid credentials. The `sign` query parameter is missing.");
        var taken = false;
        // Lower-case hexadecimal only (facts 3.2): compared as text.
        if (settings.EmptyValues != EmptyValues.LeftOut) taken = Credentials.Same(sign, ShopSign.Of(app.AppSecret, path, query, body));
        if (settings.EmptyValues != EmptyValues.Covered) taken |= Credentials.Same(sign, ShopSign.Of(app.AppSecret, path, query.Where(q => q.Value.Length > 0), body));
        if (!taken) throw new ShopRefused(106001, "Invalid credentials. The `sign` query parameter is invalid.");
    }

    private ShopShelf? Shop(ShopRoute route, string? cipher, Grant grant)
    {
        if (!route.OfShop) return string.IsNullOrEmpty(cipher) ? null : throw new ShopRefused(36009004, "Unexpected identifier. The `shop_cipher` query parameter is not required for this request.");
        if (string.IsNullOrEmpty(cipher)) throw new ShopRefused(106013, "Missing identifier. The `shop_cipher` query parameter is required to identify the target shop.");
        return book.ByCipher(cipher) is { } shelf && shelf.Shop.Seller == grant.Seller
            ? shelf
            : throw new ShopRefused(101000, "Invalid query or header. The `shop_cipher` query parameter or `x-tts-access-token` header is invalid.");
    }
}
