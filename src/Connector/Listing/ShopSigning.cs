using System.Security.Cryptography;
using System.Text;

namespace Connector.Listings;

/// <summary>
/// The signature of a call to the Shop Open Platform: HMAC-SHA256, keyed by the app's secret, over the path, the query's decoded values and the very bytes of the body
/// (facts/tiktok.md 3.2). Pure.
/// </summary>
public static class ShopSigning
{
    /// <summary>Name of the parameter that carries it. Neither it nor <see cref="AccessToken"/> is signed.</summary>
    public const string Sign = "sign";

    /// <summary>A parameter of older calls; today the token is a header, which is not signed either.</summary>
    public const string AccessToken = "access_token";

    /// <summary>The signature, in lower-case hex: TikTok answers 106001 to upper case.</summary>
    /// <param name="secret">The app's secret.</param>
    /// <param name="path">The path with its leading slash; no host, no query.</param>
    /// <param name="query">The parameters as they mean, not as they are escaped; a list is one value with commas. Those without a value are left out, and must not be sent either.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <param name="isMultipart">True: a form with files, of which the body is not signed.</param>
    public static string Of(Secret secret, string path, IEnumerable<KeyValuePair<string, string?>> query, ReadOnlySpan<byte> body, bool isMultipart = false)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(query);
        var key = Encoding.UTF8.GetBytes(secret.Reveal());
        var text = new StringBuilder(path);
        foreach (var (name, value) in query.Where(pair => IsSigned(pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(key);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        if (!isMultipart)
        {
            hash.AppendData(body);
        }

        hash.AppendData(key);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsSigned(string name, string? value) => !string.IsNullOrEmpty(value) && name is not (Sign or AccessToken);
}
