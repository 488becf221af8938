using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Sandbox;
using Connector.Worker.Commands;
using Connector.Worker.Demo;
using Microsoft.Extensions.Configuration;

namespace Connector.Worker.Tests;

/// <summary>The sample shop, a WebDAV box and a stand-in TikTok, and a folder in which the executable is run against them.</summary>
internal sealed class ShopWorld : IAsyncDisposable
{
    private readonly SandboxWorld _sandbox;

    private ShopWorld(string folder, SandboxWorld sandbox) => (Folder, _sandbox) = (folder, sandbox);

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string Documents => _sandbox.Documents;

    public string Shop => _sandbox.Shop;

    public AccountState TikTok => _sandbox.TikTok.State.Accounts[0];

    public IReadOnlyList<string> Secrets => [.. new[] { _sandbox.PasswordFile, _sandbox.TokenFile }.Select(path => File.ReadAllText(path).Trim())];

    public string PasswordFile => _sandbox.PasswordFile;

    public IReadOnlyList<string> Dropped => [.. Directory.EnumerateFiles(_sandbox.Drop, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path))];

    /// <param name="everyWay">With accounts by pull and by calls too.</param>
    public static async Task<ShopWorld> BeginAsync(bool everyWay = false)
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        return new ShopWorld(folder, await SandboxWorld.StartAsync(new SandboxPlan(Path.Combine(folder, "sandbox")) { ReviewDelay = TimeSpan.Zero, Control = everyWay, EveryWay = everyWay }, CancellationToken.None));
    }

    /// <summary>A world whose documents are applied and whose shop is read.</summary>
    public static async Task<ShopWorld> ReadyAsync()
    {
        var world = await BeginAsync();
        await world.WellAsync("apply", world.Documents);
        await world.WellAsync("store", "read");
        return world;
    }

    public Task<Ended> RunAsync(params string[] arguments) => Executable.RunAsync(Folder, arguments);

    /// <summary>Runs a command that must end well.</summary>
    public async Task<Ended> WellAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        ended.Errors.Should().BeEmpty();
        ended.ExitCode.Should().Be(0, ended.Output);
        return ended;
    }

    /// <summary>Changes a document's file.</summary>
    public void Change(string document, Action<JsonObject> change)
    {
        var path = Path.Combine(Documents, document + ".json");
        var node = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(node);
        File.WriteAllText(path, node.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    public void Write(string document, string text)
    {
        var path = Path.Combine(Documents, document + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>The rooms of the same data folder, in this process.</summary>
    public House OpenHouse() => House.Open(new ConnectorSettings { Data = Data }, new ConfigurationBuilder().Build(), json: false);

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
