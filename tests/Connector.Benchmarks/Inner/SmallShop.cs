using Connector.Sandbox;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Benchmarks.Inner;

/// <summary>A synthetic shop of some thousand SKUs, read into a mirror in a temporary folder.</summary>
internal sealed class SmallShop : IDisposable
{
    public const int Skus = 4000;
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-bench-").FullName;
    private readonly MirrorSnapshot _snapshot;

    public SmallShop()
    {
        var shop = Path.Combine(_folder, "shop");
        SyntheticShop.Write(new ShopPlan(Skus), shop, CancellationToken.None);
        var mirror = new Mirror(Path.Combine(_folder, "mirror.db"));
        var source = new StoreSource { Location = shop, ImageBaseUrl = "https://images.synthetic.example/{catalog}" };
        var fetch = new StoreFetch(source, StoreReadKind.Full, mirror.Marks("synthetic"), Path.Combine(_folder, "spool"), DateTimeOffset.UnixEpoch);
        using (var fetched = new SfccAdapter().FetchAsync(fetch, CancellationToken.None).GetAwaiter().GetResult())
        using (var read = mirror.Read("synthetic", DateTimeOffset.UnixEpoch, brakePercent: 100))
        {
            fetched.Read(read, CancellationToken.None);
            read.Commit(CancellationToken.None);
        }

        _snapshot = mirror.Snapshot("synthetic");
    }

    public static StoreView View { get; } = new()
    {
        Name = "uk",
        Source = "synthetic",
        Site = SyntheticShop.Site,
        Locale = "en-GB",
        Currency = "GBP",
        PriceBooks = SyntheticShop.PriceBooks,
        InventoryLists = [SyntheticShop.InventoryList],
        LandingPage = "https://www.synthetic.example/p/{sku}.html",
        CatalogId = "synthetic",
    };

    public ViewReader Reader() => _snapshot.View(View, DateTimeOffset.UnixEpoch);

    public void Dispose()
    {
        _snapshot.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
