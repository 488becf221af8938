using System.Text;
using Connector.Tests.Fuzzing;

namespace Connector.Sandbox.Tests.Fuzzing;

/// <summary>The stand-in reads whatever lies in a folder: it takes a file, in part or not at all, and never fails.</summary>
public sealed class FeedFileFuzzTests : IAsyncLifetime
{
    private World _world = null!;
    private int _files;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public Task Product_files() => Fuzz.TryAsync("the stand-in's product files (CSV)", [Encoding.UTF8.GetBytes(Row.File(Row.Of("A"), Row.Of("B", title: "Ünion \"x\""), Row.Of("C")))], 250, bytes =>
    {
        _world.PutAsync(_world.Products, $"tiktok-feed-RefArch-GB-2026030110{_files++:D4}-en-GB.txt", bytes).GetAwaiter().GetResult();
        _world.AlertAsync().GetAwaiter().GetResult();
        var file = _world.LastFile();
        (file.Outcome == FileOutcome.Refused).Should().Be(file.Code != 0, "what is refused has a code: {0}", file);
        return file.Outcome != FileOutcome.Refused;
    });
}
