using System.Net;
using System.Security.Cryptography;

namespace Connector.Drop;

/// <summary>
/// A request body streamed from a source with its length told beforehand, counted and hashed while it leaves. The source is opened when the
/// body is wanted, and again from its beginning when it is wanted again: a server may ask who we are first (Digest).
/// </summary>
internal sealed class SentBytes : HttpContent
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Bytes that are handed over at once. Small, for what was taken of them is only known when all are.</summary>
    private const int SliceBytes = 64 * 1024;

    private readonly Func<CancellationToken, ValueTask<Stream>> _open;
    private readonly long _length;
    private readonly Movement _movement;

    public SentBytes(Func<CancellationToken, ValueTask<Stream>> open, long length, Movement movement)
    {
        (_open, _length, _movement) = (open, length, movement);
        Headers.ContentType = new("application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <summary>SHA-256 of what was sent, once all of it was.</summary>
    public string? Sha256 { get; private set; }

    public static async Task<string> CopyAsync(Stream source, Stream target, long length, CancellationToken cancellation, Movement? movement = null)
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
            for (var from = 0; from < got; from += SliceBytes)
            {
                var slice = Math.Min(SliceBytes, got - from);
                await target.WriteAsync(buffer.AsMemory(from, slice), cancellation);
                movement?.Sent(slice);
            }
        }

        return sent == length
            ? Convert.ToHexStringLower(hash.GetHashAndReset())
            : throw new SourceChangedException($"{(sent > length ? "more than " : "")}{Math.Min(sent, length)} bytes instead of {length}");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _movement.Begin(_length);
        await using var source = await OpenAsync(cancellationToken);
        Sha256 = await CopyAsync(source, stream, _length, cancellationToken, _movement);
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await _open(cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SourceChangedException(unreadable.Message, unreadable);
        }
    }

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
