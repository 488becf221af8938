using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// The merge below a view: items in feed order and, beside each, what every price book, inventory list and catalog says of it.
/// All of them are sorted alike, so each is passed once.
/// </summary>
internal sealed class ViewMerge : IDisposable
{
    /// <summary>Values of <see cref="Head"/>: what stands first in an item group, what stands between, and what is sold.</summary>
    public const int Master = 0;
    public const int VariationGroup = 1;

    private readonly Dictionary<string, IReadOnlyList<CategoryPlace>> _groupsPlaces = new(StringComparer.Ordinal);
    private readonly BundleStock _bundles;
    private readonly PriceBooks _prices;
    private readonly CategoryTree _tree;
    private readonly (PriceBooks.Book Book, EntryCursor Cursor)[] _books;
    private readonly (InventoryListHeader Header, EntryCursor Cursor)[] _lists;
    private readonly (string Catalog, EntryCursor Cursor)[] _catalogs;
    private readonly EntryCursor[] _cursors;
    private readonly bool _hasAllLists;
    private readonly Prepared _statement;
    private readonly long _shop;
    private Prepared.Rows _items;
    private byte[] _group = [];
    private byte[]? _row;
    private GroupRecord _item;
    private int _next;
    private IReadOnlyList<CategoryPlace>? _mastersPlaces;
    private IReadOnlyList<CategoryPlace>? _places;
    private string? _variationGroup;

    public ViewMerge(MirrorSnapshot mirror, StoreView view, PriceBooks prices, CategoryTree tree, KeyRange range)
    {
        (_prices, _tree) = (prices, tree);
        var scopes = mirror.Scopes.ToDictionary(scope => scope.Scope);
        _books = [.. prices.All.Select(book => (book, Cursor(scopes[new Scope(ScopeKind.PriceBook, book.Header.Id)])))];
        _lists = [.. view.InventoryLists.Distinct().Select(list => scopes.GetValueOrDefault(new Scope(ScopeKind.InventoryList, list)))
            .Where(scope => scope?.InventoryList is not null).Select(scope => (scope!.InventoryList!, Cursor(scope)))];
        _catalogs = [.. mirror.Scopes.Where(scope => scope.Scope.Kind == ScopeKind.Catalog && (view.Catalogs.Count == 0 || view.Catalogs.Contains(scope.Scope.Id))).Select(scope => (scope.Scope.Id, Cursor(scope)))];
        _cursors = [.. _books.Select(pair => pair.Cursor), .. _lists.Select(pair => pair.Cursor), .. _catalogs.Select(pair => pair.Cursor)];
        // A list that the mirror lacks leaves the sum unknown, and so does a view without lists.
        _hasAllLists = _lists.Length > 0 && _lists.Length == view.InventoryLists.Distinct().Count();
        _bundles = new BundleStock(mirror, [.. _lists.Select(list => (list.Header, scopes[new Scope(ScopeKind.InventoryList, list.Header.Id)].Id))]);
        _statement = mirror.Prepare(
            "SELECT grp, data FROM item WHERE shop = ?1 AND grp >= ?2 AND grp < ?3 ORDER BY grp");
        _shop = mirror.ShopId;
        _items = Items(range);

        EntryCursor Cursor(StoredScope scope) => new(mirror, scope.Id, range);
    }

    /// <summary>The item group that was reached, UTF-8.</summary>
    public ReadOnlyMemory<byte> Group => _group;

    /// <summary>Where the item stands in its group: <see cref="Master"/>, <see cref="VariationGroup"/>, or behind them what is sold.</summary>
    public int Head => _item.Head;

    public bool IsDefault => _item.IsDefault;

    /// <summary>Goes to another range: cheaper than to begin again, where ranges are single groups.</summary>
    public void Seek(KeyRange range)
    {
        _items.Dispose();
        _items = Items(range);
        foreach (var cursor in _cursors)
        {
            cursor.Seek(range);
        }
    }

    /// <summary>Goes on to the next item group, whether or not the items of this one were looked at.</summary>
    public bool NextGroup()
    {
        if (!_items.Next())
        {
            return false;
        }

        (_group, _row, _next) = (_items.Bytes(0).ToArray(), null, 0);
        return true;
    }

    /// <summary>
    /// The hash of all that is stored of the group and of its prices, stock and categories: where it is the same, and the view's
    /// circumstances are, the group's offers are. Null where they hang on other groups too: a bundle's stock is its parts'.
    /// </summary>
    public Hash128? Inputs()
    {
        var items = _items.Bytes(1);
        for (var at = 0; GroupRecord.Read(items, at, out var item); at = item.End)
        {
            if (item.Kind == ItemKind.Bundle)
            {
                return null;
            }
        }

        var hash = Hash128.Of(items);
        foreach (var cursor in _cursors)
        {
            hash = Hash128.Of(cursor.Of(_group), hash);
        }

        return hash;
    }

