using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

/// <summary>The server's side of Digest (RFC 7616, qop auth): each number it gives is good for one call.</summary>
internal sealed partial class DigestServer(string algorithm)
{
    private readonly HashSet<string> _nonces = new(StringComparer.Ordinal);
    private int _given;

    public string Also { get; init; } = "";

    /// <summary>Whether the call is signed in; if not, it is answered.</summary>
    public bool Admits(HttpContext http)
    {
        var told = http.Request.Headers.Authorization.ToString();
        var parts = Parts().Matches(told).ToDictionary(part => part.Groups[1].Value, part => part.Groups[2].Value.Trim('"'), StringComparer.Ordinal);
        if (told.StartsWith("Digest ", StringComparison.Ordinal) && _nonces.Remove(parts["nonce"]))
        {
            var secret = Hash($"{parts["username"]}:{parts["realm"]}:p:ß %");
            var what = Hash($"{http.Request.Method}:{parts["uri"]}");
            if (parts["username"] == "shop" && parts["qop"] == "auth" && parts["uri"] == Target(http) && parts["response"] == Hash($"{secret}:{parts["nonce"]}:{parts["nc"]}:{parts["cnonce"]}:auth:{what}"))
            {
                return true;
            }
        }

        var nonce = $"n{++_given}";
        _nonces.Add(nonce);
        http.Response.StatusCode = 401;
        http.Response.Headers.Append("WWW-Authenticate", $"Digest realm=\"drop\", nonce=\"{nonce}\", algorithm={algorithm}, qop=\"auth\"");
        if (Also.Length > 0)
        {
            http.Response.Headers.Append("WWW-Authenticate", Also);
        }

        return false;
    }

    private static string Target(HttpContext http) => http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;

#pragma warning disable CA5351 // RFC 7616 has MD5.
    private string Hash(string text) => Convert.ToHexStringLower(algorithm == "MD5" ? MD5.HashData(Encoding.UTF8.GetBytes(text)) : SHA256.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    [GeneratedRegex("""(\w+)=("[^"]*"|[^,\s]+)""")]
    private static partial Regex Parts();
}
