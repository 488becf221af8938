using System.Globalization;
using System.IO.Compression;
using System.Text;
using Connector.Policy.Catalog;
using Connector.State;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>A shop with a full export and an outbox in a folder, and a Connector that reads it. It is noon; the export was written at eight.</summary>
internal sealed class DeltaShop : IDisposable
{
    public const string Outbox = "platform/outbox/tiktok/changes";
    public static readonly DateTimeOffset Day = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly Export _export = new();
    private readonly ServiceProvider _services;

    /// <param name="set">How the source differs.</param>
    public DeltaShop(Func<StoreSource, StoreSource>? set = null)
    {
        Source = (set ?? (source => source))(new StoreSource { Location = Folder, Deltas = new SourceDeltas { Folders = [Outbox] } });
        _services = new ServiceCollection().AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IStoreAdapter>(rooms => new SfccAdapter(null, rooms.GetRequiredService<HttpClient>(), rooms.GetRequiredService<TimeProvider>()))
            .AddConnector(new ConnectorSettings { Data = Data }).BuildServiceProvider();
        Apply(Source);
    }

    public string Folder => Path.Combine(_export.Folder, "shop");

    public string Data => Path.Combine(_export.Folder, "data");

    public ManualClock Clock { get; } = new(Day.AddHours(12)) { AutoAdvance = true };

    public StoreSource Source { get; }

    public Mirror Mirror => _services.GetRequiredService<Mirror>();

    public Leases Leases => _services.GetRequiredService<Leases>();

    /// <summary>What the mirror may lack.</summary>
    public string? Missing => Mirror.Marks("shop").GetValueOrDefault(StoreMarks.Missing + Outbox);

    /// <summary>The number of the last archive that counts as read.</summary>
    public string? Last => Mirror.Marks("shop").GetValueOrDefault("sfcc.outbox " + Outbox) is { } mark ? System.Text.Json.Nodes.JsonNode.Parse(mark)!["Number"]?.ToString() : null;

    public static DateTimeOffset At(double hours) => Day.AddHours(hours);

    public static string Variants(params string[] ids) => $"<variations><variants>{string.Concat(ids.Select(id => $"<variant product-id=\"{id}\"/>"))}</variants></variations>";

    public static string Prices(string product, decimal amount) =>
        $"<pricebooks xmlns=\"{Export.PricebookNamespace}\"><pricebook><header pricebook-id=\"list\"><currency>EUR</currency></header><price-tables><price-table product-id=\"{product}\"><amount quantity=\"1\">{amount.ToString(CultureInfo.InvariantCulture)}</amount></price-table></price-tables></pricebook></pricebooks>";

    public static string Stock(string product, int allocation) =>
        $"<inventory xmlns=\"{Export.InventoryNamespace}\"><inventory-list><header list-id=\"stock\"><default-instock>false</default-instock></header><records><record product-id=\"{product}\"><allocation>{allocation}</allocation></record></records></inventory-list></inventory>";

    public void Apply(StoreSource source) =>
        _services.GetRequiredService<Documents>().Apply([new DocumentText(DocumentKinds.Source, "shop", System.Text.Json.JsonSerializer.Serialize(source, Documents.Json), "source")], "tests", out _).Should().BeEmpty();

    /// <summary>Writes the full export: a master with two variants, at 10, five of each.</summary>
    public void Exports(double hour = 8, string title = "Shirt", int stock = 5, double? stockHour = null)
    {
        Write("catalogs/c/catalog.xml", At(hour), Export.Catalog(
            $"<product product-id=\"m\"><display-name xml:lang=\"x-default\">{title}</display-name><brand>Fell</brand>{Variants("m-1", "m-2")}</product><product product-id=\"m-1\"/><product product-id=\"m-2\"/>"));
        Write("pricebooks/list.xml", At(hour), Prices("m", 10));
        Write("inventory-lists/stock.xml", At(stockHour ?? hour), Stock("m-1", stock));
    }

    public void Write(string path, DateTimeOffset time, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        File.SetLastWriteTimeUtc(full, time.UtcDateTime);
    }

    /// <summary>Puts an archive into the outbox.</summary>
    public void Archive(int number, double hour, params (string Path, string Text)[] files)
    {
        var full = PathOf(number);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using (var zip = new ZipArchive(File.Create(full), ZipArchiveMode.Create))
        {
            foreach (var (path, text) in files.Prepend(("version.txt", "1")))
            {
                using var stream = zip.CreateEntry("5f0c9a1e/" + path).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        File.SetLastWriteTimeUtc(full, At(hour).UtcDateTime);
        File.WriteAllText(Path.ChangeExtension(full, ".meta"), "ignored");
    }

    /// <summary>An archive that gives the master another title.</summary>
    public void Titles(int number, double hour, string title) =>
        Archive(number, hour, ("catalogs/c/catalog.xml", Export.Catalog($"<product product-id=\"m\"><display-name xml:lang=\"x-default\">{title}</display-name></product>")));

    public string PathOf(int number) => Path.Combine(Folder, Outbox, number.ToString("D6", CultureInfo.InvariantCulture) + ".zip");

    public Task<ReadReport> ReadAsync(StoreReadKind kind, bool acceptLoss = false) => _services.GetRequiredService<StoreReading>().ReadAsync("shop", kind, acceptLoss, CancellationToken.None);

    public Task<ReadReport> DeltaAsync() => ReadAsync(StoreReadKind.Delta);

    public IReadOnlyList<ShopItem> Items()
    {
        using var snapshot = Mirror.Snapshot("shop");
        var view = new StoreView { Name = "v", Source = "shop", Site = "S", Locale = "en-GB", Currency = "EUR", PriceBooks = ["list"], InventoryLists = ["stock"], LandingPage = "https://shop.example/{sku}" };
        return [.. snapshot.View(view, Clock.GetUtcNow()).Groups(KeyRange.All).SelectMany(group => group).Select(offer => offer.Item)];
    }

    public ShopItem Item(string sku) => Items().Single(item => item.Sku.Value == sku);

    public string Title(string sku = "m-1") => Item(sku).Name.ToString();

    public void Dispose()
    {
        _services.Dispose();
        Connector.Tests.Pools.Clear(_export.Folder);
        _export.Dispose();
    }
}
