using System.Buffers.Binary;
using System.Text;

namespace Connector.Store;

/// <summary>
/// The first read of a shop, of which the mirror holds nothing yet: what is told is sorted instead of looked up, and written once, each table in
/// the order of its keys. It ends in the same mirror as the ordinary way (<see cref="MirrorRead"/>), several times as fast. It takes what a whole
/// export says; where a product is described twice or something is taken back, the ordinary way does it all: a journal holds what was told.
/// </summary>
internal sealed partial class FirstRead(string folder) : IDisposable
{
    private const int LongestId = 1000;

    /// <summary>Before an entry's data: the how manieth record of its scope told it; 0 where that is of no matter.</summary>
    private const int ToldBytes = 4;
    private readonly List<Scope> _scopes = [];
    private readonly ReadJournal _journal = new(folder);
    private readonly RecordSort _items = new(folder);
    private readonly RecordSort _links = new(folder);
    private readonly RecordSort _entries = new(folder);
    private readonly byte[] _id = new byte[LongestId * 3];
    private readonly byte[] _key = new byte[(LongestId * 6) + 8];
    private byte[] _value = new byte[1024];

    /// <summary>Whether nothing was told.</summary>
    public bool IsEmpty => _items.Count + _entries.Count == 0;

    /// <summary>Whether an id can be part of a sort's key.</summary>
    public static bool Takes(string id) => id.Length <= LongestId && !id.Contains('\0', StringComparison.Ordinal);

    /// <inheritdoc cref="Takes(string)"/>
    public static bool Takes(ItemDraft item)
    {
        var takes = Takes(item.Id);
        for (var i = 0; i < item.Links.Count && takes; i++)
        {
            takes = Takes(item.Links[i].ProductId);
        }

        return takes;
    }

    /// <summary>A product that a catalog describes.</summary>
    /// <param name="told">The how manieth record of the scope it is.</param>
    public void Item(Scope scope, string origin, long told, ItemDraft item, Hash128 hash)
    {
        var at = _journal.Item(scope, origin, item);
        Span<byte> value = stackalloc byte[ToldItem.Size];
        new ToldItem(Number(scope), item.Kind, hash, at, item.Length, (int)told).CopyTo(value);
        var id = Id(item.Id);
        _items.Add(id, value);
        for (var i = 0; i < item.Links.Count; i++)
        {
            if (!item.Links[i].Removed)
            {
                Link(id, item.Kind, item.Links[i], i);
            }
        }
    }

    public void Prices(Scope scope, string origin, long told, string id, ReadOnlySpan<byte> tables, bool isPatch)
    {
        _journal.Prices(scope, origin, id, tables, isPatch);
        Entry(scope, told, id, tables);
    }

    public void Stock(Scope scope, string origin, long told, string id, ReadOnlySpan<byte> record)
    {
        _journal.Stock(scope, origin, id, record);
        Entry(scope, told, id, record);
    }

    public void Place(Scope scope, string origin, in CategoryAssignment place)
    {
        _journal.Place(scope, origin, place);
        Entry(scope, 0, place.ProductId, EntryCodec.Places([(place.CategoryId, place.Primary)], ref _value).Span);
    }

    /// <summary>Tells all of it again, in the ordinary way.</summary>
    public void Replay(IStoreRead into, Action<Scope, string> begin) => _journal.Replay(into, begin);

    public void Dispose()
    {
        _items.Dispose();
        _links.Dispose();
        _entries.Dispose();
        _placeMemories.ForEach(memory => memory?.Dispose());
        _journal.Dispose();
    }

    private void Entry(Scope scope, long told, string id, ReadOnlySpan<byte> data)
    {
        var length = Encoding.UTF8.GetBytes(id, _key);
        _key[length] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(_key.AsSpan(length + 1), Number(scope));
        Span<byte> value = data.Length <= 508 ? stackalloc byte[512] : new byte[data.Length + ToldBytes];
        BinaryPrimitives.WriteInt32LittleEndian(value, (int)told);
        data.CopyTo(value[ToldBytes..]);
        _entries.Add(_key.AsSpan(0, length + 3), value[..(data.Length + ToldBytes)]);
    }

    private void Link(ReadOnlySpan<byte> owner, ItemKind ownerKind, ItemLink link, int place)
    {
        var length = Encoding.UTF8.GetBytes(link.ProductId, _key);
        _key[length++] = 0;
        owner.CopyTo(_key.AsSpan(length));
        length += owner.Length;
        _key[length++] = 0;
        _key[length++] = (byte)link.Kind;
        Span<byte> value = stackalloc byte[ToldLink.Size];
        value[0] = link.IsDefault ? (byte)1 : (byte)0;
        value[1] = (byte)ownerKind;
        BinaryPrimitives.WriteInt32LittleEndian(value[2..], place);
        _links.Add(_key.AsSpan(0, length), value);
    }

    private ReadOnlySpan<byte> Id(string id) => _id.AsSpan(0, Encoding.UTF8.GetBytes(id, _id));

    private ushort Number(Scope scope)
    {
        var number = _scopes.Count > 0 && _scopes[^1] == scope ? _scopes.Count - 1 : _scopes.IndexOf(scope);
        if (number < 0)
        {
            number = _scopes.Count;
            _scopes.Add(scope);
        }

        return checked((ushort)number);
    }

    /// <summary>What the sort keeps of a product that was described.</summary>
    private readonly record struct ToldItem(ushort Scope, ItemKind Kind, Hash128 Hash, long BlobAt, int BlobLength, int Told)
    {
        public const int Size = 35;

        public ToldItem(ReadOnlySpan<byte> value)
            : this(
                BinaryPrimitives.ReadUInt16LittleEndian(value), (ItemKind)value[2], new Hash128(value.Slice(3, 16)),
                BinaryPrimitives.ReadInt64LittleEndian(value[19..]), BinaryPrimitives.ReadInt32LittleEndian(value[27..]), BinaryPrimitives.ReadInt32LittleEndian(value[31..]))
        {
        }

        public void CopyTo(Span<byte> value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(value, Scope);
            value[2] = (byte)Kind;
            Hash.CopyTo(value[3..]);
            BinaryPrimitives.WriteInt64LittleEndian(value[19..], BlobAt);
            BinaryPrimitives.WriteInt32LittleEndian(value[27..], BlobLength);
            BinaryPrimitives.WriteInt32LittleEndian(value[31..], Told);
        }
    }

    /// <summary>A link as it was told. The key is id, 0, owner, 0, kind; that of an entry id, 0, scope.</summary>
    private readonly ref struct ToldLink
    {
        public const int Size = 6;

        public ToldLink(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            Id = IdOf(key);
            Owner = key[(Id.Length + 1)..^2];
            Kind = (LinkKind)key[^1];
            IsDefault = value[0] == 1;
            OwnerKind = (ItemKind)value[1];
            Place = BinaryPrimitives.ReadInt32LittleEndian(value[2..]);
        }

        public ReadOnlySpan<byte> Id { get; }

        public ReadOnlySpan<byte> Owner { get; }

        public LinkKind Kind { get; }

        public bool IsDefault { get; }

        public ItemKind OwnerKind { get; }

        public int Place { get; }

        public static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> key) => key[..key.IndexOf((byte)0)];
    }
}
