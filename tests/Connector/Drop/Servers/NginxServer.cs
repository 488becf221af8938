namespace Connector.Tests.Drop.Servers;

/// <summary>nginx with its dav module and with dav-ext.</summary>
public sealed class NginxServer : ProgramServer
{
    public override string Name => "nginx";

    protected override string Package => "nginx";

    protected override string Binary => "/usr/sbin/nginx";

    protected override IEnumerable<string> Prepare(int port) => ["-p", Home, "-e", Log, "-c", Config($$"""
        daemon off;
        worker_processes 1;
        pid {{Home}}/nginx.pid;
        error_log {{Log}};
        {{(IsRoot ? "user www-data;" : "")}}
        load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path {{Own("body")}};
          proxy_temp_path {{Own("proxy")}};
          fastcgi_temp_path {{Own("fastcgi")}};
          uwsgi_temp_path {{Own("uwsgi")}};
          scgi_temp_path {{Own("scgi")}};
          client_max_body_size 0;
          dav_ext_lock_zone zone=locks:1m;
          server {
            listen 127.0.0.1:{{port}};
            root {{Home}};
            location /dav/ {
              auth_basic drop;
              auth_basic_user_file {{WriteUsers()}};
              dav_methods PUT DELETE MKCOL COPY MOVE;
              dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
              dav_ext_lock zone=locks;
              dav_access user:rw group:rw all:rw;
              location /dav/{{Closed}}/ { deny all; }
              location /dav/{{Small}}/ { client_max_body_size {{SmallBytes}}; }
              location /dav/{{Full}}/ { client_body_temp_path {{Files}}/{{Full}}/{{Arriving}}; }
            }
          }
        }

        """)];
}
