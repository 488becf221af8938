using System.IO.Compression;
using Connector.Store;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Files written elsewhere: see the README beside them.</summary>
public sealed class RealExportTests : IDisposable
{
    private static readonly string[] SmallFiles =
    [
        "assignments.xml", "categories.xml", "category-deleted.xml", "empty.xml", "mixed.xml", "product-custom-attribute-value-limit.xml",
        "product-xml-escaped.xml", "products-deleted.xml", "products.xml", "taxonomy-sample.xml", "variants.xml", "invalid-schema-products.xml",
    ];

    private readonly Export _export = new();

    private static StoreSource Reducer => new()
    {
        Location = RealData.Reducer, Catalogs = ["master/*.xml", "navigation/*.xml"], PriceBooks = ["priceBook/*.xml"], InventoryLists = ["inventory/*.xml"],
        ImageBaseUrl = "https://cdn.example.com/{catalog}",
    };

    public void Dispose() => _export.Dispose();

    [RealDataFact]
    public void The_reducer_s_shop_is_read_whole()
    {
        var read = Export.Read(Reducer);
        read.Items.Select(item => item.Id).Distinct().Should().HaveCount(77);
        read.Categories.Select(category => category.Id).Distinct().Should().NotBeEmpty();
        read.Assigned.Should().HaveCount(124);
        read.Books.Select(book => (book.Id, book.Parent)).Should().Equal(("list-1", null), ("list-x", null), ("list-child", "list-1"));
        read.Lists.Should().HaveCount(2);
        read.Stock.Count(record => record.ProductId == "product-5").Should().Be(2, "repeats are passed on");
        read.Begun.Select(begun => begun.Scope.ToString()).Distinct().Should()
            .Equal("catalog sitename-catalog", "price book list-1", "price book list-x", "price book list-child", "inventory list boilerplate-inventory-global");
    }

    [RealDataFact]
    public void The_reducer_s_masters_bundles_sets_and_groups_are_known()
    {
        var read = Export.Read(Reducer);
        var master = read["product-variation-master-1"];
        master.Kind.Should().Be(ItemKind.Master);
        master.Links.Should().HaveCount(7);
        master.Of(ItemField.SharedVariationAttribute).Should().Equal("SharedVariationAttribute color: color", "SharedVariationAttribute size: size");
        master.Of(ItemField.Image).Should().Contain("Image large [color=Red]: https://cdn.example.com/sitename-catalog/images/large/product-variation-red.jpg");
        read["product-bundle-1"].Kind.Should().Be(ItemKind.Bundle);
        read["product-set-1"].Kind.Should().Be(ItemKind.Set);
        read.Items.SelectMany(item => item.Links).Should().Contain(new ItemLink("product-vg-white", LinkKind.VariationGroup));
        read.Shared.Select(shared => shared.VariationAttributeId).Distinct().Should().BeEquivalentTo(["color", "size"]);
    }

    [RealDataFact]
    public void The_site_archive_is_read_as_a_folder_and_zipped_also_below_a_top_folder()
    {
        var folder = Export.Read(new StoreSource { Location = RealData.SiteArchive });
        folder["test-product-001"].Entries.Should().Contain("Name [x-default]: Sample Test Product");
        folder.Prices.Should().ContainSingle().Which.Tables.Should().Equal(new PriceTable(null, null, 1, 19.99m));
        folder.Stock.Should().Equal(new StockRecord("test-product-001") { Allocation = 100 });
        foreach (var top in new[] { false, true })
        {
            var path = Path.Combine(_export.Folder, $"{top}.zip");
            ZipFile.CreateFromDirectory(RealData.SiteArchive, path, CompressionLevel.Fastest, includeBaseDirectory: top);
            var zipped = Export.Read(new StoreSource { Location = path });
            zipped.Items.Select(item => item.Entries).Should().BeEquivalentTo(folder.Items.Select(item => item.Entries));
            zipped.Prices.Should().BeEquivalentTo(folder.Prices);
            zipped.Stock.Should().Equal(folder.Stock);
            zipped.Begun.Select(begun => begun.Scope).Should().Equal(folder.Begun.Select(begun => begun.Scope));
        }
    }

    [RealDataFact]
    public void Each_small_file_is_read_also_one_whose_elements_are_in_another_order_than_the_schema_says()
    {
        foreach (var file in SmallFiles)
        {
            Export.Read(Php(file)).Begun.Should().NotBeEmpty(file);
        }

        var read = Export.Read(Php("products.xml"));
        read["PRODUCT123"].Of(ItemField.LongDescription).Should().Equal("LongDescription [x-default]: <b>Product</b> The description for an <i>example</i> product! • Bullet Point");
        read["PRODUCT123"].Of(ItemField.Attribute).Should().Contain("Attribute multiWow: very");
        read["SET123"].Kind.Should().Be(ItemKind.Set);
        read["BUNDLE123"].Kind.Should().Be(ItemKind.Bundle);
        read["PRD12340000"].Entries.Should().HaveCount(2);
        Export.Read(Php("product-custom-attribute-value-limit.xml"))["PRD12340000"].Of(ItemField.Attribute).Should().HaveCount(200);
        Export.Read(Php("products-deleted.xml")).DeletedItems.Should().Equal("PRODUCT123", "VARIATION123");
        Export.Read(Php("category-deleted.xml")).DeletedCategories.Should().Equal("CAT123", "CAT456");
        Export.Read(Php("assignments.xml")).Unassigned.Should().Equal("PROD2 from CAT1");
        Export.Read(Php("invalid-schema-products.xml"))["PRODUCT123"].Of(ItemField.Upc).Should().Equal("Upc: 500000000000");
    }

    [RealDataFact]
    public void The_invalid_file_is_refused_at_its_bare_ampersand()
    {
        var act = () => Export.Read(Php("invalid-products.xml"));
        var fault = act.Should().Throw<StoreReadException>().Which;
        (fault.Line, fault.Element).Should().Be((8, "catalog/product[PRODUCT123]/long-description"));
    }

    private static StoreSource Php(string file) => new() { Location = RealData.Php, Catalogs = [file] };
}
