using Connector.Sandbox;
using Connector.Store;
using Connector.Stores.Sfcc;
using ManualClock = Connector.Tests.ManualClock;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>An export behind a WebDAV server, and a spool.</summary>
internal sealed class WebShop : IAsyncDisposable
{
    private const string Password = "k3y-of-the-shop";
    private readonly string _folder;
    private readonly WebDavBox _box;

    private WebShop(string folder, WebDavBox box) => (_folder, _box) = (folder, box);

    public static DateTimeOffset Written { get; } = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    public string Files => Path.Combine(_folder, "files");

    public string Spool => Path.Combine(_folder, "spool");

    public string PasswordFile => Path.Combine(_folder, "password");

    public FaultScript Faults => _box.Faults;

    public ManualClock Clock { get; } = new() { AutoAdvance = true };

    public StoreSource Source => new()
    {
        Location = new Uri(_box.Uri, "src").ToString(),
        Access = new SourceAccess { User = "feeds", Password = new SecretReference { File = PasswordFile } },
    };

    public string Secret => Password;

    public static async Task<WebShop> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("web-").FullName;
        var box = await WebDavBox.StartAsync(
            new WebDavBoxOptions(Path.Combine(folder, "files"), User: "feeds", Password: Password, PathBase: "/on/demandware.servlet/webdav/Sites/Impex/"), CancellationToken.None);
        var shop = new WebShop(folder, box);
        await File.WriteAllTextAsync(shop.PasswordFile, Password + "\n");
        return shop;
    }

    public WebShop With(string path, string text) => With(path, System.Text.Encoding.UTF8.GetBytes(text));

    public WebShop With(string path, byte[] bytes)
    {
        var full = Path.Combine(Files, "src", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        File.SetLastWriteTimeUtc(full, Written.UtcDateTime);
        return this;
    }

    public WebShop WithCatalog(string content, string path = "catalogs/c/catalog.xml") => With(path, Export.Catalog(content));

    public Task<IFetchedStore> FetchAsync(Func<StoreSource, StoreSource>? set = null, ExportLimits? limits = null) => FetchAsync((set ?? (source => source))(Source), Spool, Clock, limits);

    public static Task<IFetchedStore> FetchAsync(StoreSource source, string spool, TimeProvider clock, ExportLimits? limits = null) =>
        new SfccAdapter(limits, null, clock).FetchAsync(new StoreFetch(source, StoreReadKind.Full, new Dictionary<string, string>(), spool, clock.GetUtcNow()), CancellationToken.None);

    public async Task<RecordedRead> ReadAsync(Func<StoreSource, StoreSource>? set = null, ExportLimits? limits = null)
    {
        using var fetched = await FetchAsync(set, limits);
        return Read(fetched);
    }

    public static RecordedRead Read(IFetchedStore fetched)
    {
        var read = new RecordedRead();
        fetched.Read(read, CancellationToken.None);
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
