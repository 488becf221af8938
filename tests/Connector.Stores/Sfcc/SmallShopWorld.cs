using System.Collections.Immutable;
using Connector.Stores.Tests.Worlds;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>A small shop as what Salesforce's exports can say.</summary>
internal sealed class SmallShopWorld
{
    // What did not change is the same object: a delta leaves it out.
    private readonly Dictionary<(string, SmallItem), WorldProduct> _products = [];
    private readonly Dictionary<decimal, ImmutableList<WorldPrice>> _prices = [];
    private static readonly ImmutableSortedDictionary<string, string> NoNames = Sorted.Names();

    public World Of(SmallShop shop)
    {
        var categories = Sorted.None<WorldCategory>().AddRange(shop.Categories.Select(pair => KeyValuePair.Create(pair.Key, new WorldCategory(pair.Key, pair.Value ?? "root", true, NoNames))));
        var products = Sorted.None<WorldProduct>().AddRange(shop.Items.Select(pair => KeyValuePair.Create(pair.Key, Same(_products, (pair.Key, pair.Value), () => Product(pair.Key, pair.Value)))));
        return new World(Sorted.None<WorldCatalog>(), Sorted.None<WorldBook>(), Sorted.None<WorldList>())
            .With(new WorldCatalog("goods") { Products = products })
            .With(new WorldCatalog("site") { Categories = categories, Places = [.. shop.CategoryOf.Select(pair => new WorldPlace(pair.Key, pair.Value, true))] })
            .With(Book(SmallShop.ListBook, null, shop.ListPrices)).With(Book(SmallShop.SaleBook, SmallShop.ListBook, shop.SalePrices))
            .With(List(SmallShop.MainList, shop.MainStock)).With(List(SmallShop.StoreList, shop.StoreStock));
    }

    private static WorldProduct Product(string id, SmallItem item) => new(id)
    {
        Cells = ImmutableDictionary<Cell, string>.Empty.AddRange(item.Name.Length == 0 ? [] : [KeyValuePair.Create(new Cell("display-name", "x-default"), item.Name)]),
        Attributes = ImmutableDictionary<AttributeCell, ImmutableList<string>>.Empty.AddRange(item.Color.Length == 0 ? [] : [KeyValuePair.Create(new AttributeCell("color"), ImmutableList.Create(item.Color))]),
        Varies = item.Variants.IsEmpty ? null : [new WorldAttribute("color", null, Sorted.Names(), [])],
        Variants = item.Variants.ConvertAll(variant => (variant, false)), Groups = item.Groups, Bundled = item.Parts,
    };

    private WorldBook Book(string id, string? parent, ImmutableSortedDictionary<string, decimal> prices) => new(id, "GBP", parent)
    {
        Prices = Sorted.None<ImmutableList<WorldPrice>>().AddRange(prices.Select(pair => KeyValuePair.Create(pair.Key, Same(_prices, pair.Value, () => [new WorldPrice(null, null, [(1, pair.Value, false)])])))),
    };

    private static TValue Same<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TValue> make)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out var value))
        {
            known.Add(key, value = make());
        }

        return value;
    }

    private static WorldList List(string id, ImmutableSortedDictionary<string, decimal> stock) => new(id, false, false)
    {
        Records = Sorted.None<WorldStock>().AddRange(stock.Select(pair => KeyValuePair.Create(pair.Key, new WorldStock { Allocation = pair.Value }))),
    };
}
