using Connector.Accounts;
using Connector.State;

namespace Connector.Listings;

/// <summary>The apps whose webhooks are believed: those of accounts that are kept from here. Looked up anew every minute, so that a request costs no reading of documents.</summary>
public sealed class WebhookApps(Documents documents, ShopTokens tokens, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private IReadOnlyList<(string Key, Secret Secret)> _apps = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>The key of the app that a webhook is signed for; null: of none.</summary>
    public string? SignedFor(ReadOnlySpan<byte> body, string? authorization)
    {
        string? found = null;
        foreach (var (key, secret) in Apps())
        {
            // Every app is tried, whichever matches: how long it takes says nothing.
            if (WebhookSignature.IsRight(key, secret, body, authorization))
            {
                found = key;
            }
        }

        return found;
    }

    /// <summary>The accounts that an app's webhook about a shop concerns.</summary>
    /// <param name="appKey">The app.</param>
    /// <param name="shopId">The shop; empty: all that the app has.</param>
    public IReadOnlyList<(string Name, Account Account)> Accounts(string appKey, string shopId) =>
        [.. documents.Accounts().Where(each => each.Account.Shop.AppKey == appKey && (shopId.Length == 0 || ShopOf(each.Name, each.Account) == shopId))];

    private string ShopOf(string name, Account account) => account.Shop.ShopId.Length > 0 ? account.Shop.ShopId : tokens.Find(name)?.ShopId ?? "";

    private IReadOnlyList<(string Key, Secret Secret)> Apps()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now - _readAt >= Fresh)
            {
                _apps = [.. documents.Accounts().Where(each => each.Account.Shop.AppKey.Length > 0).DistinctBy(each => each.Account.Shop.AppKey, StringComparer.Ordinal).Select(App).OfType<(string, Secret)>()];
                _readAt = now;
            }

            return _apps;
        }
    }

    private static (string, Secret)? App((string Name, Account Account) each)
    {
        try
        {
            return (each.Account.Shop.AppKey, each.Account.Shop.AppSecret.Resolve($"account {each.Name}: the app's secret"));
        }
        catch (PersonMustDecideException)
        {
            // `check` tells it; an app without a secret has no webhooks.
            return null;
        }
    }
}
