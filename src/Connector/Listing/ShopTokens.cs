using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Connector.Drop;
using Connector.Lines;
using Connector.State;
using Dapper;

namespace Connector.Listings;

/// <summary>
/// The tokens of all accounts, encrypted in the state database. One process at a time refreshes an account's tokens (lease <c>ACCOUNT/token</c>), ahead of their end, and stores both
/// at once: TikTok gives a new refresh token with each access token.
/// </summary>
public sealed class ShopTokens(StateDatabase state, TokenSafe safe, Leases leases, HttpClient http, TimeProvider clock)
{
    private const string Columns = """
        account, app_key AS AppKey, state, because, since, access, refresh, access_expires AS AccessExpires, refresh_expires AS RefreshExpires, refreshed_at AS RefreshedAt, refreshing,
        open_id AS OpenId, seller, scopes, shop_id AS ShopId, shop_name AS ShopName, shop_region AS ShopRegion, shop_cipher AS ShopCipher
        """;

    /// <summary>A token that ends sooner is not begun with.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(2);

    /// <summary>After a refresh ahead of time that failed, the token that is still good is used so long before the next try.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _doors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tried = new(StringComparer.Ordinal);

    /// <summary>How an account's authorisation stands; null: there never was one.</summary>
    public ShopToken? Find(string account) => Row(account) is { } row ? Shown(row) : null;

    /// <summary>How those of all accounts stand.</summary>
    public IReadOnlyList<ShopToken> All()
    {
        using var db = state.Open();
        return [.. db.Query<TokenRow>($"SELECT {Columns} FROM shop_token ORDER BY account").Select(Shown)];
    }

    /// <summary>What a call is allowed by. Refreshes it where it ends soon, or is the one that TikTok called expired.</summary>
    /// <param name="account">The account.</param>
    /// <param name="settings">Its app.</param>
    /// <param name="refused">The access that TikTok called expired; null: none.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="PersonMustDecideException">The account is not authorised, or no longer.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked for new tokens.</exception>
    public async Task<ShopAccess> AccessAsync(string account, ShopSettings settings, ShopAccess? refused, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (row, access) = Good(account, settings);
        if (!IsDue(row, access, settings, refused))
        {
            return access;
        }

        var mayWait = refused is null && clock.GetUtcNow() < Instants.Parse(row.AccessExpires) - Least;
        if (mayWait && clock.GetUtcNow() - _tried.GetValueOrDefault(account, DateTimeOffset.MinValue) < BetweenTries)
        {
            return access;
        }

        _tried[account] = clock.GetUtcNow();
        try
        {
            return await RefreshAsync(account, settings, refused, cancellation).ConfigureAwait(false);
        }
        catch (RemoteFailedException) when (mayWait)
        {
            return access;
        }
    }

    /// <summary>TikTok says that the authorisation is withdrawn: no call is made any more until it is given again.</summary>
    /// <param name="account">The account.</param>
    /// <param name="because">TikTok's words.</param>
    /// <param name="refused">The access that was refused; nothing happens where there is a newer one. Null: whatever there is.</param>
    public void Withdraw(string account, string because, ShopAccess? refused = null)
    {
        if (Row(account) is { } row && (refused is null || IsSame(Open(row), refused)))
        {
            End(row, AuthorisationState.Withdrawn, because);
        }
    }

    /// <summary>TikTok says until when the authorisation holds (webhook type 7).</summary>
    public void NoteExpiry(string account, DateTimeOffset expires) => state.Write((db, transaction) => db.Execute(
        "UPDATE shop_token SET refresh_expires = @expires WHERE account = @account", new { account, expires = Instants.Text(expires) }, transaction));

    /// <summary>Keeps which shop is called.</summary>
    internal void Choose(string account, AuthorisedShop shop) => state.Write((db, transaction) => db.Execute(
        "UPDATE shop_token SET shop_id = @Id, shop_name = @Name, shop_region = @Region, shop_cipher = @Cipher WHERE account = @account", new { account, shop.Id, shop.Name, shop.Region, shop.Cipher }, transaction));

