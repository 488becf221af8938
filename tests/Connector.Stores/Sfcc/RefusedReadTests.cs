using System.IO.Compression;
using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>A read that is refused names file, line, element and cure, and the mirror stays as it was, to the row.</summary>
public sealed class RefusedReadTests : IDisposable
{
    private const string CatalogFile = "catalogs/c/catalog.xml";
    private const string BookFile = "pricebooks/list.xml";
    private const string ListFile = "inventory-lists/stock.xml";
    private const string Unreadable = "not well-formed";

    private readonly Export _export = new Export()
        .WithCatalog("<category category-id=\"k\"/><product product-id=\"p\"><brand>B</brand></product><category-assignment category-id=\"k\" product-id=\"p\"/>")
        .WithPrices("<price-table product-id=\"p\"><amount quantity=\"1\">1</amount></price-table>")
        .WithStock("<record product-id=\"p\"><ats>1</ats></record>");

    private readonly MirrorBox _mirror = new();
    private readonly IReadOnlyList<string> _before;

    public RefusedReadTests()
    {
        _mirror.Read(_export.Source).Number.Should().Be(1);
        _before = _mirror.Rows();
    }

    public static TheoryData<string, byte[], int, string, string> BadFiles { get; } = new()
    {
        { CatalogFile, Bytes("<?xml version=\"1.0\"?>\n<!DOCTYPE catalog SYSTEM \"file:///etc/passwd\">" + Bare("")), 2, "!DOCTYPE", "document type declaration" },
        { CatalogFile, Bytes("<!DOCTYPE catalog [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>" + Bare("<product product-id=\"p\"><brand>&c;</brand></product>")), 1, "!DOCTYPE", "document type declaration" },
        { CatalogFile, Catalog(string.Concat(Enumerable.Repeat("<a>", 70))), 2, "catalog/a/a/a/a", "64 deep" },
        { CatalogFile, Catalog("<product product-id=\"p\"><brand>&b;</brand></product>"), 2, "catalog/product[p]/brand", "undeclared entity" },
        { CatalogFile, Encoding.Latin1.GetBytes(Export.Catalog("\n<product product-id=\"p\"><brand>Bébé</brand></product>")), 2, "catalog/product[p]/brand", "encoding" },
        { CatalogFile, Bytes(Export.Catalog("").Replace("UTF-8", "UTF-16", StringComparison.Ordinal)), 1, "", "byte order mark" },
        { CatalogFile, Encoding.Unicode.GetBytes(Export.Catalog("")), 1, "", Unreadable },
        { CatalogFile, Bytes(Export.Catalog("").Replace("UTF-8", "EBCDIC-XY", StringComparison.Ordinal)), 1, "", "'EBCDIC-XY' encoding" },
        { CatalogFile, [], 1, "", "Root element is missing" },
        { CatalogFile, Catalog($"<product product-id=\"{new string('x', 101)}\"/>"), 2, "catalog/product", "has 101 characters, 100 are allowed" },
        { CatalogFile, Catalog($"<category-assignment category-id=\"k\" product-id=\"{new string('x', 101)}\"/>"), 2, "catalog/category-assignment", "has 101 characters, 100 are allowed" },
        { CatalogFile, Catalog(Bundle("<quantity>0</quantity>")), 2, "catalog/product[b]/bundled-products/bundled-product[p]", "does not say how many of p" },
        { CatalogFile, Catalog(Bundle("<quantity>-1</quantity>")), 2, "catalog/product[b]/bundled-products/bundled-product[p]/quantity", "'-1' is negative" },
        { CatalogFile, Catalog("<product product-id=\"m\"><variations><variants merge-mode=\"upsert\"/></variations></product>"), 2, "catalog/product[m]/variations/variants", "merge-mode is 'upsert'" },
        { CatalogFile, Catalog("<product product-id=\"p\"><images merge-mode=\"upsert\"/></product>"), 2, "catalog/product[p]/images", "merge-mode is 'upsert'" },
        { CatalogFile, Catalog("<variation-attribute variation-attribute-id=\"v\" attribute-id=\"a\"><variation-attribute-values merge-mode=\"upsert\"/></variation-attribute>"), 2, "catalog/variation-attribute[v]/variation-attribute-values", "merge-mode is 'upsert'" },
        { BookFile, Book("XYZ", ""), 2, "pricebooks/pricebook/header[list]/currency", "'XYZ' is not a currency" },
        { BookFile, Book("eur", ""), 2, "pricebooks/pricebook/header[list]/currency", "'eur' is not a currency" },
        { BookFile, Book("EUR", "<price-table product-id=\"p\"><amount quantity=\"1\">-1.00</amount></price-table>"), 3, "pricebooks/pricebook/price-tables/price-table[p]/amount", "'-1.00' is negative" },
        { BookFile, Book("EUR", "<price-table product-id=\"p\"><amount quantity=\"1\">1,00</amount></price-table>"), 3, "pricebooks/pricebook/price-tables/price-table[p]/amount", "'1,00' is not a decimal number" },
        { BookFile, Book("EUR", $"<price-table product-id=\"{new string('x', 101)}\"/>"), 3, "pricebooks/pricebook/price-tables/price-table", "has 101 characters" },
        { BookFile, Book("EUR", "<price-table product-id=\"p\" mode=\"upsert\"/>"), 3, "pricebooks/pricebook/price-tables/price-table[p]", "mode is 'upsert'" },
        { ListFile, List("<record product-id=\"p\"><allocation>-1</allocation></record>"), 2, "inventory/inventory-list/records/record[p]/allocation", "'-1' is negative" },
        { ListFile, List("<record product-id=\"p\"><preorder-backorder-handling>later</preorder-backorder-handling></record>"), 2, "inventory/inventory-list/records/record[p]/preorder-backorder-handling", "'later' is not none" },
        { ListFile, List($"<record product-id=\"{new string('x', 101)}\"/>"), 2, "inventory/inventory-list/records/record", "has 101 characters" },
    };

