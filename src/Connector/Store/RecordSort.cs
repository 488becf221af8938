using System.Buffers.Binary;

namespace Connector.Store;

/// <summary>
/// Sorts more records than memory may hold, by the bytes of their keys; equal keys stay in the order in which they came. Records gather in a
/// buffer; a full one is sorted and written as a run into a temporary file, by another thread while the next one fills; reading merges the runs.
/// Two buffers are all that it holds, however many records there are. What comes in order is not sorted again.
/// </summary>
/// <param name="folder">Where the temporary file goes; it is gone when this is disposed.</param>
/// <param name="runBytes">Largest run; longer records are refused.</param>
internal sealed class RecordSort(string folder, int runBytes = RecordSort.RunBytes) : IDisposable
{
    public const int RunBytes = 3 << 20;

    /// <summary>Memory for all runs together while they are merged, and the least and the most of it for one.</summary>
    private const int MergeBytes = 8 << 20;
    private const int LeastChunk = 1 << 13;
    private const int MostChunk = 1 << 17;
    private readonly List<RecordRun> _runs = [];
    private RecordBuffer _filling = new();
    private Task<RecordBuffer> _spilling = Task.FromResult<RecordBuffer>(null!);
    private TemporaryFile? _file;

    /// <summary>Records added.</summary>
    public long Count { get; private set; }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var need = RecordBuffer.Fixed + key.Length + value.Length;
        if (_filling.Length + need > runBytes && _filling.Count > 0)
        {
            Spill();
        }

        _filling.Add(key, value, need);
        Count++;
    }

    /// <summary>The records in order. Nothing may be added afterwards.</summary>
    public RecordMerge Read()
    {
        if (_file is null)
        {
            _filling.Sort();
            return new RecordMerge([new RecordCursor(_filling)]);
        }

        Spill();
        _spilling.GetAwaiter().GetResult();
        // What was held for filling is not needed any more.
        _filling = new RecordBuffer();
        _spilling = Task.FromResult<RecordBuffer>(null!);
        var chunk = Math.Clamp(MergeBytes / Math.Max(1, _runs.Count), LeastChunk, MostChunk);
        return new RecordMerge([.. _runs.Select(run => new RecordCursor(_file, run, chunk))]);
    }

    public void Dispose()
    {
        // What still writes must not meet a closed file; its fault was told, or is of no matter any more.
        ((IAsyncResult)_spilling).AsyncWaitHandle.WaitOne();
        _file?.Dispose();
    }

    private void Spill()
    {
        var file = _file ??= new TemporaryFile(folder);
        var full = _filling;
        _filling = _spilling.GetAwaiter().GetResult() ?? new RecordBuffer();
        _filling.Clear();
        _spilling = Task.Run(() =>
        {
            full.Sort();
            _runs.Add(full.WriteTo(file));
            return full;
        });
    }
}

/// <summary>Where a run stands in its file.</summary>
internal readonly record struct RecordRun(long At, long Length);

/// <summary>Records in memory, and the order of their keys.</summary>
internal sealed class RecordBuffer
{
    /// <summary>Length of key (2 bytes) and of value (4 bytes) before them.</summary>
    public const int Fixed = 6;

    private byte[] _bytes = new byte[1 << 12];
    private Place[] _places = new Place[64];
    private bool _inOrder = true;

    public int Count { get; private set; }

    public int Length { get; private set; }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int need)
    {
        if (_bytes.Length - Length < need)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + need));
        }

        if (Count == _places.Length)
        {
            Array.Resize(ref _places, Count * 2);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Length), checked((ushort)key.Length));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length + 2), value.Length);
        key.CopyTo(_bytes.AsSpan(Length + Fixed));
        value.CopyTo(_bytes.AsSpan(Length + Fixed + key.Length));
        var place = new Place(Beginning(key), Length);
        _inOrder &= Count == 0 || new KeyComparer(_bytes).Compare(_places[Count - 1], place) <= 0;
        _places[Count++] = place;
        Length += need;
    }

    public void Clear() => (Count, Length, _inOrder) = (0, 0, true);

    public void Sort()
    {
        if (!_inOrder)
        {
            _places.AsSpan(0, Count).Sort(new KeyComparer(_bytes));
            _inOrder = true;
        }
    }

    /// <summary>The record of a rank.</summary>
    public ReadOnlySpan<byte> this[int rank] => Record(_bytes, _places[rank].At);

    public RecordRun WriteTo(TemporaryFile file)
    {
        var at = file.Length;
        for (var rank = 0; rank < Count; rank++)
        {
            file.Write(this[rank]);
        }

        file.Flush();
        return new RecordRun(at, file.Length - at);
    }

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> record) => record.Slice(Fixed, BinaryPrimitives.ReadUInt16LittleEndian(record));

    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record) => record[(Fixed + BinaryPrimitives.ReadUInt16LittleEndian(record))..];

    /// <summary>How long the record is that begins here; its first <see cref="Fixed"/> bytes tell.</summary>
    public static int LengthOf(ReadOnlySpan<byte> record) =>
        Fixed + BinaryPrimitives.ReadUInt16LittleEndian(record) + BinaryPrimitives.ReadInt32LittleEndian(record[2..]);

    /// <summary>A key's first bytes as a number that sorts alike: most keys are told apart by it alone.</summary>
    public static ulong Beginning(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(key);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        key.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    private static ReadOnlySpan<byte> Record(byte[] bytes, int at) => bytes.AsSpan(at, LengthOf(bytes.AsSpan(at)));

    private readonly record struct Place(ulong Beginning, int At);

    private readonly struct KeyComparer(byte[] bytes) : IComparer<Place>
    {
        public int Compare(Place x, Place y)
        {
            if (x.Beginning != y.Beginning)
            {
                return x.Beginning < y.Beginning ? -1 : 1;
            }

            var order = Key(bytes.AsSpan(x.At)).SequenceCompareTo(Key(bytes.AsSpan(y.At)));
            return order != 0 ? order : x.At.CompareTo(y.At);
        }
    }
}
