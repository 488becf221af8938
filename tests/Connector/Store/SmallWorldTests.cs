using System.Globalization;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>
/// Seeded histories of a small shop, compared after every read with a plain model in memory. The alphabet: a product, a master
/// with some variants and groups, a deletion, a price, a stock figure, each of a handful of ids; in deltas or told whole.
/// </summary>
public sealed class SmallWorldTests
{
    private static readonly string[] Ids = ["a", "b", "c", "d", "m1", "m2"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_mirror_says_what_the_model_says(int seed)
    {
        var random = new Random(seed);
        using var box = new MirrorBox();
        var model = new Model();
        box.Read(Catalog("main"), Book("sale"), List("stock"));
        long number = 1;
        for (var read = 0; read < 25; read++)
        {
            var (before, rows) = (model.State(), ByGroup(box));
            var events = Enumerable.Range(0, random.Next(1, 6)).Select(_ => model.Step(random)).ToArray();
            var report = random.Next(4) == 0
                ? box.Read(100, Shuffled(random, model.Whole()))
                : box.Read(100, events);

            box.Short().Should().Equal(model.Offers(), "seed {0}, read {1}", seed, read);
            if (report.Number is not null)
            {
                Differing(box, rows, ByGroup(box)).Except(Touched(box, (long)report.Number - 1)).Should().BeEmpty("seed {0}, read {1}: what differs was touched", seed, read);
                report.Number.Should().Be(++number);
            }
            else
            {
                model.State().Should().Be(before);
            }

            box.Read(100, Shuffled(random, model.Whole())).Number.Should().BeNull("seed {0}, read {1}: all of it is known", seed, read);
        }
    }

    /// <summary>Few in the usual run; any other number is a world of its own.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    private static IEnumerable<string> Touched(MirrorBox box, long since)
    {
        using var snapshot = box.Mirror.Snapshot("shop");
        return snapshot.GroupsTouched(since) ?? [.. Ids];
    }

    private static Dictionary<string, string> ByGroup(MirrorBox box) =>
        box.Offers().GroupBy(offer => offer.Group.Value).ToDictionary(group => group.Key, group => string.Join(';', group.Select(MirrorBox.Short)));

    /// <summary>The groups as they are now that differ from before, and those in which SKUs stand now that are no rows any more.</summary>
    private static IEnumerable<string> Differing(MirrorBox box, Dictionary<string, string> before, Dictionary<string, string> after)
    {
        var gone = Skus(before).Except(Skus(after)).ToList();
        using var connection = box.Mirror.Open();
        using var find = new Prepared(connection, "SELECT grp FROM product WHERE id = ?1");
        foreach (var sku in gone)
        {
            using var rows = find.Read(sku);
            rows.Next().Should().BeTrue();
            yield return rows.Text(0);
        }

        foreach (var (group, rows) in after)
        {
            if (before.GetValueOrDefault(group) != rows)
            {
                yield return group;
            }
        }

        static IEnumerable<string> Skus(Dictionary<string, string> groups) => groups.Values.SelectMany(rows => rows.Split(';')).Select(row => row.Split('/', ' ')[1]);
    }

    private static Action<IStoreRead>[] Shuffled(Random random, Action<IStoreRead>[] pieces)
    {
        random.Shuffle(pieces);
        return pieces;
    }

    private sealed class Model
    {
        private readonly SortedDictionary<string, (ItemKind Kind, string Name, string[] Variants, string[] Groups)> _items = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, int> _prices = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, int> _stock = new(StringComparer.Ordinal);

        /// <summary>One event, applied here and given back as a delta.</summary>
        public Action<IStoreRead> Step(Random random)
        {
            var id = Ids[random.Next(Ids.Length)];
            var figure = random.Next(1, 4);
            switch (random.Next(8))
            {
                case 0 or 1:
                    _items[id] = (ItemKind.Product, random.Next(3) == 0 ? "" : "N" + figure, [], []);
                    return CatalogDelta("main", Record(id));
                case 2 or 3:
                    var named = Ids.Where(other => other != id && random.Next(3) == 0).ToArray();
                    var groups = named.Where(_ => random.Next(6) == 0).ToArray();
                    _items[id] = (ItemKind.Master, "M" + figure, [.. named.Except(groups)], groups);
                    return CatalogDelta("main", Record(id));
                case 4:
                    _items.Remove(id);
                    return CatalogDelta("main", read => read.DeleteItem(id));
                case 5:
                    _prices[id] = figure;
                    return BookDelta("sale", read => read.Upsert(new PriceBookHeader("sale", "GBP", null)), Price(id, figure));
                case 6:
                    _stock[id] = figure;
                    return ListDelta("stock", read => read.Upsert(new InventoryListHeader("stock", false)), Stock(id, figure));
                default:
                    var prices = random.Next(2) == 0;
                    (prices ? _prices : _stock).Remove(id);
                    return prices
                        ? BookDelta("sale", read => read.Upsert(new PriceBookHeader("sale", "GBP", null)), read => read.DeletePrices(id))
                        : ListDelta("stock", read => read.Upsert(new InventoryListHeader("stock", false)), read => read.DeleteStock(id));
            }
        }

        /// <summary>The whole shop, complete, a record a piece.</summary>
        public Action<IStoreRead>[] Whole() =>
        [
            Catalog("main"), Book("sale"), List("stock"),
            .. _items.Keys.Select(id => Catalog("main", Record(id))),
            .. _prices.Select(price => Book("sale", Price(price.Key, price.Value))),
            .. _stock.Select(stock => List("stock", Stock(stock.Key, stock.Value))),
        ];

        public IEnumerable<string> Offers() =>
            from item in _items
            where item.Value.Kind == ItemKind.Product && !Masters(item.Key, master => master.Groups).Any()
            let master = Masters(item.Key, master => master.Variants).FirstOrDefault()
            let @group = master ?? item.Key
            orderby @group, item.Key
            let name = item.Value.Name.Length > 0 || master is null ? item.Value.Name : _items[master].Name
            let price = Figure(_prices, item.Key) ?? (master is null ? null : Figure(_prices, master))
            let stock = Figure(_stock, item.Key)
            select string.Create(
                CultureInfo.InvariantCulture,
                $"{@group}/{item.Key} {name} {(price?.ToString(CultureInfo.InvariantCulture) ?? "-")} {(stock is null ? "NoRecord:0" : "Counted:" + stock)}");

        public string State() => string.Join("; ", Offers());

        private static int? Figure(SortedDictionary<string, int> figures, string id) => figures.TryGetValue(id, out var figure) ? figure : null;

        private IEnumerable<string> Masters(string id, Func<(ItemKind Kind, string Name, string[] Variants, string[] Groups), string[]> names) =>
            _items.Where(item => item.Value.Kind == ItemKind.Master && names(item.Value).Contains(id)).Select(item => item.Key);

        private Action<IStoreRead> Record(string id)
        {
            var (kind, name, variants, groups) = _items[id];
            return Item(id, kind, Name(name), draft =>
            {
                Array.ForEach(variants, variant => draft.AddVariant(variant, false));
                Array.ForEach(groups, draft.AddVariationGroup);
            });
        }
    }
}
