using Connector.Drop;
using Connector.Tests.Faults;

namespace Connector.Tests.Drop.Servers;

/// <summary>Where PUTs are cut.</summary>
public static class CutPlaces
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? 200 : 20)];
}

/// <summary>What a drop does where the line breaks or answers come late or twice: the final name shows the old file or the new one, and the same delivery again ends delivered.</summary>
[Trait("covers", "SFC-02")]
[Trait("covers", "WRK-02")]
public abstract class CutContract<TServer>(TServer server) : OnServer<TServer>(server)
    where TServer : DavServer, new()
{
    private const string Name = "feed.txt";
    private static readonly TimeSpan MoveLimit = TimeSpan.FromSeconds(30);
    private readonly ManualClock _clock = new() { AutoAdvance = true };

    [Theory]
    [MemberData(nameof(CutPlaces.Seeds), MemberType = typeof(CutPlaces))]
    public Task A_PUT_that_is_cut_shows_nothing_and_the_same_delivery_again_arrives(int seed) => TryAsync("PUT cut at seeded places", async () =>
    {
        var random = new Random(seed);
        var (old, bytes) = (new byte[random.Next(2) == 0 ? 300_000 : 1_300_000], Array.Empty<byte>());
        bytes = new byte[old.Length];
        random.NextBytes(old);
        random.NextBytes(bytes);
        // The first and the last byte are places too.
        var at = seed switch { 1 => 0, 2 => bytes.Length, 3 => bytes.Length - 1, _ => random.Next(bytes.Length) };
        var folder = await MakeAsync("cut " + seed);
        var stood = random.Next(2) == 0;
        if (stood)
        {
            await PutAsync($"{folder}/{Name}", old);
        }

        await using var proxy = Before(_clock);
        proxy.Plan(request => request.Method == "PUT", new WireFault.ResetInBody(at));
        var once = Goods.Drop(Behind(proxy) with { Retries = 0 }, _clock);
        var place = () => once.PlaceAsync([Goods.File(folder, Name, bytes)], CancellationToken.None);

        var fault = (await place.Should().ThrowAsync<RemoteFailedException>()).Which;
        fault.Code.Should().Be("drop.unreachable");
        await ShowsAsync(folder, stood ? old : null);

        (await place()).Files.Single().AlreadyThere.Should().BeFalse();
        await ShowsAsync(folder, bytes);
        Shown(folder).Should().Equal([Name], "nothing temporary is left");
        (await place()).Files.Single().AlreadyThere.Should().BeTrue();
    });

    [Theory]
    [InlineData("answered late, within the limit")]
    [InlineData("answered after the limit")]
    [InlineData("never answered, not done")]
    [InlineData("never answered, done")]
    [InlineData("reset, not done")]
    [InlineData("reset, done")]
    [InlineData("answer cut")]
    [InlineData("done twice")]
    [InlineData("answered 500, done")]
    [InlineData("answered 502, done")]
    public Task A_MOVE_that_goes_wrong_ends_delivered(string how) => TryAsync("MOVE " + how, async () =>
    {
        WireFault fault = how switch
        {
            "answered late, within the limit" => new WireFault.Late(MoveLimit / 2),
            "answered after the limit" => new WireFault.Late(MoveLimit * 2),
            "never answered, not done" => new WireFault.SilentBefore(),
            "never answered, done" => new WireFault.SilentAfter(),
            "reset, not done" => new WireFault.ResetBefore(),
            "reset, done" => new WireFault.ResetAfter(),
            "answer cut" => new WireFault.CutInHead(),
            "done twice" => new WireFault.RequestTwice(),
            "answered 500, done" => new WireFault.Answered(500) { AfterEffect = true },
            _ => new WireFault.Answered(502) { AfterEffect = true },
        };
        foreach (var stood in new[] { false, true })
        {
            var folder = await MakeAsync($"move {how} {stood}");
            var (old, bytes) = (Goods.Bytes(100_000), Goods.Bytes(100_001)[1..]);
            if (stood)
            {
                await PutAsync($"{folder}/{Name}", old);
            }

            await using var proxy = Before(_clock);
            proxy.Plan(request => request.Method == "MOVE", fault);
            var drop = Goods.Drop(Behind(proxy) with { MoveTimeout = MoveLimit }, _clock);
            var place = () => drop.PlaceAsync([Goods.File(folder, Name, bytes)], CancellationToken.None);
            if (how == "done twice" && typeof(TServer) == typeof(RcloneServer))
            {
                // The second one has deleted the file: what a repeat must mend, and can.
                (await place.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("drop.lost");
            }

            await place();
            await ShowsAsync(folder, bytes);
            Shown(folder).Should().Equal(Name);
        }
    });

    [Theory]
    [InlineData("PUT", false)]
    [InlineData("PUT", true)]
    [InlineData("HEAD", true)]
    [InlineData("PROPFIND", true)]
    [InlineData("GET", true)]
    public Task A_call_that_is_never_answered_is_made_again(string verb, bool done) => TryAsync($"{verb} never answered{(done ? ", done" : "")}", async () =>
    {
        var folder = await MakeAsync($"silent {verb} {done}");
        await using var proxy = Before(_clock);
        proxy.Plan(request => request.Method == verb, done ? new WireFault.SilentAfter() : new WireFault.SilentBefore());
        await Goods.Drop(Behind(proxy), _clock).PlaceAsync([Goods.File(folder, Name, "whole")], CancellationToken.None);

        await ShowsAsync(folder, "whole"u8.ToArray());
        Shown(folder).Should().Equal(Name);
    });

    [Fact]
    public Task A_slow_server_is_waited_for_within_the_limit() => TryAsync("slow server", async () =>
    {
        var folder = await MakeAsync("slow");
        await using var proxy = Before(_clock);
        proxy.Plan(request => request.Method == "PUT", new WireFault.Late(TimeSpan.FromMinutes(4)));
        proxy.Plan(_ => true, new WireFault.Slow(40, TimeSpan.FromSeconds(1)), times: int.MaxValue);
        var receipt = await Goods.Drop(Behind(proxy), _clock).PlaceAsync([Goods.File(folder, Name, "whole")], CancellationToken.None);

        receipt.Files.Single().Attempts.Should().Be(1);
        proxy.Seen.Count(request => request.Method == "PUT").Should().Be(1);
        await ShowsAsync(folder, "whole"u8.ToArray());
    });

    /// <summary>Under the final name stands just this, on the server's disk and for a reader; what else stands there, readers pass over.</summary>
    private async Task ShowsAsync(string folder, byte[]? bytes)
    {
        var read = await Goods.Client(Here).GetRawFile($"{folder}/{Name}", static async (body, inner) =>
        {
            using var copy = new MemoryStream();
            await body.CopyToAsync(copy, inner);
            return copy.ToArray();
        }, CancellationToken.None);
        (read is null ? null : Goods.Hash(read)).Should().Be(bytes is null ? null : Goods.Hash(bytes));
        var path = Path.Combine(Server.Files, folder, Name);
        (File.Exists(path) ? Goods.Hash(await File.ReadAllBytesAsync(path)) : null).Should().Be(bytes is null ? null : Goods.Hash(bytes));
        Shown(folder).Where(name => name != Name && !name.StartsWith("TEMP_", StringComparison.Ordinal) && !name.StartsWith('.')).Should().BeEmpty();
    }
}

public sealed class CutsBeforeApache(ApacheServer server) : CutContract<ApacheServer>(server);

public sealed class CutsBeforeNginx(NginxServer server) : CutContract<NginxServer>(server);

public sealed class CutsBeforeLighttpd(LighttpdServer server) : CutContract<LighttpdServer>(server);

public sealed class CutsBeforeRclone(RcloneServer server) : CutContract<RcloneServer>(server);

public sealed class CutsBeforeBox(BoxServer server) : CutContract<BoxServer>(server);
