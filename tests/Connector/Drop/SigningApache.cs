using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Tests.Drop;

/// <summary>A real apache2 that is signed in to by Digest below <c>/digest/</c>, and by tokens below <c>/bearer/</c>: a token counts while a file of its name stands in <see cref="Tokens"/>.</summary>
public sealed class SigningApache : IAsyncLifetime
{
    private const string Binary = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";
    private static readonly string[] Loaded = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_digest", "dav", "dav_fs", "alias", "rewrite"];
    private readonly string _home = Directory.CreateTempSubdirectory("connector-apache-").FullName;
    private Process? _process;

    public string Files => Path.Combine(_home, "files");

    public string Tokens => Path.Combine(_home, "tokens");

    public Uri Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Binary))
        {
            throw new InvalidOperationException($"{Binary} is missing: install the package apache2 (tests/run does).");
        }

        foreach (var folder in new[] { Files, Tokens, Path.Combine(_home, "locks") })
        {
            Directory.CreateDirectory(folder);
        }

#pragma warning disable CA5351 // The form of Apache's password file for Digest.
        var hash = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes("shop:drop:p:ß %")));
#pragma warning restore CA5351
        await File.WriteAllTextAsync(Path.Combine(_home, "users"), $"shop:drop:{hash}\n");
        for (var tries = 0; ; tries++)
        {
            var port = FreePort();
            await File.WriteAllTextAsync(Path.Combine(_home, "apache.conf"), Config(port));
            if (Environment.UserName == "root")
            {
                using var chown = Process.Start("/bin/chown", ["-R", "www-data:www-data", _home]);
                await chown.WaitForExitAsync();
            }

            _process = Process.Start(new ProcessStartInfo(Binary, ["-d", _home, "-f", Path.Combine(_home, "apache.conf"), "-D", "FOREGROUND"]) { RedirectStandardError = true })!;
            Url = new Uri($"http://127.0.0.1:{port}/");
            if (await IsUpAsync(port))
            {
                return;
            }

            var log = Path.Combine(_home, "error.log");
            var told = await _process.StandardError.ReadToEndAsync() + (File.Exists(log) ? await File.ReadAllTextAsync(log) : "");
            if (tries == 3 || !told.Contains("in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"apache2 did not start: {told}");
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // Its own stop command, so that it reaps its children.
            using var stop = Process.Start(Binary, ["-d", _home, "-f", Path.Combine(_home, "apache.conf"), "-k", "stop"]);
            await stop.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process?.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Config(int port) => $$"""
        ServerName 127.0.0.1
        Listen 127.0.0.1:{{port}}
        PidFile {{_home}}/apache.pid
        ErrorLog {{_home}}/error.log
        DefaultRuntimeDir {{_home}}
        {{(Environment.UserName == "root" ? "User www-data\nGroup www-data" : "")}}
        {{string.Join('\n', Loaded.Select(name => $"LoadModule {name}_module {Modules}/mod_{name}.so"))}}
        DavLockDB {{_home}}/locks/db
        DocumentRoot {{_home}}
        Alias /digest {{Files}}
        Alias /bearer {{Files}}
        <Location /digest>
          Dav On
          AuthType Digest
          AuthName drop
          AuthDigestProvider file
          AuthUserFile {{_home}}/users
          Require valid-user
        </Location>
        <Location /bearer>
          Dav On
          Require all granted
        </Location>
        RewriteEngine On
        RewriteCond %{REQUEST_URI} ^/bearer
        RewriteCond %{HTTP:Authorization} !^Bearer\s[a-z0-9]+$
        RewriteRule .* - [R=401,L]
        RewriteCond %{REQUEST_URI} ^/bearer
        RewriteCond %{HTTP:Authorization} ^Bearer\s([a-z0-9]+)$
        RewriteCond {{Tokens}}/%1 !-f
        RewriteRule .* - [R=401,L]
        """;

    private async Task<bool> IsUpAsync(int port)
    {
        var waited = Stopwatch.StartNew();
        while (_process is { HasExited: false } && waited.Elapsed < TimeSpan.FromSeconds(20))
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }
}
