using System.Text;

namespace Connector.Store;

/// <summary>What was told in a read, in order, so that it can be told again. A record is its length (4 bytes), then its fields; an item's blob stands at its end.</summary>
internal sealed class ReadJournal : IDisposable
{
    private readonly TemporaryFile _file;
    private readonly MemoryStream _record = new();
    private readonly BinaryWriter _fields;
    private (Scope Scope, string Origin)? _last;

    public ReadJournal(string folder)
    {
        _file = new TemporaryFile(folder);
        _fields = new BinaryWriter(_record, Encoding.UTF8);
    }

    private enum Kind : byte
    {
        Scope,
        Item,
        Prices,
        PricePatch,
        Stock,
        Place,
    }

    /// <summary>Notes an item.</summary>
    /// <returns>Where its blob stands.</returns>
    public long Item(Scope scope, string origin, ItemDraft item)
    {
        Begin(Kind.Item, scope, origin, item.Id);
        _fields.Write((byte)item.Kind);
        _fields.Write(item.Line);
        _fields.Write(item.Links.Count);
        for (var i = 0; i < item.Links.Count; i++)
        {
            var link = item.Links[i];
            _fields.Write(link.ProductId);
            _fields.Write((byte)link.Kind);
            _fields.Write(link.IsDefault);
            _fields.Write(link.Removed);
        }

        _fields.Write(item.Length);
        _fields.Write(item.Bytes);
        return End() - item.Length;
    }

    public void Prices(Scope scope, string origin, string id, ReadOnlySpan<byte> tables, bool isPatch) => Entry(isPatch ? Kind.PricePatch : Kind.Prices, scope, origin, id, tables);

    public void Stock(Scope scope, string origin, string id, ReadOnlySpan<byte> record) => Entry(Kind.Stock, scope, origin, id, record);

    public void Place(Scope scope, string origin, in CategoryAssignment place)
    {
        Begin(Kind.Place, scope, origin, place.ProductId);
        _fields.Write(place.CategoryId);
        _fields.Write(place.Primary);
        End();
    }

    /// <summary>To be called before what was noted is looked at.</summary>
    public void Flush() => _file.Flush();

    /// <summary>The bytes of a blob.</summary>
    public void Read(long at, Span<byte> blob) => _file.Read(at, blob);

    /// <summary>Tells it all again. <paramref name="begin"/> is told the scope and the origin of what follows.</summary>
    public void Replay(IStoreRead into, Action<Scope, string> begin)
    {
        Flush();
        var item = new ItemDraft();
        var tables = new List<PriceTable>();
        var origin = "";
        var length = new byte[sizeof(int)];
        for (long at = 0; at < _file.Length;)
        {
            _file.Read(at, length);
            var record = new byte[BitConverter.ToInt32(length)];
            _file.Read(at + length.Length, record);
            at += length.Length + record.Length;
            using var fields = new BinaryReader(new MemoryStream(record), Encoding.UTF8);
            var kind = (Kind)fields.ReadByte();
            if (kind == Kind.Scope)
            {
                var scope = new Scope((ScopeKind)fields.ReadByte(), fields.ReadString());
                begin(scope, origin = fields.ReadString());
                continue;
            }

            var id = fields.ReadString();
            switch (kind)
            {
                case Kind.Item:
                    into.Upsert(Item(item, id, origin, fields));
                    break;
                case Kind.Prices or Kind.PricePatch:
                    EntryCodec.ReadPrices(fields.ReadBytes(fields.ReadInt32()), tables);
                    if (kind == Kind.Prices)
                    {
                        into.Upsert(id, tables.ToArray());
                    }
                    else
                    {
                        into.Patch(id, new PricePatch(All: false, [], tables.ToArray()));
                    }

                    break;
                case Kind.Stock:
                    into.Upsert(EntryCodec.ReadStock(id, fields.ReadBytes(fields.ReadInt32())));
                    break;
                case Kind.Place:
                    into.Assign(new CategoryAssignment(id, fields.ReadString(), fields.ReadBoolean()));
                    break;
            }
        }
    }

    public void Dispose()
    {
        _fields.Dispose();
        _file.Dispose();
    }

    private static ItemDraft Item(ItemDraft item, string id, string origin, BinaryReader fields)
    {
        var kind = (ItemKind)fields.ReadByte();
        item.Begin(id, kind, origin, fields.ReadInt32());
        for (var links = fields.ReadInt32(); links > 0; links--)
        {
            item.AddLink(new ItemLink(fields.ReadString(), (LinkKind)fields.ReadByte(), fields.ReadBoolean(), fields.ReadBoolean()));
        }

        item.AddRaw(fields.ReadBytes(fields.ReadInt32()));
        return item;
    }

    private void Entry(Kind kind, Scope scope, string origin, string id, ReadOnlySpan<byte> data)
    {
        Begin(kind, scope, origin, id);
        _fields.Write(data.Length);
        _fields.Write(data);
        End();
    }

    private void Begin(Kind kind, Scope scope, string origin, string id)
    {
        if (_last is not { } last || last.Scope != scope || last.Origin != origin)
        {
            _fields.Write((byte)Kind.Scope);
            _fields.Write((byte)scope.Kind);
            _fields.Write(scope.Id);
            _fields.Write(origin);
            End();
            _last = (scope, origin);
        }

        _fields.Write((byte)kind);
        _fields.Write(id);
    }

    private long End()
    {
        _fields.Flush();
        Span<byte> length = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(length, (int)_record.Length);
        _file.Write(length);
        _file.Write(_record.GetBuffer().AsSpan(0, (int)_record.Length));
        _record.SetLength(0);
        return _file.Length;
    }
}
