using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>A call that is answered with a code.</summary>
internal sealed class CallRefused(int code, string message) : Exception(message)
{
    public int Code => code;

    public static CallRefused Invalid(string message) => new(40002, message);
}

/// <summary>The fields of a call of interface B, from its query or its JSON body: read strictly, every fault a 40002 that names the field.</summary>
internal sealed class CallFields
{
    private readonly JsonElement _object;
    private readonly string _at;

    private CallFields(JsonElement fields, string at) => (_object, _at) = (fields, at);

    public static CallFields OfQuery(IQueryCollection query)
    {
        var fields = new JsonObject();
        foreach (var (name, values) in query) fields[name] = values.Count == 1 ? values.ToString() : throw CallRefused.Invalid($"{name}: given twice.");
        return new CallFields(JsonSerializer.SerializeToElement(fields), "");
    }

    public static async Task<CallFields> OfBodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true) throw CallRefused.Invalid("Content-Type: must be application/json.");
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false }, ct);
            return Of(json.RootElement.Clone(), "body");
        }
        catch (JsonException e)
        {
            throw CallRefused.Invalid("body: not valid JSON. " + e.Message);
        }
    }

    public bool Has(string name) => _object.TryGetProperty(name, out _);

    /// <exception cref="CallRefused">Another field is given.</exception>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach (var given in _object.EnumerateObject())
        {
            if (!names.Contains(given.Name)) throw CallRefused.Invalid($"{_at}{given.Name}: Unknown field.");
        }
    }

    public string Text(string name, int most = 2000) => TextOrNull(name, most) ?? throw CallRefused.Invalid($"{_at}{name}: Missing data for required field.");

    /// <summary>Null where it is not given, or empty.</summary>
    public string? TextOrNull(string name, int most = 2000)
    {
        if (!_object.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) throw CallRefused.Invalid($"{_at}{name}: Not a valid string.");
        var text = value.GetString()!;
        return text.Length == 0 ? null : text.Length <= most ? text : throw CallRefused.Invalid($"{_at}{name}: {text.Length} characters, {most} are allowed.");
    }

    public string OneOf(string name, params ReadOnlySpan<string> values) => OneOfOrNull(name, values) ?? throw CallRefused.Invalid($"{_at}{name}: Missing data for required field.");

    public string? OneOfOrNull(string name, params ReadOnlySpan<string> values)
    {
        var text = TextOrNull(name);
        return text is null || values.Contains(text) ? text : throw CallRefused.Invalid($"{_at}{name}: must be one of {string.Join(", ", values.ToArray())}.");
    }

    public int Whole(string name, int fallback, int least, int most)
    {
        if (!_object.TryGetProperty(name, out var value)) return fallback;
        var isNumber = value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt32(out var number)
            : int.TryParse(value.ValueKind == JsonValueKind.String ? value.GetString() : null, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return isNumber && number >= least && number <= most ? number : throw CallRefused.Invalid($"{_at}{name}: must be a whole number from {least} to {most}.");
    }

    /// <summary>A number, written as it was sent.</summary>
    public string? NumberOrNull(string name)
    {
        if (!_object.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw CallRefused.Invalid($"{_at}{name}: Not a valid number.");
    }

    public CallFields? PartOrNull(string name) => _object.TryGetProperty(name, out var value) ? Of(value, $"{_at}{name}") : null;

    public IReadOnlyList<CallFields> Parts(string name) => [.. List(name).Select((e, i) => Of(e, $"{_at}{name}[{i}]"))];

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select((e, i) =>
        e.ValueKind == JsonValueKind.String && e.GetString()!.Length > 0 ? e.GetString()! : throw CallRefused.Invalid($"{_at}{name}[{i}]: Not a valid string."))];

    private JsonElement[] List(string name)
    {
        if (!_object.TryGetProperty(name, out var value)) throw CallRefused.Invalid($"{_at}{name}: Missing data for required field.");
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw CallRefused.Invalid($"{_at}{name}: Not a valid list.");
    }

    private static CallFields Of(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Object ? new CallFields(value, at == "body" ? "" : at + ".") : throw CallRefused.Invalid($"{at}: Not a valid object.");
}
