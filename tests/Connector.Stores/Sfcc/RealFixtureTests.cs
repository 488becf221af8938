using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Every XML file that was written elsewhere: what becomes of it, whole and cut.</summary>
public sealed class RealFixtureTests : IDisposable
{
    private const string Archive = "b2c-developer-tooling-apache2/packages/b2c-cli/test/functional/fixtures/site_archive/";
    private const string Php = "php-demandware-xml-mit/";
    private const string Reducer = "catalog-reducer-isc/testdata/";

    /// <summary>Each file, and what stands in it, or why it is refused.</summary>
    private static readonly Dictionary<string, string> Outcomes = new(StringComparer.Ordinal)
    {
        [Archive + "catalogs/TestCatalog/catalog.xml"] = "catalog TestCatalog: 1 product, 2 categories, 2 assignments",
        [Archive + "inventory-lists/inventory.xml"] = "inventory list test-inventory: 1 stock record",
        [Archive + "pricebooks/pricebook.xml"] = "price book test-usd-pricebook: 1 priced product",
        [Archive + "meta/system-objecttype-extensions.xml"] = "its root is <metadata>",
        [Archive + "sites/TestSite/preferences.xml"] = "its root is <preferences>",
        [Archive + "sites/TestSite/site.xml"] = "its root is <site>",
        [Php + "assignments.xml"] = "catalog TestCatalog: 4 assignments, 1 deletion",
        [Php + "categories.xml"] = "catalog TestCatalog: 3 categories",
        [Php + "category-deleted.xml"] = "catalog TestCatalog: 2 deletions",
        [Php + "empty.xml"] = "catalog TestCatalog: nothing",
        [Php + "invalid-products.xml"] = "is not well-formed XML: An error occurred while parsing EntityName. Line 8, position 113",
        [Php + "invalid-schema-products.xml"] = "catalog TestCatalog: 1 product (1 master, 3 variants)",
        [Php + "mixed.xml"] = "catalog TestCatalog: 1 product (1 master, 3 variants), 1 category, 1 assignment",
        [Php + "product-custom-attribute-value-limit.xml"] = "catalog TestCatalog: 1 product",
        [Php + "product-xml-escaped.xml"] = "catalog TestCatalog: 1 product (1 master, 3 variants, 3 variation groups)",
        [Php + "products-deleted.xml"] = "catalog TestCatalog: 2 deletions",
        [Php + "products.xml"] = "catalog TestCatalog: 5 products (1 master, 3 variants, 3 variation groups, 1 bundle, 1 set)",
        [Php + "taxonomy-sample.xml"] = "catalog ExampleCatalog: 2 products (2 sets), 2 categories, 2 assignments",
        [Php + "variants.xml"] = "catalog TestCatalog: nothing",
        [Reducer + "inventory/inventory1.xml"] = "inventory list boilerplate-inventory-global: 47 stock records",
        [Reducer + "inventory/inventory2.xml"] = "inventory list boilerplate-inventory-global: 1 stock record",
        [Reducer + "master/master1.xml"] = "catalog sitename-catalog: 51 products (4 masters, 41 variants, 4 variation groups, 5 bundles, 5 sets), 45 categories",
        [Reducer + "master/master2.xml"] = "catalog sitename-catalog: 26 products (3 masters, 21 variants, 5 bundles, 5 sets), 45 categories",
        [Reducer + "navigation/navigation1.xml"] = "catalog sitename-catalog: 46 categories, 64 assignments",
        [Reducer + "navigation/navigation2.xml"] = "catalog sitename-catalog: 45 categories, 60 assignments",
        [Reducer + "priceBook/priceBook1.xml"] = "price book list-1: 47 priced products",
        [Reducer + "priceBook/priceBook2.xml"] = "price book list-x: 1 priced product",
        [Reducer + "priceBook/priceBookChild.xml"] = "price book list-child: 1 priced product",
    };

    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [RealDataFact]
    public void Each_file_is_read_or_refused_for_the_right_reason()
    {
        Directory.EnumerateFiles(RealData.Sfcc, "*.xml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(RealData.Sfcc, file)).Should().BeEquivalentTo(Outcomes.Keys);
        foreach (var (file, outcome) in Outcomes)
        {
            var found = Look(Path.Combine(RealData.Sfcc, file));
            if (found.Fault is { } fault)
            {
                fault.Sentence.Should().Contain(outcome, file);
                fault.Remedy.Should().NotBeEmpty();
            }
            else
            {
                string.Join("; ", found.Scopes.Select(scope => $"{scope.Scope}: {scope}")).Should().Be(outcome, file);
            }
        }
    }

    [RealDataFact]
    public void A_file_cut_anywhere_is_refused_unless_only_blanks_are_missing()
    {
        foreach (var file in Outcomes.Keys)
        {
            var bytes = File.ReadAllBytes(Path.Combine(RealData.Sfcc, file));
            var whole = bytes.AsSpan().TrimEnd("\r\n\t "u8).Length;
            Parallel.For(0, (whole + 96) / 97, cut =>
            {
                var path = Path.Combine(_export.Folder, $"{cut}.xml");
                File.WriteAllBytes(path, bytes.AsSpan(0, cut * 97));
                if (Look(path).Fault is null)
                {
                    Assert.Fail($"the first {cut * 97} of {bytes.Length} bytes of {file} were read");
                }

                File.Delete(path);
            });
        }
    }

    [RealDataFact]
    public void A_cut_file_changes_nothing_in_the_mirror()
    {
        foreach (var (file, globs) in Outcomes.Keys.Select(file => (file, Globs(file))).Where(pair => pair.Item2 is not null))
        {
            using var mirror = new MirrorBox();
            using var export = new Export().WithCatalog("<product product-id=\"p\"/>", "other/catalog.xml");
            var source = globs!(export.Source with { Catalogs = ["other/catalog.xml"], PriceBooks = [], InventoryLists = [] });
            var bytes = File.ReadAllBytes(Path.Combine(RealData.Sfcc, file));
            mirror.Read(export.With("cut.xml", bytes).Source with { Catalogs = ["other/catalog.xml"], PriceBooks = [], InventoryLists = [] });
            var before = mirror.Rows();
            export.With("cut.xml", bytes[..(bytes.Length * 3 / 4)]);
            var cut = () => mirror.Read(source);
            cut.Should().Throw<StoreReadException>(file).Which.Origin.Should().Be("cut.xml");
            mirror.Rows().Should().Equal(before, file);
        }
    }

    private static Func<StoreSource, StoreSource>? Globs(string file) => Outcomes[file].Split(' ')[0] switch
    {
        "catalog" => source => source with { Catalogs = [.. source.Catalogs, "cut.xml"] },
        "price" => source => source with { PriceBooks = ["cut.xml"] },
        "inventory" => source => source with { InventoryLists = ["cut.xml"] },
        _ => null,
    };

    private static CheckedFile Look(string path)
    {
        using var check = ExportCheck.OfAsync([path], new StoreSource { Location = "" }, CancellationToken.None).GetAwaiter().GetResult();
        return check.Look(CancellationToken.None).Single();
    }
}
