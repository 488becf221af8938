using System.IO.Compression;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Unpacks a .gz and notices when its end is missing. GZipStream takes a file without its last 8 bytes (checksum and length) as
/// whole; so an empty gzip member is put behind it: behind a whole file it says nothing, behind a cut one it stands where the
/// checksum should be, which then is wrong.
/// </summary>
internal sealed class WholeGzip(Stream packed) : Stream
{
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private int _tail;

    public static Stream Unpack(Stream packed) => new GZipStream(new WholeGzip(packed), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = _tail == 0 ? packed.Read(buffer) : 0;
        if (count > 0)
        {
            return count;
        }

        count = Math.Min(buffer.Length, EmptyMember.Length - _tail);
        EmptyMember.AsSpan(_tail, count).CopyTo(buffer);
        _tail += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            packed.Dispose();
        }

        base.Dispose(disposing);
    }
}
