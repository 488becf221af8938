namespace Connector.Tests.Drop.Servers;

/// <summary>lighttpd with mod_webdav.</summary>
public sealed class LighttpdServer : ProgramServer
{
    public override string Name => "lighttpd";

    protected override string Package => "lighttpd";

    protected override string Binary => "/usr/sbin/lighttpd";

    protected override IEnumerable<string> Prepare(int port) => ["-D", "-f", Config($$"""
        server.modules = ("mod_access", "mod_auth", "mod_authn_file", "mod_webdav")
        server.document-root = "{{Home}}"
        server.bind = "127.0.0.1"
        server.port = {{port}}
        server.errorlog = "{{Log}}"
        server.pid-file = "{{Home}}/lighttpd.pid"
        server.upload-dirs = ("{{Own("body")}}")
        {{(IsRoot ? "server.username = \"www-data\"\nserver.groupname = \"www-data\"" : "")}}
        auth.backend = "htpasswd"
        auth.backend.htpasswd.userfile = "{{WriteUsers()}}"
        auth.require = ("/dav" => ("method" => "basic", "realm" => "drop", "require" => "valid-user"))
        $HTTP["url"] =~ "^/dav/{{Closed}}/" { url.access-deny = ("") }
        $HTTP["url"] =~ "^/dav/{{Small}}/" { server.max-request-size = {{SmallBytes / 1000}} }
        $HTTP["url"] =~ "^/dav($|/)" {
          webdav.activate = "enable"
          webdav.is-readonly = "disable"
          webdav.sqlite-db-name = "{{Own("locks")}}/locks.db"
        }

        """)];
}
