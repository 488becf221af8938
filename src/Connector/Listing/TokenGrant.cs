using System.Text.Json;

namespace Connector.Listings;

/// <summary>What TikTok gives for a code or a refresh token: both tokens, for how long, and for what. It prints without the tokens.</summary>
public sealed record TokenGrant
{
    /// <summary>Below this, what should be an instant in unix seconds is read as a number of seconds from now.</summary>
    private const long FirstInstant = 1_000_000_000;

    public required Secret Access { get; init; }

    public required DateTimeOffset AccessExpires { get; init; }

    /// <summary>Null: the one before stays good.</summary>
    public required Secret? Refresh { get; init; }

    public required DateTimeOffset RefreshExpires { get; init; }

    public string OpenId { get; init; } = "";

    public string Seller { get; init; } = "";

    /// <summary>0 seller, 1 creator, 3 partner; null: not said.</summary>
    public long? UserType { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Null: the answer is of another shape.</summary>
    internal static TokenGrant? Read(JsonElement? data, DateTimeOffset now)
    {
        if (ShopJson.Text(data, "access_token") is not { Length: > 0 } access || ShopJson.Number(data, "access_token_expire_in") is not { } expires)
        {
            return null;
        }

        var refresh = ShopJson.Text(data, "refresh_token");
        return new TokenGrant
        {
            Access = new Secret(access),
            AccessExpires = Instant(expires, now),
            Refresh = refresh.Length > 0 ? new Secret(refresh) : null,
            RefreshExpires = ShopJson.Number(data, "refresh_token_expire_in") is { } last ? Instant(last, now) : DateTimeOffset.MaxValue,
            OpenId = ShopJson.Text(data, "open_id"),
            Seller = ShopJson.Text(data, "seller_name"),
            UserType = ShopJson.Number(data, "user_type"),
            Scopes = [.. ShopJson.Each(data, "granted_scopes").Where(scope => scope.ValueKind == JsonValueKind.String).Select(scope => scope.GetString()!)],
        };
    }

    private static DateTimeOffset Instant(long number, DateTimeOffset now) => number switch
    {
        < FirstInstant => now.AddSeconds(Math.Max(number, 0)),
        < 100 * FirstInstant => DateTimeOffset.FromUnixTimeSeconds(number),
        _ => DateTimeOffset.MaxValue,
    };
}
