using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Counts what a file of the export unpacks to, and stops when it goes beyond the limits.</summary>
internal sealed class GuardedStream(Stream inner, string origin, long packedBytes, ExportLimits limits, UnpackedBytes all) : Stream
{
    private long _read;
    private long _sinceTag;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        if (count == 0)
        {
            return 0;
        }

        _read += count;
        all.Total += count;
        if (all.Total > limits.TotalBytes)
        {
            throw Refuse(
                string.Create(CultureInfo.InvariantCulture, $"the export unpacks to more than {limits.TotalBytes} bytes"), "raise the limit if the shop is really that large");
        }

        if (_read > limits.RatioFromBytes && _read / limits.Ratio > packedBytes)
        {
            throw Refuse(
                string.Create(CultureInfo.InvariantCulture, $"the file unpacks to more than {limits.Ratio} times its {packedBytes} bytes, as a zip bomb does"), "check where the file comes from");
        }

        // A tag cannot hold a '<' (XML 1.0, 3.1), but the XML reader holds a whole tag: without this, one attribute could fill the memory.
        var tag = buffer[..count].LastIndexOf((byte)'<');
        _sinceTag = tag < 0 ? _sinceTag + count : count - tag - 1;
        return _sinceTag <= limits.BytesBetweenTags
            ? count
            : throw Refuse(
                string.Create(CultureInfo.InvariantCulture, $"more than {limits.BytesBetweenTags} bytes come without a tag"), "check what writes the file: no value of a shop is that long");
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
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private StoreReadException Refuse(string sentence, string remedy) => new(origin, 0, "", sentence, remedy);
}

/// <summary>Bytes read from an export so far, over all its files.</summary>
internal sealed class UnpackedBytes
{
    public long Total { get; set; }
}
