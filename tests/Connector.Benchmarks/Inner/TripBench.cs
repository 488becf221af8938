using BenchmarkDotNet.Attributes;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Store;

namespace Connector.Benchmarks.Inner;

/// <summary>From the mirror to rows, a step more each time: blobs read and merged, policies, rows encoded, rows hashed. Per SKU; what a step costs is the difference to the one before.</summary>
[MemoryDiagnoser]
public class TripBench : IDisposable
{
    private static readonly FeedSheet Sheet = TikTokCatalogSheet.Sheet;
    private static readonly Facts Facts = new() { Instant = DateTimeOffset.UnixEpoch, Account = "bench", Country = "GB", Currency = "GBP", Site = "Synthetic", Limits = Sheet.Limits };
    private readonly SmallShop _shop = new();
    private readonly RowPen _pen = new(Sheet);
    private readonly PolicySheet _policies = PolicySheet.Compile(new PolicyDocuments(), Sheet.Version);
    private readonly List<Passage> _passages = [];

    [Benchmark(Baseline = true, OperationsPerInvoke = SmallShop.Skus)]
    public int Offers()
    {
        var offers = 0;
        foreach (var group in _shop.Reader().Groups(KeyRange.All))
        {
            offers += group.Count;
        }

        return offers;
    }

    [Benchmark(OperationsPerInvoke = SmallShop.Skus)]
    public long OffersAndPolicies() => Listed(_ => 1);

    [Benchmark(OperationsPerInvoke = SmallShop.Skus)]
    public long OffersPoliciesAndRows() => Listed(passage => _pen.Write(passage.Offer, Facts).Bytes.Length);

    [Benchmark(OperationsPerInvoke = SmallShop.Skus)]
    public long OffersPoliciesRowsAndHashes() => Listed(passage => _pen.Write(passage.Offer, Facts).Hash().GetHashCode());

    public void Dispose()
    {
        _shop.Dispose();
        GC.SuppressFinalize(this);
    }

    private long Listed(Func<Passage, long> what)
    {
        var sum = 0L;
        foreach (var group in _shop.Reader().Groups(KeyRange.All))
        {
            _passages.Clear();
            _policies.Pass(group, Facts, _passages);
            foreach (var passage in _passages)
            {
                sum += passage.IsListed ? what(passage) : 0;
            }
        }

        return sum;
    }
}
