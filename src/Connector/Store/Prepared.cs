using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>A statement that is prepared once and run often. Parameters are $1, $2 ... in order.</summary>
internal sealed class Prepared : IDisposable
{
    private readonly SqliteCommand _command;

    public Prepared(SqliteConnection connection, SqliteTransaction? transaction, string text)
    {
        _command = connection.CreateCommand();
        _command.CommandText = text;
        _command.Transaction = transaction;
        for (var i = 1; text.Contains("$" + i, StringComparison.Ordinal); i++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
        }
    }

    public int Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    public SqliteDataReader Read(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public object? One(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        var value = _command.ExecuteScalar();
        return value is DBNull ? null : value;
    }

    public long Number(params ReadOnlySpan<object?> values) => One(values) is long number ? number : 0;

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
