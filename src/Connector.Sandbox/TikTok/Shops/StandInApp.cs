namespace Connector.Sandbox;

/// <summary>An app of the Shop Open Platform: what a developer has from TikTok's Partner Center.</summary>
/// <param name="AppKey">Public name of the app in every call.</param>
/// <param name="AppSecret">Signs calls and webhooks.</param>
/// <param name="ServiceId">Names the app on the page on which sellers authorise it.</param>
/// <param name="RedirectUrl">Where that page sends the seller back to.</param>
public sealed record StandInApp(string AppKey, string AppSecret, string ServiceId, string RedirectUrl)
{
    /// <summary>Scopes that a seller grants with the app; default all of <see cref="ShopScopes"/>.</summary>
    public ValueList<string> Scopes { get; init; } = ShopScopes.All;

    /// <summary>Where webhooks of all shops go, as set in Partner Center; null (default): only where a shop's own call has set one.</summary>
    public string? WebhookUrl { get; init; }

    public override string ToString() => $"StandInApp {{ AppKey = {AppKey}, ServiceId = {ServiceId}, RedirectUrl = {RedirectUrl} }}";
}

/// <summary>
/// Names of the scopes that the calls need. The facts name none: these are the ones that public clients ask for. A token without the one that a call needs gets 105005.
/// </summary>
public static class ShopScopes
{
    public const string Authorization = "seller.authorization.info";
    public const string Shop = "seller.shop.info";
    public const string Products = "seller.product.basic";
    public const string EditProducts = "seller.product.write";
    public const string DeleteProducts = "seller.product.delete";
    public const string Logistics = "seller.logistics";

    /// <summary>All of them.</summary>
    public static ValueList<string> All { get; } = [Authorization, Shop, Products, EditProducts, DeleteProducts, Logistics];
}
