using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>
/// Inserts rows several at a time. A statement a row begins at the root of the table and of each of its indexes; within one statement the next row
/// goes on where the last one was put.
/// </summary>
internal sealed class RowInsert : IDisposable
{
    /// <summary>Rows of one statement.</summary>
    public const int Rows = 16;

    private readonly Prepared _insert;
    private readonly int _columns;
    private int _bound;

    /// <param name="connection">The database.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="columns">The columns of a row, in the order in which values are given.</param>
    public RowInsert(SqliteConnection connection, string table, params string[] columns)
    {
        _columns = columns.Length;
        var rows = Enumerable.Range(0, Rows).Select(row => $"({string.Join(',', Enumerable.Range(1, _columns).Select(column => $"?{(row * _columns) + column}"))})");
        _insert = new Prepared(connection, $"INSERT INTO {table}({string.Join(',', columns)}) SELECT * FROM (VALUES {string.Join(',', rows)}) LIMIT ?{(Rows * _columns) + 1}");
    }

    /// <summary>The row's value in a column, from 0: a number.</summary>
    public void Number(int column, long value) => _insert.Bind(Place(column), value);

    /// <summary>A text's UTF-8.</summary>
    public void Text(int column, ReadOnlySpan<byte> utf8) => _insert.BindText(Place(column), utf8);

    public void Bytes(int column, ReadOnlySpan<byte> bytes) => _insert.BindBytes(Place(column), bytes);

    public void Null(int column) => _insert.BindNull(Place(column));

    /// <summary>The row is whole: each of its columns was given a value.</summary>
    public void End()
    {
        if (++_bound == Rows)
        {
            Flush();
        }
    }

    /// <summary>Inserts the rows that are not inserted yet.</summary>
    public void Flush()
    {
        if (_bound > 0)
        {
            _insert.Bind((Rows * _columns) + 1, _bound);
            _insert.Run();
            _bound = 0;
        }
    }

    public void Dispose() => _insert.Dispose();

    private int Place(int column) => (_bound * _columns) + column + 1;
}
