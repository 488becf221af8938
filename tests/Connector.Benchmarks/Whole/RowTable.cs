using CsvHelper;
using Microsoft.Data.Sqlite;

namespace Connector.Benchmarks.Whole;

/// <summary>The peers' SQLite table: the finished values of every column, in the feed's order, loaded from Connector's own plain rows.</summary>
internal static class RowTable
{
    public static void Load(string database, IEnumerable<string> files)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        SqliteCommand? insert = null;
        foreach (var file in files)
        {
            using var reader = CsvReader.FromFile(file, new CsvReaderOptions { Separator = ',', HasHeader = false, MalformedData = CsvMalformedDataHandling.Throw });
            for (var first = true; reader.Read(); first = false)
            {
                if (first)
                {
                    insert ??= Begin(connection, [.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetString(column).TrimStart('\uFEFF'))]);
                    continue;
                }

                for (var column = 0; column < insert!.Parameters.Count; column++)
                {
                    insert.Parameters[column].Value = reader.GetString(column) is { Length: > 0 } value ? value : DBNull.Value;
                }

                insert.ExecuteNonQuery();
            }
        }

        insert?.Dispose();
        transaction.Commit();
    }

    private static SqliteCommand Begin(SqliteConnection connection, string[] columns)
    {
        using (var create = connection.CreateCommand())
        {
            create.CommandText = $"CREATE TABLE rows ({string.Join(", ", columns.Select(column => $"\"{column}\" TEXT"))})";
            create.ExecuteNonQuery();
        }

        var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO rows VALUES ({string.Join(", ", columns.Select((_, at) => $"@p{at}"))})";
        for (var at = 0; at < columns.Length; at++)
        {
            insert.Parameters.Add($"@p{at}", SqliteType.Text);
        }

        insert.Prepare();
        return insert;
    }
}
