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

        Guard(buffer[..count]);
        return count;
    }

    /// <summary>A tag cannot hold a '&lt;' (XML 1.0, 3.1), but the reader holds a whole tag: without this, one attribute could fill the memory.</summary>
    private void Guard(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            // Within so many bytes no stretch can be too long, so that only its ends are looked for.
            var piece = bytes[..(int)Math.Min(bytes.Length, Math.Max(limits.BytesBetweenTags, 1))];
            var first = piece.IndexOf((byte)'<');
            _sinceTag += first < 0 ? piece.Length : first;
            if (_sinceTag > limits.BytesBetweenTags)
            {
                throw Refuse(
                    string.Create(CultureInfo.InvariantCulture, $"more than {limits.BytesBetweenTags} bytes come without a tag"), "check what writes the file: no value of a shop is that long");
            }

            _sinceTag = first < 0 ? _sinceTag : piece.Length - piece.LastIndexOf((byte)'<') - 1;
            bytes = bytes[piece.Length..];
        }
    }

    private StoreReadException Refuse(string sentence, string remedy) => new(origin, 0, "", sentence, remedy);
}

/// <summary>Bytes read from an export so far, over all its files.</summary>
internal sealed class UnpackedBytes
{
    public long Total { get; set; }
}
