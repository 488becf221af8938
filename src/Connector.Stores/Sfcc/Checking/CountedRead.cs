using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Counts what a file tells and keeps none of it.</summary>
internal sealed class CountedRead : IStoreRead
{
    private readonly List<CheckedScope> _scopes = [];
    private readonly HashSet<Scope> _ended = [];
    private int _open;

    /// <summary>What was told, in the order in which the file begins it.</summary>
    public IReadOnlyList<CheckedScope> Scopes => _scopes;

    public void Begin(Scope scope, ScopeMode mode, DateTimeOffset? sourceTime, string origin)
    {
        _open = _scopes.FindIndex(known => known.Scope == scope);
        if (_open < 0)
        {
            _open = _scopes.Count;
            _scopes.Add(new CheckedScope(scope));
        }
    }

    public void End() => _ended.Add(Open.Scope);

    public void Upsert(ItemDraft item)
    {
        var (masters, bundles, sets) = item.Kind switch
        {
            ItemKind.Master => (1, 0, 0),
            ItemKind.Bundle => (0, 1, 0),
            ItemKind.Set => (0, 0, 1),
            _ => (0, 0, 0),
        };
        Open = Open with
        {
            Products = Open.Products + 1,
            Masters = Open.Masters + masters,
            Variants = Open.Variants + item.Links.Count(link => link.Kind == LinkKind.Variant),
            Groups = Open.Groups + item.Links.Count(link => link.Kind == LinkKind.VariationGroup),
            Bundles = Open.Bundles + bundles,
            Sets = Open.Sets + sets,
        };
    }

    public void Upsert(CategoryRecord category) => Open = Open with { Categories = Open.Categories + 1 };

    public void Patch(CategoryPatch category) => Open = Open with { Categories = Open.Categories + 1 };

    public void Upsert(SharedVariationAttribute attribute)
    {
    }

    public void Assign(CategoryAssignment assignment) => Open = Open with { Assignments = Open.Assignments + 1 };

    public void Upsert(PriceBookHeader header) => Open = Open with { Currency = header.Currency };

    public void Upsert(string productId, IReadOnlyList<PriceTable> tables) => Priced();

    public void Patch(string productId, PricePatch prices) => Priced();

    public void Upsert(InventoryListHeader header)
    {
    }

    public void Upsert(StockRecord record) => Open = Open with { StockRecords = Open.StockRecords + 1 };

    public void DeleteItem(string productId) => Deleted();

    public void DeleteCategory(string categoryId) => Deleted();

    public void DeleteSharedAttribute(string variationAttributeId) => Deleted();

    public void Unassign(string productId, string categoryId) => Deleted();

    public void DeletePrices(string productId) => Deleted();

    public void DeleteStock(string productId) => Deleted();

    public string? Mark(string name) => null;

    public void SetMark(string name, string? value)
    {
    }

    public void Warn(ReadWarning warning)
    {
    }

    private CheckedScope Open
    {
        get => _scopes[_open];
        set => _scopes[_open] = value;
    }

    /// <summary>A book that is begun again tells once more what does not stand together in the file: it was counted.</summary>
    private void Priced()
    {
        if (!_ended.Contains(Open.Scope))
        {
            Open = Open with { Prices = Open.Prices + 1 };
        }
    }

    private void Deleted() => Open = Open with { Deletions = Open.Deletions + 1 };
}
