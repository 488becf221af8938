using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Connector.Policy;

namespace Connector.Feeds.Memory;

/// <summary>
/// What a worker notes of the rows that it makes, beside each block of them: of which item group they are, from what that was made, and how
/// each SKU came out. Only whole groups are noted, and only what hangs on nothing but the shop and the policies; for one thread.
/// The notes of a group: length behind it (4 bytes), id, <see cref="Hash128"/> of its inputs, ticks until when it holds, where its rows begin
/// in the block, number of SKUs, then those; texts with their length (4 bytes) before them. Read by <see cref="RememberedGroup"/>.
/// </summary>
internal sealed class RowNotes
{
    public const byte Listed = 1, Held = 0;

    private readonly ArrayBufferWriter<byte> _skus = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private byte[] _first = [];
    private byte[] _group = [];
    private Hash128 _inputs;
    private DateTimeOffset _until;
    private int _at;
    private int _count;
    private bool _open;

    /// <summary>Ends the group before and begins another.</summary>
    /// <param name="group">Its id, UTF-8.</param>
    /// <param name="inputs">What its rows are made of; null: it is not noted.</param>
    /// <param name="at">Where its rows will begin in the block.</param>
    public void Begin(ReadOnlySpan<byte> group, Hash128? inputs, int at)
    {
        End();
        if (inputs is { } known)
        {
            (_group, _inputs, _at, _until, _count, _open) = (group.ToArray(), known, at, DateTimeOffset.MaxValue, 0, true);
            _skus.ResetWrittenCount();
        }
    }

    /// <summary>How a SKU of the group came out: in the order of its rows.</summary>
    public void Add(in DesiredRow row)
    {
        if (!_open)
        {
            return;
        }

        if (row is { Desired.Wish: Wish.Row, Desired.Basis: RowBasis.Offer })
        {
            Put(_skus, [Listed]);
            PutText(_skus, row.Sku);
            Put(_skus, row.Length);
            Put(_skus, row.Quantity);
            var hashes = _skus.GetSpan(FacetHashes.Size);
            row.Hashes.CopyTo(hashes);
            _skus.Advance(FacetHashes.Size);
        }
        else if (row is { Desired.Wish: Wish.Nothing, Desired.Held: { Values.Count: <= byte.MaxValue } reason, Sent: null } && reason.Of != Reasons.StageFault && reason.Of != Reasons.StageFaultInPriceOrStock)
        {
            Put(_skus, [Held]);
            PutText(_skus, row.Sku);
            PutText(_skus, reason.Code);
            Put(_skus, [(byte)reason.Values.Count]);
            foreach (var value in reason.Values)
            {
                PutText(_skus, value);
            }
        }
        else
        {
            // It hangs on what was sent before, or on a fault.
            Spoil();
            return;
        }

        _count++;
        _until = row.ValidUntil is { } until && until < _until ? until : _until;
    }

    /// <summary>The group that is begun will not be noted.</summary>
    public void Spoil() => _open = false;

    /// <summary>Ends the group that is begun.</summary>
    public void End()
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        if (_block.WrittenCount == 0)
        {
            _first = _group;
        }

        Put(_block, 4 + _group.Length + 16 + 8 + 4 + 4 + _skus.WrittenCount);
        Put(_block, _group.Length);
        Put(_block, _group);
        _inputs.CopyTo(_block.GetSpan(16));
        _block.Advance(16);
        BinaryPrimitives.WriteInt64LittleEndian(_block.GetSpan(8), _until.UtcTicks);
        _block.Advance(8);
        Put(_block, _at);
        Put(_block, _count);
        Put(_block, _skus.WrittenSpan);
    }

    /// <summary>Takes what was noted of a block that ends; a group that goes on in the next one is not noted.</summary>
    public (byte[] Notes, int Length, byte[] First) Take()
    {
        Spoil();
        var length = _block.WrittenCount;
        var notes = ArrayPool<byte>.Shared.Rent(length);
        _block.WrittenSpan.CopyTo(notes);
        Clear();
        return (notes, length, length == 0 ? [] : _first);
    }

    /// <summary>Forgets what was noted.</summary>
    public void Clear()
    {
        Spoil();
        _block.ResetWrittenCount();
    }

    private static void Put(ArrayBufferWriter<byte> into, ReadOnlySpan<byte> bytes) => into.Write(bytes);

    private static void Put(ArrayBufferWriter<byte> into, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into.GetSpan(4), number);
        into.Advance(4);
    }

    private static void PutText(ArrayBufferWriter<byte> into, string text)
    {
        var room = into.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, length);
        into.Advance(4 + length);
    }
}
