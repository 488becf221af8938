using System.Text;
using Connector.Store;
using Connector.Tests;
using Connector.Tests.Drop.Servers;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>A real Apache as the place of an export.</summary>
[Trait("covers", "SFC-02")]
public sealed class ApacheSourceTests(ApacheServer apache) : IClassFixture<ApacheServer>
{
    [Fact]
    public async Task A_shop_is_read_from_Apache_with_awkward_names_the_newest_export_and_an_archive()
    {
        var folder = Directory.CreateDirectory(Path.Combine(apache.Files, "impex #1", "catalogs")).FullName;
        var written = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);
        Write("Größe + 100%-1.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"old\"/>")));
        Write("Größe + 100%-2.xml.gz", Export.Gzip(Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"new\"/>"))));
        using var zipped = new Export();
        Write("site.zip", await File.ReadAllBytesAsync(zipped.Zip(("s/catalogs/z/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"zipped\"/>", "z"))))));
        var secret = Path.Combine(zipped.Folder, "password");
        await File.WriteAllTextAsync(secret, DavServer.Password + "\n");

        var source = new StoreSource
        {
            Location = new Uri(apache.Url, "impex%20%231/").ToString(), Catalogs = ["catalogs/Größe + 100%-{newest}.xml", "catalogs/site.zip!/catalogs/*/catalog.xml"], PriceBooks = [], InventoryLists = [],
            Access = new SourceAccess { User = DavServer.User, Password = new SecretReference { File = secret } },
        };
        using var fetched = await WebShop.FetchAsync(source, Path.Combine(zipped.Folder, "spool"), new ManualClock { AutoAdvance = true });
        var read = WebShop.Read(fetched);
        read.Items.Select(item => item.Id).Should().BeEquivalentTo("new", "zipped");
        read.Begun.Should().Contain(begun => begun.Time == written);

        void Write(string name, byte[] bytes)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            File.SetLastWriteTimeUtc(Path.Combine(folder, name), written.UtcDateTime);
        }
    }
}
