using System.Buffers.Binary;

namespace Connector.Store;

/// <summary>
/// What a scope was told in its last whole read, record by record in the order of the source: the product, and length and hash of the bytes that
/// told of it. Read along while the source is read again: a record whose bytes are the same stands as it did, and need not be looked at. In parts of
/// some thousand records; two of them are held.
/// </summary>
internal sealed class ToldMemory : IDisposable
{
    /// <summary>Records of a part.</summary>
    public const int PartRecords = 4096;

    /// <summary>Product (4 bytes), length (4), hash (16).</summary>
    public const int RecordBytes = 24;

    /// <summary>How many products may be looked for in vain, one after the other, before the source is taken to have another order.</summary>
    private const int Patience = 4096;

    private const int MostNotTold = 100_000;
    private Prepared.Rows? _stored;
    private readonly TemporaryFile _told;
    private readonly List<long> _notTold = [];
    private byte[] _part = [];
    private byte[] _next = [];
    private byte[] _numbered = [];
    private int _numberedAt;
    private long _numberedTo;
    private int _at;
    private int _inVain;

    /// <param name="stored">The parts of the last read, in order: the first column; null where nothing is remembered.</param>
    /// <param name="folder">Where the memory of this read goes until it is stored.</param>
    public ToldMemory(Prepared.Rows? stored, string folder)
    {
        _stored = stored;
        _told = new TemporaryFile(folder);
        _next = Part();
        Turn();
    }

    /// <summary>Records noted in this read.</summary>
    public long Count => _told.Length / RecordBytes;

    /// <summary>Whether this read was told something else, or in another order, than the last.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The record that was told next in the last read.</summary>
    public bool TryPeek(out long product, out int length, out Hash128 hash)
    {
        if (_at == _part.Length)
        {
            (product, length, hash) = (0, 0, default);
            return false;
        }

        var record = _part.AsSpan(_at);
        (product, length) = (BinaryPrimitives.ReadUInt32LittleEndian(record), BinaryPrimitives.ReadInt32LittleEndian(record[4..]));
        hash = new Hash128(record.Slice(8, 16));
        return true;
    }

    /// <summary>That record was told again.</summary>
    public void Repeat()
    {
        _told.Write(_part.AsSpan(_at, RecordBytes));
        Pass();
    }

    /// <summary>Another record was told, of this product: what stands before it in the memory was not.</summary>
    public void Met(long product)
    {
        IsChanged = true;
        if (_inVain < Patience)
        {
            _inVain = Find(product) ? 0 : _inVain + 1;
        }
    }

    /// <summary>In a first read products are noted as the how manieth record they were; told in that order, each gets its number.</summary>
    public void Number(long told, uint product)
    {
        while (_numberedAt < _numbered.Length || NextNumbered())
        {
            var noted = BinaryPrimitives.ReadUInt32LittleEndian(_numbered.AsSpan(_numberedAt));
            if (noted > told)
            {
                return;
            }

            if (noted == told)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_numbered.AsSpan(_numberedAt), product);
            }

            _numberedAt += RecordBytes;
            if (noted == told)
            {
                return;
            }
        }
    }

    /// <summary>Notes a record for the next read.</summary>
    public void Note(long product, int length, Hash128 hash)
    {
        IsChanged = true;
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record, checked((uint)product));
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], length);
        hash.CopyTo(record[8..]);
        _told.Write(record);
    }

    /// <summary>
    /// Products of which the last read was told and this one, as far as order shows, was not; those that were told out of order are among them.
    /// To be asked once, at the end. Null where they are too many to hold.
    /// </summary>
    public IReadOnlyList<long>? NotTold()
    {
        while (_at < _part.Length)
        {
            Skip(_part.AsSpan(_at));
            Turn();
        }

        return _notTold.Count < MostNotTold ? _notTold : null;
    }

    /// <summary>Whether something of the last read was not told again.</summary>
    public bool IsShort => _at < _part.Length;

    /// <summary>What was told in the last read is not looked at any more.</summary>
    public void EndReading()
    {
        _stored?.Dispose();
        _stored = null;
    }

    /// <summary>The noted records, in parts.</summary>
    public IEnumerable<byte[]> Parts()
    {
        NextNumbered();
        _told.Flush();
        for (long at = 0; at < _told.Length; at += PartRecords * RecordBytes)
        {
            var part = new byte[Math.Min(PartRecords * RecordBytes, _told.Length - at)];
            _told.Read(at, part);
            yield return part;
        }
    }

    public void Dispose()
    {
        EndReading();
        _told.Dispose();
    }

    /// <summary>Puts back the part that was numbered, and takes the next.</summary>
    private bool NextNumbered()
    {
        _told.Flush();
        _told.Overwrite(_numberedTo - _numbered.Length, _numbered);
        _numbered = new byte[Math.Min(PartRecords * RecordBytes, _told.Length - _numberedTo)];
        _told.Read(_numberedTo, _numbered);
        (_numberedAt, _numberedTo) = (0, _numberedTo + _numbered.Length);
        return _numbered.Length > 0;
    }

    private bool Find(long product)
    {
        var at = At(_part, _at, product);
        if (at < 0 && At(_next, 0, product) is var beyond and >= 0)
        {
            Skip(_part.AsSpan(_at));
            Turn();
            at = beyond;
        }

        if (at < 0)
        {
            return false;
        }

        Skip(_part.AsSpan(_at..at));
        _at = at;
        Pass();
        return true;
    }

    private void Skip(ReadOnlySpan<byte> records)
    {
        for (; !records.IsEmpty && _notTold.Count < MostNotTold; records = records[RecordBytes..])
        {
            IsChanged = true;
            _notTold.Add(BinaryPrimitives.ReadUInt32LittleEndian(records));
        }
    }

    private static int At(byte[] part, int from, long product)
    {
        for (var at = from; at < part.Length; at += RecordBytes)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(part.AsSpan(at)) == product)
            {
                return at;
            }
        }

        return -1;
    }

    private void Pass()
    {
        _at += RecordBytes;
        if (_at == _part.Length)
        {
            Turn();
        }
    }

    private void Turn()
    {
        (_part, _at) = (_next, 0);
        _next = _part.Length > 0 ? Part() : [];
    }

    private byte[] Part() => _stored is { } rows && rows.Next() ? rows.Bytes(0).ToArray() : [];
}
