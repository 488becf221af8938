using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Worker.Api;

/// <summary>Who may ask the API what.</summary>
/// <param name="token">The token that callers must know; null: none is asked for, because only this machine can call.</param>
internal sealed class ApiGate(Secret? token)
{
    private readonly byte[]? _token = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()));

    /// <summary>Whether a caller may see everything. Takes as long for a token that is nearly right as for any other.</summary>
    public bool Knows(HttpRequest request)
    {
        if (_token is null)
        {
            return true;
        }

        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[scheme.Length..].Trim())), _token);
    }

    /// <summary>Without a token, a page from elsewhere in a browser on this machine must not reach the API under a name of its own (DNS rebinding).</summary>
    public bool IsForHere(HttpRequest request) =>
        _token is not null || request.Host.Host is "localhost" || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>What every answer carries: it is data for programs, for now, and no page.</summary>
    public static void Harden(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
