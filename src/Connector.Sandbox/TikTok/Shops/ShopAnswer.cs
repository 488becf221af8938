using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>An answer of the Shop Open Platform (facts 3.3): the truth is in <c>code</c>, the HTTP status only follows.</summary>
internal sealed record ShopAnswer(int Code, string Message, JsonObject? Data = null)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>TikTok protects itself: HTTP 503 without a code of its own.</summary>
    public static readonly ShopAnswer Unavailable = new(36009003, "Service unavailable.");

    public static ShopAnswer Ok(JsonObject? data = null) => new(0, "Success", data);

    /// <summary>An answer of a call that takes several things: code 0 says only that it was heard (facts 3.3).</summary>
    public static ShopAnswer Of(JsonArray errors) => Ok(errors.Count == 0 ? [] : new JsonObject { ["errors"] = errors });

    /// <summary>200 for all that concerns goods; what the gate says has statuses of its own.</summary>
    public int Status(ShopSettings settings) => ReferenceEquals(this, Unavailable) ? StatusCodes.Status503ServiceUnavailable : Code switch
    {
        36009002 => StatusCodes.Status429TooManyRequests,
        36009003 => settings.InternalStatus,
        36009009 => settings.PathStatus,
        36009010 => settings.MethodStatus,
        36009004 or 36009021 or 36009022 or 106013 => settings.ParameterStatus,
        101000 or 105001 or 105002 => settings.TokenStatus,
        105005 => settings.ScopeStatus,
        106001 => settings.SignStatus,
        _ => StatusCodes.Status200OK,
    };

    public Task WriteAsync(HttpContext http, string requestId, ShopSettings settings)
    {
        http.Response.StatusCode = Status(settings);
        http.Response.ContentType = "application/json";
        var json = new JsonObject { ["code"] = Code, ["message"] = Message, ["request_id"] = requestId, ["data"] = Data ?? [] };
        return http.Response.WriteAsync(json.ToJsonString(Plain), http.RequestAborted);
    }
}

/// <summary>A call that is refused as a whole.</summary>
internal sealed class ShopRefused(int code, string message) : Exception(message)
{
    public int Code => code;
}
