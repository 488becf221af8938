using System.Security.Cryptography;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.State;
using Dapper;

namespace Connector.Listings;

/// <summary>An authorisation that was begun.</summary>
/// <param name="Url">The page that the seller opens.</param>
/// <param name="State">What TikTok sends back with the code; counts once.</param>
/// <param name="Until">When it counts no more.</param>
public sealed record BegunAuthorisation(Uri Url, string State, DateTimeOffset Until);

/// <summary>That a seller authorised the app for an account. Chained; without tokens.</summary>
/// <param name="AppKey">The app.</param>
/// <param name="Seller">The seller, in TikTok's words.</param>
/// <param name="ShopId">The shop; empty: it is not clear yet which one.</param>
/// <param name="AccessExpires">When the access token ends, which is refreshed before.</param>
/// <param name="RefreshExpires">When the authorisation ends where nothing is refreshed.</param>
public sealed record AuthorisationRecord(
    string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, string AppKey, string Seller, string OpenId, string ShopId, string ShopName, string ShopRegion,
    IReadOnlyList<string> Scopes, DateTimeOffset AccessExpires, DateTimeOffset RefreshExpires);

/// <summary>How a seller lets the app act for the shop (OAuth; facts/tiktok.md 3.1). Checklist ACC-02, ACC-18.</summary>
public sealed class Authorising(StateDatabase state, Documents documents, Shops shops, ShopTokens tokens, Leases leases, Runs runs, HttpClient http, TimeProvider clock)
{
    /// <summary>How long what was begun can be finished: as long as TikTok's code is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private const int MostDays = 7;

    /// <summary>Begins it: the seller opens the page, and TikTok sends the browser back to the app's redirect address with a code.</summary>
    /// <exception cref="PersonMustDecideException">The account names no app, or no service id.</exception>
    public BegunAuthorisation Begin(string account, string by)
    {
        var wanted = documents.Account(account);
        var settings = ShopSettings.Of(account, wanted);
        if (settings.Faults() is { Count: > 0 } faults)
        {
            throw new PersonMustDecideException("shop.settings", $"Account {account} cannot be authorised: " + string.Join(" ", faults), "Correct the account's shop settings.");
        }

        if (wanted.Shop.ServiceId.Length == 0)
        {
            throw new PersonMustDecideException("shop.no-service", $"Account {account} names no service id of its app.", "Set shop.serviceId in the account; it is in TikTok's Partner Center, in the app's authorisation link.");
        }

        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var now = clock.GetUtcNow();
        state.Write((db, transaction) =>
        {
            db.Execute("DELETE FROM shop_nonce WHERE made_at < @before", new { before = Instants.Text(now.AddDays(-MostDays)) }, transaction);
            db.Execute("INSERT INTO shop_nonce(nonce, account, made_at, made_by) VALUES(@nonce, @account, @at, @by)", new { nonce = Hash(nonce), account, at = Instants.Text(now), by }, transaction);
        });
        var page = Page(wanted);
        return new BegunAuthorisation(new Uri($"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}service_id={Uri.EscapeDataString(wanted.Shop.ServiceId)}&state={nonce}"), nonce, now + Life);
    }

