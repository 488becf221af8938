using Connector.Accounts;
using Connector.Drop;

namespace Connector.Listings;

/// <summary>How the Shop Open Platform is called for one app (interface C). The record that an account's document has is <see cref="AccountShop"/>.</summary>
public sealed record ShopSettings
{
    /// <summary>Base of the interface. Default https://open-api.tiktokglobalshop.com. What stands before the interface's own path, such as that of a proxy, is not signed.</summary>
    public Uri ApiUrl { get; init; } = new("https://open-api.tiktokglobalshop.com");

    /// <summary>Where tokens are got and refreshed. Default https://auth.tiktok-shops.com.</summary>
    public Uri AuthUrl { get; init; } = new("https://auth.tiktok-shops.com");

    /// <summary>The app's key.</summary>
    public required string AppKey { get; init; }

    /// <summary>The app's secret; it signs.</summary>
    public required Secret AppSecret { get; init; }

    /// <summary>Calls per second of one kind, app and shop. Default 10, 1 to 50: TikTok's limit is 50 (facts/tiktok.md 3.3), and other programs with the same app count too.</summary>
    public int CallsPerSecond { get; init; } = 10;

    /// <summary>How patiently.</summary>
    public CallPatience Patience { get; init; } = new();

    /// <summary>Time before an access token's end from which on it is refreshed. Default 1 day, of about seven that it lives.</summary>
    public TimeSpan RefreshAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Largest answer that is read, in bytes. Default 32 MB: the whole tree of categories, or 100 products, stay below it.</summary>
    public int MaxAnswerBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Allows <c>http://</c> to another machine, for the sandbox. Default false: tokens would cross the network in the clear. Loopback is always allowed.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>What an account's document says.</summary>
    /// <exception cref="PersonMustDecideException">It names no app, or the secret is not where it says.</exception>
    public static ShopSettings Of(string name, Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Shop.AppKey.Length == 0
            ? throw new PersonMustDecideException("shop.no-app", $"Account {name} names no app for TikTok's Shop Open Platform.", "Set shop.appKey and shop.appSecret in the account; both are in TikTok's Partner Center.")
            : new ShopSettings
            {
                ApiUrl = new Uri(account.Shop.ApiUrl),
                AuthUrl = new Uri(account.Shop.AuthUrl),
                AppKey = account.Shop.AppKey,
                AppSecret = account.Shop.AppSecret.Resolve($"The app secret of account {name}"),
                CallsPerSecond = account.Shop.CallsPerSecond,
                RefreshAhead = account.Shop.RefreshAhead,
                AllowPlainHttp = account.Drop.AllowPlainHttp,
            };
    }

    /// <summary>Everything that is wrong with these settings, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>(Patience.Faults());
        foreach (var (name, url) in new[] { (nameof(ApiUrl), ApiUrl), (nameof(AuthUrl), AuthUrl) })
        {
            if (!url.IsAbsoluteUri)
            {
                faults.Add($"{name} '{Http.Shown(url.OriginalString)}' is relative; write the whole URL.");
            }
            else if (Http.PlainHttpFault(url, AllowPlainHttp) is { } plain)
            {
                faults.Add($"{name}: {plain}");
            }
        }

        if (string.IsNullOrWhiteSpace(AppKey))
        {
            faults.Add("AppKey is empty; copy it from TikTok's Partner Center.");
        }

        if (CallsPerSecond is < 1 or > 50)
        {
            faults.Add($"CallsPerSecond is {CallsPerSecond}; TikTok allows 50 of one kind.");
        }

        if (RefreshAhead < TimeSpan.Zero || MaxAnswerBytes < 1)
        {
            faults.Add($"RefreshAhead {RefreshAhead} may not be negative, and MaxAnswerBytes {MaxAnswerBytes} is above zero.");
        }

        return faults;
    }
}

/// <summary>What a call is allowed by: the seller's token, and the shop that is meant. It prints without them.</summary>
/// <param name="Token">Goes into the header <c>x-tts-access-token</c>.</param>
/// <param name="ShopId">TikTok's id of the shop; empty: none is chosen yet.</param>
/// <param name="Cipher">The parameter <c>shop_cipher</c>; empty: none is chosen yet.</param>
public sealed record ShopAccess(Secret Token, string ShopId, string Cipher)
{
    public override string ToString() => $"access to shop {ShopId}";
}
