using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Counts what a file of the export unpacks to, and stops when it goes beyond the limits.</summary>
internal sealed class GuardedStream(Stream inner, string origin, long packedBytes, ExportLimits limits, UnpackedBytes all) : ForwardStream(inner)
{
    private readonly Stream _inner = inner;
    private long _read;
    private long _sinceTag;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = _inner.Read(buffer);
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

    private StoreReadException Refuse(string sentence, string remedy) => new(origin, 0, "", sentence, remedy);
}

/// <summary>Bytes read from an export so far, over all its files.</summary>
internal sealed class UnpackedBytes
{
    public long Total { get; set; }
}