    /// <summary>Finishes it: gets the tokens for the code, finds the shop, and keeps both.</summary>
    /// <exception cref="PersonMustDecideException">The seller refused, or what was given does not fit what was begun, or TikTok does not take the code.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked. A code counts once: begin again.</exception>
    public async Task<AuthorisationRecord> FinishAsync(string account, Redirected redirected, string by, string because, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(redirected);
        var wanted = documents.Account(account);
        var settings = ShopSettings.Of(account, wanted);
        Use(account, redirected.State);
        if (redirected.Error.Length > 0 || redirected.Code.Reveal().Length == 0)
        {
            throw new PersonMustDecideException(
                "shop.auth-denied", redirected.Error is "" or "auth_denied" ? $"The seller did not authorise the app for account {account}{(redirected.Error.Length > 0 ? $" ({redirected.Error})" : "")}." : $"TikTok did not authorise the app for account {account}: {redirected.Error}.",
                $"Begin again when the seller agrees: connector account authorize {account}.");
        }

        using var lease = await leases.WaitAsync($"{account}/token", "authorising the app", null, cancellation).ConfigureAwait(false);
        var grant = (await new ShopTokenCalls(http, settings, clock, null).GetAsync(redirected.Code.Reveal(), cancellation).ConfigureAwait(false)) switch
        {
            { Fault: { } fault } when ShopTokenCalls.IsOver(fault) => throw new PersonMustDecideException("shop.code", fault.Sentence, $"A code counts once and for 30 minutes: begin again with connector account authorize {account}."),
            { Fault: { } fault } => throw (fault with { Remedy = $"{fault.Remedy} A code counts once: begin again with connector account authorize {account}." }).ToException(),
            { Value: var given } => given!,
        };
        if (grant.UserType == 1 || grant.Refresh is null)
        {
            throw new PersonMustDecideException(
                "shop.not-a-seller", grant.Refresh is null ? "TikTok gave no refresh token." : "It was a creator who authorised the app, not a seller.", $"Let the seller of the shop do it: connector account authorize {account}.");
        }

        // The code is spent: what TikTok gave is kept even where it cannot be asked now, or the account does not say, which shop is meant; the first call chooses. Not kept is what is for another shop.
        Exception? unclear = null;
        AuthorisedShop? shop = null;
        try
        {
            var found = await shops.Of(account, settings, new ShopAccess(grant.Access, "", "")).GetShopsAsync(cancellation).ConfigureAwait(false);
            shop = Shops.Choose(account, wanted.Shop.ShopId, found);
        }
        catch (Exception which) when (which is RemoteFailedException or PersonMustDecideException { Code: "shop.several" })
        {
            unclear = which;
        }

        AuthorisationRecord? record = null;
        runs.Record(
            account, "authorize",
            (id, previous, position) => record = new AuthorisationRecord(
                id, account, clock.GetUtcNow(), by, because, previous, position, settings.AppKey, grant.Seller, grant.OpenId, shop?.Id ?? "", shop?.Name ?? "", shop?.Region ?? "", grant.Scopes, grant.AccessExpires, grant.RefreshExpires),
            (db, transaction, _) => tokens.Put(db, transaction, account, settings.AppKey, grant, shop));
        return unclear is null ? record! : throw unclear;
    }

    /// <summary>Marks what was begun as used, before TikTok is asked.</summary>
    private void Use(string account, string nonce)
    {
        var hash = Hash(nonce);
        var begun = state.Write((db, transaction) =>
        {
            var found = db.QuerySingleOrDefault<(string Account, string MadeAt, string? UsedAt)>("SELECT account, made_at, used_at FROM shop_nonce WHERE nonce = @hash", new { hash }, transaction);
            if (found.Account == account)
            {
                db.Execute("UPDATE shop_nonce SET used_at = @now WHERE nonce = @hash AND used_at IS NULL", new { hash, now = Instants.Text(clock.GetUtcNow()) }, transaction);
            }

            return found;
        });
        var fault = begun switch
        {
            _ when nonce.Length == 0 => "no state came back with the code",
            { Account: null } => "its state was not given out here",
            { Account: var other } when other != account => $"its state was given out for account {other}",
            { UsedAt: not null } => "its state was used before",
            { MadeAt: var at } when clock.GetUtcNow() - Instants.Parse(at) > Life => $"it was begun {at}, and counts for {Life.TotalMinutes:0} minutes",
            _ => null,
        };
        if (fault is not null)
        {
            throw new PersonMustDecideException("shop.state", $"The authorisation of account {account} is not taken: {fault}.", $"Begin again: connector account authorize {account}. Whoever sent you this address may have meant another shop.");
        }
    }

    /// <summary>What is kept of a state that was given out: who reads the database cannot take up what another began.</summary>
    private static string Hash(string nonce) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(nonce)));

    private static string Page(Account account) => account.Shop.AuthorizeUrl.Length > 0 ? account.Shop.AuthorizeUrl
        : account.Country == "US" ? "https://services.tiktokshops.us/open/authorize" : "https://services.tiktokshop.com/open/authorize";
}
