using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>The way in to <c>/__control/</c>: closed without a token, 403 for a wrong one.</summary>
internal static class ControlGate
{
    public const string Prefix = "/__control/";
    public const string Header = "X-Control-Token";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
        MaxDepth = 16,
    };

    /// <summary>True when the request is for the control endpoint; then it has been answered or <paramref name="answer"/> is run.</summary>
    public static async Task<bool> TryAsync(HttpContext http, string? token, Func<HttpContext, string, Task> answer)
    {
        if (!http.Request.Path.StartsWithSegments(Prefix.TrimEnd('/'), StringComparison.Ordinal, out var rest) || token is null) return false;
        if (!Credentials.Same(http.Request.Headers[Header].ToString(), token))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return true;
        }

        try
        {
            await answer(http, rest.Value!.Trim('/'));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync(e.Message);
        }

        return true;
    }

    public static async Task<T> ReadAsync<T>(HttpContext http) =>
        await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted) ?? throw new JsonException("The body is null.");

    public static Task WriteAsync<T>(HttpContext http, T value) =>
        http.Response.WriteAsJsonAsync(value, Json, http.RequestAborted);

    /// <summary><c>faults</c>: GET lists, POST adds one rule, DELETE clears; <c>faults/release</c>: POST frees all that hang.</summary>
    public static async Task<bool> TryFaultsAsync(HttpContext http, string what, FaultScript faults)
    {
        switch (http.Request.Method, what)
        {
            case ("GET", "faults"):
                await WriteAsync(http, faults.Rules);
                return true;
            case ("POST", "faults"):
                faults.Add(await ReadAsync<FaultRule>(http));
                break;
            case ("DELETE", "faults"):
                faults.Clear();
                break;
            case ("POST", "faults/release"):
                faults.Release();
                break;
            default:
                return false;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
