using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>How a first read is written: products and links in the order of ids, which gives each product its place; then the groups' rows in feed order.</summary>
internal sealed partial class FirstRead
{
    private readonly byte[] _current = new byte[LongestId * 3];
    private readonly byte[] _master = new byte[LongestId * 3];
    private readonly byte[] _lastOwner = new byte[LongestId * 3];
    private readonly byte[] _linkKey = new byte[(LongestId * 6) + 8];
    private readonly List<(string Category, bool Primary)> _places = [];
    private readonly List<(string Id, string Master, int Masters)> _shared = [];
    private int[] _described = [];
    private int[] _said = [];
    private List<PlaceMemory?> _placeMemories = [];

    /// <summary>Writes all that was told; false where the ordinary way must: what was written is to be rolled back then.</summary>
    /// <param name="connection">The mirror, in the read's transaction.</param>
    /// <param name="shop">The shop's number.</param>
    /// <param name="idOf">A scope's number in the mirror.</param>
    /// <param name="shared">Told of variants that several masters name: id, the master under which it is listed, how many.</param>
    /// <param name="numbered">Told of each product by the scope and the how manieth of its records told of it, in that order; null where nobody asks.</param>
    /// <param name="counted">Told at the end: scope, how many products it describes, of how many it says something, and of a catalog the memory of that.</param>
    public bool Write(SqliteConnection connection, long shop, Func<Scope, long> idOf, Action<string, string, int> shared, Action<Scope, long, uint>? numbered, Action<Scope, int, int, PlaceMemory?> counted)
    {
        _journal.Flush();
        (_described, _said) = (new int[_scopes.Count], new int[_scopes.Count]);
        _placeMemories = _scopes.ConvertAll(scope => scope.Kind == ScopeKind.Catalog ? new PlaceMemory(folder) : null);
        using var numbers = numbered is null ? null : new RecordSort(folder);
        using var tables = new FirstReadTables(connection, shop, _scopes.ConvertAll(scope => idOf(scope)));
        var written = true;
        RowBatches.Write(rows => written = PutTogether(rows, tables.LastProduct, numbers), tables.Put);
        if (!written)
        {
            return false;
        }

        tables.Close();
        _shared.ForEach(variant => shared(variant.Id, variant.Master, variant.Masters));
        TellNumbers(numbers, numbered);
        for (var i = 0; i < _scopes.Count; i++)
        {
            counted(_scopes[i], _described[i], _said[i], _placeMemories[i]);
        }

        return true;
    }

    private void TellNumbers(RecordSort? numbers, Action<Scope, long, uint>? numbered)
    {
        var sorted = numbers?.Read();
        while (sorted is not null && sorted.Next())
        {
            numbered!(_scopes[BinaryPrimitives.ReadUInt16BigEndian(sorted.Key)], BinaryPrimitives.ReadInt32BigEndian(sorted.Key[2..]), BinaryPrimitives.ReadUInt32LittleEndian(sorted.Value));
        }
    }

    /// <summary>All rows in the order in which they are written; on a thread of its own.</summary>
    private bool PutTogether(RowBatches rows, long lastProduct, RecordSort? numbers)
    {
        using var items = new RecordSort(folder);
        using var entries = new RecordSort(folder);
        if (!PutProducts(rows, lastProduct, items, entries, numbers))
        {
            return false;
        }

        Gather(items.Read(), rows, FirstReadTables.Item, AddItem);
        Gather(entries.Read(), rows, FirstReadTables.Entry, AddEntry);
        return true;
    }

