using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>The tables that a first read fills, row by row from <see cref="RowBatches"/>. What a row holds beside its number and key stands here once, for writing and for reading.</summary>
internal sealed class FirstReadTables : IDisposable
{
    public const int Item = 2;
    public const int Entry = 3;
    private const int Product = 0;
    private const int Link = 1;

    /// <summary>Scope (4 bytes, -1 for none), kind and head (1 each), hash (16); then the group.</summary>
    private const int ProductBytes = 22;

    /// <summary>Kind and is-default (1 byte each), place (4); then the owner.</summary>
    private const int LinkBytes = 6;

    /// <summary>KB of the file's pages kept while they are filled.</summary>
    private const int FewPages = 8192;
    private readonly SqliteConnection _connection;
    private readonly long _shop;
    private readonly List<long> _scopes;
    private readonly RowInsert _product;
    private readonly RowInsert _link;
    private readonly RowInsert _item;
    private readonly RowInsert _entry;

    /// <param name="connection">The mirror, in the read's transaction.</param>
    /// <param name="shop">The shop's number.</param>
    /// <param name="scopes">The numbers of the scopes, which rows name by their place here.</param>
    public FirstReadTables(SqliteConnection connection, long shop, List<long> scopes)
    {
        (_connection, _shop, _scopes) = (connection, shop, scopes);
        // Written from beginning to end, the tables need few pages; what sorts the index takes as much memory as they may.
        Run($"PRAGMA main.cache_size={-FewPages}");
        // An index that is grown in another order than its own costs more than all else.
        Run("DROP INDEX link_owner");
        _product = new RowInsert(connection, "product", "n", "shop", "id", "scope", "kind", "grp", "head", "hash", "touched");
        _link = new RowInsert(connection, "link", "shop", "id", "owner", "kind", "is_default", "place");
        _item = new RowInsert(connection, "item", "shop", "grp", "data");
        _entry = new RowInsert(connection, "entry", "scope", "grp", "data");
        using var last = new Prepared(connection, "SELECT MAX(n) FROM product");
        LastProduct = last.Number();
    }

    /// <summary>The highest number of a product so far.</summary>
    public long LastProduct { get; }

    public static void PutProduct(
        RowBatches rows, long n, ReadOnlySpan<byte> id, (ushort Scope, ItemKind Kind, Hash128 Hash)? described, ReadOnlySpan<byte> group, int head)
    {
        rows.Begin(Product, n, id);
        var data = rows.Data(ProductBytes + group.Length);
        BinaryPrimitives.WriteInt32LittleEndian(data, described?.Scope ?? -1);
        (data[4], data[5]) = ((byte)(described?.Kind ?? ItemKind.Unknown), (byte)head);
        (described?.Hash ?? default).CopyTo(data[6..]);
        group.CopyTo(data[ProductBytes..]);
    }

    public static void PutLink(RowBatches rows, ReadOnlySpan<byte> id, ReadOnlySpan<byte> owner, LinkKind kind, bool isDefault, int place)
    {
        rows.Begin(Link, 0, id);
        var data = rows.Data(LinkBytes + owner.Length);
        (data[0], data[1]) = ((byte)kind, isDefault ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteInt32LittleEndian(data[2..], place);
        owner.CopyTo(data[LinkBytes..]);
    }

    /// <summary>Writes a row.</summary>
    public void Put(int table, long number, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        switch (table)
        {
            case Product:
                Put(number, key, data);
                break;
            case Link:
                _link.Number(0, _shop);
                _link.Text(1, key);
                _link.Text(2, data[LinkBytes..]);
                _link.Number(3, data[0]);
                _link.Number(4, data[1]);
                _link.Number(5, BinaryPrimitives.ReadInt32LittleEndian(data[2..]));
                _link.End();
                break;
            case Item:
                _item.Number(0, _shop);
                _item.Text(1, key);
                _item.Bytes(2, data);
                _item.End();
                break;
            default:
                _entry.Number(0, _scopes[(int)number]);
                _entry.Text(1, key);
                _entry.Bytes(2, data);
                _entry.End();
                break;
        }
    }

    /// <summary>To be called when all rows are written.</summary>
    public void Close()
    {
        _product.Flush();
        _link.Flush();
        _item.Flush();
        _entry.Flush();
        Run(Mirror.LinkOwner);
    }

    public void Dispose()
    {
        Run($"PRAGMA main.cache_size={-Mirror.CachedPages}");
        _product.Dispose();
        _link.Dispose();
        _item.Dispose();
        _entry.Dispose();
    }

    private void Put(long number, ReadOnlySpan<byte> id, ReadOnlySpan<byte> data)
    {
        var scope = BinaryPrimitives.ReadInt32LittleEndian(data);
        _product.Number(0, number);
        _product.Number(1, _shop);
        _product.Text(2, id);
        _product.Number(4, data[4]);
        _product.Text(5, data[ProductBytes..]);
        _product.Number(6, data[5]);
        _product.Number(8, 0);
        if (scope < 0)
        {
            _product.Null(3);
            _product.Null(7);
        }
        else
        {
            _product.Number(3, _scopes[scope]);
            _product.Bytes(7, data[6..ProductBytes]);
        }

        _product.End();
    }

    private void Run(string text)
    {
        using var statement = new Prepared(_connection, text);
        statement.Run();
    }
}
