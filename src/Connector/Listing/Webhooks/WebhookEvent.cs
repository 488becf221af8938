using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Connector.Listings;

/// <summary>What TikTok tells by a webhook, read tolerantly (facts 3.4): ids come as numbers of up to 19 digits or as texts, and are never made a floating-point number.</summary>
public sealed record WebhookEvent
{
    private const int MaxDepth = 32;
    private const int MaxId = 100;

    /// <summary><c>tts_notification_id</c>; where it is missing, the body's SHA-256.</summary>
    public required string Notification { get; init; }

    /// <summary>Number of the kind; 0 where the body tells none.</summary>
    public long Type { get; init; }

    public string ShopId { get; init; } = "";

    /// <summary>TikTok's unix second of the sending.</summary>
    public long Timestamp { get; init; }

    /// <summary>TikTok's unix second of the change; null where the kind has none.</summary>
    public long? UpdateTime { get; init; }

    /// <summary>The product that it is about; empty: none.</summary>
    public string ProductId { get; init; } = "";

    /// <summary>What people may be told: a status, a message.</summary>
    public string Says { get; init; } = "";

    /// <summary>When the authorisation ends, where that is what it tells.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it happened, as far as TikTok tells.</summary>
    public long Moment => UpdateTime ?? Timestamp;

    public static WebhookEvent Read(ReadOnlyMemory<byte> body)
    {
        var unknown = new WebhookEvent { Notification = Convert.ToHexStringLower(SHA256.HashData(body.Span)) };
        try
        {
            using var json = ReadableJson.Parse(body, MaxDepth);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return unknown;
            }

            var data = root.TryGetProperty("data", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            return unknown with
            {
                Notification = Text(root, "tts_notification_id") is { Length: > 0 } id ? id : unknown.Notification,
                Type = Number(root, "type") ?? 0,
                ShopId = Text(root, "shop_id"),
                Timestamp = Second(root, "timestamp") ?? 0,
                UpdateTime = Second(data, "update_time"),
                ProductId = Text(data, "product_id"),
                Says = Sentence(data),
                Expires = Instant(Text(data, "expiration_time")),
            };
        }
        catch (JsonException)
        {
            return unknown;
        }
    }

    private static string Sentence(JsonElement data)
    {
        var audit = data.ValueKind == JsonValueKind.Object && data.TryGetProperty("audit", out var part) ? Text(part, "status") : "";
        string[] parts = [Text(data, "status"), audit, Text(data, "suspended_reason"), Text(data, "current_inventory_status"), Text(data, "message")];
        return string.Join(": ", parts.Where(text => text.Length > 0));
    }

    /// <summary>A text, or a whole number as its digits; without control characters.</summary>
    private static string Text(JsonElement data, string name)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var value))
        {
            return "";
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MaxId && name.EndsWith("_id", StringComparison.Ordinal) ? text[..MaxId] : text.Length > 500 ? text[..500] : text;
    }

    private static long? Number(JsonElement data, string name) => long.TryParse(Text(data, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A unix second, of milliseconds too; null for what is neither.</summary>
    private static long? Second(JsonElement data, string name) => Number(data, name) switch
    {
        < 99_999_999_999 and var second => second,
        < 99_999_999_999_999 and var milliseconds => milliseconds / 1000,
        _ => null,
    };

    /// <summary>Its form is not documented: unix seconds or milliseconds, or a date and time.</summary>
    private static DateTimeOffset? Instant(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number is > 0 and < 99_999_999_999 ? DateTimeOffset.FromUnixTimeSeconds(number) : number is > 0 and < 99_999_999_999_999 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
