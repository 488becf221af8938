using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>The smallest quantity of each SKU in each inventory list over several views, which may come in different orders. Kept in a file, not in memory.</summary>
internal sealed class SmallestQuantity : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _add;
    private readonly SqliteTransaction _transaction;
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
        _add = _connection.CreateCommand();
        _add.Transaction = _transaction;
        _add.CommandText = "INSERT INTO q(list, sku, quantity) VALUES($list, $sku, $quantity) ON CONFLICT(list, sku) DO UPDATE SET quantity = MIN(quantity, excluded.quantity)";
        _add.Parameters.Add("$list", SqliteType.Integer);
        _add.Parameters.Add("$sku", SqliteType.Text);
        _add.Parameters.Add("$quantity", SqliteType.Integer);
    }

    public void Add(int list, string sku, int quantity)
    {
        _add.Parameters[0].Value = list;
        _add.Parameters[1].Value = sku;
        _add.Parameters[2].Value = quantity;
        _add.ExecuteNonQuery();
    }

    public IEnumerable<(int List, string Sku, int Quantity)> All()
    {
        using var list = _connection.CreateCommand();
        list.Transaction = _transaction;
        list.CommandText = "SELECT list, sku, quantity FROM q ORDER BY list, sku";
        using var rows = list.ExecuteReader();
        while (rows.Read())
        {
            yield return (rows.GetInt32(0), rows.GetString(1), rows.GetInt32(2));
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
