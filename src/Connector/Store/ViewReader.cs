using System.Text;
using System.Text.Json;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// A shop's offers in one view at one instant, in feed order, one item group at a time: a merge over the items and the
/// narrow rows of each price book, inventory list and catalog.
/// </summary>
public sealed class ViewReader
{
    private readonly MirrorSnapshot _mirror;
    private readonly StoreView _view;
    private readonly DateTimeOffset _instant;
    private readonly LocaleChain _locales;
    private readonly byte[] _site;
    private readonly CategoryTree _categories;
    private readonly Dictionary<string, SharedVariationAttribute> _shared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PriceBookHeader> _books = new(StringComparer.Ordinal);

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

        LoadShared();
    }

    /// <summary>The scopes that this view's rows are made from; those that it names and the mirror lacks are in <see cref="Missing"/>.</summary>
    public IReadOnlyList<StoredScope> Sources
    {
        get
        {
            var books = new PriceBooks(_view.PriceBooks, _books, _instant).All.Select(book => book.Header.Id).ToHashSet(StringComparer.Ordinal);
            return [.. _mirror.Scopes.Where(scope => scope.Scope.Kind switch
            {
                ScopeKind.PriceBook => books.Contains(scope.Scope.Id),
                ScopeKind.InventoryList => _view.InventoryLists.Contains(scope.Scope.Id),
                _ => true,
            })];
        }
    }

    /// <summary>Price books and inventory lists that the view names and the mirror does not hold.</summary>
    public IReadOnlyList<Scope> Missing =>
    [
        .. _view.PriceBooks.Where(book => !_books.ContainsKey(book)).Select(book => new Scope(ScopeKind.PriceBook, book)),
        .. _view.InventoryLists.Where(list => !_mirror.Scopes.Any(scope => scope.Scope == new Scope(ScopeKind.InventoryList, list)))
            .Select(list => new Scope(ScopeKind.InventoryList, list)),
    ];

    /// <summary>The item group in which a SKU stands, null where the mirror has no such item.</summary>
    public string? GroupOf(string sku)
    {
        using var find = _mirror.Prepare("SELECT grp FROM product WHERE shop = $1 AND id = $2 AND kind <> 0");
        return find.One(_mirror.ShopId, sku) as string;
    }

    /// <summary>How many items the shop sells (masters not counted).</summary>
    public long Count()
    {
        using var count = _mirror.Prepare("SELECT COUNT(*) FROM product WHERE shop = $1 AND kind <> 0 AND head = 1");
        return count.Number(_mirror.ShopId);
    }

    /// <summary>The offers of one item group; empty where there is none.</summary>
    public IReadOnlyList<Offer> Group(string group) => Groups(new KeyRange(group, group + "\0")).FirstOrDefault() ?? [];

    /// <summary>Offers in feed order, one item group at a time.</summary>
    public IEnumerable<IReadOnlyList<Offer>> Groups(KeyRange range)
    {
        var prices = new PriceBooks(_view.PriceBooks, _books, _instant);
        var bookCursors = prices.All.Select(book => (book, Cursor(new Scope(ScopeKind.PriceBook, book.Header.Id), range)!)).ToArray();
        var lists = _view.InventoryLists.Select(list => _mirror.Scopes.FirstOrDefault(scope => scope.Scope == new Scope(ScopeKind.InventoryList, list)))
            .OfType<StoredScope>().Where(scope => scope.InventoryList is not null).Select(scope => (scope.InventoryList!, new EntryCursor(_mirror, scope.Id, range))).ToArray();
        var catalogs = _mirror.Scopes.Where(scope => scope.Scope.Kind == ScopeKind.Catalog).Select(scope => (scope.Scope.Id, new EntryCursor(_mirror, scope.Id, range))).ToArray();
        var complete = lists.Length == _view.InventoryLists.Count;
        using var items = _mirror.Prepare(
            "SELECT grp, head, id, kind, is_default, data FROM item WHERE shop = $1 AND grp >= $2 AND ($3 IS NULL OR grp < $3) ORDER BY grp, head, id");
        using var rows = items.Read(_mirror.ShopId, range.From ?? "", range.To);
        try
        {
            var offers = new List<Offer>();
            var current = "";
            ItemFold? master = null;
            IReadOnlyList<CategoryPlace>? mastersPlaces = null;
            while (rows.Read())
            {
                var (group, head, id, kind) = (rows.GetString(0), rows.GetInt32(1), rows.GetString(2), (ItemKind)rows.GetInt32(3));
                if (group != current)
                {
                    if (offers.Count > 0)
                    {
                        yield return offers;
                        offers = [];
                    }

                    (current, master, mastersPlaces) = (group, null, null);
                    foreach (var book in prices.All)
                    {
                        book.Masters.Clear();
                    }
                }

                var fold = new ItemFold(rows.GetFieldValue<byte[]>(5), _locales, _site);
                foreach (var (book, cursor) in bookCursors)
                {
                    var tables = head == 0 ? book.Masters : book.Own;
                    tables.Clear();
                    if (cursor.Take(group, head, id) is { } data)
                    {
                        EntryCodec.ReadPrices(data, tables);
                    }
                }

                IReadOnlyList<CategoryPlace>? places = null;
                foreach (var (catalog, cursor) in catalogs)
                {
                    if (cursor.Take(group, head, id) is { } data)
                    {
                        places = places is null ? _categories.Places(catalog, data) : [.. places, .. _categories.Places(catalog, data)];
                    }
                }

                if (head == 0)
                {
                    (master, mastersPlaces) = (fold, places);
                    continue;
                }

                var stock = new (InventoryListHeader, StockRecord?)[complete ? lists.Length : 0];
                for (var i = 0; i < stock.Length; i++)
                {
                    stock[i] = (lists[i].Item1, lists[i].Item2.Take(group, head, id) is { } data ? EntryCodec.ReadStock(id, data) : null);
                }

                offers.Add(Offer.From(Item(
                    id, group, kind, rows.GetInt32(4) == 1, fold, master, CategoryTree.PrimaryFirst(places ?? mastersPlaces ?? []), prices.Resolve(), StockSum.Of(stock, kind))));
            }

            if (offers.Count > 0)
            {
                yield return offers;
            }
        }
        finally
        {
            foreach (var cursor in bookCursors.Select(pair => pair.Item2).Concat(lists.Select(pair => pair.Item2)).Concat(catalogs.Select(pair => pair.Item2)))
            {
                cursor.Dispose();
            }
        }
    }

    private EntryCursor? Cursor(Scope scope, KeyRange range) =>
        _mirror.Scopes.FirstOrDefault(stored => stored.Scope == scope) is { } found ? new EntryCursor(_mirror, found.Id, range) : null;

    private ShopItem Item(
        string id, string group, ItemKind kind, bool isDefault, ItemFold own, ItemFold? master, IReadOnlyList<CategoryPlace> categories,
        (Money? List, Money? Paid, DateTimeOffset? Until) price, Stock stock)
    {
        var until = price.Until;
        var attributes = new BlobAttributes(own.Blob, master?.Blob, _locales);
        var variations = Variations(master, attributes);
        var (online, because) = Online(own, master, ref until);
        return new ShopItem
        {
            Sku = new Sku(id),
            Group = new GroupId(group),
            IsVariant = master is not null,
            IsDefaultVariant = isDefault,
            Name = Inherit(ItemField.Name),
            ShortDescription = Inherit(ItemField.ShortDescription),
            LongDescription = Inherit(ItemField.LongDescription),
            Brand = Inherit(ItemField.Brand),
            ManufacturerName = Inherit(ItemField.ManufacturerName),
            ManufacturerSku = Inherit(ItemField.ManufacturerSku),
            Ean = Inherit(ItemField.Ean),
            Upc = Inherit(ItemField.Upc),
            Online = online,
            OfflineBecause = because,
            Searchable = own.Flag(ItemField.SearchableFlag) ?? master?.Flag(ItemField.SearchableFlag) ?? true,
            VisibleIndividually = categories.Count > 0,
            Categories = categories,
            Images = ItemImages.Choose(own, master, variations),
            Variations = variations,
            ListPrice = price.List,
            PaidPrice = price.Paid,
            PaidPriceUntil = price.Until,
            Stock = stock,
            LandingPage = LandingPage(id, group),
            ValidUntil = until,
            SourceTime = _instant,
            Attributes = attributes,
        };

        Text Inherit(ItemField field) => own[field].IsEmpty && master is not null ? master[field] : own[field];
    }

    private (bool Online, string? Because) Online(ItemFold own, ItemFold? master, ref DateTimeOffset? until)
    {
        var from = own.Time(ItemField.OnlineFrom) ?? master?.Time(ItemField.OnlineFrom);
        var to = own.Time(ItemField.OnlineTo) ?? master?.Time(ItemField.OnlineTo);
        var flag = own.Flag(ItemField.OnlineFlag) ?? master?.Flag(ItemField.OnlineFlag);
        PriceBooks.Sooner(ref until, from, _instant);
        PriceBooks.Sooner(ref until, to, _instant);
        return flag switch
        {
            null => (false, "it has no online-flag"),
            false => (false, "online-flag is false"),
            _ when from > _instant => (false, $"it goes online at {from:u}"),
            _ when to <= _instant => (false, $"it went offline at {to:u}"),
            _ => (true, null),
        };
    }

    private List<VariationValue> Variations(ItemFold? master, BlobAttributes attributes)
    {
        var values = new List<VariationValue>();
        foreach (var variation in master?.Variations ?? [])
        {
            var value = attributes[variation.Id];
            if (value.IsEmpty)
            {
                continue;
            }

            var id = value.ToString();
            var shared = variation.SharedId is { } sharedId ? _shared.GetValueOrDefault(sharedId) : null;
            var sharedValue = shared?.Values.FirstOrDefault(named => named.Value == id);
            values.Add(new VariationValue(
                variation.Id,
                variation.Name.Or(shared is null ? null : _locales.Best(shared.Names)).Or(variation.Id),
                id,
                (master!.ValueNames.TryGetValue($"{variation.Id}={id}", out var name) ? name.Name : default)
                    .Or(sharedValue is null ? null : _locales.Best(sharedValue.Names)).Or(value)));
        }

        return values;
    }

    private string LandingPage(string sku, string group) => _view.LandingPage
        .Replace("{sku}", Uri.EscapeDataString(sku), StringComparison.Ordinal)
        .Replace("{group}", Uri.EscapeDataString(group), StringComparison.Ordinal)
        .Replace("{locale}", Uri.EscapeDataString(_view.Locale), StringComparison.Ordinal)
        .Replace("{site}", Uri.EscapeDataString(_view.Site), StringComparison.Ordinal);

    private void LoadShared()
    {
        using var load = _mirror.Prepare(
            "SELECT a.data FROM shared_attribute a JOIN scope s ON s.id = a.scope WHERE s.shop = $1 ORDER BY s.name, a.id");
        using var rows = load.Read(_mirror.ShopId);
        while (rows.Read())
        {
            var attribute = JsonSerializer.Deserialize(rows.GetString(0), MirrorJson.Default.SharedVariationAttribute)!;
            // Two catalogs may share an id; the first catalog by name counts, whatever the order of files.
            _shared.TryAdd(attribute.VariationAttributeId, attribute);
        }
    }
}
