using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Passes on what is told, marks included, of those scopes for which <see cref="Begun"/> says yes.</summary>
internal sealed class ScopeEar(IStoreRead read) : IStoreRead
{
    private bool _muted;

    /// <summary>Given a scope and its source time: whether it is passed on.</summary>
    public required Func<Scope, DateTimeOffset?, bool> Begun { get; init; }

    public void Begin(Scope scope, ScopeMode mode, DateTimeOffset? sourceTime, string origin)
    {
        _muted = !Begun(scope, sourceTime);
        Tell(() => read.Begin(scope, mode, sourceTime, origin));
    }

    public void End()
    {
        Tell(read.End);
        _muted = false;
    }

    public void Upsert(ItemDraft item)
    {
        if (!_muted)
        {
            read.Upsert(item);
        }
    }

    public void DeleteItem(string productId) => Tell(() => read.DeleteItem(productId));

    public void Upsert(CategoryRecord category) => Tell(() => read.Upsert(category));

    public void Patch(CategoryPatch category) => Tell(() => read.Patch(category));

    public void DeleteCategory(string categoryId) => Tell(() => read.DeleteCategory(categoryId));

    public void Upsert(SharedVariationAttribute attribute) => Tell(() => read.Upsert(attribute));

    public void DeleteSharedAttribute(string variationAttributeId) => Tell(() => read.DeleteSharedAttribute(variationAttributeId));

    public void Assign(CategoryAssignment assignment)
    {
        if (!_muted)
        {
            read.Assign(assignment);
        }
    }

    public void Unassign(string productId, string categoryId) => Tell(() => read.Unassign(productId, categoryId));

    public void Upsert(PriceBookHeader header) => Tell(() => read.Upsert(header));

    public void Upsert(string productId, IReadOnlyList<PriceTable> tables)
    {
        if (!_muted)
        {
            read.Upsert(productId, tables);
        }
    }

    public void Patch(string productId, PricePatch prices)
    {
        if (!_muted)
        {
            read.Patch(productId, prices);
        }
    }

    public void DeletePrices(string productId) => Tell(() => read.DeletePrices(productId));

    public void Upsert(InventoryListHeader header) => Tell(() => read.Upsert(header));

    public void Upsert(StockRecord record)
    {
        if (!_muted)
        {
            read.Upsert(record);
        }
    }

    public void DeleteStock(string productId) => Tell(() => read.DeleteStock(productId));

    public void Remembering(string circumstances) => Tell(() => read.Remembering(circumstances));

    public bool Expected(out int length, out Hash128 hash)
    {
        (length, hash) = (0, default);
        return !_muted && read.Expected(out length, out hash);
    }

    public void Repeat() => read.Repeat();

    public void Remember(int length, Hash128 hash)
    {
        if (!_muted)
        {
            read.Remember(length, hash);
        }
    }

    public string? Mark(string name) => read.Mark(name);

    public void SetMark(string name, string? value) => Tell(() => read.SetMark(name, value));

    public void Warn(ReadWarning warning) => read.Warn(warning);

    private void Tell(Action tell)
    {
        if (!_muted)
        {
            tell();
        }
    }
}
