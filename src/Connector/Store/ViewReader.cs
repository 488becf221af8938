using System.Text;
using System.Text.Json;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// A shop's offers in one view at one instant, in feed order, one item group at a time: a merge over the items and the
/// narrow rows of each price book, inventory list and catalog. For one thread; workers that share a shop open a snapshot each.
/// </summary>
public sealed class ViewReader
{
    private readonly MirrorSnapshot _mirror;
    private readonly StoreView _view;
    private readonly DateTimeOffset _instant;
    private readonly LocaleChain _locales;
    private readonly byte[] _site;
    private readonly CategoryTree _categories;
    private readonly SharedVariations _shared;
    private readonly Dictionary<string, PriceBookHeader> _books = new(StringComparer.Ordinal);
    private readonly Utf8Cache<string> _ids = new();
    private readonly LandingPages _landingPages;
    private readonly DateTimeOffset _sourceTime;

    internal ViewReader(MirrorSnapshot mirror, StoreView view, DateTimeOffset instant)
    {
        _mirror = mirror;
        _view = view;
        _instant = instant;
        _locales = new LocaleChain(view.Locale);
        _site = Encoding.UTF8.GetBytes(view.Site);
        _categories = new CategoryTree(mirror, _locales);
        foreach (var scope in mirror.Scopes)
        {
            if (scope.Scope.Kind == ScopeKind.PriceBook && scope.PriceBook is { } header)
            {
                _books[scope.Scope.Id] = header;
            }
        }

        _shared = new SharedVariations(mirror, _locales);
        _landingPages = new LandingPages(view);
        _sourceTime = Sources is { Count: > 0 } sources ? sources.Min(scope => scope.SourceTime ?? scope.ReadAt) : instant;
    }

    /// <summary>Also gives the prices by each of the view's books (<see cref="ShopItem.PricesByBook"/>), which hardly any policy asks for.</summary>
    internal bool WithPricesByBook { get; set; }

    /// <summary>The scopes that this view's rows are made from; those that it names and the mirror lacks are in <see cref="Missing"/>.</summary>
    public IReadOnlyList<StoredScope> Sources
    {
        get
        {
            var books = new PriceBooks(_view.PriceBooks, _view.Currency, _books, _instant).All.Select(book => book.Header.Id).ToHashSet(StringComparer.Ordinal);
            return [.. _mirror.Scopes.Where(scope => scope.Scope.Kind switch
            {
                ScopeKind.PriceBook => books.Contains(scope.Scope.Id),
                ScopeKind.InventoryList => _view.InventoryLists.Contains(scope.Scope.Id),
                _ => true,
            })];
        }
    }

    /// <summary>Catalogs, price books and inventory lists that the view names and the mirror does not hold.</summary>
    public IReadOnlyList<Scope> Missing =>
    [
        .. _view.Catalogs.Select(catalog => new Scope(ScopeKind.Catalog, catalog)).Where(named => !_mirror.Scopes.Any(scope => scope.Scope == named)),
        .. _view.PriceBooks.Where(book => !_books.ContainsKey(book)).Select(book => new Scope(ScopeKind.PriceBook, book)),
        .. _view.InventoryLists.Where(list => !_mirror.Scopes.Any(scope => scope.Scope == new Scope(ScopeKind.InventoryList, list)))
            .Select(list => new Scope(ScopeKind.InventoryList, list)),
    ];

    /// <summary>The item group in which a SKU stands; null where the shop sells no such SKU (masters and groups are not sold).</summary>
    public string? GroupOf(string sku)
    {
        using var find = _mirror.Prepare("SELECT grp FROM product WHERE shop = ?1 AND id = ?2 AND kind <> 0 AND head = 2");
        using var rows = find.Read(_mirror.ShopId, sku);
        return rows.Next() ? rows.Text(0) : null;
    }

    /// <summary>What an id is that stands for several items and is not sold itself: a master, a set or a variation group; null for all else.</summary>
    public ItemKind? KindOfHead(string id)
    {
        using var find = _mirror.Prepare("SELECT kind FROM product WHERE shop = ?1 AND id = ?2 AND kind <> 0 AND head < 2");
        using var rows = find.Read(_mirror.ShopId, id);
        return rows.Next() ? (ItemKind)rows.Number(0) : null;
    }

    /// <summary>The SKUs that stand in a master's group, by id; empty where there is none.</summary>
    public IReadOnlyList<string> VariantsOf(string id)
    {
        using var find = _mirror.Prepare("SELECT data FROM item WHERE shop = ?1 AND grp = ?2");
        using var rows = find.Read(_mirror.ShopId, id);
        var variants = new List<string>();
        var group = rows.Next() ? rows.Bytes(0) : default;
        for (var at = 0; GroupRecord.Read(group, at, out var item); at = item.End)
        {
            if (item.Head > ViewMerge.VariationGroup)
            {
                variants.Add(Encoding.UTF8.GetString(group[item.IdRange]));
            }
        }

        return variants;
    }

    /// <summary>How many items the shop sells (masters not counted).</summary>
    public long Count()
    {
        using var count = _mirror.Prepare("SELECT COUNT(*) FROM product WHERE shop = ?1 AND kind <> 0 AND head = 2");
        return count.Number(_mirror.ShopId);
    }

