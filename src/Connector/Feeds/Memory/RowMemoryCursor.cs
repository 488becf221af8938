using System.Text;
using Connector.Store;

namespace Connector.Feeds.Memory;

/// <summary>A range of what is remembered, asked for in feed order. For one thread.</summary>
internal sealed class RowMemoryCursor : IDisposable
{
    private readonly RowMemory _memory;
    private readonly DateTimeOffset _instant;
    private readonly bool _withRows;
    private readonly RememberedGroup _group = new();
    private LentBytes? _notes;
    private bool? _hasRows;
    private int _block;
    private int _at;

    /// <param name="memory">What is remembered.</param>
    /// <param name="range">Where it will be asked for.</param>
    /// <param name="instant">The instant of the feed: what held until then is over.</param>
    /// <param name="withRows">Whether rows are asked for; else only what became of each SKU.</param>
    public RowMemoryCursor(RowMemory memory, KeyRange range, DateTimeOffset instant, bool withRows)
    {
        (_memory, _instant, _withRows) = (memory, instant, withRows);
        Open(BlockOf(Encoding.UTF8.GetBytes(range.From ?? "")));
    }

    /// <summary>Where the row of a SKU stands, of the group that was found last.</summary>
    public RememberedRow Row(in RememberedSku sku) => new(_memory.Noted[_block], sku.Row);

    /// <summary>The notes of a group that was made of just this and still holds; null where there are none. Valid until the next is asked for.</summary>
    public RememberedGroup? Find(ReadOnlySpan<byte> group, Hash128 inputs)
    {
        while (_block < _memory.Noted.Count)
        {
            var notes = _notes is null ? default : _notes.Memory.Span;
            if (_at == notes.Length)
            {
                if (_block + 1 == _memory.Noted.Count || _memory.Noted[_block + 1].First.AsSpan().SequenceCompareTo(group) > 0)
                {
                    return null;
                }

                Open(BlockOf(group));
                continue;
            }

            var (next, id, madeOf) = RememberedGroup.Peek(notes, _at);
            var order = notes[id].SequenceCompareTo(group);
            if (order > 0)
            {
                return null;
            }

            var at = _at;
            _at = next;
            if (order == 0)
            {
                return madeOf == inputs && _group.Read(notes, at) && _group.Until > _instant && HasRows() ? _group : null;
            }
        }

        return null;
    }

    /// <summary>The bytes of a row, a copy: for the few that are looked at.</summary>
    public byte[] Bytes(RememberedRow row)
    {
        using var rows = _memory.Rows(row.Block);
        return rows.Memory.Span[row.Place].ToArray();
    }

    public void Dispose() => _notes?.Dispose();

    /// <summary>The last block that begins at or before a group; where none does, the first.</summary>
    private int BlockOf(ReadOnlySpan<byte> group)
    {
        var (low, high) = (_block, _memory.Noted.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _memory.Noted[middle].First.AsSpan().SequenceCompareTo(group) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private void Open(int block)
    {
        Dispose();
        (_block, _at, _hasRows) = (block, 0, null);
        _notes = block < _memory.Noted.Count ? _memory.Notes(_memory.Noted[block]) : null;
    }

    private bool HasRows() => !_withRows || (_hasRows ??= _memory.Has(_memory.Noted[_block]));
}
