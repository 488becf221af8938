using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Tests.Drop;

/// <summary>A real apache2 with mod_dav and Basic authentication on a free port, in a temporary folder.</summary>
public sealed class Apache : IAsyncLifetime
{
    private const string Binary = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";
    private readonly string _home = Directory.CreateTempSubdirectory("connector-apache-").FullName;
    private Process? _process;

    public string Files => Path.Combine(_home, "files");

    public Uri Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Binary))
        {
            throw new InvalidOperationException($"{Binary} is missing: install the package apache2 (tests/run does).");
        }

        var port = FreePort();
        Url = new Uri($"http://127.0.0.1:{port}/dav/");
        Directory.CreateDirectory(Files);
        Directory.CreateDirectory(Path.Combine(_home, "locks"));
#pragma warning disable CA5350 // {SHA} is the one form of Apache's password file that needs no further tool.
        var hash = Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes("p:ß %")));
#pragma warning restore CA5350
        await File.WriteAllTextAsync(Path.Combine(_home, "users"), $"shop:{{SHA}}{hash}\n");
        await File.WriteAllTextAsync(Path.Combine(_home, "apache.conf"), Config(port));
        if (Environment.UserName == "root")
        {
            await OwnAsync();
        }

        _process = Process.Start(new ProcessStartInfo(Binary, ["-d", _home, "-f", Path.Combine(_home, "apache.conf"), "-D", "FOREGROUND"]) { RedirectStandardError = true })!;
        await UntilUpAsync(port);
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // Its own stop command, so that it reaps its children; a kill would leave them to whoever is process 1.
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

    private string Config(int port) => $"""
        ServerName 127.0.0.1
        Listen 127.0.0.1:{port}
        PidFile {_home}/apache.pid
        ErrorLog {_home}/error.log
        DefaultRuntimeDir {_home}
        {(Environment.UserName == "root" ? "User www-data\nGroup www-data" : "")}
        LoadModule mpm_event_module {Modules}/mod_mpm_event.so
        LoadModule authn_core_module {Modules}/mod_authn_core.so
        LoadModule authn_file_module {Modules}/mod_authn_file.so
        LoadModule authz_core_module {Modules}/mod_authz_core.so
        LoadModule authz_user_module {Modules}/mod_authz_user.so
        LoadModule auth_basic_module {Modules}/mod_auth_basic.so
        LoadModule dav_module {Modules}/mod_dav.so
        LoadModule dav_fs_module {Modules}/mod_dav_fs.so
        LoadModule alias_module {Modules}/mod_alias.so
        DavLockDB {_home}/locks/db
        DocumentRoot {_home}
        Alias /dav {Files}
        <Location /dav>
          Dav On
          AuthType Basic
          AuthName drop
          AuthUserFile {_home}/users
          Require valid-user
        </Location>
        """;

    private async Task OwnAsync()
    {
        using var chown = Process.Start("/bin/chown", ["-R", "www-data:www-data", _home]);
        await chown.WaitForExitAsync();
    }

    private async Task UntilUpAsync(int port)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(20) && _process is { HasExited: false })
            {
                await Task.Delay(50);
            }
            catch (SocketException)
            {
                var log = Path.Combine(_home, "error.log");
                throw new InvalidOperationException($"apache2 did not start: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "no log")}");
            }
        }
    }
}
