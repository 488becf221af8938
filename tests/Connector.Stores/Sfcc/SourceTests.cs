using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

public sealed class SourceTests : IDisposable
{
    private static readonly byte[] Product = Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"/>"));
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Theory]
    [InlineData("catalogs/*/catalog.xml", "catalogs/a/catalog.xml", true)]
    [InlineData("catalogs/*/catalog.xml", "CATALOGS/a/Catalog.XML", true)]
    [InlineData("catalogs/*/catalog.xml", "catalogs/a/catalog.xml.gz", true)]
    [InlineData("catalogs/*/catalog.xml", "catalogs/a/b/catalog.xml", false)]
    [InlineData("catalogs/*/catalog.xml", "catalogs/catalog.xml", false)]
    [InlineData("**/*.xml", "catalog.xml", true)]
    [InlineData("**/*.xml", "a/b/c/catalog.xml", true)]
    [InlineData("a/**", "a/b/c.xml", true)]
    [InlineData("a/**/c.xml", "a/c.xml", true)]
    [InlineData("master?.xml", "master1.xml", true)]
    [InlineData("master?.xml", "master12.xml", false)]
    [InlineData("./master(1)+.xml", "master(1)+.xml", true)]
    [InlineData("a\\*.xml", "a/b.xml", true)]
    [InlineData("*.xml", "TEMP_b.xml", false)]
    [InlineData("*.xml", ".b.xml", false)]
    [InlineData("**/*.xml", ".git/b.xml", false)]
    public void A_glob_names_files(string glob, string path, bool matches)
    {
        // Beside a file elsewhere, so that there is no top folder to look below.
        _export.With(path, path.EndsWith(".gz", StringComparison.Ordinal) ? Export.Gzip(Product) : Product).With("elsewhere/x.txt", "");
        var read = () => _export.Read(source => source with { Catalogs = [glob] }).Begun.Should().HaveCount(1);
        if (matches)
        {
            read.Should().NotThrow();
        }
        else
        {
            read.Should().Throw<StoreReadException>().Which.Message.Should().Contain("no file matches").And.Contain(glob);
        }
    }

    [Fact]
    public void A_file_that_two_globs_name_is_read_once() =>
        _export.WithCatalog("").Read(source => source with { Catalogs = ["catalogs/*/catalog.xml", "**/catalog.xml"] }).Begun.Should().HaveCount(1);

    [Fact]
    public void A_zip_is_read_like_a_folder_also_below_one_top_folder()
    {
        foreach (var top in new[] { "", "site_template/", "5f0c9a/" })
        {
            using var export = new Export();
            var zip = export.Zip((top + "version.txt", [1]), (top + "catalogs/b/catalog.xml.gz", Export.Gzip(Product)), (top + "catalogs/a/catalog.xml", Product));
            var read = export.Read(source => source with { Location = zip });
            read.Begun.Select(begun => begun.Origin).Should().Equal($"export.zip!{top}catalogs/a/catalog.xml", $"export.zip!{top}catalogs/b/catalog.xml.gz");
            read.Begun.Should().OnlyContain(begun => begun.Time != null);
        }
    }

    [Fact]
    public void Missing_price_books_and_inventory_are_warned_of()
    {
        var read = _export.WithCatalog("").Read();
        read.Warnings.Select(warning => warning.Code).Should().Equal("source.no-price-books", "source.no-inventory-lists");
        read.Warnings[0].Sentence.Should().Contain("pricebooks/*.xml");
    }

    [Fact]
    public void A_place_that_is_not_there_is_refused_and_checked()
    {
        var nowhere = _export.Source with { Location = Path.Combine(_export.Folder, "nowhere") };
        var act = () => Export.Read(nowhere);
        act.Should().Throw<StoreReadException>().Which.Sentence.Should().Contain("no folder or zip");
        Check(nowhere).Should().ContainSingle().Which.Field.Should().Be("location");
        Check(_export.With("a.txt", "no zip").Source with { Location = Path.Combine(_export.Folder, "a.txt") }).Should().ContainSingle().Which.Remedy.Should().Contain("damaged");
    }

    [Fact]
    public void A_check_tells_all_faults_of_the_settings_at_once()
    {
        var faults = Check(_export.Source with { Location = "", TimeZone = "Nowhere", ImageBaseUrl = "cdn/", Catalogs = [], PriceBooks = ["../*.xml"], InventoryLists = ["/etc/*.xml"] });
        faults.Select(fault => fault.Field).Should().Equal("location", "catalogs", "priceBooks", "inventoryLists", "timeZone", "imageBaseUrl");
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
    }

    [Fact]
    public void A_check_tells_each_glob_that_names_nothing_and_each_file_that_cannot_be_opened()
    {
        _export.WithCatalog("").With("pricebooks/a.xml.gz", "no gzip");
        Check(_export.Source with { Catalogs = ["catalogs/*/catalog.xml", "more/*.xml"] }).Select(fault => fault.Field + ": " + fault.Sentence.Split(": ")[0])
            .Should().Equal("catalogs: no file matches more/*.xml", "priceBooks: pricebooks/a.xml.gz cannot be read", "inventoryLists: no file matches inventory-lists/*.xml");
    }

    [Fact]
    public void Globs_of_Omnichannel_Inventory_stay_in_the_location_like_all_others() =>
        Check(_export.WithCatalog("").Source with { Omnichannel = new SourceOmnichannel { FullExports = ["../full.txt"], DeltaExports = ["../../etc/*"] } })
            .Select(fault => fault.Field).Should().Equal("omnichannel.fullExports", "omnichannel.deltaExports");

    [Fact]
    public void A_good_source_has_no_faults() => Check(_export.WithCatalog("").WithPrices("").WithStock("").Source).Should().BeEmpty();

    private static IReadOnlyList<SourceFault> Check(StoreSource source) => new SfccAdapter().CheckAsync(source, CancellationToken.None).GetAwaiter().GetResult();
}
