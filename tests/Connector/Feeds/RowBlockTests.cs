using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Connector.Feeds;

namespace Connector.Tests.Feeds;

/// <summary>Rows that are compressed apart and joined: gunzip and GZipStream say what came of it.</summary>
public sealed class RowBlockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blocks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(9)]
    public void Blocks_cut_anywhere_join_to_one_member_that_holds_the_same_rows(int gzip)
    {
        // Every way to cut seven rows, the longest too long for a window of 32 KB.
        var rows = new[] { "a\n", "\n", new string('b', 70_000) + "\n", "c é 漢 🔥\n", "a\n", Noise(40_000) + "\n", "end\n" };
        for (var cuts = 0; cuts < 1 << (rows.Length - 1); cuts++)
        {
            var file = Joined(rows, cuts, gzip);
            Unpacked(file).Should().Be("head\n" + string.Concat(rows) + "tail\n", $"cut at {cuts:b}");
            file.PlainBytes.Should().Be(Encoding.UTF8.GetByteCount("head\n" + string.Concat(rows) + "tail\n"));
        }
    }

    [Fact]
    public void Gzip_itself_finds_joined_blocks_whole()
    {
        var file = Joined([.. Enumerable.Range(0, 40).Select(_ => Noise(5000) + "\n")], 0b101101, 6);
        using var gzip = Process.Start(new ProcessStartInfo("gzip", ["-tv", Path.Combine(_folder, file.Name)]) { RedirectStandardError = true })!;
        var said = gzip.StandardError.ReadToEnd();
        gzip.WaitForExit();
        gzip.ExitCode.Should().Be(0, said);
    }

    [Fact]
    public void Checksums_of_pieces_join_to_that_of_the_whole()
    {
        var bytes = Encoding.UTF8.GetBytes(Noise(300));
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Crc32.Join(Crc(bytes.AsSpan(0, cut)), Crc(bytes.AsSpan(cut)), bytes.Length - cut).Should().Be(Crc(bytes));
        }

        var zeros = new byte[5_000_000];
        Crc32.Join(Crc(bytes), Crc(zeros), zeros.Length).Should().Be(Crc([.. bytes, .. zeros]));
    }

    [Theory]
    [InlineData(0, 1 << 18)]
    [InlineData(6, 1 << 20)]
    public void Blocks_are_about_as_large_as_they_shall_be_and_hold_whole_rows(int gzip, int size)
    {
        var row = Encoding.UTF8.GetBytes(Noise(999) + "\n");
        var sizes = new List<(long Plain, int Rows)>();
        using (var blocks = new RowBlocks(gzip, 90_000_000, block =>
        {
            sizes.Add((block.PlainBytes, block.Rows));
            block.Dispose();
        }))
        {
            for (var i = 0; i < 5000; i++)
            {
                blocks.Write(row);
            }

            blocks.End();
            blocks.End();
        }

        sizes.Should().OnlyContain(block => block.Plain == block.Rows * 1000L && block.Plain <= size);
        sizes.SkipLast(1).Should().OnlyContain(block => block.Plain > size - 1000);
        sizes.Sum(block => block.Rows).Should().Be(5000);
    }

    private FeedFile Joined(string[] rows, int cuts, int gzip)
    {
        var form = new FeedFileForm(_folder, FeedFileKind.Product, "view", _ => "feed.gz", "head\n"u8.ToArray(), "tail\n"u8.ToArray(), 1_000_000_000, gzip);
        using var writer = new FeedFileWriter(form);
        using var blocks = form.Blocks(writer.Write);
        for (var i = 0; i < rows.Length; i++)
        {
            blocks.Write(Encoding.UTF8.GetBytes(rows[i]));
            if ((cuts >> i & 1) == 1)
            {
                blocks.End();
            }
        }

        blocks.End();
        return writer.End().Single();
    }

    private string Unpacked(FeedFile file)
    {
        using var plain = new GZipStream(File.OpenRead(Path.Combine(_folder, file.Name)), CompressionMode.Decompress);
        using var text = new StreamReader(plain);
        return text.ReadToEnd();
    }

    private static string Noise(int length)
    {
        var random = new Random(length);
        return string.Create(length, random, static (letters, dice) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = (char)dice.Next(' ', 127);
            }
        });
    }

    /// <summary>CRC-32 bit by bit, as RFC 1952 defines it.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
            }
        }

        return ~crc;
    }
}
