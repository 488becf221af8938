namespace Connector.Listings;

/// <summary>How an account's authorisation stands.</summary>
public enum AuthorisationState
{
    /// <summary>The app was never authorised for it.</summary>
    None,

    /// <summary>Calls can be made.</summary>
    Authorised,

    /// <summary>Calls can be made, but the authorisation ends within <see cref="ShopToken.Ahead"/>.</summary>
    Expiring,

    /// <summary>The seller, TikTok or time has ended it.</summary>
    Withdrawn,

    /// <summary>TikTok gave new tokens whose answer never arrived; the old ones are good no more.</summary>
    Lost,
}

/// <summary>An account's authorisation, without its tokens.</summary>
public sealed record ShopToken
{
    /// <summary>From when on an authorisation that ends is told of: 30 days, as TikTok's own warnings (webhook type 7).</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public required string Account { get; init; }

    public required AuthorisationState State { get; init; }

    /// <summary>Why it stands so; empty while all is well.</summary>
    public required string Because { get; init; }

    /// <summary>Since when it stands so.</summary>
    public required DateTimeOffset Since { get; init; }

    public required string AppKey { get; init; }

    /// <summary>When the access token ends; it is refreshed before.</summary>
    public required DateTimeOffset AccessExpires { get; init; }

    /// <summary>When the refresh token ends: until then the seller need not do anything.</summary>
    public required DateTimeOffset RefreshExpires { get; init; }

    public required DateTimeOffset RefreshedAt { get; init; }

    public required string OpenId { get; init; }

    public required string Seller { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Empty: none is chosen yet.</summary>
    public required string ShopId { get; init; }

    public required string ShopName { get; init; }

    public required string ShopRegion { get; init; }

    /// <summary>Whether calls can be made.</summary>
    public bool IsGood => State is AuthorisationState.Authorised or AuthorisationState.Expiring;
}
