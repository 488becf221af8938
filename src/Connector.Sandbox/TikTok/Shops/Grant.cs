namespace Connector.Sandbox;

/// <summary>What a seller has granted to an app: its tokens. Changed under the lock of the platform only.</summary>
internal sealed class Grant(string appKey, string seller, ValueList<string> scopes)
{
    private readonly List<(string Token, DateTimeOffset Until)> _access = [];
    private readonly List<(string Token, DateTimeOffset Until)> _refresh = [];

    public string AppKey => appKey;

    public string Seller => seller;

    public ValueList<string> Scopes { get; set; } = scopes;

    /// <summary>The seller has taken it back.</summary>
    public bool Withdrawn { get; set; }

    /// <summary>When the last refresh token runs out: the authorisation ends with it.</summary>
    public DateTimeOffset Until => _refresh.Count > 0 ? _refresh[^1].Until : DateTimeOffset.MinValue;

    /// <summary>Day of the last notice that it will run out.</summary>
    public DateOnly NoticedOn { get; set; }

    public bool HasEnded(DateTimeOffset now) => Withdrawn || now >= Until;

    /// <summary>Null: not one of this grant's.</summary>
    public DateTimeOffset? AccessUntil(string token) => Find(_access, token);

    /// <summary>Null: not one of this grant's, or replaced too long ago.</summary>
    public DateTimeOffset? RefreshUntil(string token) => Find(_refresh, token);

    public ShopTokens Renew(Func<string, string> secret, DateTimeOffset now, ShopSettings settings)
    {
        var refreshUntil = _refresh.Count == 0 || settings.RefreshRenewsLife ? now + settings.RefreshTokenLife : Until;
        Shorten(_access, settings.OldAccessTokenStays ? TimeSpan.MaxValue : TimeSpan.Zero, now);
        Shorten(_refresh, settings.OldRefreshTokenGrace, now);
        _access.Add((secret("access"), now + settings.AccessTokenLife));
        _refresh.Add((secret("refresh"), refreshUntil));
        return new ShopTokens(_access[^1].Token, _access[^1].Until, _refresh[^1].Token, refreshUntil);
    }

    /// <summary>All access tokens are past their time.</summary>
    public void ExpireAccess(DateTimeOffset now) => Shorten(_access, TimeSpan.Zero, now);

    public void ExpireRefresh(DateTimeOffset now) => Shorten(_refresh, TimeSpan.Zero, now);

    public Grant Copy()
    {
        var copy = new Grant(appKey, seller, Scopes) { Withdrawn = Withdrawn, NoticedOn = NoticedOn };
        copy._access.AddRange(_access);
        copy._refresh.AddRange(_refresh);
        return copy;
    }

    private static DateTimeOffset? Find(List<(string Token, DateTimeOffset Until)> tokens, string token)
    {
        foreach (var (given, until) in tokens)
        {
            if (Credentials.Same(token, given)) return until;
        }

        return null;
    }

    private static void Shorten(List<(string Token, DateTimeOffset Until)> tokens, TimeSpan rest, DateTimeOffset now)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Until - now > rest) tokens[at] = (tokens[at].Token, now + rest);
        }
    }
}

/// <summary>A pair of tokens, as token/get and token/refresh give them.</summary>
public sealed record ShopTokens(string AccessToken, DateTimeOffset AccessUntil, string RefreshToken, DateTimeOffset RefreshUntil)
{
    public override string ToString() => $"ShopTokens {{ AccessUntil = {AccessUntil:O}, RefreshUntil = {RefreshUntil:O} }}";
}
