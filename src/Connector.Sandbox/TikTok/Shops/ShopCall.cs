using System.Globalization;
using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>A call that has passed the gate.</summary>
/// <param name="Path">Values of the path's places, by name.</param>
/// <param name="Query">Decoded.</param>
/// <param name="Body">The bytes as they came.</param>
/// <param name="Parts">Of a multipart body; empty for others.</param>
/// <param name="Shop">Null where a call is not about one shop.</param>
/// <param name="Base">Scheme and host under which the caller reaches the stand-in.</param>
internal sealed record ShopCall(
    IReadOnlyDictionary<string, string> Path,
    IReadOnlyDictionary<string, string> Query,
    byte[] Body,
    IReadOnlyDictionary<string, byte[]> Parts,
    StandInApp App,
    Grant Grant,
    ShopShelf? Shop,
    string Base,
    ShopSettings Settings,
    DateTimeOffset Now)
{
    /// <summary>The shop that the call is about.</summary>
    public ShopShelf At => Shop ?? throw new InvalidOperationException("The route says that it is about no shop.");

    public string? Given(string name) => Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The body in the shape that the call has; what is missing, too much or of another kind is 36009004.</summary>
    public JsonElement Read(BodyShape shape)
    {
        try
        {
            using var json = JsonDocument.Parse(Body.Length == 0 ? "{}"u8.ToArray() : Body, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            shape.Check(json.RootElement, Settings.RefuseUnknownMembers);
            return json.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw Invalid("body: not valid JSON. " + e.Message);
        }
    }

    public int Number(string name, int from, int to, int code)
    {
        if (Given(name) is not { } text) throw Invalid($"{name}: missing.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to
            ? value
            : throw new ShopRefused(code, $"{name} is {text}; a whole number from {from} to {to} is allowed.");
    }

    public bool Flag(string name) => Given(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw Invalid($"{name}: {other} is neither true nor false."),
    };

    public static ShopRefused Invalid(string message) => new(36009004, "Invalid parameter. " + message);
}
