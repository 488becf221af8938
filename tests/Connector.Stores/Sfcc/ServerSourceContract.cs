using System.Globalization;
using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Stores.Tests.Worlds;
using Connector.Tests.Drop.Servers;
using Connector.Tests.Faults;
using ManualClock = Connector.Tests.ManualClock;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>A shop's export on each server: what is read is the shop, whatever the server's ways are.</summary>
[Trait("covers", "SFC-02")]
public abstract class ServerSourceContract<TServer>(TServer server) : OnServer<TServer>(server), IDisposable
    where TServer : DavServer, new()
{
    private static readonly DateTimeOffset Written = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);
    private readonly string _here = Directory.CreateTempSubdirectory("source-").FullName;
    private readonly ManualClock _clock = new() { AutoAdvance = true };

    public void Dispose()
    {
        Directory.Delete(_here, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task The_small_shop_is_read_whole() => TryAsync("source: the small shop", async () =>
    {
        await MakeAsync("small shop");
        foreach (var file in WorldFiles.Spread(new WorldXml(new Random(1)).Whole(new SmallShopWorld().Of(SmallShop.Whole)), new Random(1)))
        {
            Server.Lay("small shop/" + file.Path, file.Bytes, Written.UtcDateTime);
        }

        using var box = new StoreBox();
        box.Read(new SfccAdapter(null, null, _clock),
            Source("small shop") with { Catalogs = ["catalogs/*/*.xml"], PriceBooks = ["pricebooks/*.xml"], InventoryLists = ["inventory-lists/*.xml"], TimeZone = WorldFiles.Zone.Id }).Number.Should().Be(1);

        StoreAdapterContract.Offers(box).Should().Equal(SmallShop.Whole.Offers());
        box.Spooled().Should().BeEmpty();
    });

    [Fact]
    public Task Odd_names_the_newest_export_and_an_archive_are_found() => TryAsync("source: odd names, newest, archive", async () =>
    {
        await MakeAsync("impex #1");
        Lay("impex #1/catalogs/Größe + 100%-1.xml", "old");
        Server.Lay("impex #1/catalogs/Größe + 100%-2.xml.gz", Export.Gzip(Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"new\"/>"))), Written.UtcDateTime);
        Lay("impex #1/catalogs/\"what?\" & cafe\u0301;=%20.xml", "odd", "odd");
        using var zipped = new Export();
        Server.Lay("impex #1/catalogs/site.zip", await File.ReadAllBytesAsync(zipped.Zip(("s/catalogs/z/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"zipped\"/>", "z"))))), Written.UtcDateTime);

        var read = await ReadAsync(Source("impex #1") with { Catalogs = ["catalogs/Größe + 100%-{newest}.xml", "catalogs/\"what*.xml", "catalogs/site.zip!/catalogs/*/catalog.xml"] });

        read.Items.Select(item => item.Id).Should().BeEquivalentTo("new", "odd", "zipped");
        read.Begun.Should().Contain(begun => begun.Time == Written);
    });

    [Fact]
    public Task Where_the_line_breaks_only_what_is_missing_is_asked_for() => TryAsync("source: resumed by Range", async () =>
    {
        var xml = Export.Catalog(string.Concat(Enumerable.Range(0, 20_000).Select(number => $"<product product-id=\"p{number}\"/>")));
        await MakeAsync("cut source");
        Server.Lay("cut source/catalogs/c.xml", xml, Written.UtcDateTime);
        await using var proxy = FaultProxy.Start(Server.Url, _clock);
        proxy.Plan(request => request.Method == "GET", new WireFault.CutInBody(40), times: 3);

        (await ReadAsync(Source("cut source", proxy.Uri))).Items.Should().HaveCount(20_000);

        var asked = proxy.Seen.Where(request => request.Method == "GET").Select(request => request.Headers.SingleOrDefault(line => line.StartsWith("Range:", StringComparison.OrdinalIgnoreCase))).ToList();
        asked.Should().HaveCount(4);
        asked[0].Should().BeNull();
        asked.Skip(1).Should().OnlyContain(range => range != null).And.OnlyHaveUniqueItems("each goes on where the one before ended");
    });

    [Fact]
    public Task A_file_that_changes_while_it_is_fetched_is_left_for_later() => TryAsync("source: changes while fetched", async () =>
    {
        await MakeAsync("changing");
        await PutAsync("changing/c.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"/>")));
        File.SetLastWriteTimeUtc(Path.Combine(Server.Files, "changing", "c.xml"), Written.UtcDateTime);
        await using var proxy = FaultProxy.Start(Server.Url, _clock);
        var changed = false;
        proxy.Plan(request => request.Method == "GET", new WireFault.CutInBody());
        proxy.Plan(request => request.Method == "GET" && Changed(), new WireFault.Closed(), times: int.MaxValue);
        var source = Source("changing", proxy.Uri) with { Catalogs = ["c.xml"] };
        var reading = () => ReadAsync(source);

        (await reading.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Be("the file changed while it was fetched");
        (await reading()).Items.Single().Id.Should().Be("q");

        // Of the same length: half of each would be no less whole.
        bool Changed()
        {
            if (!changed)
            {
                changed = true;
                PutAsync("changing/c.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"q\"/>"))).GetAwaiter().GetResult();
            }

            return false;
        }
    });

    [Fact]
    public Task A_folder_of_ten_thousand_files_is_searched() => TryAsync("source: 10,000 entries", async () =>
    {
        await MakeAsync("many files");
        for (var number = 0; number < 10_000; number++)
        {
            Server.Lay(string.Create(CultureInfo.InvariantCulture, $"many files/catalogs/c-{number:D5}.xml"), "x");
        }

        Lay("many files/catalogs/c-09999.xml", "last");
        (await ReadAsync(Source("many files") with { Catalogs = ["catalogs/c-{newest}.xml"] })).Items.Single().Id.Should().Be("last");
    });

    [Fact]
    public Task A_wrong_password_is_for_a_person() => TryAsync("source: wrong credentials", async () =>
    {
        await MakeAsync("denied source");
        Lay("denied source/catalogs/c.xml", "p");
        var source = Source("denied source");
        await File.WriteAllTextAsync(Path.Combine(_here, "password"), "wrong");
        var reading = () => ReadAsync(source);

        (await reading.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("source.denied");
    });

    private void Lay(string path, string product, string catalog = "c") => Server.Lay(path, Export.Catalog($"<product product-id=\"{product}\"/>", catalog), Written.UtcDateTime);

    private StoreSource Source(string folder, Uri? through = null)
    {
        var secret = Path.Combine(_here, "password");
        File.WriteAllText(secret, DavServer.Password + "\n");
        return new StoreSource
        {
            Location = new Uri(through ?? Server.Url, Uri.EscapeDataString(folder) + "/").AbsoluteUri, Catalogs = ["catalogs/*.xml"],
            PriceBooks = [], InventoryLists = [],
            Access = new SourceAccess { User = DavServer.User, Password = new SecretReference { File = secret } },
        };
    }

    private async Task<RecordedRead> ReadAsync(StoreSource source)
    {
        using var fetched = await WebShop.FetchAsync(source, Path.Combine(_here, "spool"), _clock);
        return WebShop.Read(fetched);
    }
}

public sealed class SourceOnApache(ApacheServer server) : ServerSourceContract<ApacheServer>(server);

public sealed class SourceOnNginx(NginxServer server) : ServerSourceContract<NginxServer>(server);

public sealed class SourceOnLighttpd(LighttpdServer server) : ServerSourceContract<LighttpdServer>(server);

public sealed class SourceOnRclone(RcloneServer server) : ServerSourceContract<RcloneServer>(server);

public sealed class SourceOnBox(BoxServer server) : ServerSourceContract<BoxServer>(server);
