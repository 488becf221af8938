using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>TikTok's answer: HTTP 200 always, the truth in <c>code</c>.</summary>
internal sealed record Envelope(int Code, string Message, JsonObject? Data = null)
{
    public static readonly Envelope NoRoute = new(40400, "Route not found");

    public static Envelope Ok(JsonObject? data = null) => new(0, "OK", data);

    public static Envelope Invalid(string message) => new(40002, message);

    public Task WriteAsync(HttpContext http, string requestId)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        var json = new JsonObject { ["code"] = Code, ["message"] = Message, ["request_id"] = requestId, ["data"] = Data ?? [] };
        return http.Response.WriteAsync(json.ToJsonString(), http.RequestAborted);
    }
}