    /// <summary>Keeps what a seller authorised, with the shop where it is clear which.</summary>
    internal void Put(DbConnection db, DbTransaction transaction, string account, string appKey, TokenGrant grant, AuthorisedShop? shop)
    {
        var now = Instants.Text(clock.GetUtcNow());
        db.Execute("DELETE FROM shop_token WHERE account = @account", new { account }, transaction);
        db.Execute(
            """
            INSERT INTO shop_token(account, app_key, state, because, since, access, refresh, access_expires, refresh_expires, refreshed_at, refreshing, open_id, seller, scopes, shop_id, shop_name, shop_region, shop_cipher)
            VALUES(@account, @appKey, 'Authorised', '', @now, @access, @refresh, @accessExpires, @refreshExpires, @now, NULL, @OpenId, @Seller, @scopes, @shopId, @shopName, @shopRegion, @shopCipher)
            """,
            new
            {
                account, appKey, now, access = safe.Close(grant.Access), refresh = safe.Close(grant.Refresh!), accessExpires = Instants.Text(grant.AccessExpires), refreshExpires = Instants.Text(grant.RefreshExpires),
                grant.OpenId, grant.Seller, scopes = JsonSerializer.Serialize(grant.Scopes), shopId = shop?.Id ?? "", shopName = shop?.Name ?? "", shopRegion = shop?.Region ?? "", shopCipher = shop?.Cipher ?? "",
            },
            transaction);
    }

