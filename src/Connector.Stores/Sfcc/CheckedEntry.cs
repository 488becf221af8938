using System.Globalization;
using System.IO.Compression;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>A zip entry whose length and checksum are compared with what the archive announces once it was read to its end; ZipArchive does not.</summary>
internal sealed class CheckedEntry(ZipArchiveEntry entry, string origin) : Stream
{
    private readonly Stream _inner = entry.Open();
    private Crc32 _crc = new();
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = _inner.Read(buffer);
        if (count > 0)
        {
            _read += count;
            _crc.Append(buffer[..count]);
        }
        else if (buffer.Length > 0)
        {
            Check();
        }

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
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check()
    {
        if (_read != entry.Length)
        {
            throw Damaged(string.Create(CultureInfo.InvariantCulture, $"the entry ends after {_read} bytes, {entry.Length} were announced"));
        }

        if (_crc.Value != entry.Crc32)
        {
            throw Damaged(string.Create(CultureInfo.InvariantCulture, $"the entry's checksum is {_crc.Value:x8}, {entry.Crc32:x8} was announced"));
        }
    }

    private StoreReadException Damaged(string sentence) => new(origin, 0, "", sentence, "the archive is damaged: export it again");
}
