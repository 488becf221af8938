using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Stores.Tests.Worlds;

/// <summary>
/// What a world sells in a view, worked out in the plainest way from the rules (facts about the shop's formats; README of the
/// mirror), one product at a time and without any code of the mirror.
/// </summary>
internal sealed class WorldOffers
{
    /// <summary>Elements that answer as attributes where no custom attribute has their name.</summary>
    private static readonly string[] Elements =
    [
        "ean", "upc", "unit", "unit-quantity", "unit-measure", "brand", "manufacturer-name", "manufacturer-sku", "tax-class-id", "page-title",
        "page-description", "page-keywords", "page-url", "display-name", "short-description", "long-description",
    ];

    /// <summary>Left open: when the parts of a bundle come.</summary>
    public const string Any = "*";

    private readonly World _world;
    private readonly StoreView _view;
    private readonly Dictionary<string, SortedDictionary<string, string>> _timeless = new(StringComparer.Ordinal);
    private readonly string _imageBase;
    private readonly string[] _languages;
    private readonly Dictionary<string, (WorldCatalog Catalog, WorldProduct Product)> _products = new(StringComparer.Ordinal);
    private readonly WorldProduct[] _masters;
    private DateTimeOffset _at;

    public WorldOffers(World world, StoreView view, string imageBase)
    {
        (_world, _view, _imageBase) = (world, view, imageBase);
        _languages = view.Locale.Split('-') is [var language, _] ? [view.Locale, language, "x-default"] : [view.Locale, "x-default"];
        foreach (var catalog in world.Catalogs.Values)
        {
            foreach (var product in catalog.Products.Values)
            {
                _products.Add(product.Id, (catalog, product));
            }
        }

        _masters = [.. _products.Values.Select(pair => pair.Product).Where(product => product.Varies is not null).OrderBy(product => Convert.ToHexString(Encoding.UTF8.GetBytes(product.Id)), StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> AttributeIds { get; } = ["care", "material", "mood", "color", "size", "fit", .. Elements, "classification-category", "none"];

    /// <summary>All offers at an instant, in feed order.</summary>
    public List<(string Sku, SortedDictionary<string, string> Shown)> At(DateTimeOffset instant)
    {
        _at = instant;
        return All();
    }

    private List<(string Sku, SortedDictionary<string, string> Shown)> All() =>
    [
        .. _products.Values.Select(pair => pair.Product)
            .Where(product => product.Varies is null && product.Set.Count == 0 && Masters(master => master.Groups.Contains(product.Id)).Length == 0)
            .Select(product => (product, Group: MasterOf(product)?.Id ?? product.Id))
            .OrderBy(pair => Convert.ToHexString(Encoding.UTF8.GetBytes(pair.Group)), StringComparer.Ordinal)
            .ThenBy(pair => Convert.ToHexString(Encoding.UTF8.GetBytes(pair.product.Id)), StringComparer.Ordinal)
            .Select(pair => (pair.product.Id, Offer(pair.product, pair.Group))),
    ];

    private WorldProduct[] Masters(Func<WorldProduct, bool> which) => [.. _masters.Where(which)];

    private WorldProduct? MasterOf(WorldProduct product) => Masters(master => master.Variants.Any(variant => variant.Id == product.Id)).FirstOrDefault();

    private SortedDictionary<string, string> Offer(WorldProduct own, string groupId)
    {
        var master = MasterOf(own);
        var group = master is null ? null : GroupOf(own, master);
        WorldProduct[] lineage = [own, .. group is null ? Array.Empty<WorldProduct>() : [group], .. master is null ? Array.Empty<WorldProduct>() : [master]];
        if (!_timeless.TryGetValue(own.Id, out var timeless))
        {
            _timeless.Add(own.Id, timeless = Timeless(own, groupId, master, lineage));
        }

        var (online, because) = Online(lineage);
        var (list, paid, from, to) = Prices(own.Id, master?.Id);
        return new SortedDictionary<string, string>(timeless, StringComparer.Ordinal)
        {
            ["Online"] = online.ToString(), ["OfflineBecause"] = because, ["ListPrice"] = list, ["PaidPrice"] = paid, ["PaidPriceFrom"] = from, ["PaidPriceTo"] = to,
            ["PricesByBook"] = ByBook(own.Id, master?.Id),
        };
    }

    private SortedDictionary<string, string> Timeless(WorldProduct own, string groupId, WorldProduct? master, WorldProduct[] lineage)
    {
        var variations = Variations(lineage, master);
        var places = lineage.Select(product => Places(product.Id)).FirstOrDefault(found => found.Count > 0) ?? [];
        var lists = _view.InventoryLists.Select(id => (id, Stock: Stock(own.Id, _world.Lists[id]))).ToList();
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Sku"] = own.Id, ["Group"] = groupId, ["IsVariant"] = (master is not null).ToString(),
            ["IsDefaultVariant"] = (master is null || master.Variants.Single(variant => variant.Id == own.Id).Default).ToString(),
            ["Name"] = Value(lineage, "display-name"), ["ShortDescription"] = Value(lineage, "short-description"), ["LongDescription"] = Value(lineage, "long-description"),
            ["Brand"] = Value(lineage, "brand"), ["ManufacturerName"] = Value(lineage, "manufacturer-name"), ["ManufacturerSku"] = Value(lineage, "manufacturer-sku"),
            ["Ean"] = Value(lineage, "ean"), ["Upc"] = Value(lineage, "upc"),
            ["Searchable"] = (Value(lineage, "searchable-flag") != "false").ToString(), ["VisibleIndividually"] = (places.Count > 0).ToString(),
            ["Categories"] = string.Join("; ", places), ["Classification"] = places.Count > 0 ? "-" : Classification(lineage), ["Images"] = Images(lineage, variations),
            ["Variations"] = string.Join("; ", variations.Select(one => Shown.Variation(one.Id, one.Name, one.Value, one.ValueName))),
            ["Stock"] = Shown.Of(Sum([.. lists.Select(one => one.Stock)])),
            ["BundleRecords"] = own.Bundled.Count == 0 ? "-" : OwnRecords(own.Id),
            ["StockByList"] = lists.Count < 2 ? "" : string.Join("; ", lists.Select(one => one.id + " " + Shown.Of(one.Stock))),
            ["Stock" + Shown.Arrival] = own.Bundled.Count > 0 ? Any : Shown.OfArrival(Sum([.. lists.Select(one => one.Stock)])),
            ["StockByList" + Shown.Arrival] = own.Bundled.Count > 0 ? Any : lists.Count < 2 ? "" : string.Join("; ", lists.Select(one => one.id + " " + Shown.OfArrival(one.Stock))),
            ["LandingPage"] = $"https://shop.example/{_view.Site}/{Uri.EscapeDataString(groupId)}/{Uri.EscapeDataString(own.Id)}?lang={_view.Locale}",
        };
        foreach (var id in AttributeIds)
        {
            shown["Attributes " + id] = Attribute(lineage, id);
        }

        return shown;
    }

    /// <summary>Of the groups whose values of what varies, of which they have some, are all the variant's: that with most, then the first by id.</summary>
    private WorldProduct? GroupOf(WorldProduct variant, WorldProduct master) => master.Groups.Where(_products.ContainsKey)
        .OrderBy(id => Convert.ToHexString(Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal).Select(id => _products[id].Product)
        .Select(group => (group, Has: master.Varies!.Select(one => one.Id).Where(id => Attribute([group], id).Length > 0).ToList()))
        .Where(pair => pair.Has.Count > 0 && pair.Has.TrueForAll(id => Attribute([pair.group], id) == Attribute([variant, master], id)))
        .OrderByDescending(pair => pair.Has.Count).Select(pair => pair.group).FirstOrDefault();

    /// <summary>The first product of the lineage that has a value: for the site before a general one, then in the best language.</summary>
    private string Value(WorldProduct[] lineage, string element)
    {
        foreach (var product in lineage)
        {
            foreach (var site in new[] { _view.Site, null })
            {
                foreach (var language in _languages)
                {
                    var found = product.Cells.Where(cell => cell.Key.Element == element && cell.Key.Site == site && (cell.Key.Language ?? "x-default") == language).Select(cell => cell.Value).FirstOrDefault();
                    if (found is { Length: > 0 })
                    {
                        return found;
                    }
                }
            }
        }

        return "";
    }

    private string Attribute(WorldProduct[] lineage, string id)
    {
        foreach (var product in lineage)
        {
            foreach (var site in new[] { _view.Site, null })
            {
                foreach (var language in _languages)
                {
                    var found = product.Attributes.Where(pair => pair.Key.Id == id && pair.Key.Site == site && (pair.Key.Language ?? "x-default") == language).SelectMany(pair => pair.Value).ToList();
                    if (found.Count > 0)
                    {
                        return string.Join(", ", found);
                    }
                }
            }
        }

        return Elements.Contains(id) ? Value(lineage, id) : id == "classification-category" ? lineage.FirstOrDefault(product => product.Classification is not null)?.Classification!.Value.Category ?? "" : "";
    }

    private (bool Online, string Because) Online(WorldProduct[] lineage)
    {
        var (flag, from, to) = (Value(lineage, "online-flag"), Instant(Value(lineage, "online-from")), Instant(Value(lineage, "online-to")));
        return flag.Length == 0 ? (false, "it has no online-flag")
            : flag == "false" ? (false, "online-flag is false")
            : from > _at ? (false, $"it goes online at {Shown.Of(from)}Z")
            : to <= _at ? (false, $"it went offline at {Shown.Of(to)}Z")
            : (true, "-");
    }

    private static DateTimeOffset? Instant(string text) => text.Length == 0 ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private List<(string Id, string Name, string Value, string ValueName)> Variations(WorldProduct[] lineage, WorldProduct? master)
    {
        var variations = new List<(string, string, string, string)>();
        foreach (var attribute in master?.Varies ?? [])
        {
            var value = Attribute(lineage, attribute.Id);
            if (value.Length == 0)
            {
                continue;
            }

            var shared = attribute.SharedId is { } id ? _world.Catalogs.Values.Select(catalog => catalog.Shared.GetValueOrDefault(id)).FirstOrDefault(one => one is not null) : null;
            var from = attribute.SharedId is null ? attribute : shared;
            variations.Add((
                attribute.Id, Best(from?.Names) ?? attribute.Id, value, Best(from?.Values.Where(one => one.Value == value).Select(one => one.Names).FirstOrDefault()) ?? value));
        }

        return variations;
    }

    private string? Best(ImmutableSortedDictionary<string, string>? names) => names is null ? null : _languages.Select(names.GetValueOrDefault).FirstOrDefault(name => name is { Length: > 0 });

    /// <summary>Of the first product that has fitting ones: of each view type those for the variation, else those for none.</summary>
    private string Images(WorldProduct[] lineage, List<(string Id, string Name, string Value, string ValueName)> variations)
    {
        foreach (var product in lineage)
        {
            var images = new List<string>();
            foreach (var type in product.Images.Select(group => group.ViewType).Distinct())
            {
                var groups = product.Images.Where(group => group.ViewType == type);
                var fitting = groups.Where(group => group.Of.Count > 0 && group.Of.All(of => variations.Any(one => (one.Id, one.Value) == of))).ToList();
                images.AddRange((fitting.Count > 0 ? fitting : groups.Where(group => group.Of.Count == 0)).SelectMany(group => group.Paths).Select(path => type + " " + Address(_products[product.Id].Catalog, path)));
            }

            if (images.Count > 0)
            {
                return string.Join("; ", images);
            }
        }

        return "";
    }

    private string Address(WorldCatalog catalog, string path)
    {
        if (path.StartsWith("https://", StringComparison.Ordinal))
        {
            return path;
        }

        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            return "https:" + path;
        }

        if (_imageBase.Length == 0)
        {
            return path;
        }

        var address = $"{_imageBase}/{catalog.Id}/{catalog.InternalPath?.Trim('/')}".TrimEnd('/') + "/" + path.TrimStart('/');
        return address.Replace(" ", "%20", StringComparison.Ordinal).Replace("é", "%C3%A9", StringComparison.Ordinal).Replace("🧦", "%F0%9F%A7%A6", StringComparison.Ordinal);
    }

    private List<string> Places(string product)
    {
        var places = new List<(string Text, bool Primary)>();
        foreach (var catalog in _world.Catalogs.Values.Where(catalog => _view.Catalogs.Count == 0 || _view.Catalogs.Contains(catalog.Id)))
        {
            var here = catalog.Places.Where(place => place.Product == product).ToList();
            places.AddRange(here.Where(place => place.Primary).Concat(here.Where(place => !place.Primary)).Select(place => (Place(catalog, place.Category, place.Primary), place.Primary)));
        }

        var first = places.FindIndex(place => place.Primary);
        if (first > 0)
        {
            var primary = places[first];
            places.RemoveAt(first);
            places.Insert(0, primary);
        }

        return [.. places.Select(place => place.Text)];
    }

    private string Place(WorldCatalog? catalog, string id, bool isPrimary)
    {
        var (path, names) = (new List<string>(), new List<string>());
        for (var at = id; at is not null && (at != "root" || at == id);)
        {
            var category = catalog?.Categories.GetValueOrDefault(at);
            path.Insert(0, at);
            names.Insert(0, Best(category?.Names) ?? at);
            at = category?.Parent;
        }

        return Shown.Place(id, path, names, isPrimary);
    }

    private string Classification(WorldProduct[] lineage)
    {
        var product = lineage.FirstOrDefault(one => one.Classification is not null);
        return product is null ? "-" : Place(_world.Catalogs[product.Classification!.Value.Catalog ?? _products[product.Id].Catalog.Id], product.Classification.Value.Category, isPrimary: false);
    }

    /// <summary>What each of the view's books says by itself.</summary>
    private string ByBook(string sku, string? master) => string.Join("; ", _view.PriceBooks.Select(id => _world.Books[id]).Select(book => (book, Price: PriceIn(book, sku, master)))
        .Where(pair => pair.Price is not null).Select(pair => Shown.ByBook(
            pair.book.Id, (PriceIn(Root(pair.book), sku, master) ?? pair.Price!) is var list ? Shown.Of(list.Amount, list.Currency) : "", Shown.Of(pair.Price!.Amount, pair.Price.Currency),
            pair.Price.From, pair.Price.To)));

    private WorldBook Root(WorldBook book)
    {
        while (book.Parent is { } parent)
        {
            book = _world.Books[parent];
        }

        return book;
    }

    private (string List, string Paid, string From, string To) Prices(string sku, string? master)
    {
        var prices = _view.PriceBooks.Select(id => _world.Books[id]).Select(book => (Book: book, Price: PriceIn(book, sku, master))).Where(pair => pair.Price is not null).ToList();
        var mine = prices.Where(pair => pair.Price!.Currency == _view.Currency).ToList();
        if ((mine.Count > 0 ? mine : prices) is not { Count: > 0 } best)
        {
            return ("-", "-", "-", "-");
        }

        var paid = best.MinBy(pair => pair.Price!.Amount);
        var root = Root(paid.Book);
        var list = PriceIn(root, sku, master) ?? paid.Price!;
        return (Shown.Of(list.Amount, list.Currency), Shown.Of(paid.Price!.Amount, paid.Price.Currency), Shown.Of(paid.Price.From), Shown.Of(paid.Price.To));
    }

    /// <summary>The SKU's own price, else its master's, else the parent book's; in force while its table, its book and what it is taken off are.</summary>
    private Price? PriceIn(WorldBook book, string sku, string? master)
    {
        var parent = book.Parent is { } id ? _world.Books[id] : null;
        if (book.Online != false && IsOpen(book.From, book.To))
        {
            foreach (var product in new[] { sku, master })
            {
                // One table is in force at a time, a scheduled one before the continuous one; of its tiers, the highest that one piece reaches.
                var table = book.Prices.GetValueOrDefault(product ?? "", []).Where(table => IsOpen(table.From, table.To)).OrderByDescending(table => table.From is not null || table.To is not null).FirstOrDefault();
                var tiers = (table?.Tiers ?? []).Where(tier => tier.Quantity <= 1).OrderByDescending(tier => tier.Quantity).Take(1).ToList();
                if (tiers is [(_, var amount, false)])
                {
                    return Held(amount, table!, null);
                }

                if (tiers is [(_, var percent, true)] && parent is not null && PriceIn(parent, sku, master) is { } full)
                {
                    return Held(full.Amount * (100 - percent) / 100, table!, full);
                }
            }
        }

        return parent is null ? null : PriceIn(parent, sku, master);

        Price Held(decimal amount, WorldPrice table, Price? off) =>
            new(amount, book.Currency, new[] { table.From, book.From, off?.From }.Max(), new[] { table.To, book.To, off?.To }.Min());
    }

    private bool IsOpen(DateTimeOffset? from, DateTimeOffset? to) => (from is null || from <= _at) && (to is null || _at < to);

    private string OwnRecords(string sku)
    {
        var own = _view.InventoryLists.Select(id => (Id: id, Stock: InRecord(_world.Lists[id].Records.GetValueOrDefault(sku), _world.Lists[id]))).ToList();
        return Shown.Records(Sum([.. own.Select(one => one.Stock)]), own.Count < 2 ? [] : own);
    }

    private Stock Stock(string sku, WorldList list)
    {
        var record = list.Records.GetValueOrDefault(sku);
        var own = InRecord(record, list);
        if (!_products.TryGetValue(sku, out var found) || found.Product.Bundled.Count == 0 || list.BundleOnly)
        {
            return own;
        }

        var parts = found.Product.Bundled.Select(part => (Stock: Stock(part.Id, list), part.Quantity))
            .Select(part => part.Stock.Knowledge == StockKnowledge.Counted ? Packed(part.Stock, part.Quantity) : part.Stock).ToList();
        var all = record is null ? parts : [own, .. parts];
        var counted = all.Where(stock => stock.Knowledge == StockKnowledge.Counted).ToList();
        return all.Exists(stock => stock.Knowledge == StockKnowledge.NoRecord) ? Policy.Catalog.Stock.NoRecord
            : counted.Count == 0 ? Policy.Catalog.Stock.NotManaged
            : Counted(counted.Min(stock => stock.Salable), counted.Min(stock => stock.Salable) - counted.Min(stock => stock.Salable - stock.ToCome), null, StockHandling.None);
    }

    private static Stock InRecord(WorldStock? record, WorldList list)
    {
        if (record is null)
        {
            return list.DefaultInStock ? Policy.Catalog.Stock.NotManaged : Policy.Catalog.Stock.NoRecord;
        }

        if (record.Perpetual == true)
        {
            return Policy.Catalog.Stock.NotManaged;
        }

        var handling = record.Handling ?? StockHandling.None;
        var computed = (record.Allocation ?? 0) + (handling == StockHandling.None ? 0 : record.Preorder ?? 0) - (record.Turnover ?? 0) - (record.OnOrder ?? 0);
        // A day without a time begins at midnight in Paris, which is 22:00 in summer.
        var restocked = record.InStock ?? (record.InStockDate is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(2)) : null);
        var salable = record.Ats ?? computed;
        return Counted(salable, handling == StockHandling.None ? 0 : Math.Max(0, Math.Min(record.Preorder ?? 0, salable)), restocked, handling);
    }

    private static Stock Counted(decimal salable, decimal toCome, DateTimeOffset? restocked, StockHandling handling) =>
        new(StockKnowledge.Counted, salable, 0, restocked, handling) { ToCome = toCome };

    /// <summary>How many bundles a part is enough for, and how many of these only when all of it has come.</summary>
    private static Stock Packed(Stock part, decimal quantity)
    {
        var (all, now) = (Math.Floor(part.Salable / quantity), Math.Floor((part.Salable - part.ToCome) / quantity));
        return Counted(all, all - now, null, StockHandling.None);
    }

    private static Stock Sum(List<Stock> lists)
    {
        var counted = lists.Where(stock => stock.Knowledge == StockKnowledge.Counted).ToList();
        var coming = counted.Exists(stock => stock.ToCome > 0) ? counted.Where(stock => stock.ToCome > 0).ToList() : counted;
        return lists.Exists(stock => stock.Knowledge == StockKnowledge.NotManaged) ? Policy.Catalog.Stock.NotManaged
            : counted.Count == 0 ? Policy.Catalog.Stock.NoRecord
            : Counted(
                counted.Sum(stock => stock.Salable), counted.Sum(stock => stock.ToCome), coming.Min(stock => stock.Restocked),
                coming.Select(stock => stock.Handling).LastOrDefault(handling => handling != StockHandling.None));
    }

    private sealed record Price(decimal Amount, string Currency, DateTimeOffset? From, DateTimeOffset? To);
}
