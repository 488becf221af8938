using System.Buffers.Binary;

namespace Connector.Store;

/// <summary>
/// One record of an item group's row. All that a table holds of a group stands in one row, sorted by head, then id: a feed takes a group
/// with one step, and a read writes it with one. A record is: head, kind, is-default (1 byte each), length of id (2 bytes), length of data
/// (4 bytes, little endian), id (UTF-8), data.
/// </summary>
internal readonly struct GroupRecord
{
    public const int Fixed = 9;

    private readonly int _at;
    private readonly int _idLength;
    private readonly int _dataLength;

    private GroupRecord(ReadOnlySpan<byte> group, int at)
    {
        (_at, Head, Kind, IsDefault) = (at, group[at], (ItemKind)group[at + 1], group[at + 2] == 1);
        _idLength = BinaryPrimitives.ReadUInt16LittleEndian(group[(at + 3)..]);
        _dataLength = BinaryPrimitives.ReadInt32LittleEndian(group[(at + 5)..]);
    }

    /// <summary>Where the item stands in its group: 0 a master or set, 1 a variation group, 2 what is sold.</summary>
    public int Head { get; }

    public ItemKind Kind { get; }

    public bool IsDefault { get; }

    /// <summary>Where the record begins in its row.</summary>
    public int At => _at;

    /// <summary>Where the next one begins.</summary>
    public int End => _at + Fixed + _idLength + _dataLength;

    public Range IdRange => (_at + Fixed)..(_at + Fixed + _idLength);

    public Range DataRange => (_at + Fixed + _idLength)..End;

    /// <summary>The record that begins at a place of the row; false at the row's end.</summary>
    public static bool Read(ReadOnlySpan<byte> group, int at, out GroupRecord record)
    {
        record = at < group.Length ? new GroupRecord(group, at) : default;
        return at < group.Length;
    }

    /// <summary>Goes on from a place to a record; where there is none, <paramref name="at"/> is where it would stand.</summary>
    public static bool Find(ReadOnlySpan<byte> group, ref int at, long head, ReadOnlySpan<byte> id, out GroupRecord record)
    {
        while (Read(group, at, out record))
        {
            var order = record.Head != head ? record.Head.CompareTo((int)head) : group[record.IdRange].SequenceCompareTo(id);
            if (order >= 0)
            {
                return order == 0;
            }

            at = record.End;
        }

        return false;
    }

    /// <summary>What was found of a product: its head, its id and its group's row are the first columns of <paramref name="found"/>. False where the row has no record of it.</summary>
    public static bool IsStored(Prepared.Rows found, out ReadOnlySpan<byte> data)
    {
        var at = 0;
        var group = found.Bytes(2);
        var isStored = Find(group, ref at, found.Number(0), found.Bytes(1), out var record);
        data = isStored ? group[record.DataRange] : default;
        return isStored;
    }

    /// <summary>Writes a record but for its data.</summary>
    /// <returns>The room for the data.</returns>
    public static Span<byte> WriteHead(Span<byte> into, long head, ItemKind kind, bool isDefault, ReadOnlySpan<byte> id, int dataLength)
    {
        (into[0], into[1], into[2]) = ((byte)head, (byte)kind, isDefault ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteUInt16LittleEndian(into[3..], checked((ushort)id.Length));
        BinaryPrimitives.WriteInt32LittleEndian(into[5..], dataLength);
        id.CopyTo(into[Fixed..]);
        return into.Slice(Fixed + id.Length, dataLength);
    }
}
