using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Connector.Feeds.Memory;

namespace Connector.Feeds;

/// <summary>
/// Some whole rows as they will stand in a file: plain, or a piece of deflate that ends at a byte (a sync flush), so that pieces which
/// were compressed apart, on several threads, follow each other in one gzip member. To be disposed: its bytes are lent.
/// </summary>
public sealed class RowBlock : IDisposable
{
    private const int GzipHead = 10;
    private const int GzipTail = 8;
    private byte[] _bytes;
    private byte[] _notes = [];
    private int _notesLength;
    private byte[] _first = [];
    private Hash128 _plain;
    private Hash128? _stored;
    private readonly Range _body;

    private RowBlock(byte[] bytes, Range body, int rows, long plainBytes, uint crc) => (_bytes, _body, Rows, PlainBytes, Crc) = (bytes, body, rows, plainBytes, crc);

    /// <summary>What goes into the file.</summary>
    public ReadOnlySpan<byte> Body => _bytes.AsSpan(_body);

    public int Rows { get; }

    /// <summary>Bytes before compression.</summary>
    public long PlainBytes { get; }

    /// <summary>CRC-32 of the plain bytes, where they are compressed.</summary>
    public uint Crc { get; }

    /// <summary>What was noted of its rows: see <see cref="RowNotes"/>.</summary>
    internal ReadOnlySpan<byte> Notes => _notes.AsSpan(0, _notesLength);

    /// <summary>Adds what was noted of its rows.</summary>
    internal RowBlock Noted(RowNotes? notes, Hash128 plain)
    {
        (_notes, _notesLength, _first) = notes?.Take() ?? ([], 0, []);
        _plain = plain;
        return this;
    }

    /// <summary>As it will be remembered.</summary>
    internal RememberedBlock Remembered(long at) =>
        new(at, _notesLength, Hash128.Of(Notes), Body.Length, _stored ?? Hash128.Of(Body), (int)PlainBytes, _plain, Crc, Rows, _first);

    /// <summary>A block that is remembered; its bytes are lent.</summary>
    internal static RowBlock Kept(byte[] rented, RememberedBlock block) => new(rented, ..block.BodyLength, block.Rows, block.PlainLength, block.Crc) { _stored = block.BodyHash };

    /// <summary>Rows as they are, in a buffer lent from the shared pool.</summary>
    internal static RowBlock Plain(byte[] rented, int length, int rows) => new(rented, ..length, rows, length, 0);

    /// <summary>Ends what was written into a compressor: its output without gzip's head, final block and tail, which the file has once.</summary>
    internal static RowBlock Deflated(GZipStream gzip, LentStream output, int rows, long plainBytes)
    {
        gzip.Flush();
        var end = output.Count;
        gzip.Dispose();
        var (bytes, whole) = output.Take();
        ReadOnlySpan<byte> syncFlush = [0, 0, 0xFF, 0xFF];
        return bytes.AsSpan(0, end).EndsWith(syncFlush)
            ? new RowBlock(bytes, GzipHead..end, rows, plainBytes, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(whole - GzipTail)))
            : throw new InvalidDataException("the compressor did not end its block at a byte");
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        if (_notes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_notes);
            _notes = [];
        }
    }
}
