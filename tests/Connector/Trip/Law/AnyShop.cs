using Connector.Store;
using Connector.Tests.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Trip.Law;

/// <summary>
/// A shop in which one thing changes at a time: masters with variants, simple products, bundles. A large one has some 130 SKUs in 40 item groups; in a small one of
/// some 12, what happens meets what happened before more often.
/// </summary>
internal sealed class AnyShop
{
    private readonly Random _random;
    private readonly SortedDictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly List<Item> _gone = [];
    private readonly string[] _categories = ["Coats", "Shoes", "Hats"];
    private readonly string[] _masterNames;
    private DateTimeOffset? _bookTo;
    private bool _defaultInStock;

    public AnyShop(Random random, bool isLarge)
    {
        _random = random;
        var (masters, simple, bundles) = isLarge ? (20, 16, 3) : (2, 3, 1);
        _masterNames = new string[masters];
        for (var master = 0; master < masters; master++)
        {
            _masterNames[master] = Word();
            for (var variant = random.Next(2, isLarge ? 9 : 5); variant > 0; variant--)
            {
                Put(new Item($"m{master:00}-{variant}") { Master = master });
            }
        }

        for (var number = 0; number < simple; number++)
        {
            Put(new Item($"s{number:00}"));
        }

        for (var number = 0; number < bundles; number++)
        {
            Put(new Item($"b{number}") { Parts = [$"s{number:00}", $"s{number + 1:00}"] });
        }
    }

    public IReadOnlyList<string> Skus => [.. _items.Keys];

    /// <summary>Changes something; says what.</summary>
    public string Change(DateTimeOffset now)
    {
        var item = Any();
        switch (_random.Next(20))
        {
            case 0 or 1:
                _items[item.Id] = item with { Name = Word() };
                return $"content of {item.Id}";
            case 2 or 3:
                _items[item.Id] = item with { Price = Amount() };
                return $"price of {item.Id}";
            case 4:
                var (from, to) = (now.AddHours(_random.Next(-3, 30)), now.AddHours(_random.Next(-2, 80)));
                _items[item.Id] = from < to ? item with { Scheduled = new PriceTable(from, to, 1, Amount()!.Value) } : item with { Scheduled = null };
                return $"scheduled price of {item.Id}";
            case 5 or 6:
                _items[item.Id] = item with { Pieces = _random.Next(1, 40) };
                return $"stock of {item.Id}";
            case 7 or 8:
                _items[item.Id] = item with { Pieces = 0 };
                return $"{item.Id} is sold out";
            case 9 or 10:
                _items.Remove(item.Id);
                _gone.Add(item);
                return $"{item.Id} is deleted";
            case 11 or 12 when _gone.Count > 0:
                var back = _gone[_random.Next(_gone.Count)];
                _gone.Remove(back);
                Put(back);
                return $"{back.Id} returns";
            case 13 when item.Master >= 0:
                _items[item.Id] = item with { Master = _random.Next(_masterNames.Length) };
                return $"{item.Id} moves to another master";
            case 14:
                _items[item.Id] = item with { Category = _random.Next(4) };
                return $"category of {item.Id}";
            case 15:
                _items[item.Id] = item with { HasImage = !item.HasImage };
                return $"image of {item.Id}";
            case 16:
                _items[item.Id] = _random.Next(2) == 0 ? item with { Online = !item.Online } : item with { OnlineTo = _random.Next(2) == 0 ? null : now.AddHours(_random.Next(1, 60)) };
                return $"{item.Id} online";
            case 17:
                _items[item.Id] = item with { Price = item.Price is null ? Amount() : null };
                return $"price of {item.Id} comes or goes";
            case 18:
                _masterNames[_random.Next(_masterNames.Length)] = Word();
                return "name of a master";
            default:
                switch (_random.Next(4))
                {
                    case 0:
                        _categories[_random.Next(3)] = Word();
                        return "name of a category";
                    case 1:
                        _bookTo = _random.Next(2) == 0 ? null : now.AddHours(_random.Next(1, 100));
                        return "header of the price book";
                    case 2:
                        _defaultInStock = !_defaultInStock;
                        return "header of the inventory list";
                    default:
                        return "nothing";
                }
        }
    }

