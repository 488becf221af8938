using BenchmarkDotNet.Attributes;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;

namespace Connector.Benchmarks.Inner;

/// <summary>
/// The compiled policies alone, from finished offers, on one core: the first set (the built-in defaults), and all of documents/ (every stage, five rules, three
/// templates with five conditions each), for the sheet of 15 columns and for that of 33. Per offer; 400,000 offers a second are 2.5 µs.
/// </summary>
[MemoryDiagnoser]
public class PolicyBench : IDisposable
{
    private readonly SmallShop _shop = new();
    private readonly List<IReadOnlyList<Offer>> _groups;
    private readonly List<Passage> _passages = [];
    private readonly PolicySheet _first = PolicySheet.Compile(new PolicyDocuments(), TikTokSfccSheet.Sheet.Version);
    private readonly PolicySheet _all;
    private readonly PolicySheet _allWithDetails;
    private readonly Facts _facts = new() { Instant = DateTimeOffset.UnixEpoch, Account = "synthetic", Country = "GB", Currency = "GBP", Site = "Synthetic", Limits = TikTokSfccSheet.Sheet.Limits };

    public PolicyBench()
    {
        _groups = [.. _shop.Reader().Groups(KeyRange.All)];
        var all = AllPolicies.Read();
        _all = PolicySheet.Compile(all, TikTokSfccSheet.Sheet.Version);
        _allWithDetails = PolicySheet.Compile(all, TikTokCatalogSheet.Sheet.Version, details: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = SmallShop.Skus)]
    public int FirstSet() => Listed(_first);

    [Benchmark(OperationsPerInvoke = SmallShop.Skus)]
    public int AllOfThem() => Listed(_all);

    [Benchmark(OperationsPerInvoke = SmallShop.Skus)]
    public int AllOfThemWithDetails() => Listed(_allWithDetails);

    public void Dispose()
    {
        _shop.Dispose();
        GC.SuppressFinalize(this);
    }

    private int Listed(PolicySheet policies)
    {
        var listed = 0;
        foreach (var group in _groups)
        {
            _passages.Clear();
            policies.Pass(group, _facts, _passages);
            foreach (var passage in _passages)
            {
                listed += passage.IsListed ? 1 : 0;
            }
        }

        return listed;
    }
}

/// <summary>The documents of documents/, for the account of the synthetic shop.</summary>
internal static class AllPolicies
{
    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(Whole.Lab.Benchmarks, "documents");

    public static PolicyDocuments Read()
    {
        var data = Directory.CreateTempSubdirectory("connector-bench-");
        try
        {
            var documents = new Documents(new StateDatabase(Path.Combine(data.FullName, "state.db")), TimeProvider.System);
            var account = new Accounts.Account
            {
                Country = "GB", Currency = "GBP", ExternalBusinessId = "synthetic", InventoryListId = "main", Drop = new Accounts.AccountDrop { Url = "https://drop.synthetic.example/tiktok" },
                Views = [SmallShop.View],
            };
            var given = new List<DocumentText>
            {
                new(DocumentKinds.Account, "synthetic", System.Text.Json.JsonSerializer.Serialize(account, Documents.Json), "account"),
                new(DocumentKinds.Source, "synthetic", System.Text.Json.JsonSerializer.Serialize(new StoreSource { Location = data.FullName }, Documents.Json), "source"),
            };
            given.AddRange(Documents.FromFolder(Folder));
            var faults = documents.Apply(given, "benchmark", out _);
            return faults.Count == 0 ? documents.Policies("synthetic").Policies : throw new InvalidOperationException(string.Join('\n', faults));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }
}
