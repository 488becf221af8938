using System.Net;
using System.Security.Cryptography;

namespace Connector.Drop;

/// <summary>A request body streamed from a source with its length told beforehand, counted and hashed while it leaves.</summary>
internal sealed class SentBytes : HttpContent
{
    private const int BufferBytes = 256 * 1024;
    private readonly Stream _source;
    private readonly long _length;

    public SentBytes(Stream source, long length)
    {
        _source = source;
        _length = length;
        Headers.ContentType = new("application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <summary>SHA-256 of what was sent, once all of it was.</summary>
    public string? Sha256 { get; private set; }

    public static async Task<string> CopyAsync(Stream source, Stream target, long length, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[(int)Math.Clamp(length, 1, BufferBytes)];
        var sent = 0L;
        int got;
        while ((got = await ReadAsync(source, buffer, cancellation)) > 0)
        {
            sent += got;
            if (sent > length)
            {
                break;
            }

            hash.AppendData(buffer, 0, got);
            await target.WriteAsync(buffer.AsMemory(0, got), cancellation);
        }

        return sent == length
            ? Convert.ToHexStringLower(hash.GetHashAndReset())
            : throw new SourceChangedException($"{(sent > length ? "more than " : "")}{Math.Min(sent, length)} bytes instead of {length}");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Sha256 = await CopyAsync(_source, stream, _length, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    private static async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellation);
        }
        catch (IOException broken)
        {
            throw new SourceChangedException(broken.Message, broken);
        }
    }
}

/// <summary>Our own file could not be read as it was announced: not to be taken for the server's fault. Never leaves the room.</summary>
internal sealed class SourceChangedException(string message, Exception? inner = null) : Exception(message, inner)
{
    public PersonMustDecideException ForPerson(string path) => new(
        "drop.source", $"The file to be dropped as '{path}' is not what was announced: {Message}.", "Check the data folder's disk, then start the run again.");
}
