using Connector.Drop;
using Connector.State;

namespace Connector.Listings;

/// <summary>TikTok's Shop Open Platform for each account that has an app: with its tokens, its shop and the pace that all share.</summary>
public sealed class Shops(HttpClient http, Documents documents, ShopTokens tokens, ShopPace pace, TimeProvider clock)
{
    /// <summary>The interface for an account. Nothing is called yet: whether the account is authorised shows with the first call.</summary>
    /// <param name="account">The account.</param>
    /// <param name="patience">How patiently; null: as always.</param>
    /// <exception cref="PersonMustDecideException"><c>shop.no-app</c>: the account names no app, or its settings are faulty.</exception>
    public ShopApi Of(string account, CallPatience? patience = null)
    {
        var wanted = documents.Account(account);
        var settings = ShopSettings.Of(account, wanted);
        settings = settings with { Patience = patience ?? settings.Patience };
        var seller = Of(account, settings, (refused, inner) => tokens.AccessAsync(account, settings, refused, inner));
        return Of(account, settings, async (refused, inner) =>
        {
            var access = await tokens.AccessAsync(account, settings, refused, inner).ConfigureAwait(false);
            if (access.Cipher.Length > 0 && (wanted.Shop.ShopId.Length == 0 || wanted.Shop.ShopId == access.ShopId))
            {
                return access;
            }

            var shop = Choose(account, wanted.Shop.ShopId, await seller.GetShopsAsync(inner).ConfigureAwait(false));
            tokens.Choose(account, shop);
            return (await tokens.AccessAsync(account, settings, null, inner).ConfigureAwait(false)) with { ShopId = shop.Id, Cipher = shop.Cipher };
        });
    }

    /// <summary>Refreshes an account's tokens where they end soon, though no call needs them: a refresh token that nobody uses ends too. Nothing happens where the account is not authorised.</summary>
    public async Task KeepFreshAsync(string account, CancellationToken cancellation)
    {
        var settings = ShopSettings.Of(account, documents.Account(account));
        if (tokens.Find(account) is { IsGood: true } token && token.AppKey == settings.AppKey)
        {
            await tokens.AccessAsync(account, settings, null, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The interface with an access that is stored nowhere yet.</summary>
    internal ShopApi Of(string account, ShopSettings settings, ShopAccess access) => new(http, account, settings, (_, _) => Task.FromResult(access), pace, clock);

    /// <summary>The shop that an account's document names, else the only one.</summary>
    /// <exception cref="PersonMustDecideException"><c>shop.several</c>: the account does not say which; <c>shop.which</c>: it is none of them.</exception>
    internal static AuthorisedShop Choose(string account, string shopId, IReadOnlyList<AuthorisedShop> shops)
    {
        var named = string.Join(", ", shops.Select(shop => $"{shop.Id} {shop.Name} ({shop.Region})"));
        return (shopId, shops) switch
        {
            ({ Length: > 0 }, _) when shops.FirstOrDefault(shop => shop.Id == shopId) is { } found => found,
            ("", [var only]) => only,
            (_, []) => throw new PersonMustDecideException("shop.which", $"The app is authorised for no shop of account {account}'s seller.", "Let the seller who owns the shop authorise the app."),
            ("", _) => throw new PersonMustDecideException("shop.several", $"The app is authorised for {shops.Count} shops: {named}; account {account} does not say which is meant.", "Set shop.shopId in the account to one of them."),
            _ => throw new PersonMustDecideException("shop.which", $"Account {account} names shop {shopId}, and the app is authorised for {named}.", "Correct shop.shopId in the account, or let the seller of that shop authorise the app."),
        };
    }

    private ShopApi Of(string account, ShopSettings settings, Func<ShopAccess?, CancellationToken, Task<ShopAccess>> access) =>
        new(http, account, settings, access, pace, clock, null, (refused, because) => tokens.Withdraw(account, because, refused));
}
