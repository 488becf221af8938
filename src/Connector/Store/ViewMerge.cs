using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// The merge below a view: items in feed order and, beside each, what every price book, inventory list and catalog says of it.
/// All of them are sorted alike, so each is passed once.
/// </summary>
internal sealed class ViewMerge : IDisposable
{
    private readonly PriceBooks _prices;
    private readonly CategoryTree _tree;
    private readonly (PriceBooks.Book Book, EntryCursor Cursor)[] _books;
    private readonly (InventoryListHeader Header, EntryCursor Cursor)[] _lists;
    private readonly (string Catalog, EntryCursor Cursor)[] _catalogs;
    private readonly (InventoryListHeader Header, StockRecord? Record)[] _stock;
    private readonly Prepared _statement;
    private readonly Prepared.Rows _items;
    private byte[] _group = [];
    private bool _started;
    private IReadOnlyList<CategoryPlace>? _mastersPlaces;
    private IReadOnlyList<CategoryPlace>? _places;

    public ViewMerge(MirrorSnapshot mirror, StoreView view, PriceBooks prices, CategoryTree tree, KeyRange range)
    {
        (_prices, _tree) = (prices, tree);
        var scopes = mirror.Scopes.ToDictionary(scope => scope.Scope);
        _books = [.. prices.All.Select(book => (book, Cursor(scopes[new Scope(ScopeKind.PriceBook, book.Header.Id)])))];
        _lists = [.. view.InventoryLists.Distinct().Select(list => scopes.GetValueOrDefault(new Scope(ScopeKind.InventoryList, list)))
            .Where(scope => scope?.InventoryList is not null).Select(scope => (scope!.InventoryList!, Cursor(scope)))];
        _catalogs = [.. mirror.Scopes.Where(scope => scope.Scope.Kind == ScopeKind.Catalog).Select(scope => (scope.Scope.Id, Cursor(scope)))];
        // A list that the mirror lacks leaves the sum unknown.
        _stock = new (InventoryListHeader, StockRecord?)[_lists.Length == view.InventoryLists.Distinct().Count() ? _lists.Length : 0];
        _statement = mirror.Prepare(
            "SELECT grp, head, id, kind, is_default, data FROM item WHERE shop = ?1 AND grp >= ?2 AND (?3 IS NULL OR grp < ?3) ORDER BY grp, head, id");
        _items = _statement.Read(mirror.ShopId, range.From ?? "", range.To);

        EntryCursor Cursor(StoredScope scope) => new(mirror, scope.Id, range);
    }

    /// <summary>Whether the item is the first of its group.</summary>
    public bool IsNewGroup { get; private set; }

    /// <summary>Whether it is a master or the like, never a row.</summary>
    public bool IsHead { get; private set; }

    public bool IsDefault => _items.Number(4) == 1;

    public bool Next()
    {
        if (!_items.Next())
        {
            return false;
        }

        var group = _items.Bytes(0);
        IsHead = _items.Number(1) == 0;
        IsNewGroup = !_started || !group.SequenceEqual(_group);
        _started = true;
        if (IsNewGroup)
        {
            _group = group.ToArray();
            _mastersPlaces = null;
            foreach (var book in _prices.All)
            {
                book.Masters.Clear();
            }
        }

        TakePrices();
        TakePlaces();
        return true;
    }

    public string Group() => _items.Text(0);

    public string Id() => _items.Text(2);

    public byte[] Blob() => _items.Bytes(5).ToArray();

    public Prices Price() => _prices.Resolve();

    /// <summary>Categories of the item, else of its master.</summary>
    public IReadOnlyList<CategoryPlace> Categories() => _places ?? _mastersPlaces ?? [];

    public Stock Stock(string id)
    {
        for (var i = 0; i < _stock.Length; i++)
        {
            _stock[i] = (_lists[i].Header, Take(_lists[i].Cursor, out var data) ? EntryCodec.ReadStock(id, data) : null);
        }

        return StockSum.Of(_stock, (ItemKind)_items.Number(3));
    }

    public void Dispose()
    {
        foreach (var cursor in _books.Select(pair => pair.Cursor).Concat(_lists.Select(pair => pair.Cursor)).Concat(_catalogs.Select(pair => pair.Cursor)))
        {
            cursor.Dispose();
        }

        _statement.Dispose();
    }

    private bool Take(EntryCursor cursor, out ReadOnlySpan<byte> data) => cursor.Take(_items.Bytes(0), _items.Number(1), _items.Bytes(2), out data);

    private void TakePrices()
    {
        foreach (var (book, cursor) in _books)
        {
            var tables = IsHead ? book.Masters : book.Own;
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
                _places = _places is null ? places : CategoryTree.PrimaryFirst([.. _places, .. places]);
            }
        }

        if (IsHead)
        {
            _mastersPlaces = _places;
        }
    }
}
