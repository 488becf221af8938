using System.Security.Cryptography;
using System.Text;

namespace Connector.Listings;

/// <summary>Proves that TikTok sent a webhook: the header <c>Authorization</c> holds the hex HMAC-SHA256, by the app's secret, of the app's key and the body's very bytes (facts 3.4).</summary>
public static class WebhookSignature
{
    public static bool IsRight(string appKey, Secret appSecret, ReadOnlySpan<byte> body, string? authorization)
    {
        ArgumentNullException.ThrowIfNull(appSecret);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (authorization?.Length != given.Length * 2 || Convert.FromHexString(authorization, given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(appSecret.Reveal()));
        hmac.AppendData(Encoding.UTF8.GetBytes(appKey));
        hmac.AppendData(body);
        return CryptographicOperations.FixedTimeEquals(given, hmac.GetHashAndReset());
    }
}
