using System.Text;

namespace Connector.Store;

/// <summary>
/// Changes records of a table's groups: a group's row is loaded once, changed in memory and written back. What is changed shows in the
/// table after <see cref="Flush"/>.
/// </summary>
/// <param name="find">Finds a group's row: <c>data</c> by ?1 owner, ?2 group.</param>
/// <param name="put">Writes it: ?1 owner, ?2 group, ?3 data.</param>
/// <param name="drop">Deletes it: ?1 owner, ?2 group.</param>
/// <param name="owner">The shop or scope.</param>
internal sealed class GroupRows(Prepared find, Prepared put, Prepared drop, long owner)
{
    /// <summary>Bytes kept before they are written.</summary>
    private const int Kept = 4 << 20;

    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private int _bytes;

    /// <summary>Puts a record in, in the place of the one that is there.</summary>
    public void Put(string group, long head, string id, ItemKind kind, bool isDefault, ReadOnlySpan<byte> data)
    {
        var row = Loaded(group);
        Span<byte> key = stackalloc byte[KeyRoom(id)];
        key = key[..Encoding.UTF8.GetBytes(id, key)];
        var at = 0;
        var stood = GroupRecord.Find(row.Bytes, ref at, head, key, out var record) ? record.End - record.At : 0;
        data.CopyTo(GroupRecord.WriteHead(row.Replace(at, stood, GroupRecord.Fixed + key.Length + data.Length), head, kind, isDefault, key, data.Length));
        _bytes += data.Length;
    }

    /// <summary>The record, as it stands now; null where there is none.</summary>
    public GroupRecord? Find(string group, long head, string id)
    {
        Span<byte> key = stackalloc byte[KeyRoom(id)];
        var at = 0;
        return GroupRecord.Find(Loaded(group).Bytes, ref at, head, key[..Encoding.UTF8.GetBytes(id, key)], out var record) ? record : null;
    }

    /// <summary>Takes a record out. Null where there is none.</summary>
    public GroupRecord? Take(string group, long head, string id, out ReadOnlyMemory<byte> data)
    {
        var row = Loaded(group);
        Span<byte> key = stackalloc byte[KeyRoom(id)];
        key = key[..Encoding.UTF8.GetBytes(id, key)];
        var at = 0;
        if (!GroupRecord.Find(row.Bytes, ref at, head, key, out var record))
        {
            data = default;
            return null;
        }

        data = row.Bytes[record.DataRange].ToArray();
        row.Replace(at, record.End - record.At, 0);
        return record;
    }

    /// <summary>Writes what was changed.</summary>
    public void Flush()
    {
        foreach (var (group, row) in _rows)
        {
            if (!row.IsChanged)
            {
                continue;
            }

            if (row.Bytes.Length > 0)
            {
                put.Run(owner, group, row.Memory);
            }
            else if (row.IsStored)
            {
                drop.Run(owner, group);
            }
        }

        _rows.Clear();
        _bytes = 0;
    }

    private static int KeyRoom(string id) => Encoding.UTF8.GetMaxByteCount(id.Length);

    private Row Loaded(string group)
    {
        if (!_rows.TryGetValue(group, out var row))
        {
            if (_bytes > Kept)
            {
                Flush();
            }

            using var found = find.Read(owner, group);
            var isStored = found.Next();
            row = new Row(isStored ? found.Bytes(0) : default, isStored);
            _rows.Add(group, row);
            _bytes += row.Bytes.Length;
        }

        return row;
    }

    private sealed class Row(ReadOnlySpan<byte> stored, bool isStored)
    {
        private byte[] _bytes = stored.ToArray();
        private int _length = stored.Length;

        public bool IsStored => isStored;

        public bool IsChanged { get; private set; }

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

        /// <summary>Makes room for a record of <paramref name="put"/> bytes where one of <paramref name="gone"/> stands.</summary>
        public Span<byte> Replace(int at, int gone, int put)
        {
            var length = _length - gone + put;
            if (length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
            }

            _bytes.AsSpan((at + gone).._length).CopyTo(_bytes.AsSpan(at + put));
            (_length, IsChanged) = (length, true);
            return _bytes.AsSpan(at, put);
        }
    }
}
