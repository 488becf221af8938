using System.IO.Compression;
using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests;

/// <summary>An export in a temporary folder.</summary>
public sealed class Export : IDisposable
{
    public const string CatalogNamespace = "http://www.demandware.com/xml/impex/catalog/2006-10-31";
    public const string PricebookNamespace = "http://www.demandware.com/xml/impex/pricebook/2006-10-31";
    public const string InventoryNamespace = "http://www.demandware.com/xml/impex/inventory/2007-05-31";

    public string Folder { get; } = Directory.CreateTempSubdirectory("sfcc-").FullName;

    public StoreSource Source => new() { Location = Folder };

    public Export With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    public Export With(string path, byte[] bytes)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return this;
    }

    public Export WithCatalog(string content, string path = "catalogs/c/catalog.xml") => With(path, Catalog(content));

    public Export WithPrices(string content, string header = "<header pricebook-id=\"list\"><currency>EUR</currency></header>") =>
        With("pricebooks/list.xml", $"<pricebooks xmlns=\"{PricebookNamespace}\"><pricebook>{header}<price-tables>{content}</price-tables></pricebook></pricebooks>");

    public Export WithStock(string content, string header = "<header list-id=\"stock\"><default-instock>false</default-instock></header>") =>
        With("inventory-lists/stock.xml", $"<inventory xmlns=\"{InventoryNamespace}\"><inventory-list>{header}<records>{content}</records></inventory-list></inventory>");

    public static string Catalog(string content, string id = "c") => $"""<?xml version="1.0" encoding="UTF-8"?><catalog xmlns="{CatalogNamespace}" catalog-id="{id}">{content}</catalog>""";

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>A zip beside the folder, with the entries given.</summary>
    public string Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var path = Path.Combine(Folder, "export.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(bytes);
        }

        return path;
    }

    public RecordedRead Read(Func<StoreSource, StoreSource>? set = null, ExportLimits? limits = null) => Read((set ?? (source => source))(Source), limits);

    public static RecordedRead Read(StoreSource source, ExportLimits? limits = null)
    {
        var read = new RecordedRead();
        Read(source, limits, read, CancellationToken.None);
        read.IsOpen.Should().BeFalse();
        return read;
    }

    public static void Read(StoreSource source, ExportLimits? limits, IStoreRead into, CancellationToken cancellation)
    {
        var fetch = new StoreFetch(source, StoreReadKind.Full, new Dictionary<string, string>(), Path.Combine(source.Location, "spool"), DateTimeOffset.UnixEpoch);
        using var fetched = new SfccAdapter(limits).FetchAsync(fetch, cancellation).GetAwaiter().GetResult();
        fetched.Read(into, cancellation);
    }

    public StoreReadException Refused(Func<StoreSource, StoreSource>? set = null, ExportLimits? limits = null)
    {
        var fault = Fault(set, limits);
        fault.Should().NotBeNull("the read is refused");
        return fault!;
    }

    /// <summary>What a read is refused for, null where it is not; any other exception comes through. Cheap enough for loops.</summary>
    public StoreReadException? Fault(Func<StoreSource, StoreSource>? set = null, ExportLimits? limits = null)
    {
        try
        {
            Read((set ?? (source => source))(Source), limits, new RecordedRead(), CancellationToken.None);
            return null;
        }
        catch (StoreReadException fault)
        {
            return fault;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
