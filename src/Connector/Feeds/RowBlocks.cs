using System.Buffers;
using System.IO.Compression;
using Connector.Feeds.Memory;

namespace Connector.Feeds;

/// <summary>
/// Cuts rows, as they come, into blocks before compression. Where rows are remembered, a block that is remembered is taken as it is. For one
/// thread.
/// </summary>
public sealed class RowBlocks : IDisposable
{
    /// <summary>Most plain bytes in a compressed block; a row that is longer has one to itself.</summary>
    private const int Compressed = 1 << 20;

    /// <summary>Most bytes in a block that is not compressed.</summary>
    private const int Uncompressed = 1 << 18;

    /// <summary>Plain bytes from which on a block may end with an item group. Each block begins with an empty window: at this size files of a million SKUs are 3 % larger at level 6 than in one piece, 1.4 % at level 1; smaller ones would be larger still.</summary>
    private const int Least = 3 << 16;

    /// <summary>One group in so many is one before which a block may end.</summary>
    private const int GroupsBetween = 8;

    /// <summary>Bytes that go into the compressor at once: small enough to stay in the core's own cache.</summary>
    private const int Portion = 1 << 16;

    /// <summary>Where a file may only be small, so many blocks are at least in it.</summary>
    private const int LeastInFile = 16;

    private readonly Action<RowBlock> _whole;
    private readonly int _gzip;
    private readonly long _size;
    private byte[] _rows = [];
    private int _count;
    private RememberedBlock? _kept;
    private RememberedBlock? _fetchedFrom;
    private LentBytes? _fetched;

    /// <param name="gzip">Compression level, 0 for none.</param>
    /// <param name="limit">Largest file in bytes.</param>
    /// <param name="whole">Takes each block; it owns it from then on.</param>
    public RowBlocks(int gzip, long limit, Action<RowBlock> whole) =>
        (_gzip, _size, _whole) = (gzip, Math.Min(gzip == 0 ? Uncompressed : Compressed, limit / LeastInFile), whole);

    /// <summary>What is noted of the rows, for the next feed; null: nothing.</summary>
    internal RowNotes? Notes { get; init; }

    /// <summary>What an earlier feed noted; null: nothing.</summary>
    internal RowMemory? Memory { get; init; }

    /// <summary>Plain bytes in the block that is begun.</summary>
    internal int Length { get; private set; }

    /// <summary>
    /// Tells that the rows of an item group come next. A block that is large enough ends there, if the group's id says so: as ids decide, and
    /// not counts, a group that grows or goes changes the blocks around it and no others.
    /// </summary>
    internal void NextGroup(ReadOnlySpan<byte> group)
    {
        if (Length >= Math.Min(Least, _size / 2) && (uint)Hash128.Of(group).Value % GroupsBetween == 0)
        {
            End();
        }
    }

    public void Write(ReadOnlySpan<byte> row)
    {
        EndBefore(row.Length);
        Fetch();
        Append(row);
        _count++;
    }

    /// <summary>Writes a row that is remembered. As long as a block's rows are those of a block that is remembered, from its first on, none of them is fetched.</summary>
    internal void Write(RememberedRow row)
    {
        EndBefore(row.Length);
        if (row.Place.Start.Value == Length && (_count == 0 || ReferenceEquals(_kept, row.Block)))
        {
            _kept = row.Block;
            Length += row.Length;
        }
        else
        {
            Fetch();
            Append(Bytes(row));
        }

        _count++;
    }

    /// <summary>The bytes of a row that is remembered; valid until the next one is asked for.</summary>
    internal ReadOnlySpan<byte> Bytes(RememberedRow row)
    {
        if (!ReferenceEquals(_fetchedFrom, row.Block))
        {
            _fetched?.Dispose();
            (_fetched, _fetchedFrom) = (Memory!.Rows(row.Block), row.Block);
        }

        return _fetched!.Memory.Span[row.Place];
    }

    /// <summary>Ends the block that is begun, if there is one.</summary>
    public void End()
    {
        if (_count == 0)
        {
            // Notes stand beside rows: what has none is looked at again next time.
            Notes?.Clear();
            return;
        }

        var block = Whole();
        (Length, _count, _kept) = (0, 0, null);
        _whole(block);
    }

    public void Dispose()
    {
        _fetched?.Dispose();
        if (_rows.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_rows);
            _rows = [];
        }
    }

    private void EndBefore(int more)
    {
        if (_count > 0 && Length + more > _size)
        {
            End();
        }
    }

    /// <summary>Fetches the rows of the block that is begun, where they were only remembered so far.</summary>
    private void Fetch()
    {
        if (_kept is { } block)
        {
            var length = Length;
            (_kept, Length) = (null, 0);
            Append(Bytes(new RememberedRow(block, ..length)));
        }
    }

    private void Append(ReadOnlySpan<byte> rows)
    {
        Room(rows.Length);
        rows.CopyTo(_rows.AsSpan(Length));
        Length += rows.Length;
    }

    private RowBlock Whole()
    {
        if (_kept is { } block && Length == block.PlainLength)
        {
            return Memory!.Kept(block).Noted(Notes, block.PlainHash);
        }

        Fetch();
        if (Notes is null)
        {
            return Block();
        }

        var plain = Hash128.Of(_rows.AsSpan(0, Length));
        return (Memory?.Find(plain, Length) ?? Block()).Noted(Notes, plain);
    }

    private RowBlock Block()
    {
        if (_gzip == 0)
        {
            var plain = RowBlock.Plain(_rows, Length, _count);
            _rows = [];
            return plain;
        }

        return Deflated(_rows.AsSpan(0, Length), _gzip, _count);
    }

    /// <summary>Compresses a block by itself; the same bytes whenever it is done, by the same compressor.</summary>
    internal static RowBlock Deflated(ReadOnlySpan<byte> plain, int gzip, int rows)
    {
        using var output = new LentStream(Portion);
        using var compressor = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = gzip }, leaveOpen: true);
        for (var at = 0; at < plain.Length; at += Portion)
        {
            compressor.Write(plain.Slice(at, Math.Min(Portion, plain.Length - at)));
        }

        return RowBlock.Deflated(compressor, output, rows, plain.Length);
    }

    private void Room(int need)
    {
        if (_rows.Length - Length < need)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + need, (int)Math.Min(_gzip == 0 ? Uncompressed : 2 * Least, _size)));
            _rows.AsSpan(0, Length).CopyTo(larger);
            if (_rows.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_rows);
            }

            _rows = larger;
        }
    }
}
