using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Intake;

/// <summary>What a manual file asks of a SKU as a whole.</summary>
internal enum Deed
{
    /// <summary>Values are given.</summary>
    Set,

    /// <summary>Values are taken back.</summary>
    Clear,

    /// <summary>It is taken down.</summary>
    Remove,

    /// <summary>It is taken down no more.</summary>
    Restore,
}

/// <summary>A value as a manual file gives it.</summary>
/// <param name="Value">Null: what was given before is taken back.</param>
internal sealed record StagedValue(string Sku, string View, string Column, string? Value, string? Until, string Own, long Row, string Because);

/// <summary>What a manual file asks of a SKU.</summary>
/// <param name="All">For <see cref="Deed.Clear"/>: all that was given.</param>
internal sealed record StagedDeed(string Sku, Deed Deed, bool All, long Row, string Because);

/// <summary>
/// The rows of a manual file that can be taken, until all of it was looked at: in a file of SQLite's that nobody else sees and that is gone with this. A million rows
/// take no memory, and what a later row says otherwise is noticed.
/// </summary>
internal sealed class StagedRows : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Prepared _deed;
    private readonly Prepared _addDeed;
    private readonly Prepared _value;
    private readonly Prepared _addValue;

    public StagedRows()
    {
        _connection = new SqliteConnection("Data Source=;Pooling=False");
        _connection.Open();
        Execute(
            """
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
            CREATE TABLE deed(sku TEXT PRIMARY KEY, deed INTEGER NOT NULL, whole INTEGER NOT NULL, row_number INTEGER NOT NULL, because TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE val(sku TEXT NOT NULL, view_name TEXT NOT NULL, col TEXT NOT NULL, value TEXT, until TEXT, own TEXT NOT NULL, row_number INTEGER NOT NULL, because TEXT NOT NULL,
                PRIMARY KEY(sku, view_name, col)) WITHOUT ROWID;
            BEGIN;
            """);
        _deed = new Prepared(_connection, "SELECT deed, row_number FROM deed WHERE sku = ?1");
        _addDeed = new Prepared(_connection, "INSERT INTO deed VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET whole = max(whole, excluded.whole)");
        _value = new Prepared(_connection, "SELECT value, until, row_number FROM val WHERE sku = ?1 AND view_name = ?2 AND col = ?3");
        _addValue = new Prepared(_connection, "INSERT INTO val VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING");
    }

    /// <summary>The row that asks something else of the same SKU; null: none does.</summary>
    public long? Contradicts(StagedDeed deed, IReadOnlyList<StagedValue> values)
    {
        using (var rows = _deed.Read(deed.Sku))
        {
            if (rows.Next() && rows.Number(0) != (int)deed.Deed)
            {
                return rows.Number(1);
            }
        }

        foreach (var value in values)
        {
            using var rows = _value.Read(value.Sku, value.View, value.Column);
            if (rows.Next() && (Text(rows, 0) != value.Value || Text(rows, 1) != value.Until))
            {
                return rows.Number(2);
            }
        }

        return null;
    }

    public void Add(StagedDeed deed, IReadOnlyList<StagedValue> values)
    {
        _addDeed.Run(deed.Sku, (int)deed.Deed, deed.All ? 1 : 0, deed.Row, deed.Because);
        foreach (var value in values)
        {
            _addValue.Run(value.Sku, value.View, value.Column, value.Value, value.Until, value.Own, value.Row, value.Because);
        }
    }

    /// <summary>By SKU.</summary>
    public IEnumerable<StagedDeed> Deeds()
    {
        using var list = new Prepared(_connection, "SELECT sku, deed, whole, row_number, because FROM deed ORDER BY sku");
        using var rows = list.Read();
        while (rows.Next())
        {
            yield return new StagedDeed(rows.Text(0), (Deed)rows.Number(1), rows.Number(2) == 1, rows.Number(3), rows.Text(4));
        }
    }

    /// <summary>By SKU, view and column.</summary>
    public IEnumerable<StagedValue> Values()
    {
        using var list = new Prepared(_connection, "SELECT sku, view_name, col, value, until, own, row_number, because FROM val ORDER BY sku, view_name, col");
        using var rows = list.Read();
        while (rows.Next())
        {
            yield return new StagedValue(rows.Text(0), rows.Text(1), rows.Text(2), Text(rows, 3), Text(rows, 4), rows.Text(5), rows.Number(6), rows.Text(7));
        }
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Prepared>)[_deed, _addDeed, _value, _addValue])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static string? Text(Prepared.Rows rows, int column) => rows.IsNull(column) ? null : rows.Text(column);

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
