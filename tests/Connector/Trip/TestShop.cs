using System.Globalization;
using System.Security;

namespace Connector.Tests.Trip;

/// <summary>A product of a small shop. With variants it is a master and is not sold itself.</summary>
internal sealed record TestProduct(string Id)
{
    public string Name { get; init; } = "";

    public decimal? Price { get; init; } = 10m;

    public decimal? Stock { get; init; } = 5m;

    public bool Online { get; init; } = true;

    public bool Image { get; init; } = true;

    public IReadOnlyList<string> Variants { get; init; } = [];

    public string Colour { get; init; } = "";

    public string Size { get; init; } = "";
}

/// <summary>A shop that tests change and write as an SFCC export.</summary>
internal sealed class TestShop
{
    private readonly SortedDictionary<string, TestProduct> _products = new(StringComparer.Ordinal);

    /// <summary>Where its images are.</summary>
    public string ImageBase { get; set; } = "https://img.example/";

    public IReadOnlyCollection<TestProduct> Products => _products.Values;

    /// <summary>Two simple products and a jumper in two colours.</summary>
    public static TestShop Small()
    {
        var shop = new TestShop();
        shop.Put(new TestProduct("CUP") { Name = "Enamel cup" });
        shop.Put(new TestProduct("LAMP") { Name = "Storm lamp", Price = 24.50m });
        shop.Put(new TestProduct("JUMPER") { Name = "Wool jumper", Variants = ["JUMPER-BLUE", "JUMPER-RED"], Price = 60m, Stock = null });
        shop.Put(new TestProduct("JUMPER-BLUE") { Colour = "blue", Price = null, Stock = 3m, Image = false });
        shop.Put(new TestProduct("JUMPER-RED") { Colour = "red", Price = null, Stock = 0m, Image = false });
        return shop;
    }

    public void Put(TestProduct product) => _products[product.Id] = product;

    public void Change(string id, Func<TestProduct, TestProduct> change) => _products[id] = change(_products[id]);

    public void Remove(string id) => _products.Remove(id);

    public void Write(string folder, DateTimeOffset exported)
    {
        var catalog = Path.Combine(folder, "catalogs", "shop");
        Directory.CreateDirectory(catalog);
        Directory.CreateDirectory(Path.Combine(folder, "pricebooks"));
        Directory.CreateDirectory(Path.Combine(folder, "inventory-lists"));
        File.WriteAllText(Path.Combine(catalog, "catalog.xml"), $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <catalog xmlns="http://www.demandware.com/xml/impex/catalog/2006-10-31" catalog-id="shop">
              <category category-id="root"><display-name xml:lang="x-default">Root</display-name><online-flag>true</online-flag></category>
              <category category-id="camp"><display-name xml:lang="x-default">Camp</display-name><online-flag>true</online-flag><parent>root</parent></category>
            {string.Join('\n', Products.Select(Product))}
            {string.Join('\n', Products.Select(product => $"""  <category-assignment category-id="camp" product-id="{product.Id}"/>"""))}
            </catalog>
            """);
        File.WriteAllText(Path.Combine(folder, "pricebooks", "list.xml"), $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <pricebooks xmlns="http://www.demandware.com/xml/impex/pricebook/2006-10-31"><pricebook>
              <header pricebook-id="list"><currency>GBP</currency><online-flag>true</online-flag></header>
              <price-tables>{string.Concat(Products.Where(product => product.Price is not null).Select(product => string.Create(CultureInfo.InvariantCulture, $"""<price-table product-id="{product.Id}"><amount quantity="1">{product.Price:0.00}</amount></price-table>""")))}</price-tables>
            </pricebook></pricebooks>
            """);
        File.WriteAllText(Path.Combine(folder, "inventory-lists", "main.xml"), $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <inventory xmlns="http://www.demandware.com/xml/impex/inventory/2007-05-31"><inventory-list>
              <header list-id="main"><default-instock>false</default-instock></header>
              <records>{string.Concat(Products.Where(product => product.Stock is not null).Select(product => string.Create(CultureInfo.InvariantCulture, $"""<record product-id="{product.Id}"><allocation>{product.Stock}</allocation></record>""")))}</records>
            </inventory-list></inventory>
            """);
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, exported.UtcDateTime);
        }
    }

    private bool HasSizes(TestProduct master) => master.Variants.Any(variant => _products[variant].Size.Length > 0);

    private string Product(TestProduct product) => $"""
          <product product-id="{product.Id}">
            {(product.Name.Length > 0 ? $"""<display-name xml:lang="x-default">{SecurityElement.Escape(product.Name)}</display-name>""" : "")}
            <online-flag>{(product.Online ? "true" : "false")}</online-flag>
            {(product.Image ? $"""<images><image-group view-type="large"><image path="{ImageBase}{product.Id}.jpg"/></image-group></images>""" : "")}
            {(product.Colour.Length > 0 ? $"""<custom-attributes><custom-attribute attribute-id="color">{product.Colour}</custom-attribute>{(product.Size.Length > 0 ? $"""<custom-attribute attribute-id="size">{product.Size}</custom-attribute>""" : "")}</custom-attributes>""" : "")}
            {(product.Variants.Count > 0 ? $"""<variations><attributes><variation-attribute attribute-id="color" variation-attribute-id="color"><display-name xml:lang="x-default">Colour</display-name></variation-attribute>{(HasSizes(product) ? """<variation-attribute attribute-id="size" variation-attribute-id="size"><display-name xml:lang="x-default">Size</display-name></variation-attribute>""" : "")}</attributes><variants>{string.Concat(product.Variants.Select(variant => $"""<variant product-id="{variant}"/>"""))}</variants></variations>""" : "")}
          </product>
        """;
}
