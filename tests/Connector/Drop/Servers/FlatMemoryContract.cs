using System.Security.Cryptography;
using Connector.Drop;

namespace Connector.Tests.Drop.Servers;

/// <summary>Tests that look at this process's memory: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>A large file goes to each server without standing in memory.</summary>
[Trait("covers", "SFC-02")]
public abstract class FlatMemoryContract<TServer>(TServer server) : OnServer<TServer>(server)
    where TServer : DavServer, new()
{
    private const long MostOfHeap = 24 << 20, MostOfProcess = 48 << 20;
    private static readonly long Length = Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? 2L << 30 : 64L << 20;

    [Fact]
    public Task A_large_file_is_streamed_in_flat_memory() => TryAsync($"{Length >> 20} MB streamed in flat memory", async () =>
    {
        using var same = new Made(Length, static () => { });
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(same));
        var drop = Goods.Drop(Here);
        await drop.PlaceAsync([Goods.File("large", "warm.gz", Goods.Bytes(2_000_000))], CancellationToken.None);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (heap, process) = (GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
        var (mostHeap, mostProcess) = (0L, 0L);

        var receipt = await drop.PlaceAsync(
            [new DropFile("large", "feed.gz", Length, hash, _ => ValueTask.FromResult<Stream>(new Made(Length, () =>
            {
                mostHeap = Math.Max(mostHeap, GC.GetTotalMemory(forceFullCollection: false) - heap);
                mostProcess = Math.Max(mostProcess, Environment.WorkingSet - process);
            })))],
            CancellationToken.None);

        receipt.Files.Single().Attempts.Should().Be(1);
        mostHeap.Should().BeLessThan(MostOfHeap);
        mostProcess.Should().BeLessThan(MostOfProcess);
        await using var placed = File.OpenRead(Path.Combine(Server.Files, "large", "feed.gz"));
        Convert.ToHexStringLower(await SHA256.HashDataAsync(placed)).Should().Be(hash);
        Shown("large").Should().Equal("feed.gz", "warm.gz");
    });

    /// <summary>Bytes that are made as they are read; tells every four megabytes.</summary>
    private sealed class Made(long length, Action told) : Stream
    {
        private static readonly byte[] Block = Goods.Bytes(1 << 20);
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var from = (int)(_at % Block.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, Block.Length - from), length - _at);
            Block.AsSpan(from, count).CopyTo(buffer);
            if (_at >> 22 != (_at += count) >> 22)
            {
                told();
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

[Collection(Alone.Name)]
public sealed class FlatMemoryToApache(ApacheServer server) : FlatMemoryContract<ApacheServer>(server);

[Collection(Alone.Name)]
public sealed class FlatMemoryToNginx(NginxServer server) : FlatMemoryContract<NginxServer>(server);

[Collection(Alone.Name)]
public sealed class FlatMemoryToLighttpd(LighttpdServer server) : FlatMemoryContract<LighttpdServer>(server);

[Collection(Alone.Name)]
public sealed class FlatMemoryToRclone(RcloneServer server) : FlatMemoryContract<RcloneServer>(server);

[Collection(Alone.Name)]
public sealed class FlatMemoryToBox(BoxServer server) : FlatMemoryContract<BoxServer>(server);
