using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>The mirror as it was when this was opened: reads that commit later do not show.</summary>
public sealed class MirrorSnapshot : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    internal MirrorSnapshot(SqliteConnection connection, string shop)
    {
        _connection = connection;
        Shop = shop;
        _transaction = connection.BeginTransaction(deferred: true);
        using var find = Prepare("SELECT id FROM shop WHERE name = ?1");
        ShopId = find.Number(shop);
        using var last = Prepare("SELECT MAX(number) FROM read");
        LastRead = last.Number();
        Scopes = LoadScopes();
    }

    public string Shop { get; }

    /// <summary>The number of the last read that is in this snapshot: the cursor of what is made from it.</summary>
    public long LastRead { get; }

    /// <summary>What of the shop has been read.</summary>
    public IReadOnlyList<StoredScope> Scopes { get; }

    internal long ShopId { get; }

    /// <summary>When a read was made, as text; empty where there is none of that number.</summary>
    public string ReadAt(long number)
    {
        using var find = Prepare("SELECT at FROM read WHERE number = ?1");
        using var rows = find.Read(number);
        return rows.Next() ? rows.Text(0) : "";
    }

    /// <summary>Looks at the shop through a view, at one instant.</summary>
    public ViewReader View(StoreView view, DateTimeOffset instant) => new(this, view, instant);

    /// <summary>
    /// The item groups in which some offer may differ since a read. What changed is fanned out: from a master or a variation group to its
    /// variants, from a variant to its siblings (stages look at a group together), from a product to the bundles that hold it. Null: all
    /// of them, because a price book's header, a category or the like changed. What time changes by itself is not in it.
    /// </summary>
    public IReadOnlyList<string>? GroupsTouched(long sinceRead)
    {
        using var first = Prepare("SELECT first FROM shop WHERE id = ?1");
        if (sinceRead < first.Number(ShopId) || Scopes.Any(scope => scope.Touched > sinceRead))
        {
            return null;
        }

        using var find = Prepare("""
            WITH RECURSIVE touched(id, grp) AS (
                SELECT id, grp FROM product WHERE shop = ?1 AND touched > ?2 AND touched > 0
                UNION
                SELECT p.id, p.grp FROM touched t CROSS JOIN link l ON l.shop = ?1 AND l.id = t.id AND l.kind = 2 CROSS JOIN product p ON p.shop = ?1 AND p.id = l.owner)
            SELECT DISTINCT grp FROM touched ORDER BY grp
            """);
        using var rows = find.Read(ShopId, sinceRead);
        var groups = new List<string>();
        while (rows.Next())
        {
            groups.Add(rows.Text(0));
        }

        return groups;
    }

    internal Prepared Prepare(string text) => new(_connection, text);

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private List<StoredScope> LoadScopes()
    {
        var scopes = new List<StoredScope>();
        using var list = Prepare("SELECT id, kind, name, header, read_at, source_time, touched FROM scope WHERE shop = ?1 ORDER BY kind, name");
        using var rows = list.Read(ShopId);
        while (rows.Next())
        {
            scopes.Add(new StoredScope(
                rows.Number(0), new Scope((ScopeKind)rows.Number(1), rows.Text(2)), rows.IsNull(3) ? null : rows.Text(3),
                Time(rows.Text(4)), rows.IsNull(5) ? null : Time(rows.Text(5)), rows.Number(6)));
        }

        return scopes;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>A scope as the mirror holds it.</summary>
/// <param name="Id">Its number in the mirror.</param>
/// <param name="Scope">The catalog, price book or inventory list.</param>
/// <param name="Header">Its header as JSON, null for catalogs.</param>
/// <param name="ReadAt">When it was last read, whether it had changed or not.</param>
/// <param name="SourceTime">The shop's own time of the data, where it says so.</param>
/// <param name="Touched">The read in which its header, categories or shared attributes last changed.</param>
public sealed record StoredScope(long Id, Scope Scope, string? Header, DateTimeOffset ReadAt, DateTimeOffset? SourceTime, long Touched)
{
    internal PriceBookHeader? PriceBook => Header is null ? null : JsonSerializer.Deserialize(Header, MirrorJson.Default.PriceBookHeader);

    internal InventoryListHeader? InventoryList => Header is null ? null : JsonSerializer.Deserialize(Header, MirrorJson.Default.InventoryListHeader);
}