    /// <summary>Goes on to the next item of the group.</summary>
    public bool Next()
    {
        _row ??= Begin();
        if (_next == _row.Length)
        {
            return false;
        }

        GroupRecord.Read(_row, _next, out _item);
        _next = _item.End;
        _variationGroup = null;
        TakePrices();
        TakePlaces();
        return true;
    }

    public string Id() => Encoding.UTF8.GetString(_row.AsSpan(_item.IdRange));

    /// <summary>What is stored of the item; a part of its group's row, which is not used again.</summary>
    public ReadOnlyMemory<byte> Blob() => _row.AsMemory(_item.DataRange);

    public Prices Price() => _prices.Resolve();

    /// <summary>The prices by each of the view's books; <see cref="Price"/> comes first.</summary>
    public IReadOnlyList<BookPrice> PricesByBook(ref DateTimeOffset? until) => _prices.ByBook(ref until);

    /// <summary>The item belongs to a variation group that was passed.</summary>
    public void VariationGroupIs(string id) => _variationGroup = id;

    /// <summary>Categories of the item, else of its variation group, else of its master.</summary>
    public IReadOnlyList<CategoryPlace> Categories() =>
        _places ?? (_variationGroup is null ? null : _groupsPlaces.GetValueOrDefault(_variationGroup)) ?? _mastersPlaces ?? [];

    /// <summary>Stock over all lists, and in each of them where there are several; for a bundle also what its own records say.</summary>
    public (Stock Sum, IReadOnlyList<ListStock> Lists, BundleRecords? Own) Stock(string id, ItemFold item)
    {
        if (!_hasAllLists)
        {
            return (Policy.Catalog.Stock.Unknown, [], null);
        }

        var isBundle = _item.Kind == ItemKind.Bundle;
        var (sum, ownSum) = (Policy.Catalog.Stock.NoRecord, Policy.Catalog.Stock.NoRecord);
        var each = _lists.Length > 1 ? new ListStock[_lists.Length] : [];
        var ownEach = isBundle && _lists.Length > 1 ? new ListStock[_lists.Length] : [];
        for (var i = 0; i < _lists.Length; i++)
        {
            var (header, cursor) = _lists[i];
            var record = Take(cursor, out var data) ? EntryCodec.ReadStock(id, data) : null;
            var own = StockSum.In(header, record);
            var stock = isBundle ? _bundles.Of(item.Blob, i, record) : own;
            sum = Policy.Catalog.Stock.Together(sum, stock);
            ownSum = isBundle ? Policy.Catalog.Stock.Together(ownSum, own) : ownSum;
            if (each.Length > 0)
            {
                each[i] = new ListStock(header.Id, stock);
            }

            if (ownEach.Length > 0)
            {
                ownEach[i] = new ListStock(header.Id, own);
            }
        }

        return (sum, each, isBundle ? new BundleRecords(ownSum, ownEach) : null);
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors)
        {
            cursor.Dispose();
        }

        _bundles.Dispose();
        _statement.Dispose();
    }

    private Prepared.Rows Items(KeyRange range) => _statement.Read(_shop, range.From ?? "", range.To ?? SqlValue.BehindAllTexts);

    private byte[] Begin()
    {
        _mastersPlaces = null;
        _groupsPlaces.Clear();
        foreach (var book in _prices.All)
        {
            book.Masters.Clear();
        }

        return _items.Bytes(1).ToArray();
    }

    private bool Take(EntryCursor cursor, out ReadOnlySpan<byte> data) => cursor.Take(_group, _item.Head, _row.AsSpan(_item.IdRange), out data);

    private void TakePrices()
    {
        foreach (var (book, cursor) in _books)
        {
            // A variation group's price is nobody else's: only a master's is inherited.
            var tables = Head == Master ? book.Masters : book.Own;
            tables.Clear();
            if (Take(cursor, out var data))
            {
                EntryCodec.ReadPrices(data, tables);
            }
        }
    }

    private void TakePlaces()
    {
        _places = null;
        foreach (var (catalog, cursor) in _catalogs)
        {
            if (Take(cursor, out var data))
            {
                var places = _tree.Places(catalog, data);
                if (places.Count == 0)
                {
                    continue;
                }

                _places = _places is null ? places : CategoryTree.PrimaryFirst([.. _places, .. places]);
            }
        }

        if (Head == Master)
        {
            _mastersPlaces = _places;
        }
        else if (Head == VariationGroup && _places is not null)
        {
            _groupsPlaces[Id()] = _places;
        }
    }
}