    /// <summary>The whole shop, or some of its exports.</summary>
    /// <param name="only">1: the catalog, 2: prices, 4: stock; any of them together.</param>
    public Action<IStoreRead>[] Pieces(int only = 7) =>
    [
        .. (only & 1) == 0 ? Array.Empty<Action<IStoreRead>>() :
        [
            Catalog("main",
            [
                .. _categories.Select((name, number) => (Action<IStoreRead>)(read => read.Upsert(new CategoryRecord($"c{number}", null, true, [new LocalText("x-default", name)])))),
                .. Enumerable.Range(0, _masterNames.Length).Select(master => Master(
                    $"m{master:00}", Name(_masterNames[master]), Image("https://img.example/master.jpg"), VariesIn("color"), Variants([.. _items.Values.Where(item => item.Master == master).Select(item => item.Id)]))),
                .. _items.Values.Select(Told),
                .. _items.Values.Where(item => item.Category < 3).Select(item => Assign(item.Id, $"c{item.Category}")),
            ]),
        ],
        .. (only & 2) == 0 ? Array.Empty<Action<IStoreRead>>() :
        [
            Book(new PriceBookHeader("sale", "GBP", null) { OnlineTo = _bookTo }, ScopeMode.Complete, [.. _items.Values.Where(item => item.Price is not null || item.Scheduled is not null).Select(Priced)]),
            Book("list", [.. _items.Values.Where(item => item.HasListPrice).Select(item => Price(item.Id, 99))]),
        ],
        .. (only & 4) == 0 ? Array.Empty<Action<IStoreRead>>() :
        [
            List("stock", _defaultInStock, [.. _items.Values.Where(item => item.Parts.Count == 0 && item.Pieces is not null).Select(item => Stock(item.Id, item.Pieces!.Value))]),
        ],
    ];

    private static Action<IStoreRead> Priced(Item item) => Prices(item.Id,
        [.. item.Price is { } price ? [new PriceTable(null, null, 1, price)] : Array.Empty<PriceTable>(), .. item.Scheduled is { } scheduled ? [scheduled] : Array.Empty<PriceTable>()]);

    private static Action<IStoreRead> Told(Item item)
    {
        Action<ItemDraft>[] fields =
        [
            Name(item.Name), Name("de " + item.Name, "de"), .. item.HasImage ? [Image($"https://img.example/{item.Id}.jpg")] : Array.Empty<Action<ItemDraft>>(),
            .. item.Online ? Array.Empty<Action<ItemDraft>>() : [Field(ItemField.OnlineFlag, "false", "UK")],
            .. item.OnlineTo is { } to ? [Field(ItemField.OnlineTo, to.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture))] : Array.Empty<Action<ItemDraft>>(),
            .. item.Master >= 0 ? [Attribute("color", item.Id)] : Array.Empty<Action<ItemDraft>>(),
        ];
        return item.Parts.Count == 0 ? Product(item.Id, fields) : Piece.Item(item.Id, ItemKind.Bundle, [.. fields, .. item.Parts.Select(part => (Action<ItemDraft>)(draft => draft.AddBundled(part, 1)))]);
    }

    private void Put(Item item) => _items[item.Id] = item.Name.Length > 0
        ? item
        : item with { Name = Word(), Price = Amount(), Pieces = _random.Next(40), Category = _random.Next(4), HasListPrice = _random.Next(3) == 0 };

    private Item Any() => _items.Values.ElementAt(_random.Next(_items.Count));

    private decimal? Amount() => _random.Next(100, 9000) / 100m;

    private string Word() => $"word{_random.Next(500)}";

    private sealed record Item(string Id)
    {
        public string Name { get; init; } = "";

        /// <summary>Of which master it is a variant; -1: of none.</summary>
        public int Master { get; init; } = -1;

        public IReadOnlyList<string> Parts { get; init; } = [];

        public decimal? Price { get; init; }

        public PriceTable? Scheduled { get; init; }

        public bool HasListPrice { get; init; }

        public int? Pieces { get; init; }

        /// <summary>3: of no category.</summary>
        public int Category { get; init; }

        public bool HasImage { get; init; } = true;

        public bool Online { get; init; } = true;

        public DateTimeOffset? OnlineTo { get; init; }
    }
}
