using System.Globalization;
using System.IO.Compression;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>A zip entry whose length and checksum are compared with what the archive announces once it was read to its end; ZipArchive does not.</summary>
internal sealed class CheckedEntry : ForwardStream
{
    private readonly ZipArchiveEntry _entry;
    private readonly Stream _inner;
    private readonly string _origin;
    private Crc32 _crc = new();
    private long _read;

    private CheckedEntry(ZipArchiveEntry entry, Stream inner, string origin)
        : base(inner) => (_entry, _inner, _origin) = (entry, inner, origin);

    /// <param name="entry">The entry.</param>
    /// <param name="origin">Its name for messages.</param>
    public static CheckedEntry Open(ZipArchiveEntry entry, string origin) => new(entry, entry.Open(), origin);

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

    private void Check()
    {
        if (_read != _entry.Length)
        {
            throw Damaged(string.Create(CultureInfo.InvariantCulture, $"the entry ends after {_read} bytes, {_entry.Length} were announced"));
        }

        if (_crc.Value != _entry.Crc32)
        {
            throw Damaged(string.Create(CultureInfo.InvariantCulture, $"the entry's checksum is {_crc.Value:x8}, {_entry.Crc32:x8} was announced"));
        }
    }

    private StoreReadException Damaged(string sentence) => new(_origin, 0, "", sentence, "the archive is damaged: export it again");
}