    public void Dispose()
    {
        _mirror.Dispose();
        _export.Dispose();
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_named_by_line_and_element_with_a_cure_and_changes_nothing(string file, byte[] bytes, int line, string element, string sentence)
    {
        var fault = Refused(_export.With(file, bytes));
        (fault.Origin, fault.Line).Should().Be((file, line));
        fault.Element.Should().StartWith(element);
        (fault.Element.Length > 0).Should().Be(element.Length > 0);
        fault.Sentence.Should().Contain(sentence);
        fault.Remedy.Should().NotBeEmpty();
        fault.Message.Should().StartWith($"{file}({line})").And.EndWith("; " + fault.Remedy);
    }

    [Fact]
    public void A_file_in_UTF_16_without_a_mark_is_read_where_it_does_not_say_otherwise()
    {
        var text = Bare("<product product-id=\"p\"><brand>Bébé</brand></product>");
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            _export.With(CatalogFile, encoding.GetBytes(text)).Read()["p"].Entries.Should().Equal("Brand: Bébé");
        }
    }

    [Theory]
    [InlineData("long-description", "catalog/product[q]/long-description", "more than 1048576 characters")]
    [InlineData("nobody-asks-for-this", "catalog/product[q]/nobody-asks-for-this", "bytes come without a tag")]
    public void A_text_of_2_GB_is_refused_early_and_in_flat_memory(string element, string place, string sentence)
    {
        using (var file = File.Create(Path.Combine(_export.Folder, CatalogFile + ".gz")))
        {
            // Members of a .gz stand for their texts one after the other: 2 GB without packing 2 GB.
            var megabyte = Packed(new string('x', 1 << 20));
            file.Write(Packed(Export.Catalog($"\n<product product-id=\"q\"><{element}>").Replace("</catalog>", "", StringComparison.Ordinal)));
            for (var i = 0; i < 2048; i++)
            {
                file.Write(megabyte);
            }

            file.Write(Packed($"</{element}></product></catalog>"));
        }

        File.Delete(Path.Combine(_export.Folder, CatalogFile));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var fault = Refused(_export);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(64 << 20);
        fault.Message.Should().StartWith($"{CatalogFile}.gz(2) <{place}>: ").And.Contain(sentence);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(99)]
    public void A_packed_file_that_is_cut_changes_nothing(int percent)
    {
        var catalog = Bytes(Export.Catalog("<product product-id=\"q\"/>"));
        var zip = _export.Zip((CatalogFile, catalog));
        File.WriteAllBytes(zip, Cut(File.ReadAllBytes(zip)));
        Fault(_export.Source with { Location = zip }).Remedy.Should().NotBeEmpty();
        File.Delete(Path.Combine(_export.Folder, CatalogFile));
        Refused(_export.With(CatalogFile + ".gz", Cut(Export.Gzip(catalog)))).Origin.Should().Be(CatalogFile + ".gz");

        byte[] Cut(byte[] bytes) => bytes[..(bytes.Length * percent / 100)];
    }

    private StoreReadException Refused(Export export)
    {
        var fault = Fault(export.Source);
        _mirror.Rows().Should().Equal(_before);
        return fault;
    }

    private StoreReadException Fault(StoreSource source)
    {
        try
        {
            _mirror.Read(source);
        }
        catch (StoreReadException fault)
        {
            return fault;
        }

        throw new InvalidOperationException("the read was not refused");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Bare(string content) => $"<catalog xmlns=\"{Export.CatalogNamespace}\" catalog-id=\"c\">{content}</catalog>";

    /// <summary>What is given begins line 2.</summary>
    private static byte[] Catalog(string content) => Bytes(Export.Catalog("\n" + content));

    private static string Bundle(string quantity) =>
        $"<product product-id=\"b\"><bundled-products><bundled-product product-id=\"p\">{quantity}</bundled-product></bundled-products></product>";

    private static byte[] Book(string currency, string tables) => Bytes(
        $"<pricebooks xmlns=\"{Export.PricebookNamespace}\"><pricebook>\n<header pricebook-id=\"list\"><currency>{currency}</currency></header><price-tables>\n{tables}</price-tables></pricebook></pricebooks>");

    private static byte[] List(string records) => Bytes(
        $"<inventory xmlns=\"{Export.InventoryNamespace}\"><inventory-list><header list-id=\"stock\"><default-instock>false</default-instock></header><records>\n{records}</records></inventory-list></inventory>");

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Bytes(text));
        }

        return packed.ToArray();
    }
}
