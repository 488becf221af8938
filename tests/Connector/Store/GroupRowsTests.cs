using System.Text;
using Connector.Store;

namespace Connector.Tests.Store;

/// <summary>Records of an item group in one row, against a sorted dictionary.</summary>
public sealed class GroupRowsTests : IDisposable
{
    private readonly MirrorBox _box = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_put_in_and_taken_out_the_rows_hold_the_rest_in_feed_order(int seed)
    {
        var random = new Random(seed);
        using var connection = _box.Mirror.Open();
        using var find = new Prepared(connection, "SELECT data FROM entry WHERE scope = ?1 AND grp = ?2");
        using var put = new Prepared(connection, "INSERT OR REPLACE INTO entry(scope, grp, data) VALUES(?1, ?2, ?3)");
        using var drop = new Prepared(connection, "DELETE FROM entry WHERE scope = ?1 AND grp = ?2");
        var model = new SortedDictionary<(string Group, int Head, string Id), string>(Comparer<(string Group, int Head, string Id)>.Create((one, other) =>
            KeyOrder.Compare(one.Group, other.Group) is var group and not 0 ? group : one.Head != other.Head ? one.Head.CompareTo(other.Head) : KeyOrder.Compare(one.Id, other.Id)));
        for (var round = 0; round < 20; round++)
        {
            var rows = new GroupRows(find, put, drop, 7);
            for (var step = 0; step < 30; step++)
            {
                var key = ($"g{random.Next(3)}", random.Next(3), new string((char)('a' + random.Next(4)), random.Next(1, 3)) + (random.Next(8) == 0 ? "\uFF5E" : random.Next(8) == 0 ? "\U0001F455" : ""));
                if (random.Next(3) == 0)
                {
                    (rows.Take(key.Item1, key.Item2, key.Item3, out var taken) is null ? null : Encoding.UTF8.GetString(taken.Span)).Should().Be(model.GetValueOrDefault(key));
                    model.Remove(key);
                }
                else
                {
                    rows.Put(key.Item1, key.Item2, key.Item3, ItemKind.Bundle, true, Encoding.UTF8.GetBytes(model[key] = new string('x', random.Next(30))));
                }

                (rows.Find(key.Item1, key.Item2, key.Item3) is not null).Should().Be(model.ContainsKey(key));
            }

            rows.Flush();
            Stored().Should().Equal(model.Select(record => $"{record.Key.Group} {record.Key.Head} {record.Key.Id} {record.Value}"));
        }
    }

    public void Dispose() => _box.Dispose();

    private List<string> Stored()
    {
        using var connection = _box.Mirror.Open();
        using var all = new Prepared(connection, "SELECT grp, data FROM entry WHERE scope = 7 ORDER BY grp");
        using var rows = all.Read();
        var stored = new List<string>();
        while (rows.Next())
        {
            var group = rows.Bytes(1);
            group.IsEmpty.Should().BeFalse("a group of which nothing is left has no row");
            for (var at = 0; GroupRecord.Read(group, at, out var record); at = record.End)
            {
                (record.Kind, record.IsDefault).Should().Be((ItemKind.Bundle, true));
                stored.Add($"{rows.Text(0)} {record.Head} {Encoding.UTF8.GetString(group[record.IdRange])} {Encoding.UTF8.GetString(group[record.DataRange])}");
            }
        }

        return stored;
    }
}
