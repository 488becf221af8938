using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Drop;

/// <summary>A WebDAV folder behind TLS that takes everything, with whatever certificate the test says.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private TlsServer(WebApplication app) => _app = app;

    /// <summary>By name, so that names are looked at.</summary>
    public Uri Url => new($"https://localhost:{new Uri(_app.Urls.Single()).Port}/dav/");

    /// <summary>Calls that came through.</summary>
    public int Asked => _asked;

    public static async Task<TlsServer> StartAsync(Func<X509Certificate2> certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate());
        }));
        var app = builder.Build();
        var server = new TlsServer(app);
        app.Run(async http =>
        {
            Interlocked.Increment(ref server._asked);
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.Headers.Connection = "close";
            http.Response.StatusCode = http.Request.Method == "HEAD" ? 404 : 201;
        });
        await app.StartAsync();
        return server;
    }

    public static Task<TlsServer> StartAsync(X509Certificate2 certificate) => StartAsync(() => certificate);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A certificate authority of a test.</summary>
internal sealed class Authority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Authority(string name = "Fell and Fern CA")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Root = request.CreateSelfSigned(Certificates.Now.AddYears(-3), Certificates.Now.AddYears(3));
    }

    public X509Certificate2 Root { get; }

    public string Pem => Root.ExportCertificatePem();

    public X509Certificate2 Issue(ECDsa key, string host = "localhost", int fromDays = -1, int toDays = 90)
    {
        using var issued = Certificates.Request(key, host).Create(Root, Certificates.Now.AddDays(fromDays), Certificates.Now.AddDays(toDays), [1, 2, 3, (byte)Random.Shared.Next(100)]);
        return Certificates.Usable(issued.CopyWithPrivateKey(key));
    }

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }
}

internal static class Certificates
{
    /// <summary>TLS goes by the machine's clock.</summary>
    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public static string Pin(ECDsa key) => Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    public static X509Certificate2 SelfSigned(ECDsa key, string host = "localhost", int fromDays = -1, int toDays = 90) =>
        Usable(Request(key, host).CreateSelfSigned(Now.AddDays(fromDays), Now.AddDays(toDays)));

    public static CertificateRequest Request(ECDsa key, string host)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request;
    }

    public static X509Certificate2 Usable(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
}
