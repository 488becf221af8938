using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>
/// Interface A's connection of a shop: the hand-over of its credentials, its status, and its end. Who asks, <c>external_data</c> proves: base64 of
/// JSON whose hmac is made with the shop's own key (facts A; sfcc.md 1.5, 1.6).
/// </summary>
internal sealed class ConnectDesk(Holdings holdings, TimeProvider clock, Func<StandInSettings> settings)
{
    private const string HandOver = "/tbp/v2.0/salesforce/auth_callback/";
    private const string Status = "/tbp/v2.0/shop/connection/get_status";
    private const string End = "/tbp/v2.0/shop/connection/disconnect";
    private const int Connected = 2;
    private const int ShopBusiness = 3;

    private static readonly string[] Data =
    [
        "version", "timestamp", "locale", "business_platform", "external_business_id", "hmac", "app_id", "extra", "industry_id", "timezone", "country_region", "store_name", "phone_number",
        "email", "currency", "website_url", "domain", "redirect_uri", "close_method",
    ];

    private static readonly string[] HandedOver =
    [
        "external_business_id", "app_id", "business_platform", "client_id", "client_secret", "commerce_cloud_username", "commerce_cloud_password", "ocapi_version", "site_id", "webdav_password",
        "create_order_url", "website_url",
    ];

    public static bool Serves(string path) => path is HandOver or Status or End;

    public async Task<Envelope> AnswerAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return (request.Method, request.Path.Value) switch
            {
                ("POST", HandOver) => Take(Asking(request)!, await CallFields.OfBodyAsync(request, ct)),
                ("GET", Status) => Told(Asking(request)!),
                ("POST", End) => Cut(Asking(request, isNeeded: settings().DisconnectNeedsExternalData), await CallFields.OfBodyAsync(request, ct)),
                _ => Envelope.NoRoute,
            };
        }
        catch (CallRefused refused)
        {
            return new Envelope(refused.Code, refused.Message);
        }
    }

    private Envelope Take(StandInConnection connection, CallFields body)
    {
        body.Only(HandedOver);
        if (body.Text("external_business_id") != connection.ExternalBusinessId) throw Refused("external_business_id is not the one of external_data");
        Platform(body.Text("business_platform"));

        // TikTok logs into the folder with what it is given here; where nothing is given, it goes on with what it has.
        var (user, password) = (body.TextOrNull("commerce_cloud_username"), body.TextOrNull("webdav_password"));
        holdings.Connect(connection with { WebDavUser = user ?? connection.WebDavUser, WebDavPassword = password ?? connection.WebDavPassword });
        holdings.SetConnected(connection.ExternalBusinessId, true);
        return Envelope.Ok();
    }

    private Envelope Told(StandInConnection connection)
    {
        var value = holdings.IsConnected(connection.ExternalBusinessId) ? Connected : settings().NotConnectedValue;
        return Envelope.Ok(new JsonObject { ["connect_info"] = new JsonObject { ["connect_status"] = new JsonObject { ["connect"] = value } } });
    }

    private Envelope Cut(StandInConnection? asking, CallFields body)
    {
        body.Only("biz_type", "outer_shop_id");
        if (body.Whole("biz_type", 0, 0, 100) != ShopBusiness) throw CallRefused.Invalid($"biz_type: must be {ShopBusiness}.");
        var id = body.Text("outer_shop_id");
        if (holdings.Connection(id) is null || (asking is not null && asking.ExternalBusinessId != id)) throw Refused($"outer_shop_id {id} is not connected");
        holdings.SetConnected(id, false);
        return Envelope.Ok();
    }

    private StandInConnection? Asking(HttpRequest request, bool isNeeded = true)
    {
        var text = request.Query["external_data"].ToString();
        if (text.Length == 0) return isNeeded ? throw CallRefused.Invalid("external_data: Missing data for required field.") : null;
        var data = Decoded(text);
        if (data.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => !Data.Contains(n)) is { } stranger) throw CallRefused.Invalid($"external_data.{stranger}: Unknown field.");
        var (version, timestamp, locale) = (Text(data, "version"), Text(data, "timestamp"), Text(data, "locale"));
        var (platform, id, hmac) = (Text(data, "business_platform"), Text(data, "external_business_id"), Text(data, "hmac"));
        if (version != "1.0") throw CallRefused.Invalid($"external_data.version: {version} is not known.");
        Platform(platform);

        if (holdings.Connection(id) is not { ExternalDataKey: { } key } connection) throw Refused($"external_business_id {id} is not known here");
        var signed = $"version={version}&timestamp={timestamp}&locale={locale}&business_platform={platform}&external_business_id={id}";
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)));
        if (!Credentials.Same(hmac, expected)) throw Refused("external_data.hmac is wrong");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || Math.Abs(clock.GetUtcNow().ToUnixTimeMilliseconds() - at) > settings().ExternalDataLife.TotalMilliseconds)
            throw Refused("external_data.timestamp is not of now, in milliseconds");
        return connection;
    }

    private void Platform(string platform)
    {
        if (!settings().BusinessPlatforms.Contains(platform)) throw CallRefused.Invalid($"business_platform: {platform} is not known.");
    }

    private static JsonElement Decoded(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(text), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw CallRefused.Invalid("external_data: must be an object.");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw CallRefused.Invalid("external_data: must be base64 of JSON.");
        }
    }

    /// <summary>A text or a number: of the timestamp the sources show both.</summary>
    private static string Text(JsonElement data, string name) => !data.TryGetProperty(name, out var value) ? throw CallRefused.Invalid($"external_data.{name}: Missing data for required field.") : value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw CallRefused.Invalid($"external_data.{name}: Not a valid string."),
    };

    private CallRefused Refused(string why) => new(settings().ConnectRefusedCode, why);
}
