namespace Connector.Store;

/// <summary>Sorted runs as one sorted run; of equal keys, those of the earlier run first. A heap of the runs by their next key.</summary>
internal sealed class RecordMerge
{
    private readonly RecordCursor[] _heap;
    private int _count;
    private bool _started;

    /// <param name="runs">In the order in which their records came.</param>
    public RecordMerge(RecordCursor[] runs)
    {
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i].Order = i;
        }

        _heap = [.. runs.Where(run => run.Next())];
        _count = _heap.Length;
        for (var i = (_count / 2) - 1; i >= 0; i--)
        {
            Sink(i);
        }
    }

    /// <summary>The next record's key; valid until the one after it is asked for.</summary>
    public ReadOnlySpan<byte> Key => _heap[0].Key;

    public ReadOnlySpan<byte> Value => _heap[0].Value;

    /// <summary>Whether <see cref="Key"/> is a record's.</summary>
    public bool More => _started && _count > 0;

    public bool Next()
    {
        if (!_started)
        {
            _started = true;
            return _count > 0;
        }

        if (_count > 0 && !_heap[0].Next())
        {
            _heap[0] = _heap[--_count];
        }

        if (_count > 1)
        {
            Sink(0);
        }

        return _count > 0;
    }

    private void Sink(int at)
    {
        var sinking = _heap[at];
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(sinking))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = sinking;
    }
}

/// <summary>Walks one sorted run, in memory or in its file.</summary>
internal sealed class RecordCursor
{
    private readonly RecordBuffer? _memory;
    private readonly TemporaryFile? _file;
    private readonly long _end;
    private byte[] _bytes = [];
    private long _position;
    private int _from;
    private int _to;
    private int _rank;
    private int _length;
    private ulong _beginning;

    public RecordCursor(RecordBuffer memory) => _memory = memory;

    public RecordCursor(TemporaryFile file, RecordRun run, int chunk)
    {
        (_file, _position, _end) = (file, run.At, run.At + run.Length);
        _bytes = new byte[Math.Min(chunk, run.Length)];
    }

    /// <summary>Which run it is: the earlier one goes first.</summary>
    public int Order { get; set; }

    public ReadOnlySpan<byte> Key => RecordBuffer.Key(Record);

    public ReadOnlySpan<byte> Value => RecordBuffer.Value(Record);

    private ReadOnlySpan<byte> Record => _memory is { } memory ? memory[_rank - 1] : _bytes.AsSpan(_from, _length);

    public bool Next()
    {
        if (_memory is { } memory)
        {
            if (_rank == memory.Count)
            {
                return false;
            }

            _rank++;
        }
        else
        {
            _from += _length;
            if (!Has(RecordBuffer.Fixed))
            {
                return false;
            }

            _length = RecordBuffer.LengthOf(_bytes.AsSpan(_from));
            if (!Has(_length))
            {
                throw new EndOfStreamException("a run of a sort ends within a record");
            }
        }

        _beginning = RecordBuffer.Beginning(Key);
        return true;
    }

    public bool IsBefore(RecordCursor other)
    {
        if (_beginning != other._beginning)
        {
            return _beginning < other._beginning;
        }

        var order = Key.SequenceCompareTo(other.Key);
        return order != 0 ? order < 0 : Order < other.Order;
    }

    /// <summary>Brings bytes into memory until as many as are needed lie there.</summary>
    private bool Has(int need)
    {
        if (_to - _from >= need)
        {
            return true;
        }

        _bytes.AsSpan(_from, _to - _from).CopyTo(_bytes);
        (_from, _to) = (0, _to - _from);
        if (_bytes.Length < need)
        {
            Array.Resize(ref _bytes, need);
        }

        var wanted = (int)Math.Min(_bytes.Length - _to, _end - _position);
        _file!.Read(_position, _bytes.AsSpan(_to, wanted));
        (_to, _position) = (_to + wanted, _position + wanted);
        return _to >= need;
    }
}
