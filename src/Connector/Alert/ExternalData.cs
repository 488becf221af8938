using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Connector.Alerts;

/// <summary>
/// <c>external_data</c>: who asks about a shop's connection, proven by an hmac with the shop's key (facts A; SFCC's cartridge). Base64 of JSON; only what the
/// hmac covers, and the app's id where it is known.
/// </summary>
internal static class ExternalData
{
    private const string Version = "1.0";
    private const string Locale = "en";

    public static string Of(ConnectionSettings settings, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeMilliseconds();
        var (platform, id) = (settings.Alert.BusinessPlatform, settings.Alert.ExternalBusinessId);
        var signed = string.Create(CultureInfo.InvariantCulture, $"version={Version}&timestamp={timestamp}&locale={Locale}&business_platform={platform}&external_business_id={id}");
        var hmac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Key.Reveal()), Encoding.UTF8.GetBytes(signed)));
        var data = new Dictionary<string, object>
        {
            ["version"] = Version, ["timestamp"] = timestamp, ["locale"] = Locale, ["business_platform"] = platform, ["external_business_id"] = id, ["hmac"] = hmac,
        };
        if (settings.AppId.Length > 0)
        {
            data["app_id"] = settings.AppId;
        }

        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(data));
    }
}
