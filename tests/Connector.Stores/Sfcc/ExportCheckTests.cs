using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc;
using Microsoft.Data.Sqlite;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Files are looked over: each has its verdict, nothing is read in, and what the good ones lack is counted.</summary>
public sealed class ExportCheckTests : IDisposable
{
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Fact]
    public void Each_file_is_told_by_its_root_element_whatever_its_name()
    {
        _export.WithPrices("<price-table product-id=\"p\"><amount quantity=\"1\">1</amount></price-table>")
            .WithStock("<record product-id=\"p\"><ats>1</ats></record><record product-id=\"q\" mode=\"delete\"/>")
            .With("a.xml", Export.Catalog("<category category-id=\"c\"/><product product-id=\"p\"/><category-assignment category-id=\"c\" product-id=\"p\"/>"));
        Look().Select(file => $"{Path.GetFileName(file.Name)}: {file.Scopes.Single().Scope} holds {file.Scopes.Single()}").Should().Equal(
            "a.xml: catalog c holds 1 product, 1 category, 1 assignment",
            "stock.xml: inventory list stock holds 1 stock record, 1 deletion",
            "list.xml: price book list holds 1 priced product");
    }

    [Fact]
    public void What_a_catalog_holds_is_counted_by_kind()
    {
        _export.WithCatalog("""
            <product product-id="m"><variations><variants><variant product-id="v1"/><variant product-id="v2"/></variants><variation-groups><variation-group product-id="g"/></variation-groups></variations></product>
            <product product-id="v1"/><product product-id="v2"/><product product-id="g"/>
            <product product-id="b"><bundled-products><bundled-product product-id="v1"><quantity>2</quantity></bundled-product></bundled-products></product>
            <product product-id="s"><product-set-products><product-set-product product-id="v1"/></product-set-products></product>
            """);
        Look().Single().Scopes.Single().ToString().Should().Be("6 products (1 master, 2 variants, 1 variation group, 1 bundle, 1 set)");
    }

    [Fact]
    public void Prices_that_do_not_stand_together_are_not_counted_again_when_they_are_gathered()
    {
        const string P = "<price-table product-id=\"p\"><amount quantity=\"1\">1</amount></price-table>";
        _export.WithPrices(P + P.Replace("\"p\"", "\"q\"", StringComparison.Ordinal) + P);
        Look().Single().Scopes.Single().Prices.Should().Be(3, "two of them are of one product, which the warning says");
    }

    [Fact]
    public void A_bad_file_keeps_no_other_from_being_looked_over_and_every_fault_has_its_place_and_its_cure()
    {
        _export.WithCatalog("\n<product product-id=\"p\"><online-flag>yes</online-flag></product>").WithCatalog("<product/>", "catalogs/d/catalog.xml").WithPrices("").With("sub/cut.xml", "<catalog")
            .With("wrong.xml", "<inventory xmlns=\"urn:x\"/>");
        var files = Look();
        files.Select(file => file.Verdict).Should().Equal(FileVerdict.Faulty, FileVerdict.Faulty, FileVerdict.Good, FileVerdict.Faulty, FileVerdict.Faulty);
        files.Where(file => file.Fault is not null).Select(file => (file.Fault!.Line, file.Fault.Element)).Should()
            .Equal((2, "catalog/product[p]/online-flag"), (1, "catalog/product"), (1, ""), (1, "inventory"));
        files.Where(file => file.Fault is not null).Should().OnlyContain(file => file.Fault!.Sentence.Length > 0 && file.Fault.Remedy.Length > 0);
    }

    [Fact]
    public void XML_of_another_kind_is_passed_over_in_a_folder_and_a_fault_where_it_was_named()
    {
        _export.WithCatalog("").With("sites/S/site.xml", "<site xmlns=\"http://www.demandware.com/xml/impex/site/2007-04-30\" site-id=\"S\"/>").With("version.txt", "20.1");
        Look().Select(file => (Path.GetFileName(file.Name), file.Verdict, file.Note)).Should().Equal(
            ("catalog.xml", FileVerdict.Good, ""), ("site.xml", FileVerdict.PassedOver, "not an SFCC catalog, price book or inventory list"));
        var named = Look(Path.Combine(_export.Folder, "sites", "S", "site.xml")).Single();
        named.Verdict.Should().Be(FileVerdict.Faulty);
        named.Fault!.Message.Should().Contain("not an SFCC catalog, price book or inventory list: its root is <site>").And.Contain("; name the files");
    }

    [Fact]
    public void Packed_files_zips_and_zips_in_folders_are_looked_into_whatever_they_are_called()
    {
        var catalog = Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"/>"));
        var zip = _export.Zip(("top/catalogs/c/catalog.xml", catalog), ("top/catalogs/d/catalog.xml.gz", Export.Gzip(catalog)));
        Look(zip).Select(file => file.Name).Should().Equal(zip + "!top/catalogs/c/catalog.xml", zip + "!top/catalogs/d/catalog.xml.gz");
        Look().Should().HaveCount(2).And.OnlyContain(file => file.Verdict == FileVerdict.Good);
        _export.With("packed", Export.Gzip(catalog));
        Look(Path.Combine(_export.Folder, "packed"), zip).Should().HaveCount(3).And.OnlyContain(file => file.Verdict == FileVerdict.Good);
    }

    [Fact]
    public void A_path_at_which_nothing_lies_is_a_fault_beside_the_others()
    {
        _export.WithCatalog("").With("broken.zip", "PK\u0003\u0004 cut");
        Look(_export.Folder, "/no/such/place").Select(file => (Path.GetFileName(file.Name), file.Verdict)).Should()
            .Equal(("catalog.xml", FileVerdict.Good), ("broken.zip", FileVerdict.Faulty), ("place", FileVerdict.Faulty));
    }

    [Fact]
    public async Task The_files_of_a_source_must_be_what_its_globs_say()
    {
        _export.WithCatalog("").With("pricebooks/odd.xml", Export.Catalog(""));
        using var check = await new SfccAdapter().OpenCheckAsync(_export.Source, _export.Folder, CancellationToken.None);
        var files = check.Look(CancellationToken.None);
        files.Select(file => file.Verdict).Should().Equal(FileVerdict.Good, FileVerdict.Faulty);
        files[1].Fault!.Sentence.Should().Be("the root element is catalog, pricebooks was expected");
    }

    [Fact]
    public void Files_of_Omnichannel_Inventory_are_known_by_their_name_or_their_first_letter()
    {
        _export.WithCatalog("").With("oci-locations-full-export-S-1.txt", "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":1}\n{\"deltaToken\":\"t\"}\n")
            .With("oci-locations-delta-export-S-2.txt", "{\"sku\":\"a\",\"ato\":2,\"locationId\":\"berlin\"}\n{\"sku\":\"b\",\"locationId\":\"rome\"}\n")
            .With("other/oci-cut.txt", "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":1}\n").With("any", "{\"groupId\":\"eu\"}\n{\"deltaToken\":\"t\"}");
        Look().Where(file => file.Name.Contains("oci", StringComparison.Ordinal)).Select(file => $"{Path.GetFileName(file.Name)}: {string.Join("; ", file.Scopes.Select(scope => $"{scope.Scope}: {scope}"))} {file.Fault?.Sentence}").Should().Equal(
            "oci-locations-delta-export-S-2.txt: inventory list berlin: 1 stock record; inventory list rome: 1 stock record ",
            "oci-locations-full-export-S-1.txt: inventory list berlin: 1 stock record ",
            "oci-cut.txt: inventory list berlin: 1 stock record the last line holds no delta token: the file is cut off");
        Look(Path.Combine(_export.Folder, "any")).Single().Scopes.Single().Scope.Id.Should().Be("eu");
    }

    [Fact]
    public void What_the_good_files_lack_in_a_view_is_counted_with_examples()
    {
        _export.WithCatalog("""
            <category category-id="c"><online-flag>true</online-flag></category>
            <product product-id="good"><display-name>Good</display-name><online-flag>true</online-flag>
              <images><image-group view-type="large"><image path="https://img.example/1.jpg"/></image-group></images></product>
            <product product-id="bare1"/><product product-id="bare2"/><product product-id="bare3"/><product product-id="bare4"/><product product-id="bare5"/><product product-id="bare6"/>
            <product product-id="dollar"><display-name>Dollar</display-name><online-flag>true</online-flag></product>
            <category-assignment category-id="c" product-id="good"/>
            """).WithPrices("<price-table product-id=\"good\"><amount quantity=\"1\">1</amount></price-table>")
            .With("pricebooks/usd.xml", $"<pricebooks xmlns=\"{Export.PricebookNamespace}\"><pricebook><header pricebook-id=\"usd\"><currency>USD</currency></header><price-tables><price-table product-id=\"dollar\"><amount>1</amount></price-table></price-tables></pricebook></pricebooks>")
            .WithStock("<record product-id=\"good\"><ats>1</ats></record><record product-id=\"dollar\"><ats>0</ats></record>");
        var (gaps, _) = Gaps(View with { PriceBooks = ["list", "usd", "gone"] });
        gaps.Offers.Should().Be(8);
        gaps.Gaps.ToDictionary(gap => gap.Code, gap => gap.Count).Should().Equal(new Dictionary<string, long>
        {
            ["no-price"] = 6, ["other-currency"] = 1, ["no-category"] = 7, ["no-image"] = 7, ["no-title"] = 6, ["no-stock-record"] = 6, ["offline"] = 6,
        });
        gaps.Gaps[0].Examples.Should().Equal("bare1", "bare2", "bare3", "bare4", "bare5");
        gaps.Missing.Should().Equal(new Scope(ScopeKind.PriceBook, "gone"));
    }

    [Fact]
    public void What_is_named_and_nowhere_described_is_counted()
    {
        _export.WithCatalog("""
            <category category-id="c"/><product product-id="p"/>
            <product product-id="m"><variations><variants><variant product-id="lost"/><variant product-id="v"/></variants><variation-groups><variation-group product-id="g"/></variation-groups></variations></product>
            <product product-id="v"/>
            <product product-id="b"><bundled-products><bundled-product product-id="part"><quantity>2</quantity></bundled-product></bundled-products></product>
            <category-assignment category-id="c" product-id="p"/><category-assignment category-id="nowhere" product-id="p"/><category-assignment category-id="c" product-id="stranger"/>
            """).WithPrices("<price-table product-id=\"priced\"><amount>1</amount></price-table>").WithStock("<record product-id=\"p\"/><record product-id=\"stocked\"/>");
        var (_, ends) = Gaps(View);
        ends.Select(gap => $"{gap.Code}: {gap.Count} {string.Join(' ', gap.Examples)}").Should().Equal(
            "variant-undescribed: 1 lost", "group-undescribed: 1 g", "part-undescribed: 1 part", "price-unknown-product: 1 priced", "stock-unknown-product: 1 stocked",
            "category-unknown-product: 1 stranger", "unknown-category: 1 p in nowhere");
    }

    private static StoreView View => new() { Name = "v", Source = "shop", Site = "", Locale = "x-default", Currency = "EUR", PriceBooks = ["list"], InventoryLists = ["stock"], LandingPage = "" };

    private IReadOnlyList<CheckedFile> Look(params string[] paths)
    {
        using var check = ExportCheck.OfAsync(paths.Length > 0 ? paths : [_export.Folder], _export.Source, CancellationToken.None).GetAwaiter().GetResult();
        return check.Look(CancellationToken.None);
    }

    private (ViewGaps Gaps, IReadOnlyList<Gap> LooseEnds) Gaps(StoreView view)
    {
        using var place = new Export();
        var mirror = new Mirror(Path.Combine(place.Folder, "mirror.db"));
        using (var check = ExportCheck.OfAsync([_export.Folder], _export.Source, CancellationToken.None).GetAwaiter().GetResult())
        using (var read = mirror.Read("shop", DateTimeOffset.UnixEpoch, 100))
        {
            check.Look(CancellationToken.None).Should().OnlyContain(file => file.Verdict == FileVerdict.Good);
            check.Read(read, CancellationToken.None);
            read.Commit(CancellationToken.None);
        }

        using var snapshot = mirror.Snapshot("shop");
        try
        {
            return (ViewGaps.Of(snapshot, view, DateTimeOffset.UnixEpoch, CancellationToken.None), LooseEnds.Of(snapshot, CancellationToken.None));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
        }
    }
}
