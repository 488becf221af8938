using System.IO.Compression;
using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

public sealed class BadInputTests : IDisposable
{
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Theory]
    [InlineData("<product product-id=\"p\"><brand>A & B</brand></product>", "not well-formed")]
    [InlineData("<product product-id=\"p\"><brand>A</product>", "not well-formed")]
    [InlineData("<product product-id=\"p\"><brand>\u0001</brand></product>", "not well-formed")]
    [InlineData("<product product-id=\"p\"><brand>&unknown;</brand></product>", "not well-formed")]
    [InlineData("<product product-id=\"p\" product-id=\"q\"/>", "not well-formed")]
    [InlineData("<product/>", "product-id is missing")]
    [InlineData("<product product-id=\"\"/>", "product-id is empty")]
    [InlineData("<product product-id=\" p\"/>", "blanks at its edges")]
    [InlineData("<product product-id=\"p\" mode=\"replace\"/>", "mode is 'replace'")]
    [InlineData("<product product-id=\"p\"><online-flag>yes</online-flag></product>", "'yes' is not true or false")]
    [InlineData("<product product-id=\"p\"><custom-attributes><custom-attribute>x</custom-attribute></custom-attributes></product>", "attribute-id is missing")]
    [InlineData("<product product-id=\"p\"><images><image-group><image path=\"x\"/></image-group></images></product>", "view-type is missing")]
    [InlineData("<product product-id=\"p\"><variations><variants><variant default=\"true\"/></variants></variations></product>", "product-id is missing")]
    [InlineData("<category/>", "category-id is missing")]
    [InlineData("<category-assignment category-id=\"c\"/>", "product-id is missing")]
    [InlineData("<header><image-settings><external-location><http-url>img/</http-url></external-location></image-settings></header>", "'img/' is not an absolute")]
    public void A_bad_catalog_is_refused_whole(string content, string sentence)
    {
        var fault = _export.WithCatalog(content).Refused();
        fault.Sentence.Should().Contain(sentence);
        (fault.Origin, fault.Line).Should().Be(("catalogs/c/catalog.xml", 1));
        fault.Element.Should().StartWith("catalog");
        fault.Remedy.Should().NotBeEmpty();
    }

    [Fact]
    public void A_fault_names_line_element_and_record()
    {
        var fault = _export.WithCatalog("\n<product product-id=\"SKU 1\">\n<online-flag>maybe</online-flag></product>").Refused();
        fault.Message.Should().Be("catalogs/c/catalog.xml(3) <catalog/product[SKU 1]/online-flag>: 'maybe' is not true or false; correct the value in the shop");
    }

    [Fact]
    public void An_id_of_100_characters_is_read_and_one_of_101_is_not()
    {
        _export.WithCatalog($"<product product-id=\"{new string('x', 100)}\"/>").Read().Items.Should().HaveCount(1);
        _export.WithCatalog($"<product product-id=\"{new string('x', 101)}\"/>").Refused().Sentence.Should().Contain("has 101 characters, 100 are allowed");
    }

    [Fact]
    public void A_DTD_is_refused_and_so_is_an_entity_bomb()
    {
        const string rest = "<catalog xmlns=\"" + Export.CatalogNamespace + "\" catalog-id=\"c\"><product product-id=\"p\"><brand>&lol2;</brand></product></catalog>";
        foreach (var dtd in new[]
        {
            "<!DOCTYPE catalog>",
            "<!DOCTYPE catalog SYSTEM \"file:///etc/passwd\">",
            "<!DOCTYPE catalog [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;\"><!ENTITY lol2 \"&lol1;&lol1;\">]>",
        })
        {
            var fault = _export.With("catalogs/c/catalog.xml", "<!-- exported -->\n" + dtd + rest).Refused();
            fault.Sentence.Should().Contain("line 2 has a document type declaration").And.NotContain("DtdProcessing");
            fault.Remedy.Should().Contain("export it again");
        }
    }

    [Fact]
    public void Nesting_deeper_than_64_is_refused_also_where_nothing_is_asked_for()
    {
        static string Deep(int levels) => string.Concat(Enumerable.Repeat("<a>", levels)) + string.Concat(Enumerable.Repeat("</a>", levels));
        _export.WithCatalog(Deep(64)).Read();
        _export.WithCatalog(Deep(65)).Refused().Sentence.Should().Contain("64 deep");
    }

    [Fact]
    public void Another_namespace_or_root_is_named()
    {
        _export.With("catalogs/c/catalog.xml", "<catalog xmlns=\"urn:x\" catalog-id=\"c\"/>").Refused().Sentence
            .Should().Be($"the namespace is 'urn:x', '{Export.CatalogNamespace}' was expected");
        _export.With("catalogs/c/catalog.xml", "<catalog catalog-id=\"c\"/>").Refused().Sentence.Should().Contain("''");
        _export.With("catalogs/c/catalog.xml", $"<inventory xmlns=\"{Export.InventoryNamespace}\"/>").Refused().Sentence.Should().Be("the root element is inventory, catalog was expected");
    }

    [Fact]
    public void Bytes_that_are_not_in_the_encoding_are_refused()
    {
        var latin = Encoding.Latin1.GetBytes(Export.Catalog("<product product-id=\"p\"><brand>Bébé</brand></product>"));
        _export.With("catalogs/c/catalog.xml", latin).Refused().Sentence.Should().Contain("not well-formed");
        _export.With("catalogs/c/catalog.xml", "<?xml version=\"1.0\" encoding=\"x-nonsense\"?><catalog/>").Refused().Sentence.Should().Contain("x-nonsense");
        _export.With("catalogs/c/catalog.xml", "").Refused().Sentence.Should().Contain("not well-formed");
        _export.With("catalogs/c/catalog.xml", [0, 1, 2, 3, 0xFF]).Refused();
    }

    [Fact]
    public void A_byte_order_mark_and_other_encodings_are_read()
    {
        var text = Export.Catalog("<product product-id=\"p\"><brand>Bébé</brand></product>");
        foreach (var bytes in new[]
        {
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text.Replace("UTF-8", "UTF-16", StringComparison.Ordinal))],
            Encoding.Latin1.GetBytes(text.Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal)),
        })
        {
            _export.With("catalogs/c/catalog.xml", bytes).Read()["p"].Entries.Should().Equal("Brand: Bébé");
        }
    }

    [Fact]
    public void A_value_of_more_than_a_million_characters_is_refused_by_name_and_one_below_is_read()
    {
        _export.WithCatalog($"<product product-id=\"p\"><long-description>{new string('x', 1 << 20)}</long-description></product>").Read()["p"].Entries.Single().Length.Should().BeGreaterThan(1 << 20);
        _export.WithCatalog($"<product product-id=\"p\"><long-description>{new string('x', (1 << 20) + 1)}</long-description></product>").Refused()
            .Element.Should().Be("catalog/product[p]/long-description");
    }

    [Fact]
    public void A_tag_without_end_is_refused_before_it_fills_the_memory() =>
        _export.WithCatalog($"<product product-id=\"{new string('x', 200_000)}\"/>").Refused(limits: new ExportLimits { BytesBetweenTags = 100_000 })
            .Sentence.Should().Contain("without a tag");

    [Fact]
    public void An_archive_with_names_that_lead_out_of_it_is_refused()
    {
        foreach (var name in new[] { "../catalogs/c/catalog.xml", "catalogs/../../x.xml", "/catalogs/c/catalog.xml", "..\\x.xml", "C:\\x.xml", "catalogs/\nx.xml" })
        {
            using var export = new Export();
            var zip = export.Zip(("catalogs/c/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog(""))), (name, [1]));
            export.Refused(source => source with { Location = zip }).Sentence.Should().Contain("leads out of it");
        }
    }

    [Fact]
    public void What_unpacks_to_more_than_a_thousand_times_its_size_is_refused()
    {
        var blank = Encoding.UTF8.GetBytes(Export.Catalog("<a>" + new string(' ', 4_000_000) + "</a>"));
        var limits = new ExportLimits { RatioFromBytes = 1_000_000, Ratio = 100 };
        _export.With("catalogs/c/catalog.xml.gz", Export.Gzip(blank)).Refused(limits: limits).Sentence.Should().Contain("zip bomb");
        var zip = _export.Zip(("catalogs/c/catalog.xml", blank));
        _export.Refused(source => source with { Location = zip }, limits).Sentence.Should().Contain("zip bomb");
        _export.Read(source => source with { Location = zip });
    }

    [Fact]
    public void A_gz_in_a_zip_is_measured_against_the_zip()
    {
        var blank = Encoding.UTF8.GetBytes(Export.Catalog("<a>" + new string(' ', 4_000_000) + "</a>"));
        var zip = _export.Zip(("catalogs/c/catalog.xml.gz", Export.Gzip(Export.Gzip(blank))), ("catalogs/d/catalog.xml.gz", Export.Gzip(blank)));
        _export.Refused(source => source with { Location = zip, Catalogs = ["catalogs/d/*"] }, new ExportLimits { RatioFromBytes = 1_000_000, Ratio = 200 }).Sentence.Should().Contain("zip bomb");
        _export.Refused(source => source with { Location = zip, Catalogs = ["catalogs/c/*"] }).Sentence.Should().Contain("not well-formed", "only one layer is unpacked");
    }

    [Fact]
    public void Too_many_bytes_or_files_are_refused()
    {
        _export.WithCatalog("<a/>").Refused(limits: new ExportLimits { TotalBytes = 50 }).Sentence.Should().Contain("more than 50 bytes");
        _export.WithCatalog("", "catalogs/d/catalog.xml").Refused(limits: new ExportLimits { Entries = 1 }).Sentence.Should().Contain("more than 1 files");
    }

    [Fact]
    public void A_gz_cut_anywhere_is_refused()
    {
        var packed = Export.Gzip(Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"><brand>B</brand></product>")));
        for (var length = 0; length < packed.Length; length++)
        {
            _export.With("catalogs/c/catalog.xml.gz", packed[..length]);
            if (_export.Fault()?.Origin != "catalogs/c/catalog.xml.gz")
            {
                Assert.Fail($"the first {length} of {packed.Length} bytes were read");
            }
        }

        _export.With("catalogs/c/catalog.xml.gz", packed).Read().Items.Should().HaveCount(1);
    }

    [Fact]
    public void A_zip_that_is_cut_or_damaged_is_refused()
    {
        var zip = _export.Zip(("catalogs/c/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"><brand>B</brand></product>"))));
        var bytes = File.ReadAllBytes(zip);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(zip, bytes[..length]);
            Assert.NotNull(_export.Fault(source => source with { Location = zip }));
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0xFF;
            File.WriteAllBytes(zip, damaged);
            // Refused or not (nothing checks a time stamp): any other exception fails the test.
            _ = _export.Fault(source => source with { Location = zip });
        }
    }

    [Fact]
    public void A_link_out_of_the_location_is_refused_and_a_linked_folder_is_not_followed()
    {
        using var other = new Export().WithCatalog("");
        _export.WithCatalog("");
        Directory.CreateSymbolicLink(Path.Combine(_export.Folder, "catalogs", "linked"), Path.Combine(other.Folder, "catalogs", "c"));
        _export.Read().Begun.Should().HaveCount(1);
        File.CreateSymbolicLink(Path.Combine(_export.Folder, "catalogs", "c", "second.xml"), Path.Combine(other.Folder, "catalogs", "c", "catalog.xml"));
        _export.Refused(source => source with { Catalogs = ["catalogs/c/*.xml"] }).Sentence.Should().Contain("link that leads out");
    }

    [Fact]
    public void A_cancelled_read_stops()
    {
        var act = () => Export.Read(_export.WithCatalog("").Source, null, new RecordedRead(), new CancellationToken(canceled: true));
        act.Should().Throw<OperationCanceledException>();
    }
}
