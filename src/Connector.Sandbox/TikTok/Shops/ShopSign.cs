using System.Security.Cryptography;
using System.Text;

namespace Connector.Sandbox;

/// <summary>The signature of a call (facts 3.2): parameters sorted by ordinal, as decoded; the path before them, the body as it came behind them unless it is multipart; the secret around.</summary>
internal static class ShopSign
{
    public static string Of(string secret, string path, IEnumerable<KeyValuePair<string, string>> query, ReadOnlySpan<byte> body)
    {
        var head = new StringBuilder(secret).Append(path);
        foreach (var (name, value) in query.Where(q => q.Key is not ("sign" or "access_token")).OrderBy(q => q.Key, StringComparer.Ordinal)) head.Append(name).Append(value);
        var key = Encoding.UTF8.GetBytes(secret);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(head.ToString()), .. body, .. key]));
    }

    /// <summary>Of a webhook (facts 3.4).</summary>
    public static string OfNotice(StandInApp app, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(app.AppSecret), (byte[])[.. Encoding.UTF8.GetBytes(app.AppKey), .. body]));
}
