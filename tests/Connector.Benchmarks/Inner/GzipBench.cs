using System.IO.Compression;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Store;

namespace Connector.Benchmarks.Inner;

/// <summary>The rows of a small shop, encoded before: into blocks as files take them, beside one GZipStream; and hashed, beside SHA-256. Per row of the catalog sheet.</summary>
public class GzipBench
{
    private const int Rows = 3500;
    private readonly List<byte[]> _rows = [];

    [Params(1, 6)]
    public int Level { get; set; }

    [GlobalSetup]
    public void Encode()
    {
        using var shop = new SmallShop();
        var sheet = TikTokCatalogSheet.Sheet;
        var facts = new Facts { Instant = DateTimeOffset.UnixEpoch, Account = "bench", Country = "GB", Currency = "GBP", Site = "Synthetic", Limits = sheet.Limits };
        var policies = PolicySheet.Compile(new PolicyDocuments(), sheet.Version);
        var pen = new RowPen(sheet);
        var passages = new List<Passage>();
        foreach (var group in shop.Reader().Groups(KeyRange.All))
        {
            passages.Clear();
            policies.Pass(group, facts, passages);
            _rows.AddRange(passages.Where(passage => passage.IsListed).Select(passage => pen.Write(passage.Offer, facts).Bytes.ToArray()));
        }

        _rows.RemoveRange(Rows, _rows.Count - Rows);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public long Blocks()
    {
        var length = 0L;
        using var blocks = new RowBlocks(Level, limit: 90_000_000, block =>
        {
            length += block.Body.Length;
            block.Dispose();
        });
        foreach (var row in _rows)
        {
            blocks.Write(row);
        }

        blocks.End();
        return length;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public long OneGZipStream()
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, new ZLibCompressionOptions { CompressionLevel = Level }, leaveOpen: true))
        {
            foreach (var row in _rows)
            {
                gzip.Write(row);
            }
        }

        return into.Length;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Hash()
    {
        var sum = 0;
        foreach (var row in _rows)
        {
            sum ^= Hash128.Of(row).GetHashCode();
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Sha256()
    {
        var sum = 0;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var row in _rows)
        {
            SHA256.HashData(row, hash);
            sum ^= hash[0];
        }

        return sum;
    }
}
