using System.IO.Compression;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Unpacks a .gz and notices when its end is missing. GZipStream takes a file without its last 8 bytes (checksum and length) as
/// whole; so an empty gzip member is put behind it: behind a whole file it says nothing, behind a cut one it stands where the
/// checksum should be, which then is wrong.
/// </summary>
internal sealed class WholeGzip : ForwardStream
{
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private readonly Stream _packed;
    private int _tail;

    private WholeGzip(Stream packed)
        : base(packed) => _packed = packed;

    public static Stream Unpack(Stream packed) => new GZipStream(new WholeGzip(packed), CompressionMode.Decompress);

    public override int Read(Span<byte> buffer)
    {
        var count = _tail == 0 ? _packed.Read(buffer) : 0;
        if (count > 0)
        {
            return count;
        }

        count = Math.Min(buffer.Length, EmptyMember.Length - _tail);
        EmptyMember.AsSpan(_tail, count).CopyTo(buffer);
        _tail += count;
        return count;
    }
}
