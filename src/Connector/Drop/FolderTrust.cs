using System.Security.Cryptography;

namespace Connector.Drop;

/// <summary>
/// By what a server's certificate is trusted. Nothing set: by the certificate authorities of this machine. Whatever is set holds for the folder's own server; a token
/// endpoint on another host is trusted by this machine's authorities, and by <see cref="Authority"/> as well.
/// </summary>
public sealed record FolderTrust
{
    /// <summary>
    /// A PEM file with the root certificate of a private certificate authority (several are allowed): only what they have issued is trusted, and host name and dates are
    /// looked at as ever. A file that is changed counts from the next opening of the folder on. Default none.
    /// </summary>
    public string Authority { get; init; } = "";

    /// <summary>
    /// SHA-256 of the server's public key (SubjectPublicKeyInfo), in base64 or hexadecimal. With pins alone the key decides: whoever issued the certificate (itself, too), for
    /// whatever name, until whenever. With <see cref="Authority"/> both must fit. Name the next key beside the present one, so that the server can change over. Default none.
    /// </summary>
    public IReadOnlyList<string> Pins { get; init; } = [];

    internal bool IsSystems => Authority.Length == 0 && Pins.Count == 0;

    internal IEnumerable<(string Member, string Sentence, string Remedy)> Faults() => Pins
        .Select((pin, i) => (Pin: pin, Index: i)).Where(each => Bytes(each.Pin) is null)
        .Select(each => ($"trust.pins[{each.Index}]", $"'{each.Pin}' is no SHA-256 in base64 or hexadecimal", "write the SHA-256 of the server's public key: 44 characters of base64 or 64 hexadecimal ones"));

    /// <summary>The hash that a pin stands for; null where it is none.</summary>
    internal static byte[]? Bytes(string pin)
    {
        var plain = pin.Replace(":", "", StringComparison.Ordinal);
        var bytes = new byte[SHA256.HashSizeInBytes];
        return plain.Length == bytes.Length * 2 && plain.All(char.IsAsciiHexDigit) ? Convert.FromHexString(plain)
            : Convert.TryFromBase64String(pin, bytes, out var length) && length == bytes.Length ? bytes : null;
    }
}
