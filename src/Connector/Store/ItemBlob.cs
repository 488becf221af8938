using System.Buffers.Binary;

namespace Connector.Store;

/// <summary>
/// Reads the entries of a stored item in order, without decoding or allocating. An entry is: field (1 byte), name and
/// qualifier (length in 2 bytes, UTF-8), value (length in 4 bytes, UTF-8); little endian.
/// </summary>
/// <param name="bytes">The item.</param>
/// <param name="from">Where to begin: at the first byte of an entry.</param>
public ref struct ItemBlob(ReadOnlySpan<byte> bytes, int from = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at = from;
    private int _nameLength;
    private int _qualifierLength;

    public ItemField Field { get; private set; }

    public readonly ReadOnlySpan<byte> Name => _bytes.Slice(NameAt, _nameLength);

    public readonly ReadOnlySpan<byte> Qualifier => _bytes.Slice(NameAt + _nameLength + 2, _qualifierLength);

    public readonly ReadOnlySpan<byte> Value => _bytes[ValueAt.._at];

    /// <summary>The whole entry as it is encoded.</summary>
    public readonly ReadOnlySpan<byte> Entry => _bytes[EntryAt.._at];

    /// <summary>Where the entry begins in the blob.</summary>
    public int EntryAt { get; private set; }

    /// <summary>Where <see cref="Value"/> begins in the blob.</summary>
    public int ValueAt { get; private set; }

    /// <summary>Where <see cref="Name"/> begins in the blob.</summary>
    public readonly int NameAt => EntryAt + 3;

    public bool Next()
    {
        if (_at >= _bytes.Length)
        {
            return false;
        }

        // Lengths only: most entries are passed, and what of them is asked for is cut out then.
        EntryAt = _at;
        Field = (ItemField)_bytes[_at];
        _nameLength = BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(_at + 1)..]);
        var qualifier = NameAt + _nameLength;
        _qualifierLength = BinaryPrimitives.ReadUInt16LittleEndian(_bytes[qualifier..]);
        var length = qualifier + 2 + _qualifierLength;
        ValueAt = length + 4;
        _at = ValueAt + BinaryPrimitives.ReadInt32LittleEndian(_bytes[length..]);
        return true;
    }
}
