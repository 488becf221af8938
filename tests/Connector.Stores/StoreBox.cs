using Connector.Policy.Catalog;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Stores.Tests;

/// <summary>A mirror in a folder of its own, into which one shop is read.</summary>
public sealed class StoreBox : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("mirror-").FullName;

    public StoreBox() => Mirror = new Mirror(File);

    public Mirror Mirror { get; }

    private string Spool => Path.Combine(_folder, "spool");

    private string File => Path.Combine(_folder, "mirror.db");

    /// <summary>One read, as the trip makes it: fetched first, then told to the mirror and committed.</summary>
    public ReadReport Read(IStoreAdapter adapter, StoreSource source, StoreReadKind kind = StoreReadKind.Full, CancellationToken cancellation = default) =>
        Read(fetched => fetched, adapter, source, kind, cancellation);

    /// <param name="listening">What stands between the adapter and the mirror.</param>
    public ReadReport Read(Func<IStoreRead, IStoreRead> listening, IStoreAdapter adapter, StoreSource source, StoreReadKind kind, CancellationToken cancellation)
    {
        var fetch = new StoreFetch(source, kind, Mirror.Marks("shop"), Spool, Now);
        using var fetched = adapter.FetchAsync(fetch, cancellation).GetAwaiter().GetResult();
        using var read = Mirror.Read("shop", Now, source.ReadBrakePercent);
        fetched.Read(listening(read), cancellation);
        return read.Commit(cancellation);
    }

    /// <summary>A read by whatever tells it.</summary>
    public ReadReport Read(Action<IStoreRead> tell, CancellationToken cancellation = default)
    {
        using var read = Mirror.Read("shop", Now, 20);
        tell(read);
        return read.Commit(cancellation);
    }

    /// <summary>What lies in the folder for what is brought to this machine.</summary>
    public IReadOnlyList<string> Spooled() => Directory.Exists(Spool) ? Directory.GetFileSystemEntries(Spool) : [];

    public IReadOnlyList<ShopItem> Items(StoreView view, DateTimeOffset? at = null)
    {
        using var snapshot = Mirror.Snapshot("shop");
        var reader = snapshot.View(view, at ?? Now);
        reader.WithPricesByBook = true;
        return [.. reader.Groups(KeyRange.All).SelectMany(group => group).Select(offer => offer.Item)];
    }

    public void Dispose()
    {
        Connector.Tests.Pools.Clear(_folder);
        Directory.Delete(_folder, recursive: true);
    }
}
