using System.Text;
using Connector.Store;

namespace Connector.Tests.Store;

/// <summary>The sort of more than memory holds, against a sort of all in memory.</summary>
public sealed class RecordSortTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sort-").FullName;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 40)]
    [InlineData(4, 5000)]
    [InlineData(5, 5000)]
    [InlineData(6, 20000)]
    public void Records_come_out_by_their_keys_bytes_and_equal_keys_in_the_order_in_which_they_came(int seed, int count)
    {
        var random = new Random(seed);
        var records = Enumerable.Range(0, count).Select(n => (Key: Key(random, seed), Value: $"{n} {new string('v', random.Next(40))}")).ToList();
        foreach (var runBytes in new[] { 64, 1000, 1 << 20 })
        {
            Sorted(records, runBytes).Should().Equal(records.OrderBy(record => record.Key, StringComparer.Ordinal), "seed {0}, runs of {1}", seed, runBytes);
        }
    }

    [Fact]
    public void What_comes_in_order_stays_as_it_is()
    {
        var records = Enumerable.Range(0, 3000).Select(n => ($"{n:00000}", "v")).ToList();

        Sorted(records, 500).Should().Equal(records);
    }

    [Fact]
    public void A_record_longer_than_a_run_is_a_run_of_its_own()
    {
        var records = new List<(string, string)> { ("b", new string('x', 400_000)), ("a", "1"), ("c", new string('y', 300_000)) };

        Sorted(records, 100).Select(record => (record.Key, record.Value.Length)).Should().Equal(("a", 1), ("b", 400_000), ("c", 300_000));
    }

    [Fact]
    public void It_leaves_no_file_behind_even_if_it_was_not_read()
    {
        using (var sort = new RecordSort(_folder, 100))
        {
            for (var i = 0; i < 100; i++)
            {
                sort.Add("key"u8, "value"u8);
            }
        }

        Directory.EnumerateFileSystemEntries(_folder).Should().BeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Keys that share beginnings, some shorter than eight bytes, many the same.</summary>
    private static string Key(Random random, int seed) => seed switch
    {
        4 => "a-long-common-beginning-" + random.Next(300),
        5 => new string('a', random.Next(12)),
        _ => random.Next(1000).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private List<(string Key, string Value)> Sorted(List<(string Key, string Value)> records, int runBytes)
    {
        using var sort = new RecordSort(_folder, runBytes);
        foreach (var (key, value) in records)
        {
            sort.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        }

        var sorted = new List<(string, string)>();
        var merge = sort.Read();
        while (merge.Next())
        {
            sorted.Add((Encoding.UTF8.GetString(merge.Key), Encoding.UTF8.GetString(merge.Value)));
        }

        return sorted;
    }
}
