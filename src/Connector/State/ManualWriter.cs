using System.Data.Common;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.State;

/// <summary>Writes what a manual file asks for, up to a million rows, inside one transaction of the state.</summary>
internal sealed class ManualWriter : IDisposable
{
    private readonly string _account;
    private readonly string _at;
    private readonly string _by;
    private readonly Prepared _ends;
    private readonly Prepared _endsAll;
    private readonly Prepared _gives;
    private readonly Prepared _awaits;

    public ManualWriter(DbConnection db, string account, string at, string by)
    {
        var connection = (SqliteConnection)db;
        (_account, _at, _by) = (account, at, by);
        _ends = new Prepared(
            connection, "UPDATE manual_value SET ended_at = ?5, ended_by = ?6, ended_because = ?7 WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND col = ?4 AND ended_at IS NULL");
        _endsAll = new Prepared(connection, "UPDATE manual_value SET ended_at = ?3, ended_by = ?4, ended_because = ?5 WHERE account = ?1 AND sku = ?2 AND ended_at IS NULL");
        _gives = new Prepared(
            connection,
            """
            INSERT INTO manual_value(account, view_name, sku, col, value, until, own_then, file, row_number, intake, made_by, because, made_at)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """);
        _awaits = new Prepared(connection, "INSERT INTO awaiting(account, sku, what, at, made_by, because) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    }

    /// <summary>Ends a value of a view.</summary>
    public void End(string view, string sku, string column, string because) => _ends.Run(_account, view, sku, column, _at, _by, because);

    /// <summary>Ends all values of a SKU.</summary>
    public void EndAll(string sku, string because) => _endsAll.Run(_account, sku, _at, _by, because);

    /// <summary>Gives a value, in the place of the one before.</summary>
    public void Give(ManualValueRow value)
    {
        End(value.View, value.Sku, value.Col, $"{value.File} row {value.RowNumber}");
        _gives.Run(
            _account, value.View, value.Sku, value.Col, value.Value, value.Until, value.OwnThen, value.File, value.RowNumber, value.Intake, _by, value.Because, _at);
    }

    /// <summary>The next deltas look at a SKU.</summary>
    public void Await(string sku, string because) => _awaits.Run(_account, sku, Awaiting.Manual, _at, _by, because);

    public void Dispose()
    {
        _ends.Dispose();
        _endsAll.Dispose();
        _gives.Dispose();
        _awaits.Dispose();
    }
}
