using System.Security.Cryptography;
using System.Xml.Linq;
using Connector.Stores.Tests;
using Connector.Stores.Tests.Sfcc;

namespace Connector.Sandbox.Tests.Shop;

/// <summary>The synthetic shop, by its files.</summary>
public sealed class SyntheticShopTests : IDisposable
{
    private static readonly XNamespace Catalog = "http://www.demandware.com/xml/impex/catalog/2006-10-31";
    private readonly string _folder = Directory.CreateTempSubdirectory("synthetic-").FullName;

    [Fact]
    public void The_same_plan_gives_the_same_bytes_and_another_seed_gives_others()
    {
        var (first, again, other) = (Written(new ShopPlan(700, 5), "first"), Written(new ShopPlan(700, 5), "again"), Written(new ShopPlan(700, 6), "other"));

        foreach (var file in first.Files)
        {
            Hash("again", file).Should().Be(Hash("first", file));
        }

        again.Bytes.Should().Be(first.Bytes);
        foreach (var file in other.Files)
        {
            Hash("other", file).Should().NotBe(Hash("first", file));
        }
    }

    [Fact]
    public void The_bytes_of_a_shop_stay_what_they_were() =>
        // Figures of different days are comparable only while the shop is the same: a change here is one of all figures.
        string.Concat(Written(new ShopPlan(300, Change: 0.1), "one").Files.Select(file => Hash("one", file)[..8])).Should().Be("7d29e1e9a27a7ed191bf34008e378406ed844d67");

    [RealDataFact]
    public void All_files_are_valid_by_Salesforces_own_schemas()
    {
        var schemas = new ExportSchemas();
        foreach (var plan in new[] { new ShopPlan(1), new ShopPlan(2, 3), new ShopPlan(1500), new ShopPlan(1500, Change: 0.3) })
        {
            foreach (var file in Written(plan, "valid").Files)
            {
                schemas.Faults(Bytes("valid", file)).Should().BeEmpty(file.Path);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(121)]
    [InlineData(2500)]
    public void It_has_as_many_SKUs_as_were_asked_for_each_once_in_the_order_of_ids(int skus)
    {
        var products = Products(new ShopPlan(skus), "count");

        products.Keys.Order(StringComparer.Ordinal).Should().Equal(products.Keys);
        var masters = products.Values.Where(IsMaster).ToList();
        (products.Count - masters.Count).Should().Be(skus);
        products.Values.Where(product => product.Element(Catalog + "display-name") is null).Select(Id).Should().Equal(masters.SelectMany(Variants).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Masters_have_four_or_five_variants_on_average_and_one_to_thirty()
    {
        var sizes = Products(new ShopPlan(8_000), "sizes").Values.Where(IsMaster).Select(master => Variants(master).Count).ToList();

        sizes.Average().Should().BeInRange(4, 5);
        sizes.Should().OnlyContain(size => size >= 1 && size <= 30).And.Contain(30).And.Contain(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    public void No_two_variants_of_a_master_are_alike(double? change)
    {
        var products = Products(new ShopPlan(5000, Change: change), "alike");

        foreach (var master in products.Values.Where(IsMaster))
        {
            Variants(master).Select(id => (Attribute(products[id], "color"), Attribute(products[id], "size"))).Should().OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public void EANs_have_right_check_digits_and_occur_once()
    {
        var eans = Products(new ShopPlan(3000, Change: 0.2), "eans").Values.Select(product => product.Element(Catalog + "ean")?.Value).OfType<string>().ToList();

        eans.Should().OnlyHaveUniqueItems().And.OnlyContain(ean => ean.Length == 13 && ean.Select((digit, at) => (digit - '0') * (at % 2 == 0 ? 1 : 3)).Sum() % 10 == 0);
    }

    [Fact]
    public void Some_time_later_the_share_that_was_asked_for_is_changed_deleted_and_added_and_all_else_is_as_it_was()
    {
        var (before, after) = (Products(new ShopPlan(8_000), "before"), Products(new ShopPlan(8_000, Change: 0.1), "after"));
        var said = Written(new ShopPlan(8_000, Change: 0.1), "said");

        var deleted = before.Keys.Except(after.Keys).Where(id => !IsMaster(before[id])).ToList();
        var added = after.Keys.Except(before.Keys).ToList();
        var changed = after.Keys.Intersect(before.Keys).Where(id => !XNode.DeepEquals(before[id], after[id])).ToList();
        var changedSkus = changed.Where(id => !IsMaster(before[id])).ToList();

        (deleted.Count, added.Count, changedSkus.Count).Should().Be(((int)said.DeletedSkus, (int)said.Products.AddedSkus, (int)said.Products.ChangedSkus));
        (changed.Count - changedSkus.Count).Should().Be((int)(said.Products.ChangedMasters + said.Products.RelistedMasters));
        ((double)deleted.Count).Should().BeApproximately(80, 30);
        ((double)added.Count).Should().BeApproximately(80, 30);
        ((double)changedSkus.Count).Should().BeApproximately(640, 80);
        ((double)said.Products.ChangedMasters / said.Products.Masters).Should().BeApproximately(0.1, 0.03);
        said.Lists.Should().OnlyContain(list => Math.Abs(((double)list.Changed / list.Records) - 0.1) < 0.03);
    }

    [Fact]
    public void Nothing_changes_when_no_change_is_asked_for()
    {
        Written(new ShopPlan(500, Change: 0), "zero");
        foreach (var file in Written(new ShopPlan(500), "plain").Files)
        {
            Hash("zero", file).Should().Be(Hash("plain", file));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ShopWritten Written(ShopPlan plan, string name) => SyntheticShop.Write(plan, Path.Combine(_folder, name), CancellationToken.None);

    private byte[] Bytes(string name, ShopFile file) => File.ReadAllBytes(Path.Combine(_folder, name, file.Path));

    private string Hash(string name, ShopFile file) => Convert.ToHexStringLower(SHA256.HashData(Bytes(name, file)));

    private Dictionary<string, XElement> Products(ShopPlan plan, string name)
    {
        var file = Written(plan, name).Files[0];
        return XDocument.Load(Path.Combine(_folder, name, file.Path)).Root!.Elements(Catalog + "product").ToDictionary(Id);
    }

    private static string Id(XElement product) => product.Attribute("product-id")!.Value;

    private static bool IsMaster(XElement product) => product.Element(Catalog + "variations") is not null;

    private static List<string> Variants(XElement master) => [.. master.Descendants(Catalog + "variant").Select(Id)];

    private static string? Attribute(XElement product, string id) =>
        product.Descendants(Catalog + "custom-attribute").FirstOrDefault(attribute => attribute.Attribute("attribute-id")!.Value == id)?.Value;
}