    private async Task<ShopAccess> RefreshAsync(string account, ShopSettings settings, ShopAccess? refused, CancellationToken cancellation)
    {
        // Many wait at one door instead of asking for the lease each.
        var door = _doors.GetOrAdd(account, _ => new SemaphoreSlim(1));
        await door.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (row, access) = Good(account, settings);
            if (!IsDue(row, access, settings, refused))
            {
                return access;
            }

            using var lease = await leases.WaitAsync($"{account}/token", "refreshing TikTok's tokens", null, cancellation).ConfigureAwait(false);
            (row, access) = Good(account, settings);
            return IsDue(row, access, settings, refused) ? await RefreshAsync(row, settings, cancellation).ConfigureAwait(false) : access;
        }
        finally
        {
            door.Release();
        }
    }

    /// <summary>
    /// Asks for new tokens. Where no answer comes, TikTok may have changed them all the same: that is noted before, so that the end of this process does not forget it, and the old refresh
    /// token is tried once more. Only where TikTok then says that it is good no more are the new ones lost.
    /// </summary>
    private async Task<ShopAccess> RefreshAsync(TokenRow row, ShopSettings settings, CancellationToken cancellation)
    {
        var calls = new ShopTokenCalls(http, settings, clock, null);
        var isUnsure = row.Refreshing is not null;
        Set(row.Account, Instants.Text(clock.GetUtcNow()));
        for (var attempt = 1; ; attempt++)
        {
            var answer = await AskAsync(isUnsure).ConfigureAwait(false);
            switch (answer.Fault)
            {
                case null:
                    return Renew(row, answer.Value!);
                case { } fault when ShopTokenCalls.IsOver(fault):
                    // Good() says it, as to all who come later.
                    End(row, isUnsure ? AuthorisationState.Lost : AuthorisationState.Withdrawn, fault.Sentence);
                    return Good(row.Account, settings).Access;
                case { } fault when ShopTokenCalls.IsUnsure(fault) && attempt == 1:
                    isUnsure = true;
                    break;
                case { } fault:
                    if (!isUnsure && !ShopTokenCalls.IsUnsure(fault))
                    {
                        Set(row.Account, null);
                    }

                    throw fault.ToException();
            }
        }

        async Task<Try<TokenGrant>> AskAsync(bool wasSent)
        {
            try
            {
                return await calls.RefreshAsync(safe.Open(row.Account, row.Refresh), cancellation).ConfigureAwait(false);
            }
            catch (RemoteFailedException rests) when (LineBreakers.IsUntried(rests) && !wasSent)
            {
                // Nothing was sent, and what TikTok refuses later was not changed by this.
                Set(row.Account, null);
                throw;
            }
        }
    }

    private ShopAccess Renew(TokenRow row, TokenGrant grant)
    {
        var refresh = grant.Refresh ?? safe.Open(row.Account, row.Refresh);
        state.Write((db, transaction) => db.Execute(
            """
            UPDATE shop_token SET state = 'Authorised', because = '', since = CASE WHEN state = 'Authorised' THEN since ELSE @now END, access = @access, refresh = @refresh, access_expires = @accessExpires,
                refresh_expires = @refreshExpires, refreshed_at = @now, refreshing = NULL, scopes = CASE WHEN @scopes = '[]' THEN scopes ELSE @scopes END WHERE account = @Account
            """,
            new
            {
                row.Account, access = safe.Close(grant.Access), refresh = safe.Close(refresh), accessExpires = Instants.Text(grant.AccessExpires),
                refreshExpires = grant.Refresh is null && grant.RefreshExpires == DateTimeOffset.MaxValue ? row.RefreshExpires : Instants.Text(grant.RefreshExpires),
                now = Instants.Text(clock.GetUtcNow()), scopes = JsonSerializer.Serialize(grant.Scopes),
            },
            transaction));
        return new ShopAccess(grant.Access, row.ShopId, row.ShopCipher);
    }

    private void Set(string account, string? refreshing) => state.Write((db, transaction) => db.Execute("UPDATE shop_token SET refreshing = @refreshing WHERE account = @account", new { account, refreshing }, transaction));

    private void End(TokenRow row, AuthorisationState ended, string because) => state.Write((db, transaction) => db.Execute(
        "UPDATE shop_token SET state = @ended, because = @because, since = @now, refreshing = NULL WHERE account = @Account AND access = @Access",
        new { row.Account, row.Access, ended = ended.ToString(), because, now = Instants.Text(clock.GetUtcNow()) }, transaction));

    private (TokenRow Row, ShopAccess Access) Good(string account, ShopSettings settings)
    {
        var authorise = $"connector account authorize {account}";
        var row = Row(account) ?? throw new PersonMustDecideException(
            "shop.unauthorised", $"The app is not authorised for account {account}.", $"Authorise it: {authorise}.");
        if (row.AppKey != settings.AppKey)
        {
            throw new PersonMustDecideException("shop.other-app", $"Account {account} was authorised for app {row.AppKey}, and its shop.appKey is now {settings.AppKey}.", $"Authorise this app: {authorise}.");
        }

        return Enum.Parse<AuthorisationState>(row.State) switch
        {
            AuthorisationState.Withdrawn => throw new PersonMustDecideException(
                "shop.withdrawn", $"The authorisation of account {account} is over since {row.Since}: {row.Because}", $"Let the seller authorise the app again: {authorise}."),
            AuthorisationState.Lost => throw new PersonMustDecideException(
                "shop.lost", $"TikTok changed the tokens of account {account} and its answer never arrived; the old ones are good no more (since {row.Since}): {row.Because}", $"Authorise the app again: {authorise}."),
            _ => (row, Open(row)),
        };
    }

    private ShopAccess Open(TokenRow row) => new(safe.Open(row.Account, row.Access), row.ShopId, row.ShopCipher);

    private bool IsDue(TokenRow row, ShopAccess access, ShopSettings settings, ShopAccess? refused) =>
        refused is not null ? IsSame(access, refused) : Instants.Parse(row.AccessExpires) - clock.GetUtcNow() <= settings.RefreshAhead;

    private static bool IsSame(ShopAccess one, ShopAccess other) => one.Token.Reveal() == other.Token.Reveal();

    private TokenRow? Row(string account)
    {
        using var db = state.Open();
        return db.QuerySingleOrDefault<TokenRow>($"SELECT {Columns} FROM shop_token WHERE account = @account", new { account });
    }

    private ShopToken Shown(TokenRow row)
    {
        var stored = Enum.Parse<AuthorisationState>(row.State);
        var ends = Instants.Parse(row.RefreshExpires);
        return new ShopToken
        {
            Account = row.Account,
            State = stored == AuthorisationState.Authorised && ends - clock.GetUtcNow() <= ShopToken.Ahead ? AuthorisationState.Expiring : stored,
            Because = row.Because,
            Since = Instants.Parse(row.Since),
            AppKey = row.AppKey,
            AccessExpires = Instants.Parse(row.AccessExpires),
            RefreshExpires = ends,
            RefreshedAt = Instants.Parse(row.RefreshedAt),
            OpenId = row.OpenId,
            Seller = row.Seller,
            Scopes = JsonSerializer.Deserialize<List<string>>(row.Scopes)!,
            ShopId = row.ShopId,
            ShopName = row.ShopName,
            ShopRegion = row.ShopRegion,
        };
    }

    private sealed record TokenRow
    {
        public string Account { get; init; } = "";

        public string AppKey { get; init; } = "";

        public string State { get; init; } = "";

        public string Because { get; init; } = "";

        public string Since { get; init; } = "";

        public string Access { get; init; } = "";

        public string Refresh { get; init; } = "";

        public string AccessExpires { get; init; } = "";

        public string RefreshExpires { get; init; } = "";

        public string RefreshedAt { get; init; } = "";

        public string? Refreshing { get; init; }

        public string OpenId { get; init; } = "";

        public string Seller { get; init; } = "";

        public string Scopes { get; init; } = "";

        public string ShopId { get; init; } = "";

        public string ShopName { get; init; } = "";

        public string ShopRegion { get; init; } = "";

        public string ShopCipher { get; init; } = "";
    }
}
