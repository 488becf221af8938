namespace Connector.Tests.Drop.Servers;

/// <summary>A WebDAV server that is a program of Debian's.</summary>
public abstract class ProgramServer : DavServer
{
    private ServerProgram? _program;
    private Uri? _url;

    public override Uri Url => _url!;

    protected abstract string Package { get; }

    protected abstract string Binary { get; }

    protected string Log => Path.Combine(Home, "error.log");

    /// <summary>Writes what it reads at its start.</summary>
    /// <returns>How it is started in the foreground.</returns>
    protected abstract IEnumerable<string> Prepare(int port);

    protected virtual (string Name, string Value)[] Environment => [];

    protected override async Task StartAsync()
    {
        Open(new DirectoryInfo(Home));
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                _program = await ServerProgram.StartAsync(Package, Binary, Prepare(port), port, Log, Environment);
                _url = new Uri($"http://127.0.0.1:{port}/dav/");
                return;
            }
            catch (InvalidOperationException) when (File.Exists(Binary) && attempt < 3)
            {
                // Another program took the port meanwhile.
            }
        }
    }

    protected override async Task StopAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }
    }

    /// <summary>A folder of the server's own beside the tree.</summary>
    protected string Own(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home, name));
        Open(folder);
        return folder.FullName;
    }

    protected string Config(string text)
    {
        var path = Path.Combine(Home, "server.conf");
        File.WriteAllText(path, text);
        return path;
    }
}
