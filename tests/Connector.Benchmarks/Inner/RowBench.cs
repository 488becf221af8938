using System.Globalization;
using BenchmarkDotNet.Attributes;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using CsvHelper;

namespace Connector.Benchmarks.Inner;

/// <summary>A thousand offers: through the policies, encoded, hashed; CsvHelper writes the same rows beside, in the same run.</summary>
[MemoryDiagnoser]
public class RowBench : IDisposable
{
    private const int Offers = 1000;
    private static readonly FeedSheet Sheet = TikTokSfccSheet.Sheet;
    private static readonly Facts Facts = new() { Instant = DateTimeOffset.UnixEpoch, Account = "bench", Country = "GB", Currency = "GBP", Site = "Shop", Limits = Sheet.Limits };
    private readonly List<Offer> _offers = [.. Enumerable.Range(0, Offers).Select(Sample)];
    private readonly List<Offer> _shaped = [];
    private readonly List<string[]> _fields = [];
    private readonly RowPen _pen = new(Sheet);
    private readonly PolicySheet _policies = PolicySheet.Compile(new PolicyDocuments(), Sheet.Version);
    private readonly MemoryStream _into = new();

    public RowBench()
    {
        foreach (var offer in _offers)
        {
            var passage = _policies.Pass(offer, Facts);
            _shaped.Add(passage.Offer);
            var row = _pen.Write(passage.Offer, Facts);
            _fields.Add([.. Sheet.Columns.Select((_, column) => row.Value(column))]);
        }
    }

    [Benchmark(OperationsPerInvoke = Offers)]
    public int Policies()
    {
        var passages = new List<Passage>(1);
        var listed = 0;
        foreach (var offer in _offers)
        {
            passages.Clear();
            _policies.Pass([offer], Facts, passages);
            listed += passages[0].IsListed ? 1 : 0;
        }

        return listed;
    }

    [Benchmark(OperationsPerInvoke = Offers)]
    public long Encode()
    {
        _into.Position = 0;
        foreach (var offer in _shaped)
        {
            _into.Write(_pen.Write(offer, Facts).Bytes.Span);
        }

        return _into.Position;
    }

    [Benchmark(OperationsPerInvoke = Offers)]
    public int EncodeAndHash()
    {
        var sum = 0;
        foreach (var offer in _shaped)
        {
            sum ^= _pen.Write(offer, Facts).Hash().GetHashCode();
        }

        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Offers)]
    public long CsvHelperSameRows()
    {
        _into.Position = 0;
        Write(_into, _fields);
        return _into.Position;
    }

    public void Dispose()
    {
        _into.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Both write the same bytes, or the comparison is worth nothing.</summary>
    public static void ProveEqual()
    {
        using var bench = new RowBench();
        bench.Encode();
        var ours = bench._into.GetBuffer().AsSpan(0, (int)bench._into.Position).ToArray();
        bench.CsvHelperSameRows();
        var theirs = bench._into.GetBuffer().AsSpan(0, (int)bench._into.Position);
        if (!theirs.SequenceEqual(ours))
        {
            throw new InvalidOperationException("CsvHelper and RowPen write different rows");
        }
    }

    private static void Write(Stream into, List<string[]> rows)
    {
        using var csv = CsvWriter.Create(into, new CsvWriterOptions { Separator = '|', NewLine = "\n", HasHeader = false }, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var field in row)
            {
                csv.WriteField(field);
            }

            csv.EndRecord();
        }
    }

    private static Offer Sample(int n) => Offer.From(new ShopItem
    {
        Sku = new Sku($"SKU-{n:000000}"),
        Group = new GroupId($"MASTER-{n / 8:00000}"),
        IsVariant = true,
        Name = $"Merino base layer number {n}, long sleeves",
        ShortDescription = $"<p>Fine merino from the fells, knitted in small lots &amp; washed soft.</p><ul><li>Size {n % 8}</li><li>Weight {180 + (n % 40)} g</li></ul>",
        Brand = "Fell & Fern",
        Online = true,
        Categories = [new CategoryPlace("base-layers", ["clothing", "base-layers"], ["Clothing", "Base layers"], true)],
        Images = [.. Enumerable.Range(0, 4).Select(at => new ImageView("large", $"https://img.example/large/{n}-{at}.jpg"))],
        Variations = [new VariationValue("color", "Colour", "navy", "Navy"), new VariationValue("size", "Size", (n % 8).ToString(CultureInfo.InvariantCulture), $"UK {n % 8}")],
        ListPrice = new Money(60, "GBP"),
        PaidPrice = new Money(45.50m, "GBP"),
        Stock = Stock.Of(n % 30),
        LandingPage = $"https://shop.example/p/SKU-{n:000000}.html",
    });
}
