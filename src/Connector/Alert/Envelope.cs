using System.Globalization;
using System.Text.Json;

namespace Connector.Alerts;

/// <summary>TikTok's <c>{code, message, request_id, data}</c>, read with limits; a body of another shape has no code.</summary>
internal sealed record Envelope(long? Code, string? Message, string? RequestId, JsonElement? Data)
{
    private const int MaxDepth = 32;
    private const int MaxText = 500;

    /// <summary>Reads an answer, without what its request held in secret.</summary>
    public static Envelope Read(byte[]? body, HttpResponseMessage answer) => Read(Drop.NoEcho.Strip(body, answer.RequestMessage));

    public static Envelope Read(byte[]? body)
    {
        try
        {
            if (body is not null)
            {
                using var document = ReadableJson.Parse(body, MaxDepth);
                if (document.RootElement is { ValueKind: JsonValueKind.Object } root)
                {
                    return new Envelope(
                        CodeOf(root), Text(root, "message"), Text(root, "request_id"), root.TryGetProperty("data", out var data) ? data.Clone() : null);
                }
            }
        }
        catch (JsonException)
        {
        }

        return new Envelope(null, null, null, null);
    }

    private static long? CodeOf(JsonElement root) => !root.TryGetProperty("code", out var code) ? null : code.ValueKind switch
    {
        JsonValueKind.Number when code.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(code.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = string.Concat(value.GetString()!.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MaxText ? text[..MaxText] + "…" : text;
    }
}
