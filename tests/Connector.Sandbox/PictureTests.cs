using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;

namespace Connector.Sandbox.Tests;

/// <summary>The pictures of the sample shop.</summary>
public sealed class PictureTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private PictureShelf _shelf = null!;

    public async Task InitializeAsync() => _shelf = await PictureShelf.StartAsync("127.0.0.1", 0, CancellationToken.None);

    public async Task DisposeAsync() => await _shelf.DisposeAsync();

    [Fact]
    public async Task Every_path_has_a_picture_of_its_own_and_always_the_same()
    {
        var first = await Http.GetByteArrayAsync(At("fellfern-master/images/large/tent-1.jpg"));
        (await Http.GetByteArrayAsync(At("fellfern-master/images/large/tent-1.jpg"))).Should().Equal(first);
        var others = new List<string>();
        for (var i = 2; i < 22; i++) others.Add(Convert.ToHexString(await Http.GetByteArrayAsync(At($"fellfern-master/images/large/tent-{i}.jpg"))));
        others.Append(Convert.ToHexString(first)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task It_is_a_whole_PNG_that_is_large_enough_for_TikTok()
    {
        using var answer = await Http.GetAsync(At("any/path.jpg"));
        answer.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes.Should().StartWith([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var chunks = Chunks(bytes).ToList();
        chunks.Select(chunk => chunk.Name).Should().Equal("IHDR", "PLTE", "IDAT", "IEND");
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data), BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data.AsSpan(4)));
        width.Should().BeGreaterThanOrEqualTo(600);
        height.Should().BeGreaterThanOrEqualTo(600);
        using var lines = new MemoryStream();
        using (var packed = new ZLibStream(new MemoryStream(chunks[2].Data), CompressionMode.Decompress)) await packed.CopyToAsync(lines);
        lines.Length.Should().Be(height * (1 + (width / 2)));
        lines.ToArray().SelectMany(two => new[] { two >> 4, two & 15 }).Max().Should().BeLessThan(chunks[1].Data.Length / 3);
    }

    [Fact]
    public async Task Nothing_can_be_put_there() => (await Http.PutAsync(At("a.jpg"), new ByteArrayContent([]))).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);

    private Uri At(string path) => new(_shelf.Uri, path);

    /// <summary>The chunks, each with its check sum tried, reckoned bit by bit as the standard says.</summary>
    private static IEnumerable<(string Name, byte[] Data)> Chunks(byte[] file)
    {
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var sum = uint.MaxValue;
            foreach (var one in file.AsSpan(at + 4, length + 4))
            {
                sum ^= one;
                for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            }

            BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)).Should().Be(~sum);
            yield return (System.Text.Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }
}
