using System.Buffers.Binary;

namespace Connector.Store;

/// <summary>
/// What a catalog was told of its products' categories, remembered for the next whole read: each product's id, in the order of ids, with a hash of what
/// is stored of it. So the next read looks up those alone of which it is told something else. It holds for as long as what is stored does, whoever
/// tells it and in whatever order. A record is the hash (16 bytes), length of the id (2 bytes), id; they stand in parts.
/// </summary>
/// <param name="folder">Where it goes until it is stored.</param>
internal sealed class PlaceMemory(string folder) : IDisposable
{
    private const int PartBytes = 1 << 16;
    private const int Fixed = 18;
    private readonly TemporaryFile _noted = new(folder);
    private readonly List<(int Records, long End)> _parts = [];
    private byte[] _record = new byte[256];
    private int _records;

    /// <summary>Notes a product and what is stored of it from now on; to be called in the order of ids.</summary>
    public void Note(ReadOnlySpan<byte> id, ReadOnlySpan<byte> places)
    {
        if (_record.Length < Fixed + id.Length)
        {
            _record = new byte[Fixed + id.Length];
        }

        Hash128.Of(places).CopyTo(_record);
        BinaryPrimitives.WriteUInt16LittleEndian(_record.AsSpan(16), checked((ushort)id.Length));
        id.CopyTo(_record.AsSpan(Fixed));
        _noted.Write(_record.AsSpan(0, Fixed + id.Length));
        _records++;
        if (_noted.Length - PartEnd >= PartBytes)
        {
            _parts.Add((_records, _noted.Length));
            _records = 0;
        }
    }

    /// <summary>All that was noted, in parts: how many products, and their records.</summary>
    public IEnumerable<(int Records, byte[] Data)> Parts()
    {
        _noted.Flush();
        var at = 0L;
        foreach (var (records, end) in _parts.Append((_records, _noted.Length)).Where(part => part.Item1 > 0))
        {
            var data = new byte[end - at];
            _noted.Read(at, data);
            yield return (records, data);
            at = end;
        }
    }

    public void Dispose() => _noted.Dispose();

    private long PartEnd => _parts.Count > 0 ? _parts[^1].End : 0;

    /// <summary>Reads along what was remembered.</summary>
    /// <param name="parts">The parts in order: the first column.</param>
    public sealed class Reader(Prepared.Rows parts) : IDisposable
    {
        private byte[] _part = [];
        private int _at;
        private int _next;

        public ReadOnlySpan<byte> Id => _part.AsSpan((_at + Fixed).._next);

        /// <summary>Goes on to the next product.</summary>
        public bool Next()
        {
            if (_next == _part.Length)
            {
                (_part, _next) = (parts.Next() ? parts.Bytes(0).ToArray() : [], 0);
            }

            _at = _next;
            if (_part.Length == 0)
            {
                return false;
            }

            _next = _at + Fixed + BinaryPrimitives.ReadUInt16LittleEndian(_part.AsSpan(_at + 16));
            return true;
        }

        /// <summary>Whether this is what is stored of the product.</summary>
        public bool IsOf(ReadOnlySpan<byte> places) => new Hash128(_part.AsSpan(_at, 16)) == Hash128.Of(places);

        public void Dispose() => parts.Dispose();
    }
}