    private bool PutProducts(RowBatches rows, long last, RecordSort sortedItems, RecordSort sortedEntries, RecordSort? numbers)
    {
        var (items, links, entries) = (_items.Read(), _links.Read(), _entries.Read());
        items.Next();
        links.Next();
        entries.Next();
        Span<byte> value = stackalloc byte[ToldItem.Size + 1];
        while (items.More || links.More || entries.More)
        {
            var id = Least(items, links, entries);
            ToldItem? told = null;
            if (items.More && items.Key.SequenceEqual(id))
            {
                told = new ToldItem(items.Value);
                if (items.Next() && items.Key.SequenceEqual(id))
                {
                    return false;
                }
            }

            var place = PutLinks(rows, links, id, told?.Kind ?? ItemKind.Unknown);
            var group = place.IsOwn ? id : _master.AsSpan(0, place.Master);
            FirstReadTables.PutProduct(rows, ++last, id, told is { } described ? (described.Scope, described.Kind, described.Hash) : null, group, place.Head);
            if (place.Masters > 1)
            {
                _shared.Add((Encoding.UTF8.GetString(id), Encoding.UTF8.GetString(group), place.Masters));
            }

            if (told is { } item)
            {
                item.CopyTo(value);
                value[^1] = place.IsDefault ? (byte)1 : (byte)0;
                sortedItems.Add(Key(0, group, place.Head, id), value);
                _described[item.Scope]++;
                Number(numbers, item.Scope, item.Told, last);
            }

            if (!SortEntries(entries, sortedEntries, numbers, last, id, group, place.Head))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first id of those that are next.</summary>
    private ReadOnlySpan<byte> Least(RecordMerge items, RecordMerge links, RecordMerge entries)
    {
        var least = items.More ? items.Key : default;
        if (links.More && ToldLink.IdOf(links.Key) is var linked && (least.IsEmpty || linked.SequenceCompareTo(least) < 0))
        {
            least = linked;
        }

        if (entries.More && ToldLink.IdOf(entries.Key) is var said && (least.IsEmpty || said.SequenceCompareTo(least) < 0))
        {
            least = said;
        }

        least.CopyTo(_current);
        return _current.AsSpan(0, least.Length);
    }

    /// <summary>Puts down who names a product, and finds its place: the rule is that of <c>MirrorRead.FindPlaces</c>.</summary>
    private Standing PutLinks(RowBatches rows, RecordMerge links, ReadOnlySpan<byte> id, ItemKind kind)
    {
        var standing = new Standing { IsHead = kind is ItemKind.Master or ItemKind.Set, IsBetween = kind == ItemKind.VariationGroup, IsKnown = kind != ItemKind.Unknown };
        Span<byte> value = stackalloc byte[ToldLink.Size];
        while (links.More && ToldLink.IdOf(links.Key).SequenceEqual(id))
        {
            var key = _linkKey.AsSpan(0, links.Key.Length);
            links.Key.CopyTo(key);
            links.Value.CopyTo(value);
            if (links.Next() && links.Key.SequenceEqual(key))
            {
                // Named again by the same owner: the last counts.
                continue;
            }

            var told = new ToldLink(key, value);
            FirstReadTables.PutLink(rows, id, told.Owner, told.Kind, told.IsDefault, told.Place);
            if (told.Kind is LinkKind.Bundled || told.OwnerKind != ItemKind.Master)
            {
                continue;
            }

            standing.IsBetween |= told.Kind == LinkKind.VariationGroup;
            if (standing.Owners == 0)
            {
                told.Owner.CopyTo(_master);
                (standing.Master, standing.MastersDefault) = (told.Owner.Length, told.IsDefault);
            }

            standing.Owners += standing.Owners == 0 || !told.Owner.SequenceEqual(_lastOwner.AsSpan(0, standing.LastOwner)) ? 1 : 0;
            told.Owner.CopyTo(_lastOwner);
            standing.LastOwner = told.Owner.Length;
        }

        return standing;
    }

    /// <summary>What each scope says of a product, put to the product's place; false where a price book or a list says it in two pieces.</summary>
    private bool SortEntries(RecordMerge entries, RecordSort rows, RecordSort? numbers, long n, ReadOnlySpan<byte> id, ReadOnlySpan<byte> group, int head)
    {
        while (entries.More && ToldLink.IdOf(entries.Key).SequenceEqual(id))
        {
            var scope = ScopeOf(entries.Key);
            var told = BinaryPrimitives.ReadInt32LittleEndian(entries.Value);
            var data = entries.Value[ToldBytes..];
            var length = data.Length;
            _value = _value.Length < length ? new byte[length * 2] : _value;
            data.CopyTo(_value);
            Number(numbers, scope, told, n);
            if (entries.Next() && IsOf(entries.Key, id, scope))
            {
                if (_scopes[scope].Kind != ScopeKind.Catalog)
                {
                    return false;
                }

                length = GatherPlaces(entries, id, scope, length);
            }

            _placeMemories[scope]?.Note(id, _value.AsSpan(0, length));
            rows.Add(Key(scope, group, head, id), _value.AsSpan(0, length));
            _said[scope]++;
        }

        return true;
    }

    /// <summary>A product's categories in one catalog.</summary>
    private int GatherPlaces(RecordMerge entries, ReadOnlySpan<byte> id, ushort scope, int length)
    {
        _places.Clear();
        _places.AddRange(EntryCodec.ReadPlaces(_value.AsSpan(0, length)));
        do
        {
            ToldPlaces.Put(_places, entries.Value[ToldBytes..]);
        }
        while (entries.Next() && IsOf(entries.Key, id, scope));

        return EntryCodec.Places(_places, ref _value).Length;
    }

    /// <summary>Which product the record was of that was told as the how manieth of its scope.</summary>
    private static void Number(RecordSort? numbers, ushort scope, int told, long n)
    {
        if (numbers is null || told == 0)
        {
            return;
        }

        Span<byte> key = stackalloc byte[6];
        Span<byte> value = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt16BigEndian(key, scope);
        BinaryPrimitives.WriteInt32BigEndian(key[2..], told);
        BinaryPrimitives.WriteUInt32LittleEndian(value, checked((uint)n));
        numbers.Add(key, value);
    }

    private static ushort ScopeOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt16BigEndian(key[^2..]);

    private static bool IsOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id, ushort scope) => ToldLink.IdOf(key).SequenceEqual(id) && ScopeOf(key) == scope;

    /// <summary>A key in the order of a table's rows and of the records in them: scope, group, 0, head, id.</summary>
    private ReadOnlySpan<byte> Key(ushort scope, ReadOnlySpan<byte> group, int head, ReadOnlySpan<byte> id)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_key, scope);
        group.CopyTo(_key.AsSpan(2));
        var at = 2 + group.Length;
        (_key[at], _key[at + 1]) = (0, (byte)head);
        id.CopyTo(_key.AsSpan(at + 2));
        return _key.AsSpan(0, at + 2 + id.Length);
    }

    /// <summary>Puts sorted records together to their groups' rows.</summary>
    private static void Gather(RecordMerge records, RowBatches rows, int table, Action<RowBatches, RecordMerge, int> add)
    {
        var group = new byte[(LongestId * 3) + 2];
        var length = -1;
        while (records.Next())
        {
            var end = 2 + records.Key[2..].IndexOf((byte)0);
            if (!records.Key[..end].SequenceEqual(group.AsSpan(0, Math.Max(0, length))))
            {
                records.Key[..end].CopyTo(group);
                length = end;
                rows.Begin(table, BinaryPrimitives.ReadUInt16BigEndian(group), group.AsSpan(2, end - 2));
            }

            add(rows, records, end + 1);
        }
    }

    private void AddItem(RowBatches rows, RecordMerge records, int head)
    {
        var key = records.Key[head..];
        var item = new ToldItem(records.Value);
        var record = rows.Data(GroupRecord.Fixed + key.Length - 1 + item.BlobLength);
        _journal.Read(item.BlobAt, GroupRecord.WriteHead(record, key[0], item.Kind, records.Value[^1] == 1, key[1..], item.BlobLength));
    }

    private static void AddEntry(RowBatches rows, RecordMerge records, int head)
    {
        var key = records.Key[head..];
        var data = records.Value;
        data.CopyTo(GroupRecord.WriteHead(rows.Data(GroupRecord.Fixed + key.Length - 1 + data.Length), key[0], default, false, key[1..], data.Length));
    }

    /// <summary>Where a product stands, as far as its links are known.</summary>
    private struct Standing
    {
        public bool IsHead { get; init; }

        public bool IsKnown { get; init; }

        public bool IsBetween { get; set; }

        /// <summary>Masters that name it.</summary>
        public int Owners { get; set; }

        /// <summary>Length of the first master's id.</summary>
        public int Master { get; set; }

        public bool MastersDefault { get; set; }

        public int LastOwner { get; set; }

        public readonly bool IsOwn => IsHead || Owners == 0;

        public readonly int Head => IsHead ? 0 : IsBetween ? 1 : 2;

        public readonly bool IsDefault => IsHead || IsBetween || Owners == 0 || MastersDefault;

        /// <summary>How many masters a variant has; 0 for what is none.</summary>
        public readonly int Masters => IsHead || IsBetween || !IsKnown ? 0 : Owners;
    }
}
