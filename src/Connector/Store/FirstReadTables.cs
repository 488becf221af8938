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
    private readonly List<long> _scopes;
    private readonly Prepared _product;
    private readonly Prepared _link;
    private readonly Prepared _item;
    private readonly Prepared _entry;

    /// <param name="connection">The mirror, in the read's transaction.</param>
    /// <param name="shop">The shop's number.</param>
    /// <param name="scopes">The numbers of the scopes, which rows name by their place here.</param>
    public FirstReadTables(SqliteConnection connection, long shop, List<long> scopes)
    {
        (_connection, _scopes) = (connection, scopes);
        // Written from beginning to end, the tables need few pages; what sorts the index takes as much memory as they may.
        Run($"PRAGMA main.cache_size={-FewPages}");
        // An index that is grown in another order than its own costs more than all else.
        Run("DROP INDEX link_owner");
        _product = new Prepared(connection, "INSERT INTO product(n, shop, id, scope, kind, grp, head, hash, touched) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)");
        _link = new Prepared(connection, "INSERT INTO link(shop, id, owner, kind, is_default, place) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
        _item = new Prepared(connection, "INSERT INTO item(shop, grp, data) VALUES(?1, ?2, ?3)");
        _entry = new Prepared(connection, "INSERT INTO entry(scope, grp, data) VALUES(?1, ?2, ?3)");
        _product.Bind(2, shop);
        _link.Bind(1, shop);
        _item.Bind(1, shop);
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
                _link.BindText(2, key);
                _link.BindText(3, data[LinkBytes..]);
                _link.Bind(4, data[0]);
                _link.Bind(5, data[1]);
                _link.Bind(6, BinaryPrimitives.ReadInt32LittleEndian(data[2..]));
                _link.Run();
                break;
            case Item:
                _item.BindText(2, key);
                _item.BindBytes(3, data);
                _item.Run();
                break;
            default:
                _entry.Bind(1, _scopes[(int)number]);
                _entry.BindText(2, key);
                _entry.BindBytes(3, data);
                _entry.Run();
                break;
        }
    }

    /// <summary>To be called when all rows are written.</summary>
    public void Close() => Run(Mirror.LinkOwner);

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
        _product.Bind(1, number);
        _product.BindText(3, id);
        _product.Bind(5, data[4]);
        _product.BindText(6, data[ProductBytes..]);
        _product.Bind(7, data[5]);
        if (scope < 0)
        {
            _product.BindNull(4);
            _product.BindNull(8);
        }
        else
        {
            _product.Bind(4, _scopes[scope]);
            _product.BindBytes(8, data[6..ProductBytes]);
        }

        _product.Run();
    }

    private void Run(string text)
    {
        using var statement = new Prepared(_connection, text);
        statement.Run();
    }
}
