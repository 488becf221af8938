using Connector.Drop;
using Connector.Tests.Faults;

namespace Connector.Tests.Drop.Servers;

/// <summary>A contract that every WebDAV server keeps: what it tries stands in the table of tests/run.</summary>
public abstract class OnServer<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : DavServer, new()
{
    protected TServer Server { get; } = server;

    /// <summary>The root of its tree, and who may use it.</summary>
    protected DropLocation Here => new() { Url = Server.Url, User = DavServer.User, Password = new Secret(DavServer.Password) };

    protected Task TryAsync(string what, Func<Task> trial) => Matrix.TryAsync("WebDAV servers", what, Server.Name, trial);

    protected void Note(string what, string why) => Matrix.Note("WebDAV servers", what, Server.Name, why);

    /// <summary>The same behind a proxy.</summary>
    private protected DropLocation Behind(FaultProxy proxy) => Here with { Url = proxy.Uri };

    private protected FaultProxy Before(ManualClock clock) => FaultProxy.Start(Server.Url, clock);

    /// <summary>Makes a folder at the root of the tree, as another client does.</summary>
    protected async Task<string> MakeAsync(string folder)
    {
        await Goods.Client(Here).Mkcol(folder + "/", CancellationToken.None);
        return folder;
    }

    /// <summary>Puts a file as another client does, under its name at once.</summary>
    protected Task PutAsync(string path, byte[] bytes) =>
        Goods.Client(Here).PutFile(path, bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false)), CancellationToken.None);

    /// <summary>What stands in a folder on the server's disk.</summary>
    protected IReadOnlyList<string> Shown(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Server.Files, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    protected byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(Server.Files, path));
}
