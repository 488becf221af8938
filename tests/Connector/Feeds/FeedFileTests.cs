using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Connector.Feeds;

namespace Connector.Tests.Feeds;

public sealed class FeedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("feed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void Rows_stand_whole_and_in_order_in_parts_that_keep_below_the_limit(int gzip)
    {
        const int Limit = 400_000;
        var random = new Random(gzip);
        var rows = Enumerable.Range(0, 3000).Select(i => Row(random, i)).ToList();

        var files = Write(rows, Limit, gzip);

        files.Should().HaveCountGreaterThan(1);
        files.Select(file => file.Name).Should().Equal(Enumerable.Range(1, files.Count).Select(part => $"feed-{part:00}"));
        var back = new StringBuilder();
        foreach (var file in files)
        {
            file.Bytes.Should().BeLessThanOrEqualTo(Limit);
            var text = Read(file, gzip > 0);
            text.Should().StartWith("head\n").And.EndWith("tail\n");
            var inside = text["head\n".Length..^"tail\n".Length];
            inside.Count(letter => letter == '\n').Should().Be((int)file.Rows);
            back.Append(inside);
        }

        back.ToString().Should().Be(string.Concat(rows), "no row is lost, cut or moved");
        Directory.EnumerateFileSystemEntries(_folder).Should().HaveCount(files.Count, "nothing else is left");
    }

    [Fact]
    public void What_compresses_well_fills_its_parts()
    {
        var files = Write([.. Enumerable.Repeat(new string('a', 999) + "\n", 3000)], 1_000_000, gzip: 6);
        files.Should().HaveCountLessThan(4, "3 MB of one letter are a few KB");
    }

    [Fact]
    public void One_part_carries_no_number()
    {
        Write(["a\n", "b\n"], 1000, 0).Should().ContainSingle().Which.Name.Should().Be("feed");
        File.ReadAllText(Path.Combine(_folder, "feed")).Should().Be("head\na\nb\ntail\n");
    }

    [Fact]
    public void A_row_that_is_larger_than_the_limit_stands_alone()
    {
        Write(["small\n", new string('x', 500) + "\n", "small\n"], 100, 0).Select(file => file.Rows).Should().Equal(1, 1, 1);
    }

    [Fact]
    public void Sizes_and_hashes_are_those_of_the_files()
    {
        foreach (var gzip in new[] { 0, 6 })
        {
            var file = Write([.. Enumerable.Range(0, 500).Select(i => $"row {i}\n")], 1_000_000, gzip).Single();
            var bytes = File.ReadAllBytes(Path.Combine(_folder, file.Name));
            var plain = Encoding.UTF8.GetBytes(Read(file, gzip > 0));
            (file.Bytes, file.Sha256).Should().Be((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            file.PlainBytes.Should().Be(plain.Length);
            file.Rows.Should().Be(500);
        }
    }

    [Fact]
    public void Gunzip_finds_a_compressed_file_whole()
    {
        var file = Write([.. Enumerable.Range(0, 5000).Select(i => $"row {i}\n")], 1_000_000, 6, "feed.gz").Single();
        using var gunzip = Process.Start(new ProcessStartInfo("gunzip", ["-t", Path.Combine(_folder, file.Name)]) { RedirectStandardError = true })!;
        var said = gunzip.StandardError.ReadToEnd();
        gunzip.WaitForExit();
        gunzip.ExitCode.Should().Be(0, said);
    }

    [Fact]
    public void Without_rows_there_is_no_file_unless_one_is_wanted()
    {
        Write([], 1000, 0).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_folder).Should().BeEmpty();

        using var writer = Writer(1000, 0);
        writer.End(evenEmpty: true).Should().ContainSingle().Which.Rows.Should().Be(0);
        File.ReadAllText(Path.Combine(_folder, "feed")).Should().Be("head\ntail\n");
    }

    [Fact]
    public void Two_feeds_may_be_written_into_one_folder_at_once()
    {
        using var one = Writer(1000, 0, "product");
        using var other = Writer(1000, 0, "delete");
        one.Write("a\n"u8);
        other.Write("b\n"u8);
        one.Write("c\n"u8);
        one.End().Concat(other.End()).Select(file => File.ReadAllText(Path.Combine(_folder, file.Name))).Should().Equal("head\na\nc\ntail\n", "head\nb\ntail\n");
    }

    [Fact]
    public void A_feed_that_is_given_up_leaves_nothing_under_a_name_that_is_delivered()
    {
        using (var writer = Writer(1000, 0))
        {
            for (var i = 0; i < 100; i++)
            {
                writer.Write("a\n"u8);
            }
        }

        Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Should().OnlyContain(name => name.StartsWith('.'));
    }

    private List<FeedFile> Write(IReadOnlyList<string> rows, long limit, int gzip, string name = "feed")
    {
        using var writer = Writer(limit, gzip, name);
        foreach (var row in rows)
        {
            writer.Write(Encoding.UTF8.GetBytes(row));
        }

        return [.. writer.End()];
    }

    private FeedFileWriter Writer(long limit, int gzip, string name = "feed") => new(Form(limit, gzip, name));

    private FeedFileForm Form(long limit, int gzip, string name = "feed") => new(
        _folder, FeedFileKind.Product, "view", part => part == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{part:00}"), "head\n"u8.ToArray(), "tail\n"u8.ToArray(), limit, gzip);

    /// <summary>Text that hardly compresses.</summary>
    private static string Row(Random random, int number)
    {
        var bytes = new byte[random.Next(10, 600)];
        random.NextBytes(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{number}|{Convert.ToBase64String(bytes)}\n");
    }

    private string Read(FeedFile file, bool gzip)
    {
        using var raw = File.OpenRead(Path.Combine(_folder, file.Name));
        using Stream plain = gzip ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var text = new StreamReader(plain);
        return text.ReadToEnd();
    }
}
