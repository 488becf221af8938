using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Where a shop's webhooks go (facts 3.4).</summary>
internal sealed class EventDesk
{
    private static readonly BodyShape Setting = BodyShape.Of("{address*:str, event_type*:str}");
    private static readonly BodyShape Removal = BodyShape.Of("{event_type*:str}");

    private static readonly string[] Names =
    [
        "ORDER_STATUS_CHANGE", "RECIPIENT_ADDRESS_UPDATE", "PACKAGE_UPDATE", "PRODUCT_STATUS_CHANGE", "SELLER_DEAUTHORIZATION", "UPCOMING_AUTHORIZATION_EXPIRATION", "CANCELLATION_STATUS_CHANGE",
        "RETURN_STATUS_CHANGE", "NEW_CONVERSATION", "NEW_MESSAGE", "PRODUCT_INFORMATION_CHANGE", "PRODUCT_CREATION", "PRODUCT_CATEGORY_CHANGE", "NEW_MESSAGE_LISTENER", "INVOICE_STATUS_CHANGE",
        "PRODUCT_AUDIT_STATUS_CHANGE", "REVERSE_STATUS_UPDATE",
    ];

    public IEnumerable<ShopRoute> Routes =>
    [
        new("GET", "/event/202309/webhooks", null, List),
        new("PUT", "/event/202309/webhooks", null, Set),
        new("DELETE", "/event/202309/webhooks", null, Remove),
    ];

    private static ShopAnswer List(ShopCall call)
    {
        var hooks = call.At.Hooks.Where(h => h.Value.AppKey == call.App.AppKey).ToArray();
        return ShopAnswer.Ok(new JsonObject
        {
            ["total_count"] = hooks.Length,
            ["webhooks"] = new JsonArray([.. hooks.Select(h => new JsonObject
            {
                ["address"] = h.Value.Address,
                ["create_time"] = h.Value.Created.ToUnixTimeSeconds(),
                ["event_type"] = h.Key,
                ["update_time"] = h.Value.Updated.ToUnixTimeSeconds(),
            })]),
        });
    }

    private static ShopAnswer Set(ShopCall call)
    {
        var body = call.Read(Setting);
        var name = Known(body.Text("event_type")!);
        var address = body.Text("address")!;
        if (address.Length > 255) throw ShopCall.Invalid($"`body.address` has {address.Length} characters; 255 are allowed.");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw ShopCall.Invalid("`body.address` is no address.");
        if (!call.Settings.AnyWebhookAddress && (uri.Scheme != "https" || !uri.IsDefaultPort || IPAddress.TryParse(uri.Host, out _) || !uri.Host.Contains('.', StringComparison.Ordinal)))
            throw ShopCall.Invalid("`body.address` must be https, with a domain and without a port.");
        var created = call.At.Hooks.TryGetValue(name, out var before) ? before.Created : call.Now;
        call.At.Hooks[name] = new ShopHook(call.App.AppKey, address, created, call.Now);
        return ShopAnswer.Ok();
    }

    private static ShopAnswer Remove(ShopCall call)
    {
        call.At.Hooks.Remove(Known(call.Read(Removal).Text("event_type")!));
        return ShopAnswer.Ok();
    }

    private static string Known(string name) => Names.Contains(name) ? name : throw ShopCall.Invalid($"`body.event_type` is {name}.");
}
