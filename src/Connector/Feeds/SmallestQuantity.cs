using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>The smallest quantity of each SKU over several views, which may come in different orders. Kept in a file, not in memory.</summary>
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
        create.CommandText = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE q(sku TEXT PRIMARY KEY, quantity INTEGER NOT NULL) WITHOUT ROWID;";
        create.ExecuteNonQuery();
        _transaction = _connection.BeginTransaction();
        _add = _connection.CreateCommand();
        _add.Transaction = _transaction;
        _add.CommandText = "INSERT INTO q(sku, quantity) VALUES($sku, $quantity) ON CONFLICT(sku) DO UPDATE SET quantity = MIN(quantity, excluded.quantity)";
        _add.Parameters.Add("$sku", SqliteType.Text);
        _add.Parameters.Add("$quantity", SqliteType.Integer);
    }

    public void Add(string sku, int quantity)
    {
        _add.Parameters[0].Value = sku;
        _add.Parameters[1].Value = quantity;
        _add.ExecuteNonQuery();
    }

    public IEnumerable<(string Sku, int Quantity)> All()
    {
        using var list = _connection.CreateCommand();
        list.Transaction = _transaction;
        list.CommandText = "SELECT sku, quantity FROM q ORDER BY sku";
        using var rows = list.ExecuteReader();
        while (rows.Read())
        {
            yield return (rows.GetString(0), rows.GetInt32(1));
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
