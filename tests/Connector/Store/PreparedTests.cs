using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Tests.Store;

/// <summary>A prepared statement gives what the database holds, row by row.</summary>
public sealed class PreparedTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public PreparedTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Each_row_has_its_own_bytes_however_often_and_in_whatever_order_they_are_asked_for()
    {
        var random = new Random(23);
        using var statement = new Prepared(_connection, "SELECT ?1, ?2, ?3, ?4 UNION ALL SELECT ?2, ?1, ?4, ?3");
        for (var round = 0; round < 200; round++)
        {
            var values = Enumerable.Range(0, 4).Select(_ => Bytes(random)).ToArray();
            using var rows = statement.Read(values[0], values[1], values[2], values[3]);
            foreach (var expected in new[] { values, [values[1], values[0], values[3], values[2]] })
            {
                rows.Next().Should().BeTrue();
                for (var ask = 0; ask < 10; ask++)
                {
                    var column = random.Next(4);
                    rows.Bytes(column).ToArray().Should().Equal(expected[column]);
                }
            }

            rows.Next().Should().BeFalse();
        }
    }

    [Fact]
    public void A_row_after_a_reset_is_not_the_row_before()
    {
        using var statement = new Prepared(_connection, "SELECT ?1, ?2");
        foreach (var number in new long[] { 1, long.MinValue, 7 })
        {
            using var rows = statement.Read($"n{number}", number);
            rows.Next().Should().BeTrue();
            (rows.Text(0), rows.Text(0), rows.Number(1), rows.IsNull(1)).Should().Be(($"n{number}", $"n{number}", number, false));
        }
    }

    [Fact]
    public void A_statement_that_is_disposed_gives_no_rows()
    {
        var statement = new Prepared(_connection, "SELECT 1");
        var rows = statement.Read();
        rows.Next().Should().BeTrue();
        statement.Dispose();

        rows.Invoking(gone => gone.Next()).Should().Throw<SqliteException>();
        rows.Bytes(0).IsEmpty.Should().BeTrue();
        rows.Number(0).Should().Be(0);
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(4) * random.Next(500)];
        random.NextBytes(bytes);
        return bytes;
    }
}
