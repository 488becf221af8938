using System.IO.Compression;
using System.Text;
using Connector.Sandbox;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Stores.Tests.Sfcc;

[Trait("covers", "SFC-02")]
public sealed class WebSourceTests : IAsyncLifetime
{
    private WebShop _shop = null!;

    public async Task InitializeAsync() => _shop = await WebShop.StartAsync();

    public Task DisposeAsync() => _shop.DisposeAsync().AsTask();

    [Fact]
    public async Task A_shop_is_read_from_a_WebDAV_folder_and_nothing_of_it_stays_on_this_machine()
    {
        _shop.WithCatalog("<product product-id=\"p\"/>").With("catalogs/d e+é/catalog.xml.gz", Export.Gzip(Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"q\"/>", "d"))));
        using (var fetched = await _shop.FetchAsync())
        {
            var spooled = Directory.GetFiles(_shop.Spool, "*", SearchOption.AllDirectories);
            spooled.Select(Path.GetFileName).Should().BeEquivalentTo("000001", "000002");
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(Path.GetDirectoryName(spooled[0])!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            var read = WebShop.Read(fetched);
            read.Items.Select(item => item.Id).Should().Equal("p", "q");
            read.Begun.Select(begun => (begun.Origin, begun.Time)).Should().Equal(("catalogs/c/catalog.xml", WebShop.Written), ("catalogs/d e+é/catalog.xml.gz", WebShop.Written));
        }

        Directory.Exists(_shop.Spool).Should().BeTrue();
        Directory.GetFileSystemEntries(_shop.Spool).Should().BeEmpty();
    }

    [Fact]
    public async Task Only_folders_that_a_glob_leads_into_are_listed()
    {
        _shop.WithCatalog("").With("elsewhere/x.xml", "x").With("catalogs/c/deeper/x.xml", "x");
        _shop.Faults.Add(new FaultRule(new FaultAction.Status(403)) { PathContains = "elsewhere" });
        _shop.Faults.Add(new FaultRule(new FaultAction.Status(403)) { PathContains = "deeper" });
        (await _shop.ReadAsync()).Begun.Should().HaveCount(1);
        _shop.Faults.Rules.Should().HaveCount(2, "neither was met");
        var all = () => _shop.ReadAsync(source => source with { Catalogs = ["**/catalog.xml"] });
        (await all.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("source.denied");
    }

    [Fact]
    public async Task What_a_killed_process_left_in_the_spool_goes_at_the_next_fetch_and_nothing_else_does()
    {
        _shop.WithCatalog("");
        var spool = Directory.CreateDirectory(Path.Combine(_shop.Spool, "fetched")).FullName;
        foreach (var name in new[] { "000001", "000007", "000002.part", "mine.txt" })
        {
            await File.WriteAllTextAsync(Path.Combine(spool, name), "left");
        }

        using (await _shop.FetchAsync())
        {
            Directory.GetFiles(spool).Select(Path.GetFileName).Should().BeEquivalentTo("000001", "mine.txt");
        }

        Directory.GetFiles(spool).Select(Path.GetFileName).Should().Equal("mine.txt");
    }

    [Fact]
    public async Task Where_the_line_breaks_the_file_comes_whole_all_the_same()
    {
        _shop.WithCatalog(string.Concat(Enumerable.Range(0, 20_000).Select(number => $"<product product-id=\"p{number}\"/>")));
        _shop.Faults.Add(new FaultRule(new FaultAction.Cut(100_000)) { Method = "GET", Times = 3 });
        (await _shop.ReadAsync()).Items.Should().HaveCount(20_000);
        _shop.Faults.Rules.Should().BeEmpty();
    }

    [Fact]
    public async Task Only_what_is_missing_is_asked_for_as_long_as_something_arrives()
    {
        const int Piece = 100;
        var xml = Encoding.UTF8.GetBytes(Export.Catalog(string.Concat(Enumerable.Range(0, 100).Select(number => $"<product product-id=\"p{number}\"/>"))));
        await using var server = await TestServer.StartAsync(async http =>
        {
            if (http.Request.Method == "PROPFIND")
            {
                http.Response.StatusCode = 207;
                await http.Response.WriteAsync($"<d:multistatus xmlns:d=\"DAV:\">{(http.Request.Path == "/dav/c.xml" ? "" : Response("/dav/", isFolder: true))}{Response("/dav/c.xml", isFolder: false)}</d:multistatus>");
                return;
            }

            var from = (int)(http.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0);
            var bytes = xml[from..Math.Min(from + Piece, xml.Length)];
            http.Response.StatusCode = 206;
            http.Response.Headers.ETag = "\"one\"";
            http.Response.Headers.ContentRange = $"bytes {from}-{from + bytes.Length - 1}/{xml.Length}";
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes);
        });
        var source = new StoreSource { Location = new Uri(server.Url, "dav").ToString(), Catalogs = ["c.xml"], PriceBooks = [], InventoryLists = [] };
        using var fetched = await WebShop.FetchAsync(source, _shop.Spool, _shop.Clock);
        WebShop.Read(fetched).Items.Should().HaveCount(100);
        server.Asked.Count(asked => asked.Method == "GET").Should().Be((xml.Length + Piece - 1) / Piece).And.BeGreaterThan(6, "five repeats are allowed where nothing arrives");
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_fetched_is_left_for_later()
    {
        _shop.WithCatalog("<product product-id=\"p\"/>");
        _shop.Faults.Add(new FaultRule(new FaultAction.Hang()) { Method = "GET" });
        var reading = _shop.ReadAsync();
        await _shop.Faults.WaitUntilHangingAsync(CancellationToken.None);
        _shop.WithCatalog("<product product-id=\"q\"/>");
        File.SetLastWriteTimeUtc(Path.Combine(_shop.Files, "src/catalogs/c/catalog.xml"), WebShop.Written.UtcDateTime.AddHours(1));
        _shop.Faults.Release();
        var refused = (await ((Func<Task>)(() => reading)).Should().ThrowAsync<StoreReadException>()).Which;
        refused.Sentence.Should().Be("the file changed while it was fetched");
        refused.Remedy.Should().Contain("left for later").And.Contain("tried again by itself");
        (await _shop.ReadAsync()).Items.Single().Id.Should().Be("q");
        Directory.GetFileSystemEntries(_shop.Spool).Should().BeEmpty();
    }

    [Fact]
    public async Task Of_several_exports_the_newest_by_name_counts_and_one_that_is_still_being_written_gives_way_to_the_one_before()
    {
        foreach (var (name, day) in new[] { ("master-20260301.xml", "1"), ("master-20260303.xml", "3"), ("master-20260302.xml", "2"), ("other-20260309.xml", "9"), ("TEMP_master-20260304.xml", "4") })
        {
            _shop.With("catalogs/" + name, Export.Catalog($"<product product-id=\"{day}\"/>"));
        }

        static StoreSource Newest(StoreSource source) => source with { Catalogs = ["catalogs/master-{newest}.xml"], PriceBooks = [], InventoryLists = [] };
        (await _shop.ReadAsync(Newest)).Items.Single().Id.Should().Be("3");

        _shop.With("catalogs/master-20260305.xml", Export.Catalog("<product product-id=\"5\"/>")[..^5]);
        var read = await _shop.ReadAsync(Newest);
        read.Items.Single().Id.Should().Be("3");
        var warning = read.Warnings.Should().ContainSingle().Which;
        (warning.Code, warning.Origin).Should().Be(("file.not-whole", "catalogs/master-20260305.xml"));
        warning.Sentence.Should().Contain("</catalog>").And.Contain("left for later");
    }

    [Theory]
    [InlineData("*{newest}.xml", "does not say where {newest} begins")]
    [InlineData("a/{newest}{newest}.xml", "does not say where {newest} begins")]
    [InlineData("a.zip!/b.zip!/c.xml", "an archive within an archive")]
    [InlineData("a.zip!/../c.xml", "leads out of the location")]
    public async Task A_glob_that_cannot_be_followed_is_refused(string glob, string sentence)
    {
        var read = () => _shop.ReadAsync(source => source with { Catalogs = [glob] });
        (await read.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Contain(sentence);
    }

    [Fact]
    public async Task Of_each_family_the_newest_counts_also_where_the_folder_is_chosen()
    {
        foreach (var path in new[] { "a/20260301/x.xml", "a/20260302/x.xml", "a/20260301/y.xml", "b/20260309/x.xml", "a/20260303.xml" })
        {
            _shop.With(path, Export.Catalog($"<product product-id=\"{path}\"/>", path.Split('/')[^1]));
        }

        (await _shop.ReadAsync(source => source with { Catalogs = ["a/{newest}/*.xml"], PriceBooks = [], InventoryLists = [] })).Items.Select(item => item.Id)
            .Should().BeEquivalentTo("a/20260302/x.xml", "a/20260301/y.xml");
    }

    [Fact]
    public async Task A_glob_leads_into_the_newest_archive()
    {
        foreach (var name in new[] { "archive-1.zip", "archive-2.zip" })
        {
            using var zipped = new Export();
            var zip = zipped.Zip(($"site/catalogs/c/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog($"<product product-id=\"{name}\"/>"))), ("site/pricebooks/x.txt", [1]));
            _shop.With("instance/" + name, await File.ReadAllBytesAsync(zip));
        }

        static StoreSource Archive(StoreSource source) => source with { Catalogs = ["instance/archive-{newest}.zip!/*/catalogs/*/catalog.xml"], PriceBooks = ["instance/archive-{newest}.zip!/pricebooks/*.xml"], InventoryLists = [] };
        var read = await _shop.ReadAsync(Archive);
        read.Items.Single().Id.Should().Be("archive-2.zip");
        read.Begun.Single().Origin.Should().Be("instance/archive-2.zip!site/catalogs/c/catalog.xml");
        read.Warnings.Single().Code.Should().Be("source.no-price-books");

        _shop.With("instance/archive-3.zip", [.. "PK"u8, 3, 4, 0, 0]);
        read = await _shop.ReadAsync(Archive);
        (read.Items.Single().Id, read.Warnings[0].Code).Should().Be(("archive-2.zip", "file.not-whole"));
        var only = () => _shop.ReadAsync(source => source with { Catalogs = ["instance/archive-3.zip!/**/catalog.xml"] });
        (await only.Should().ThrowAsync<StoreReadException>()).Which.Remedy.Should().Contain("left for later");
    }

    [Fact]
    public async Task A_wrong_password_asks_for_a_person_and_is_not_told()
    {
        _shop.WithCatalog("");
        await File.WriteAllTextAsync(_shop.PasswordFile, "wrong-password\n");
        var read = () => _shop.ReadAsync();
        var fault = (await read.Should().ThrowAsync<PersonMustDecideException>()).Which;
        fault.Code.Should().Be("source.denied");
        fault.ToString().Should().NotContain("wrong-password");
        (await new SfccAdapter().CheckAsync(_shop.Source, CancellationToken.None)).Should().ContainSingle().Which.Field.Should().Be("access");
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_and_a_folder_that_is_not_there_are_told_apart()
    {
        var away = () => _shop.ReadAsync(source => source with { Location = "http://127.0.0.1:1/impex" });
        (await away.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("source.unreachable");
        var nowhere = () => _shop.ReadAsync(source => source with { Location = source.Location + "/nowhere" });
        (await nowhere.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Contain("no WebDAV folder");
        var plain = () => _shop.ReadAsync(source => source with { Location = "http://impex.example/src" });
        (await plain.Should().ThrowAsync<PersonMustDecideException>()).Which.Sentence.Should().Contain("plain http");
    }

    [Fact]
    public async Task A_check_lists_and_fetches_nothing()
    {
        _shop.WithCatalog("").With("pricebooks/list.xml", "<x/>");
        _shop.Faults.Add(new FaultRule(new FaultAction.Status(500)) { Method = "GET" });
        var source = _shop.Source with { Deltas = new SourceDeltas { Folders = ["platform/outbox/tiktok/changes"] } };
        (await new SfccAdapter().CheckAsync(source, CancellationToken.None)).Select(fault => fault.Field + ": " + fault.Sentence)
            .Should().Equal("inventoryLists: no file matches inventory-lists/*.xml", "deltas.folders: there is no folder platform/outbox/tiktok/changes");
        _shop.Faults.Rules.Should().HaveCount(1);
    }

    [Fact]
    public async Task More_bytes_or_files_than_the_limits_allow_are_refused_before_they_are_fetched()
    {
        _shop.WithCatalog(new string(' ', 5_000)).WithCatalog("", "catalogs/d/catalog.xml");
        var bytes = () => _shop.ReadAsync(limits: new ExportLimits { TotalBytes = 4_000 });
        (await bytes.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Contain("more than 4000 bytes");
        var files = () => _shop.ReadAsync(limits: new ExportLimits { Entries = 2 });
        (await files.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Contain("more than 2 files");
    }

    [Theory]
    [InlineData("/dav/catalogs/%2e%2e", true)]
    [InlineData("/dav/catalogs/..%2F..%2Fetc%2Fpasswd", true)]
    [InlineData("/dav/catalogs/a%5C..%5Cb.xml", true)]
    [InlineData("/dav/catalogs/a%0Ab.xml", true)]
    [InlineData("/dav/catalogs/../../../etc/passwd.xml", false)]
    [InlineData("http://elsewhere.example/dav/catalogs/x/y/z.xml", false)]
    public async Task Names_of_the_server_do_not_lead_out_of_its_folder(string href, bool refused)
    {
        await using var server = await TestServer.StartAsync(async http =>
        {
            http.Response.StatusCode = http.Request.Method == "PROPFIND" ? 207 : 404;
            var folder = http.Request.Path.Value!;
            var inside = folder.EndsWith("/catalogs/", StringComparison.Ordinal) ? Response(href, isFolder: false) : Response("/dav/catalogs/", isFolder: true);
            await http.Response.WriteAsync($"<d:multistatus xmlns:d=\"DAV:\">{Response(folder, isFolder: true)}{inside}</d:multistatus>");
        });
        var source = new StoreSource { Location = new Uri(server.Url, "dav").ToString(), Catalogs = ["catalogs/*"], PriceBooks = [], InventoryLists = [] };
        var read = async () => (await WebShop.FetchAsync(source, _shop.Spool, _shop.Clock)).Dispose();
        (await read.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Contain(refused ? "leads out of the folder" : "no file matches");
        server.Asked.Should().OnlyContain(asked => asked.Method == "PROPFIND");
    }

    [Fact]
    public async Task Sizes_and_checksums_of_zip_entries_are_compared()
    {
        using var zipped = new Export();
        var zip = zipped.Zip(("catalogs/c/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"><brand>Fell</brand></product>"))));
        var bytes = await File.ReadAllBytesAsync(zip);
        // The checksum in the central directory (offset 16 of its header).
        var central = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        bytes[central + 16] ^= 0xFF;
        _shop.With("a.zip", bytes);
        var read = () => _shop.ReadAsync(source => source with { Catalogs = ["a.zip!/catalogs/*/catalog.xml"] });
        (await read.Should().ThrowAsync<StoreReadException>()).Which.Sentence.Should().Contain("checksum");
    }

    private static string Response(string href, bool isFolder) =>
        $"<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:resourcetype>{(isFolder ? "<d:collection/>" : "")}</d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
}
