using System.Buffers;
using System.IO.Compression;

namespace Connector.Feeds;

/// <summary>Cuts rows, as they come, into blocks of about the same size before compression. For one thread.</summary>
public sealed class RowBlocks : IDisposable
{
    /// <summary>Plain bytes in a compressed block. Each begins with an empty window: at 1 MB, files grow by less than a hundredth.</summary>
    private const int Compressed = 1 << 20;

    /// <summary>Bytes in a block that is not compressed.</summary>
    private const int Uncompressed = 1 << 18;

    /// <summary>Bytes that go into the compressor at once: small enough to stay in the core's own cache.</summary>
    private const int Portion = 1 << 16;

    /// <summary>Where a file may only be small, so many blocks are at least in it.</summary>
    private const int LeastInFile = 16;

    private readonly Action<RowBlock> _whole;
    private readonly int _gzip;
    private readonly long _size;
    private byte[] _rows = [];
    private int _length;
    private int _count;
    private long _passed;
    private LentStream? _output;
    private GZipStream? _compressor;

    /// <param name="gzip">Compression level, 0 for none.</param>
    /// <param name="limit">Largest file in bytes.</param>
    /// <param name="whole">Takes each block; it owns it from then on.</param>
    public RowBlocks(int gzip, long limit, Action<RowBlock> whole) =>
        (_gzip, _size, _whole) = (gzip, Math.Min(gzip == 0 ? Uncompressed : Compressed, limit / LeastInFile), whole);

    public void Write(ReadOnlySpan<byte> row)
    {
        if (_count > 0 && _passed + _length + row.Length > _size)
        {
            End();
        }

        Room(row.Length);
        row.CopyTo(_rows.AsSpan(_length));
        _length += row.Length;
        _count++;
    }

    /// <summary>Ends the block that is begun, if there is one.</summary>
    public void End()
    {
        if (_count == 0)
        {
            return;
        }

        RowBlock block;
        if (_gzip == 0)
        {
            block = RowBlock.Plain(_rows, _length, _count);
            _rows = [];
        }
        else
        {
            Pass();
            block = RowBlock.Deflated(_compressor!, _output!, _count, _passed);
            (_compressor, _output) = (null, null);
        }

        (_length, _count, _passed) = (0, 0, 0);
        _whole(block);
    }

    public void Dispose()
    {
        _compressor?.Dispose();
        _output?.Dispose();
        if (_rows.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_rows);
            _rows = [];
        }
    }

    private void Room(int need)
    {
        if (_rows.Length - _length >= need)
        {
            return;
        }

        if (_gzip > 0 && _length > 0)
        {
            Pass();
        }

        if (_rows.Length - _length < need)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + need, _gzip > 0 ? Portion : (int)Math.Min(Uncompressed, _size)));
            _rows.AsSpan(0, _length).CopyTo(larger);
            if (_rows.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_rows);
            }

            _rows = larger;
        }
    }

    /// <summary>Gives the compressor what was collected.</summary>
    private void Pass()
    {
        _output ??= new LentStream(Portion);
        _compressor ??= new GZipStream(_output, new ZLibCompressionOptions { CompressionLevel = _gzip }, leaveOpen: true);
        _compressor.Write(_rows, 0, _length);
        _passed += _length;
        _length = 0;
    }
}
