namespace Connector.Tests.Drop.Servers;

/// <summary>Apache with mod_dav.</summary>
public sealed class ApacheServer : ProgramServer
{
    private const string Modules = "/usr/lib/apache2/modules";

    public override string Name => "apache";

    protected override string Package => "apache2";

    protected override string Binary => "/usr/sbin/apache2";

    // LimitRequestBody: since 2.4.54 Apache refuses more than 1 GiB where nothing is said.
    protected override IEnumerable<string> Prepare(int port) => ["-d", Home, "-f", Config($"""
        ServerName 127.0.0.1
        Listen 127.0.0.1:{port}
        PidFile {Home}/apache.pid
        ErrorLog {Log}
        DefaultRuntimeDir {Home}
        {(IsRoot ? "User www-data\nGroup www-data" : "")}
        LoadModule mpm_event_module {Modules}/mod_mpm_event.so
        LoadModule authn_core_module {Modules}/mod_authn_core.so
        LoadModule authn_file_module {Modules}/mod_authn_file.so
        LoadModule authz_core_module {Modules}/mod_authz_core.so
        LoadModule authz_user_module {Modules}/mod_authz_user.so
        LoadModule auth_basic_module {Modules}/mod_auth_basic.so
        LoadModule dav_module {Modules}/mod_dav.so
        LoadModule dav_fs_module {Modules}/mod_dav_fs.so
        DavLockDB {Own("locks")}/db
        DocumentRoot {Home}
        LimitRequestBody 0
        <Location /dav>
          Dav On
          AuthType Basic
          AuthName drop
          AuthUserFile {WriteUsers()}
          Require valid-user
        </Location>
        <Location /dav/{Closed}>
          Require all denied
        </Location>
        <Location /dav/{Small}>
          LimitRequestBody {SmallBytes}
        </Location>

        """), "-D", "FOREGROUND"];
}
