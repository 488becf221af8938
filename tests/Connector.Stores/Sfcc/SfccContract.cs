using System.Collections.Immutable;
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
    // What did not change is the same object: a delta leaves it out.
    private readonly Dictionary<(string, SmallItem), WorldProduct> _products = [];
    private readonly Dictionary<decimal, ImmutableList<WorldPrice>> _prices = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("contract-").FullName;
    private static readonly ImmutableSortedDictionary<string, string> NoNames = Sorted.Names();
    private List<WorldFile> _files = [];
    private int _put;

    protected override IStoreAdapter Adapter { get; } = new SfccAdapter();

    private protected abstract string Lay(List<WorldFile> files, string at);

    protected override StoreSource Put(SmallShop shop, DateTimeOffset written) =>
        Source(WorldFiles.Of(new WorldXml(new Random(1)).Whole(World(shop)), new Random(1)).ConvertAll(file => file with { Time = written }));

    protected override StoreSource PutInAnotherOrder(SmallShop shop, int seed) =>
        Source(WorldFiles.Spread(new WorldXml(new Random(seed)).Whole(World(shop)), new Random(seed)));

    protected override StoreSource PutDelta(SmallShop before, SmallShop after) =>
        Source(WorldFiles.Of(new WorldXml(new Random(1)).Delta(World(before), World(after)), new Random(1)));

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

    private World World(SmallShop shop)
    {
        var categories = Sorted.None<WorldCategory>().AddRange(shop.Categories.Select(pair => KeyValuePair.Create(pair.Key, new WorldCategory(pair.Key, pair.Value ?? "root", true, NoNames))));
        var products = Sorted.None<WorldProduct>().AddRange(shop.Items.Select(pair => KeyValuePair.Create(pair.Key, Same(_products, (pair.Key, pair.Value), () => Product(pair.Key, pair.Value)))));
        return new World(Sorted.None<WorldCatalog>(), Sorted.None<WorldBook>(), Sorted.None<WorldList>())
            .With(new WorldCatalog("goods") { Products = products })
            .With(new WorldCatalog("site") { Categories = categories, Places = [.. shop.CategoryOf.Select(pair => new WorldPlace(pair.Key, pair.Value, true))] })
            .With(Book(SmallShop.ListBook, null, shop.ListPrices)).With(Book(SmallShop.SaleBook, SmallShop.ListBook, shop.SalePrices))
            .With(List(SmallShop.MainList, shop.MainStock)).With(List(SmallShop.StoreList, shop.StoreStock));
    }

    private static WorldProduct Product(string id, SmallItem item) => new(id)
    {
        Cells = ImmutableDictionary<Cell, string>.Empty.AddRange(item.Name.Length == 0 ? [] : [KeyValuePair.Create(new Cell("display-name", "x-default"), item.Name)]),
        Attributes = ImmutableDictionary<AttributeCell, ImmutableList<string>>.Empty.AddRange(item.Color.Length == 0 ? [] : [KeyValuePair.Create(new AttributeCell("color"), ImmutableList.Create(item.Color))]),
        Varies = item.Variants.IsEmpty ? null : [new WorldAttribute("color", null, Sorted.Names(), [])],
        Variants = item.Variants.ConvertAll(variant => (variant, false)), Groups = item.Groups, Bundled = item.Parts,
    };

    private WorldBook Book(string id, string? parent, ImmutableSortedDictionary<string, decimal> prices) => new(id, "GBP", parent)
    {
        Prices = Sorted.None<ImmutableList<WorldPrice>>().AddRange(prices.Select(pair => KeyValuePair.Create(pair.Key, Same(_prices, pair.Value, () => [new WorldPrice(null, null, [(1, pair.Value, false)])])))),
    };

    private static TValue Same<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TValue> make)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out var value))
        {
            known.Add(key, value = make());
        }

        return value;
    }

    private static WorldList List(string id, ImmutableSortedDictionary<string, decimal> stock) => new(id, false, false)
    {
        Records = Sorted.None<WorldStock>().AddRange(stock.Select(pair => KeyValuePair.Create(pair.Key, new WorldStock { Allocation = pair.Value }))),
    };
}
