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

    public ItemField Field { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Qualifier { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

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

        EntryAt = _at;
        Field = (ItemField)_bytes[_at++];
        Name = Short();
        Qualifier = Short();
        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes[_at..]);
        ValueAt = _at + 4;
        Value = _bytes.Slice(ValueAt, length);
        _at = ValueAt + length;
        return true;
    }

    private ReadOnlySpan<byte> Short()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_bytes[_at..]);
        var text = _bytes.Slice(_at + 2, length);
        _at += 2 + length;
        return text;
    }
}
