namespace Connector.Tests.Drop.Servers;

/// <summary><c>rclone serve webdav</c>: it writes a PUT under its name as it arrives, and keeps what came of one that was cut.</summary>
public sealed class RcloneServer : ProgramServer
{
    public override string Name => "rclone";

    public override bool CanClose => false;

    public override bool CanLimit => false;

    public override bool KeepsWhatItReads => false;

    protected override string Package => "rclone";

    protected override string Binary => IsRoot ? "/usr/bin/setpriv" : "/usr/bin/rclone";

    // Not in the arguments, where every user of the machine could read it.
    protected override (string Name, string Value)[] Environment => [("RCLONE_PASS", Password)];

    // It remembers a folder it has read for five minutes: what is laid on its disk is seen in folders that were made by a client and not looked into.
    protected override IEnumerable<string> Prepare(int port) =>
    [
        .. IsRoot ? ["--reuid=www-data", "--regid=www-data", "--clear-groups", "/usr/bin/rclone"] : Array.Empty<string>(),
        "serve", "webdav", Files, "--addr", $"127.0.0.1:{port}", "--baseurl", "/dav", "--user", User,
        "--config", "/dev/null", "--cache-dir", Own("cache"), "--log-file", Log,
    ];
}
