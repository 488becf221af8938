using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>The smallest quantity of each SKU in each inventory list over several views, which may come in different orders. Kept in a file, not in memory.</summary>
internal sealed class SmallestQuantity : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Prepared _add;
    private readonly string _path;

    public SmallestQuantity(string path)
    {
        _path = path;
        File.Delete(path);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE q(list INTEGER NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY(list, sku)) WITHOUT ROWID;";
        create.ExecuteNonQuery();
        _transaction = _connection.BeginTransaction();
        _add = new Prepared(_connection, "INSERT INTO q(list, sku, quantity) VALUES(?1, ?2, ?3) ON CONFLICT(list, sku) DO UPDATE SET quantity = MIN(quantity, excluded.quantity)");
    }

    public void Add(IReadOnlyList<(int List, string Sku, int Quantity)> quantities)
    {
        foreach (var (list, sku, quantity) in quantities)
        {
            _add.Run(list, sku, quantity);
        }
    }

    public IEnumerable<(int List, string Sku, int Quantity)> All()
    {
        using var list = new Prepared(_connection, "SELECT list, sku, quantity FROM q ORDER BY list, sku");
        using var rows = list.Read();
        while (rows.Next())
        {
            yield return ((int)rows.Number(0), rows.Text(1), (int)rows.Number(2));
        }
    }

    public void Dispose()
    {
        _add.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
        File.Delete(_path);
    }
}
