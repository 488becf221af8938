using System.Security.Cryptography;
using System.Text;

namespace Connector.Sandbox;

/// <summary>Compares secrets in a time that does not depend on where they differ.</summary>
internal static class Credentials
{
    public static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    public static bool BasicIs(string? header, string user, string password)
    {
        const string scheme = "Basic ";
        if (header is null || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[scheme.Length..].Trim(), bytes, out var count)
            && Same(Encoding.UTF8.GetString(bytes, 0, count), $"{user}:{password}");
    }
}