    /// <summary>The offers of one item group; empty where there is none.</summary>
    public IReadOnlyList<Offer> Group(string group) => Groups(KeyRange.Of(group)).FirstOrDefault() ?? [];

    /// <summary>Offers in feed order, one item group at a time. What is yielded stays valid.</summary>
    public IEnumerable<IReadOnlyList<Offer>> Groups(KeyRange range)
    {
        using var walk = Walk(range);
        while (walk.Next())
        {
            if (walk.Offers() is { Count: > 0 } offers)
            {
                yield return offers;
            }
        }
    }

    /// <summary>The same, where what is stored of a group may say that its offers need not be made.</summary>
    internal GroupWalk Walk(KeyRange range) => new(
        new ViewMerge(_mirror, _view, new PriceBooks(_view.PriceBooks, _view.Currency, _books, _instant), _categories, range),
        new ItemFamily(_locales, _site, _ids, _shared), new ItemFold(_locales, _site, _ids), Item);

    /// <summary>
    /// The hash of all that offers are made of besides what is stored of their group (<see cref="GroupWalk.Inputs"/>) and the instant: the
    /// view, the headers of price books and inventory lists, categories, and what masters share.
    /// </summary>
    internal Hash128 Circumstances()
    {
        var hash = Hash128.Of(JsonSerializer.SerializeToUtf8Bytes(_view));
        foreach (var scope in _mirror.Scopes)
        {
            hash = Hash128.Of(Encoding.UTF8.GetBytes($"{scope.Scope}\n{scope.Header}"), hash);
        }

        foreach (var table in (ReadOnlySpan<string>)["category", "shared_attribute"])
        {
            using var all = _mirror.Prepare($"SELECT s.name, t.id, t.data FROM {table} t JOIN scope s ON s.id = t.scope WHERE s.shop = ?1 ORDER BY s.name, t.id");
            using var rows = all.Read(_mirror.ShopId);
            while (rows.Next())
            {
                hash = Hash128.Of(rows.Bytes(2), Hash128.Of(rows.Bytes(1), Hash128.Of(rows.Bytes(0), hash)));
            }
        }

        return hash;
    }

    private ShopItem Item(ViewMerge merge, string group, ItemFold own, ItemFamily family)
    {
        var id = merge.Id();
        var (lineage, attributes) = family.Of(own);
        if (lineage.Group is { } variationGroup)
        {
            merge.VariationGroupIs(variationGroup.ItemId);
        }

        var (price, stock) = (merge.Price(), merge.Stock(id, own));
        var categories = merge.Categories();
        var until = price.Until;
        var byBook = WithPricesByBook ? merge.PricesByBook(ref until) : [];
        var priceUntil = until;
        var variations = family.Variations(attributes);
        var (online, because) = Online(lineage, ref until);
        return new ShopItem
        {
            Sku = new Sku(id),
            Group = new GroupId(group),
            IsVariant = lineage.Master is not null,
            IsDefaultVariant = merge.IsDefault,
            Name = lineage[ItemField.Name],
            ShortDescription = lineage[ItemField.ShortDescription],
            LongDescription = lineage[ItemField.LongDescription],
            Brand = lineage[ItemField.Brand],
            ManufacturerName = lineage[ItemField.ManufacturerName],
            ManufacturerSku = lineage[ItemField.ManufacturerSku],
            Ean = lineage[ItemField.Ean],
            Upc = lineage[ItemField.Upc],
            Online = online,
            OfflineBecause = because,
            Searchable = lineage.Flag(ItemField.SearchableFlag) ?? true,
            VisibleIndividually = categories.Count > 0,
            Categories = categories,
            Classification = categories.Count == 0 && lineage.Classification is var (catalog, category) ? _categories.Classification(catalog, category) : null,
            Images = family.Images(lineage, variations),
            Variations = variations,
            ListPrice = price.List,
            PaidPrice = price.Paid,
            PaidPriceFrom = price.From,
            PaidPriceTo = price.To,
            PaidPriceUntil = priceUntil,
            PricesByBook = byBook,
            Stock = stock.Sum,
            StockByList = stock.Lists,
            BundleRecords = stock.Own,
            LandingPage = _landingPages.Of(id, group),
            ValidUntil = until,
            SourceTime = _sourceTime,
            Attributes = attributes,
        };
    }

    private (bool Online, string? Because) Online(Lineage lineage, ref DateTimeOffset? until)
    {
        var from = lineage.Time(ItemField.OnlineFrom);
        var to = lineage.Time(ItemField.OnlineTo);
        PriceBooks.Sooner(ref until, from, _instant);
        PriceBooks.Sooner(ref until, to, _instant);
        return lineage.Flag(ItemField.OnlineFlag) switch
        {
            null => (false, "it has no online-flag"),
            false => (false, "online-flag is false"),
            _ when from > _instant => (false, $"it goes online at {from:u}"),
            _ when to <= _instant => (false, $"it went offline at {to:u}"),
            _ => (true, null),
        };
    }
}
