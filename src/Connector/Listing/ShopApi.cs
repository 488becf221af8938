using System.Globalization;
using Connector.Drop;

namespace Connector.Listings;

/// <summary>
/// TikTok's Shop Open Platform (interface C), for one account. Code decides, whatever the HTTP status. What is a product's own fault comes back as a fault of the outcome; what a
/// person must mend, and what did not heal, is thrown.
/// </summary>
public sealed partial class ShopApi
{
    /// <summary>Limit of product ids in one call (12019120).</summary>
    public const int MaxProductIds = 20;

    /// <summary>Largest page of products; brands are asked for in pages of the same size.</summary>
    public const int MaxPage = 100;

    /// <summary>Products whose stock is searched in one call.</summary>
    public const int MaxStockProducts = 100;

    /// <summary>SKUs whose stock is searched in one call.</summary>
    public const int MaxStockSkus = 600;

    private readonly ShopCalls _calls;

    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="account">The account's name: accounts take turns where they share a pace.</param>
    /// <param name="settings">Where to, with which app, how fast and how patiently.</param>
    /// <param name="access">Gives the token and the shop. Given the access that TikTok called expired, it gives another one.</param>
    /// <param name="pace">Shared by all accounts of the process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    /// <param name="denied">Told, with TikTok's words, where it says that an access is withdrawn.</param>
    /// <exception cref="PersonMustDecideException">The settings are faulty.</exception>
    public ShopApi(
        HttpClient http, string account, ShopSettings settings, Func<ShopAccess?, CancellationToken, Task<ShopAccess>> access, ShopPace pace, TimeProvider time, Random? jitter = null, Action<ShopAccess, string>? denied = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Faults() is { Count: > 0 } faults)
        {
            throw new PersonMustDecideException("shop.settings", $"TikTok's Shop Open Platform cannot be called for account {account}: " + string.Join(" ", faults), "Correct the account's shop settings.");
        }

        _calls = new ShopCalls(http, account, settings, access, pace, time, jitter, denied);
    }

    /// <summary>The shops for which the app is authorised.</summary>
    public async Task<IReadOnlyList<AuthorisedShop>> GetShopsAsync(CancellationToken cancellation) =>
        Demand((await _calls.ReadAsync<ShopList>(ShopCall.Get("/authorization/202309/shops") with { NamesShop = false }, cancellation).ConfigureAwait(false)).List, "shops");

    /// <summary>Where TikTok sends events of this shop.</summary>
    public async Task<IReadOnlyList<ShopWebhook>> GetWebhooksAsync(CancellationToken cancellation) =>
        (await _calls.ReadAsync<Webhooks>(ShopCall.Get("/event/202309/webhooks"), cancellation).ConfigureAwait(false)).List ?? [];

    /// <summary>Has events of one kind sent to an address: https on a domain, without port, at most 255 characters.</summary>
    public Task PutWebhookAsync(string eventType, string address, CancellationToken cancellation) =>
        _calls.MakeAsync(ShopCall.Put("/event/202309/webhooks").WithJson(new { Address = address, EventType = eventType }), cancellation);

    /// <summary>Has events of one kind sent no more.</summary>
    public Task DeleteWebhookAsync(string eventType, CancellationToken cancellation) =>
        _calls.MakeAsync(ShopCall.Delete("/event/202309/webhooks").WithJson(new { EventType = eventType }), cancellation);

    private static IReadOnlyList<T> Demand<T>(IReadOnlyList<T>? list, string name) =>
        list ?? throw ShopCallFault.Unreadable(name, $"data.{name} is missing").ToException();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ShopList
    {
        [System.Text.Json.Serialization.JsonPropertyName("shops")]
        public IReadOnlyList<AuthorisedShop>? List { get; init; }
    }

    private sealed record Webhooks
    {
        [System.Text.Json.Serialization.JsonPropertyName("webhooks")]
        public IReadOnlyList<ShopWebhook>? List { get; init; }
    }
}
