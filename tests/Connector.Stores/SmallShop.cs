using System.Collections.Immutable;
using System.Globalization;

namespace Connector.Stores.Tests;

/// <summary>
/// A small shop that every kind of store can hold: goods, masters with variants and variation groups, bundles, categories, prices in two books
/// (the sale book falls back to the list book), stock in two lists. Immutable; says itself what it sells.
/// </summary>
public sealed record SmallShop
{
    public const string ListBook = "list";
    public const string SaleBook = "sale";
    public const string MainList = "main";
    public const string StoreList = "store";

    /// <summary>Twelve mugs, a shirt in three variants of which two are a group, and a kit of mugs.</summary>
    public static SmallShop Whole { get; } = Build();

    public ImmutableSortedDictionary<string, SmallItem> Items { get; init; } = Ordered<SmallItem>();

    /// <summary>Categories with the one above them; null at the top.</summary>
    public ImmutableSortedDictionary<string, string?> Categories { get; init; } = Ordered<string?>();

    public ImmutableSortedDictionary<string, string> CategoryOf { get; init; } = Ordered<string>();

    public ImmutableSortedDictionary<string, decimal> ListPrices { get; init; } = Ordered<decimal>();

    public ImmutableSortedDictionary<string, decimal> SalePrices { get; init; } = Ordered<decimal>();

    public ImmutableSortedDictionary<string, decimal> MainStock { get; init; } = Ordered<decimal>();

    public ImmutableSortedDictionary<string, decimal> StoreStock { get; init; } = Ordered<decimal>();

    public SmallShop With(string id, SmallItem item) => this with { Items = Items.SetItem(id, item) };

    /// <summary>The item and all that is said of it is gone.</summary>
    public SmallShop Without(params string[] ids) => this with
    {
        Items = Items.RemoveRange(ids), CategoryOf = CategoryOf.RemoveRange(ids), ListPrices = ListPrices.RemoveRange(ids), SalePrices = SalePrices.RemoveRange(ids),
        MainStock = MainStock.RemoveRange(ids), StoreStock = StoreStock.RemoveRange(ids),
    };

    /// <summary>What must come out: <c>group/sku name price stock category</c>, in feed order.</summary>
    public IReadOnlyList<string> Offers() =>
    [
        .. from item in Items
           where item.Value.Variants.IsEmpty && !Items.Values.Any(master => master.Groups.Contains(item.Key))
           let master = Items.Where(other => other.Value.Variants.Contains(item.Key)).Select(other => other.Key).FirstOrDefault()
           let @group = master is null ? null : Items[master].Groups.FirstOrDefault(id => Items.GetValueOrDefault(id)?.Color == item.Value.Color)
           let lineage = new[] { item.Key, @group, master }.OfType<string>()
           orderby master ?? item.Key, item.Key
           let name = lineage.Select(id => Items[id].Name).FirstOrDefault(name => name.Length > 0)
           let price = Price(SalePrices, item.Key, master) ?? Price(ListPrices, item.Key, master)
           let category = lineage.Select(id => CategoryOf.GetValueOrDefault(id)).FirstOrDefault(category => category is not null)
           select string.Join(' ', $"{master ?? item.Key}/{item.Key}", name, Number(price), Number(Stock(item.Key)), category is null ? "-" : Path(category)),
    ];

    private static string Number(decimal? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-";

    private static decimal? Price(ImmutableSortedDictionary<string, decimal> book, string id, string? master) =>
        book.TryGetValue(id, out var own) ? own : master is not null && book.TryGetValue(master, out var inherited) ? inherited : null;

    private decimal? Stock(string id) => (StockIn(MainStock, id), StockIn(StoreStock, id)) switch { (null, var other) => other, (var one, null) => one, (var one, var other) => one + other };

    private decimal? StockIn(ImmutableSortedDictionary<string, decimal> list, string id)
    {
        var own = list.TryGetValue(id, out var stock) ? stock : default(decimal?);
        var parts = Items[id].Parts.Select(part => list.TryGetValue(part.Id, out var pieces) ? Math.Floor(pieces / part.Quantity) : default(decimal?)).ToList();
        return parts.Count == 0 ? own : parts.Contains(null) ? null : parts.Append(own).Min();
    }

    private string Path(string category) => Categories.GetValueOrDefault(category) is { } parent ? Path(parent) + ">" + category : category;

    private static ImmutableSortedDictionary<string, T> Ordered<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static SmallShop Build()
    {
        var shop = new SmallShop();
        for (var i = 1; i <= 12; i++)
        {
            var id = "mug" + i.ToString("D2", CultureInfo.InvariantCulture);
            shop = shop.With(id, new SmallItem("Mug " + i)) with
            {
                ListPrices = shop.ListPrices.Add(id, 10 + i), SalePrices = i % 3 == 0 ? shop.SalePrices.Add(id, i) : shop.SalePrices, MainStock = shop.MainStock.Add(id, i),
                StoreStock = i % 2 == 0 ? shop.StoreStock.Add(id, 100) : shop.StoreStock, CategoryOf = shop.CategoryOf.Add(id, "mugs"),
            };
        }

        return shop.With("shirt", new SmallItem("Shirt") { Variants = ["shirt-blue", "shirt-red-m", "shirt-red-s"], Groups = ["shirt-reds"] })
            .With("shirt-reds", new SmallItem("Red shirt") { Color = "red" })
            .With("shirt-red-s", new SmallItem("") { Color = "red" }).With("shirt-red-m", new SmallItem("Red shirt, medium") { Color = "red" })
            .With("shirt-blue", new SmallItem("") { Color = "blue" })
            .With("kit", new SmallItem("Kit") { Parts = [("mug02", 2), ("mug04", 1)] }) with
        {
            Categories = Ordered<string?>().Add("kitchen", null).Add("mugs", "kitchen").Add("clothes", null), CategoryOf = shop.CategoryOf.Add("shirt", "clothes").Add("kit", "kitchen"),
            ListPrices = shop.ListPrices.Add("shirt", 40).Add("shirt-blue", 35).Add("kit", 50), SalePrices = shop.SalePrices.Add("shirt-red-s", 30),
            MainStock = shop.MainStock.Add("shirt-blue", 1).Add("shirt-red-m", 2).Add("shirt-red-s", 3),
        };
    }
}

/// <summary>What a small shop has: by its parts a bundle, by its variants a master, else sold by itself or a variation group.</summary>
/// <param name="Name">Empty: inherited.</param>
public sealed record SmallItem(string Name)
{
    /// <summary>What tells variants apart; a group's variants have its color.</summary>
    public string Color { get; init; } = "";

    public ImmutableList<string> Variants { get; init; } = [];

    public ImmutableList<string> Groups { get; init; } = [];

    public ImmutableList<(string Id, decimal Quantity)> Parts { get; init; } = [];
}
