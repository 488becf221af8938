using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Tests.Fuzzing;

namespace Connector.Stores.Tests.Fuzzing;

/// <summary>Files of a shop: bad ones are refused with line and cure, or are read.</summary>
public sealed class ExportFuzzTests : IDisposable
{
    private const string Product = """
        <header><image-settings><internal-location base-path="/images"/><view-types><view-type>large</view-type></view-types></image-settings></header>
        <category category-id="a"><display-name xml:lang="x-default">A &amp; B</display-name><parent>root</parent></category>
        <product product-id="SKU-1"><ean>4006381333931</ean><display-name xml:lang="x-default">Mug</display-name><display-name xml:lang="de-DE">Becher</display-name>
        <long-description xml:lang="x-default"><![CDATA[<b>Bold</b>]]></long-description><online-flag>true</online-flag><available-flag>true</available-flag>
        <images><image-group view-type="large"><image path="a/b.jpg"/></image-group></images><custom-attributes><custom-attribute attribute-id="color" xml:lang="x-default">red</custom-attribute></custom-attributes>
        <online-from>2026-03-01T00:00:00.000Z</online-from><variations><variants><variant product-id="SKU-2" default="true"/></variants></variations></product>
        <product product-id="SKU-2"/><category-assignment category-id="a" product-id="SKU-1"><primary-flag>true</primary-flag></category-assignment>
        """;

    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    private static byte[] Catalog => Encoding.UTF8.GetBytes(Export.Catalog(Product));

    [Fact]
    public Task Catalogs() => Fuzz.TryAsync("SFCC catalog (XML)", [Catalog], 150, bytes => Read("catalogs/c/catalog.xml", bytes));

    [Fact]
    public Task Price_books()
    {
        using var real = new Export().WithPrices("<price-table product-id=\"SKU-1\"><online-from>2026-03-01T00:00:00.000Z</online-from><amount quantity=\"1\">9.99</amount><amount quantity=\"10\">8.99</amount></price-table><price-table product-id=\"SKU-2\"><percentage quantity=\"1\">10</percentage></price-table>");
        return Fuzz.TryAsync("SFCC price book (XML)", [File.ReadAllBytes(Path.Combine(real.Folder, "pricebooks", "list.xml"))], 150, bytes => Read("pricebooks/list.xml", bytes));
    }

    [Fact]
    public Task Inventory_lists()
    {
        using var real = new Export().WithStock("<record product-id=\"SKU-1\"><allocation>10.5</allocation><allocation-timestamp>2026-03-01T00:00:00.000Z</allocation-timestamp><perpetual>false</perpetual><preorder-backorder-handling>none</preorder-backorder-handling><ats>9</ats></record>");
        return Fuzz.TryAsync("SFCC inventory (XML)", [File.ReadAllBytes(Path.Combine(real.Folder, "inventory-lists", "stock.xml"))], 150, bytes => Read("inventory-lists/stock.xml", bytes));
    }

    [Fact]
    public Task Packed_catalogs() => Fuzz.TryAsync("SFCC catalog (gzip)", [Export.Gzip(Catalog)], 150, bytes => Read("catalogs/c/catalog.xml.gz", bytes));

    [Fact]
    public Task Site_archives()
    {
        var zip = _export.Zip(("site/catalogs/c/catalog.xml", Catalog), ("site/version.txt", [1, 2, 3]), ("site/catalogs/d/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog("", "d"))));
        var real = File.ReadAllBytes(zip);
        return Fuzz.TryAsync("SFCC site archive (zip)", [real], 150, bytes =>
        {
            File.WriteAllBytes(zip, bytes);
            return _export.Fault(source => source with { Location = zip }) is null;
        });
    }

    [Fact]
    public Task Files_of_Omnichannel_Inventory() => Fuzz.TryAsync(
        "Omnichannel Inventory (JSON lines)",
        [.. new[]
        {
            "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"onHand\":7,\"reserved\":2,\"atf\":4,\"ato\":9,\"futures\":[{\"quantity\":5,\"expectedDate\":\"2026-05-01T00:00:00Z\"}],\"effectiveDate\":\"2026-02-28T23:00:00.5-01:00\",\"more\":{\"deep\":[1]}}\n{\"sku\":\"b\\u00e9\",\"onHand\":3.5}\n{\"deltaToken\":\"t1\"}\n",
            "\uFEFF{\"groupId\":\"eu\"}\r\n\r\n{\"sku\":\"a\",\"ato\":1}\r\n{\"location\":\"paris\",\"mode\":\"UPDATE\"}\r\n{\"sku\":\"a\",\"ato\":2}\r\n{\"deltaToken\":\"t2\"}\r\n",
        }.Select(Encoding.UTF8.GetBytes)],
        4_000,
        bytes =>
        {
            try
            {
                new OmnichannelFile(new ExportFile("oci.txt", "oci.txt", DateTimeOffset.UnixEpoch, () => new MemoryStream(bytes)), new ShopClock(TimeZoneInfo.Utc), default).ReadFull(new RecordedRead());
                return true;
            }
            catch (StoreReadException)
            {
                return false;
            }
        });

    private bool Read(string path, byte[] bytes)
    {
        _export.WithCatalog(path.StartsWith("catalogs/c/", StringComparison.Ordinal) ? "" : Product, "catalogs/b/catalog.xml");
        _export.With(path, bytes);
        var (first, second) = (new RecordedRead(), new RecordedRead());
        if (Fault(first) is { } fault)
        {
            (fault.Sentence.Length, fault.Remedy.Length).Should().Match<(int, int)>(lengths => lengths.Item1 > 0 && lengths.Item2 > 0);
            return false;
        }

        Fault(second).Should().BeNull("what is taken is taken again");
        second.Items.Select(item => item.Id).Should().Equal(first.Items.Select(item => item.Id));
        return true;
    }

    private StoreReadException? Fault(RecordedRead into)
    {
        try
        {
            Export.Read(_export.Source, null, into, CancellationToken.None);
            return null;
        }
        catch (StoreReadException fault)
        {
            return fault;
        }
    }
}
