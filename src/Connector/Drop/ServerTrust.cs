using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Drop;

/// <summary>Decides whether a server is the one that we mean to talk to, and says what is wrong where it is not.</summary>
internal sealed class ServerTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly X509Certificate2Collection _roots;
    private readonly IReadOnlyList<byte[]> _pins;
    private readonly bool _alsoSystems;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new(StringComparer.OrdinalIgnoreCase);

    private ServerTrust(X509Certificate2Collection roots, IReadOnlyList<byte[]> pins, bool alsoSystems) => (_roots, _pins, _alsoSystems) = (roots, pins, alsoSystems);

    /// <summary>This machine's authorities.</summary>
    public static ServerTrust Systems { get; } = new([], [], alsoSystems: true);

    /// <summary>As a folder's settings say.</summary>
    /// <exception cref="PersonMustDecideException">The authority's file cannot be read.</exception>
    public static ServerTrust Of(FolderTrust trust) => trust.IsSystems ? Systems : new(Roots(trust.Authority), [.. trust.Pins.Select(pin => FolderTrust.Bytes(pin)!)], alsoSystems: false);

    /// <summary>For a token endpoint on another host: this machine's authorities, and the folder's own.</summary>
    /// <exception cref="PersonMustDecideException">The authority's file cannot be read.</exception>
    public static ServerTrust Beside(FolderTrust trust) => trust.Authority.Length == 0 ? Systems : new(Roots(trust.Authority), [], alsoSystems: true);

    public void Guard(SslClientAuthenticationOptions options)
    {
        options.RemoteCertificateValidationCallback = Judge;
        if (_roots.Count > 0 && !_alsoSystems)
        {
            options.CertificateChainPolicy = Policy();
        }
    }

    /// <summary>Until when the certificate is valid that the host showed last; null where none was seen.</summary>
    public DateTimeOffset? EndOf(string host) => _ends.TryGetValue(host, out var end) ? end : null;

    private static X509Certificate2Collection Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        if (file.Length == 0)
        {
            return roots;
        }

        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unreadable($"cannot be read: {fault.Message}");
        }

        return roots.Count > 0 ? roots : throw Unreadable("holds no certificate");

        PersonMustDecideException Unreadable(string why) => new(
            "drop.certificate", $"The file of certificates {file} {why}.", "Correct trust.authority: a PEM file with the root certificate of your certificate authority, readable for the user that runs connector.");
    }

    /// <summary>Revocation is not looked at, as by default.</summary>
    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return policy;
    }

    /// <summary>What is thrown here comes out as the inner exception of the call's.</summary>
    private bool Judge(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = (sender as SslStream)?.TargetHostName ?? "";
        if (shown is not X509Certificate2 certificate)
        {
            throw new CertificateRefusedException($"{host} shows no certificate", "Check that this is the address of a server that speaks TLS.");
        }

        _ends[host] = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        var key = SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo());
        if (_pins.Count > 0 && !_pins.Any(pin => pin.AsSpan().SequenceEqual(key)))
        {
            throw new CertificateRefusedException(
                $"the key that {host} shows is not pinned: its SHA-256 is {Convert.ToBase64String(key)}, pinned {(_pins.Count == 1 ? "is" : "are")} {string.Join(", ", _pins.Select(pin => Convert.ToBase64String(pin)))}",
                "Ask the server's owner whether its key was changed; if it was, name the new one in trust.pins. If not, somebody stands between.");
        }

        if (errors == SslPolicyErrors.None || (_pins.Count > 0 && _roots.Count == 0))
        {
            return true;
        }

        using var own = _alsoSystems && _roots.Count > 0 ? Own(certificate, chain) : null;
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && own is { ChainStatus.Length: 0 })
        {
            return true;
        }

        throw errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? WrongName(certificate, host) : Broken(certificate, own ?? chain, host, Convert.ToBase64String(key));
    }

    private X509Chain Own(X509Certificate2 certificate, X509Chain? shown)
    {
        var chain = new X509Chain { ChainPolicy = Policy() };
        chain.ChainPolicy.ExtraStore.AddRange(shown?.ChainPolicy.ExtraStore ?? []);
        chain.Build(certificate);
        return chain;
    }

    private static CertificateRefusedException WrongName(X509Certificate2 certificate, string host)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));
        return new CertificateRefusedException(
            $"the certificate that {host} shows is for {(string.Join(", ", names.Take(10)) is { Length: > 0 } list ? list : certificate.Subject)}", "Use the address under a name that the certificate has, or let the server have one with this name.");
    }

    private static CertificateRefusedException Broken(X509Certificate2 certificate, X509Chain? chain, string host, string key)
    {
        foreach (var link in chain?.ChainElements.Reverse() ?? [])
        {
            if (link.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid))
            {
                return new CertificateRefusedException(
                    $"a certificate that {host} shows ({link.Certificate.Subject}) is valid from {Day(link.Certificate.NotBefore)} to {Day(link.Certificate.NotAfter)} only, and today is outside",
                    "Let the server's owner renew it; check this machine's date.");
            }
        }

        var all = chain?.ChainStatus ?? [];
        return all.Any(status => status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
            ? new CertificateRefusedException(
                $"the certificate that {host} shows was issued by {certificate.Issuer}, whom nobody here knows",
                $"For a WebDAV folder, name the root certificate of its authority in trust.authority, or pin the server's key in trust.pins; the one it shows is {key}: compare that with its owner. For others, let the server show its whole chain.")
            : new CertificateRefusedException(
                $"the certificate that {host} shows is not accepted: {string.Join(", ", all.Select(status => status.StatusInformation.Trim()).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal))}", "Let the server's owner mend its certificate.");
    }

    private static string Day(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The server is not the one that we mean, as far as its certificate tells. Never leaves the room.</summary>
internal sealed class CertificateRefusedException(string sentence, string remedy) : AuthenticationException(sentence)
{
    public string Remedy { get; } = remedy;
}
