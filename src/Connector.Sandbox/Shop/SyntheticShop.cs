namespace Connector.Sandbox;

/// <summary>How many products of each kind a shop has, and of those how many time has changed.</summary>
public sealed class ProductCounts
{
    public long Variants { get; private set; }

    /// <summary>Products without variants.</summary>
    public long Simple { get; private set; }

    public long Masters { get; private set; }

    /// <summary>SKUs that are not as they were.</summary>
    public long ChangedSkus { get; private set; }

    /// <summary>SKUs that were not there before.</summary>
    public long AddedSkus { get; private set; }

    /// <summary>Masters whose texts are not as they were.</summary>
    public long ChangedMasters { get; private set; }

    /// <summary>Masters that have other variants than before and the same texts.</summary>
    public long RelistedMasters { get; private set; }

    internal void Count(Good good, bool isChanged, bool isRelisted)
    {
        if (good.Kind == GoodKind.Master)
        {
            Masters++;
            ChangedMasters += isChanged ? 1 : 0;
            RelistedMasters += isRelisted && !isChanged ? 1 : 0;
            return;
        }

        Variants += good.Kind == GoodKind.Variant ? 1 : 0;
        Simple += good.Kind == GoodKind.Simple ? 1 : 0;
        ChangedSkus += isChanged ? 1 : 0;
        AddedSkus += good.IsAdded ? 1 : 0;
    }
}

/// <summary>A file of the shop.</summary>
public sealed record ShopFile(string Path, long Bytes);

/// <summary>A price book or inventory list.</summary>
/// <param name="Records">How many products it names.</param>
/// <param name="Changed">Of those, how many are not as they were.</param>
public sealed record ShopList(string Id, long Records, long Changed);

/// <summary>What a synthetic shop holds.</summary>
public sealed record ShopWritten(ShopPlan Plan, ProductCounts Products, long Categories, long Assignments, IReadOnlyList<ShopList> Lists, IReadOnlyList<ShopFile> Files)
{
    public long Skus => Products.Variants + Products.Simple;

    /// <summary>SKUs of the first shop that are gone.</summary>
    public long DeletedSkus => Plan.Skus + Products.AddedSkus - Skus;

    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>A shop of any size, made up: writes the five files of an SFCC site export, a thread for each, in the memory of a few buffers.</summary>
public static class SyntheticShop
{
    public const string Site = "Synthetic";

    /// <summary>Ids of the price books, for the documents that read them: list prices, then sale prices.</summary>
    public static readonly string[] PriceBooks = [PricebookFiles.List, PricebookFiles.Sale];

    public const string InventoryList = InventoryFile.ListId;

    public static ShopWritten Write(ShopPlan plan, string folder, CancellationToken cancellation)
    {
        var goods = new ShopGoods(plan, cancellation);
        var dice = new Dice(plan.Seed);
        var products = new ProductCounts();
        var navigation = (Categories: 0L, Assignments: 0L);
        var (list, sale, stock) = ((Tables: 0L, Changed: 0L), (Tables: 0L, Changed: 0L), (Records: 0L, Changed: 0L));
        var files = new (string Path, Action<System.Xml.XmlWriter> Write)[]
        {
            ($"catalogs/{ProductsFile.CatalogId}/catalog.xml", xml => products = new ProductsFile(goods, dice).Write(xml)),
            ($"catalogs/{NavigationFile.CatalogId}/catalog.xml", xml => navigation = new NavigationFile(goods, dice).Write(xml)),
            ($"pricebooks/{PricebookFiles.List}.xml", xml => list = new PricebookFiles(goods, dice).WriteList(xml)),
            ($"pricebooks/{PricebookFiles.Sale}.xml", xml => sale = new PricebookFiles(goods, dice).WriteSale(xml)),
            ($"inventory-lists/{InventoryFile.ListId}.xml", xml => stock = new InventoryFile(goods, dice).Write(xml)),
        };
        var written = new ShopFile[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellation }, at =>
            written[at] = new ShopFile(files[at].Path, ExportXml.WriteFile(Path.Combine(folder, files[at].Path), files[at].Write)));
        return new ShopWritten(
            plan,
            products,
            navigation.Categories,
            navigation.Assignments,
            [
                new ShopList(PricebookFiles.List, list.Tables, list.Changed),
                new ShopList(PricebookFiles.Sale, sale.Tables, sale.Changed),
                new ShopList(InventoryFile.ListId, stock.Records, stock.Changed),
            ],
            written);
    }
}
