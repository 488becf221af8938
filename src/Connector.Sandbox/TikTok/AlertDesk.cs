using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Interface A: reads the alert of the SFCC cartridge, strictly.</summary>
internal sealed class AlertDesk(Holdings holdings, TimeProvider clock, Func<StandInSettings> settings)
{
    public const string Route = "/tbp/v2.0/feed/download/";

    private static readonly string[] Top = ["business_platform", "external_business_id", "params"];
    private static readonly string[] Params = ["url", "feed_type", "update_type"];

    /// <returns>The answer, and the crawl that follows it, if any.</returns>
    public async Task<(Envelope Answer, Alert? Alert)> TakeAsync(HttpRequest request, string requestId, CancellationToken ct)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return (Envelope.Invalid("Content-Type: must be application/json."), null);
        JsonElement body;
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false }, ct);
            body = json.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return (Envelope.Invalid("body: not valid JSON. " + e.Message), null);
        }

        return Read(body, requestId);
    }

    private (Envelope Answer, Alert? Alert) Read(JsonElement body, string requestId)
    {
        if (body.ValueKind != JsonValueKind.Object) return Refuse("body", "must be an object");
        if (Fault(body, "", Top) is { } top) return (top, null);
        var details = body.GetProperty("params");
        if (details.ValueKind != JsonValueKind.Object) return Refuse("params", "must be an object");
        if (Fault(details, "params.", Params) is { } inner) return (inner, null);
        foreach (var (name, value) in Top[..2].Select(n => (n, body.GetProperty(n))).Concat(Params.Select(n => ("params." + n, details.GetProperty(n)))))
        {
            if (value.ValueKind != JsonValueKind.String || value.GetString()!.Length == 0) return Refuse(name, "must be a text that is not empty");
        }

        var platform = body.GetProperty("business_platform").GetString()!;
        if (!settings().BusinessPlatforms.Contains(platform)) return Refuse("business_platform", $"{platform} is not known");
        var account = body.GetProperty("external_business_id").GetString()!;
        if (holdings.Connection(account) is not { } connection || !holdings.IsConnected(account)) return Refuse("external_business_id", $"{account} is not connected");

        var feed = details.GetProperty("feed_type").GetString()!;
        var update = details.GetProperty("update_type").GetString()!;
        if (feed is not ("product" or "inventory" or "order")) return Refuse("params.feed_type", "one of product, inventory, order");
        if (update is not ("create" or "update" or "delete") || (update == "delete" && feed != "product"))
            return Refuse("params.update_type", feed == "product" ? "one of create, update, delete" : $"one of create, update for {feed}");
        var text = details.GetProperty("url").GetString()!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return Refuse("params.url", "must be an absolute http or https address without credentials");
        if (!connection.Admits(url)) return Refuse("params.url", $"{url.Authority} is not a host of this connection");

        if (holdings.IsFirstAlert(account) && settings().FailFirstAlert) return (new Envelope(50000, "System error"), null);
        var note = feed == "order" ? "Order feeds are accepted and not read." : null;
        holdings.Note(account, new AlertState(requestId, clock.GetUtcNow(), text, feed, update, null, note));
        if (feed == "order") return (Envelope.Ok(), null);
        var kind = feed == "inventory" ? FeedKind.Inventory : update == "delete" ? FeedKind.Delete : FeedKind.Product;
        return (Envelope.Ok(), new Alert(requestId, account, url, kind));
    }

    private static Envelope? Fault(JsonElement part, string prefix, string[] fields)
    {
        foreach (var field in fields)
        {
            if (!part.TryGetProperty(field, out _)) return Envelope.Invalid($"{prefix}{field}: Missing data for required field.");
        }

        foreach (var given in part.EnumerateObject())
        {
            if (!fields.Contains(given.Name)) return Envelope.Invalid($"{prefix}{given.Name}: Unknown field.");
        }

        return null;
    }

    private static (Envelope, Alert?) Refuse(string field, string why) => (Envelope.Invalid($"{field}: {why}."), null);
}
