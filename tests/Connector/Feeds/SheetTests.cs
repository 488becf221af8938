using System.Text;
using Connector.Feeds;
using Connector.Policy;
using Connector.Store;

namespace Connector.Tests.Feeds;

public sealed class SheetTests
{
    private static readonly StoreView View = new()
    {
        Name = "uk", Source = "shop", Site = "RefArch", Locale = "en-GB", Currency = "GBP", LandingPage = "https://shop.example/{sku}.html",
    };

    [Fact]
    public void The_header_is_the_one_that_TikTok_reads_from_SFCC()
    {
        Encoding.UTF8.GetString(TikTokSfccSheet.Sheet.Header.Span).Should().Be(
            "sku_id|title|description|image_urls|landing_page_url|product_category|sale_regions|availability|price|item_group_id|variation_properties|is_default_variant|brand|google_product_category|condition\n");
    }

    [Theory]
    [InlineData("sku_id", 100)]
    [InlineData("title", 500)]
    [InlineData("description", 10_000)]
    [InlineData("brand", 150)]
    [InlineData("item_group_id", 100)]
    public void A_columns_limit_is_TikToks_and_the_one_that_the_policies_keep(string column, int limit)
    {
        var sheet = TikTokSfccSheet.Sheet;
        sheet.Columns[sheet.IndexOf(column)].MaxLength.Should().Be(limit);
        var kept = column switch { "title" => sheet.Limits.Title, "description" => sheet.Limits.Description, "brand" => sheet.Limits.Brand, _ => sheet.Limits.Sku };
        kept.Should().Be(limit);
    }

    [Fact]
    public void Every_sheet_is_found_by_its_id_and_says_sold_out_in_a_word_of_its_own()
    {
        foreach (var sheet in FeedSheets.All)
        {
            FeedSheets.Find(sheet.Id).Should().BeSameAs(sheet);
            sheet.Columns[sheet.IndexOf("availability")].Words.Should().Contain(sheet.OutOfStock);
            sheet.Columns.Select(column => column.Name).Should().OnlyHaveUniqueItems();
        }

        FeedSheets.Find("other").Should().BeNull();
        FluentActions.Invoking(() => TikTokSfccSheet.Sheet.IndexOf("colour")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_sheets_version_changes_with_any_column()
    {
        static FeedSheet Of(Func<FeedColumn, FeedColumn> change) => RowTests.Sheet([change(new FeedColumn { Name = "a", Write = (_, _, _) => { } })]);
        var same = Of(column => column).Version;
        Of(column => column with { Write = (_, _, _) => { } }).Version.Should().Be(same);
        new[]
        {
            Of(column => column with { Name = "b" }), Of(column => column with { Facet = Facet.Stock }), Of(column => column with { MaxLength = 3 }),
            Of(column => column with { Required = true }), Of(column => column with { Words = ["x"] }), Of(column => column with { ShownAs = "a" }),
        }.Select(sheet => sheet.Version).Append(same).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Files_are_named_as_SFCCs_cartridge_names_them()
    {
        FileNames.Product(TikTokSfccSheet.Sheet, View, "20261122020000", 0, 0).Should().Be("tiktok-feed-RefArch-20261122020000-en-GB.txt");
        FileNames.Product(TikTokSfccSheet.Sheet, View, "20261122020000", 2, 6).Should().Be("tiktok-feed-RefArch-20261122020000-en-GB-part02.txt.gz");
        FileNames.Product(TikTokCatalogSheet.Sheet, View, "20261122020000", 0, 0).Should().Be("tiktok-feed-RefArch-20261122020000-en-GB.csv");
        FileNames.Product(TikTokCatalogSheet.Sheet, View, "20261122020000", 2, 6).Should().Be("tiktok-feed-RefArch-20261122020000-en-GB-part02.csv.gz");
        FileNames.Delete(View, "20261122020000", 0).Should().Be("delete-feed-RefArch-20261122020000-en-GB.txt");
        FileNames.Delete(View, "20261122020000", 11).Should().Be("delete-feed-RefArch-20261122020000-en-GB-part11.txt");
        FileNames.Inventory("", "20261122020000", 0).Should().Be("inventory-20261122020000.xml");
        FileNames.Inventory("", "20261122020000", 1).Should().Be("inventory-20261122020000-part01.xml");
        FileNames.Inventory("Lager/Süd 1", "20261122020000", 0).Should().Be("inventory-Lager-S-d-1-20261122020000.xml");
    }

    [Fact]
    public void Over_several_views_the_smallest_quantity_of_a_SKU_counts()
    {
        var path = Path.GetTempFileName();
        using (var smallest = new SmallestQuantity(path))
        {
            foreach (var (sku, quantity) in new[] { ("b", 5), ("a", 7), ("b", 3), ("B", 9), ("a", 8), ("b", 4) })
            {
                smallest.Add([(0, sku, quantity), (1, sku, quantity + 10)]);
            }

            smallest.All().Should().Equal((0, "B", 9), (0, "a", 7), (0, "b", 3), (1, "B", 19), (1, "a", 17), (1, "b", 13));
        }

        File.Exists(path).Should().BeFalse();
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\n=x", "\"'\n=x\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＠x", "'＠x")]
    [InlineData("'x", "''x")]
    [InlineData("a=b", "a=b")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    public void A_cell_of_the_held_file_never_runs_as_a_formula(string value, string cell) => HeldFile.Cell(value).Should().Be(cell);

    [Fact]
    public void The_held_file_counts_by_reason_and_stands_only_when_it_is_whole()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("held-").FullName, "held.csv");
        using (var held = new HeldFile(path))
        {
            var (first, second) = (new HeldLines(), new HeldLines());
            first.Write("A", "uk", Reasons.PriceMissing.With(), "was never sent");
            second.Write("B", "uk", Reasons.PriceMissing.With(), "was never sent");
            second.Write("C,1", "uk", Reasons.NotSearchable.With(), "stays, out of stock");
            held.Write(first);
            held.Write(second);
            File.Exists(path).Should().BeFalse();
            held.End();
            held.Counts.Select(count => (count.Code, count.Count, count.Example)).Should().Equal(("price.missing", 2, "A"), ("shop.not-searchable", 1, "C,1"));
        }

        File.ReadAllBytes(path)[..3].Should().Equal(0xEF, 0xBB, 0xBF);
        var rows = Stories.Csv.Rows(File.ReadAllText(path), ',');
        rows.Select(row => row["sku"]).Should().Equal("A", "B", "C,1");
        rows[2]["on_tiktok"].Should().Be("stays, out of stock");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
