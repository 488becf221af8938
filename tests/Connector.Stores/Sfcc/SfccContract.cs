using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Stores.Tests.Worlds;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>The contract, held by Salesforce Commerce Cloud's exports in a folder.</summary>
public sealed class SfccFolderContract : SfccContract
{
    private protected override string Lay(List<WorldFile> files, string at) => WorldFiles.ToFolder(files, at);
}

/// <summary>The contract, held by a site archive.</summary>
public sealed class SfccZipContract : SfccContract
{
    private protected override string Lay(List<WorldFile> files, string at) => WorldFiles.ToZip(files, at + ".zip", "site_template/");
}

/// <summary>A small shop in Salesforce Commerce Cloud's formats.</summary>
public abstract class SfccContract : StoreAdapterContract
{
    private readonly SmallShopWorld _world = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("contract-").FullName;
    private List<WorldFile> _files = [];
    private int _put;

    protected override IStoreAdapter Adapter { get; } = new SfccAdapter();

    private protected abstract string Lay(List<WorldFile> files, string at);

    protected override StoreSource Put(SmallShop shop, DateTimeOffset written) =>
        Source(WorldFiles.Of(new WorldXml(new Random(1)).Whole(_world.Of(shop)), new Random(1)).ConvertAll(file => file with { Time = written }));

    protected override StoreSource PutInAnotherOrder(SmallShop shop, int seed) =>
        Source(WorldFiles.Spread(new WorldXml(new Random(seed)).Whole(_world.Of(shop)), new Random(seed)));

    protected override StoreSource PutDelta(SmallShop before, SmallShop after) =>
        Source(WorldFiles.Of(new WorldXml(new Random(1)).Delta(_world.Of(before), _world.Of(after)), new Random(1)));

    protected override bool Break(int file)
    {
        if (file >= _files.Count)
        {
            return false;
        }

        var bytes = _files[file].Bytes;
        _files[file] = _files[file] with { Bytes = bytes[..(bytes.Length / 2)] };
        _put--;
        Source(_files);
        return true;
    }

    protected override IReadOnlyList<string> AtSource() =>
        [.. new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal)];

    /// <summary>Deltas are told without their transport.</summary>
    protected override ReadReport ReadDelta(StoreBox box, StoreSource source, Func<IStoreRead, IStoreRead> through, CancellationToken cancellation) =>
        box.Read(read => WorldFiles.TellDelta(source, through(read), cancellation), cancellation: cancellation);

    protected override void Dispose(bool disposing)
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose(disposing);
    }

    private StoreSource Source(List<WorldFile> files)
    {
        _files = files;
        var at = Path.Combine(_folder, "shop" + ++_put);
        if (Directory.Exists(at))
        {
            Directory.Delete(at, recursive: true);
        }

        File.Delete(at + ".zip");
        return new StoreSource { Location = Lay(files, at), Catalogs = ["catalogs/*/*.xml"], TimeZone = WorldFiles.Zone.Id };
    }
}
