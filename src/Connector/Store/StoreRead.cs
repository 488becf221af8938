using System.Globalization;

namespace Connector.Store;

/// <summary>
/// What an adapter tells of a shop, piece by piece. Pieces belong to scopes (a catalog, a price book, an inventory list), which
/// may come in several files: beginning a scope again in one read goes on with it. Everything is applied whole when the read
/// commits, or not at all. Implemented by the mirror's own read and by the check that only validates.
/// </summary>
public interface IStoreRead
{
    /// <summary>Opens a scope; what follows belongs to it until <see cref="End"/>.</summary>
    /// <param name="scope">The piece of the shop.</param>
    /// <param name="mode">
    /// Complete: what the scope does not name in this read is gone. Delta: only what is named changes; behind a complete one it goes on
    /// with what that told. A complete one behind a delta begins anew: this is how a price book or a list is emptied.
    /// </param>
    /// <remarks>The shop's time of what is complete is that of its oldest piece; of changes, that of the last.</remarks>
    /// <param name="sourceTime">The shop's own time of the data, where the source says so.</param>
    /// <param name="origin">File and entry, for messages.</param>
    void Begin(Scope scope, ScopeMode mode, DateTimeOffset? sourceTime, string origin);

    void End();

    /// <summary>A product of the open catalog. The draft is encoded at once and may be used again. A patch changes what is stored, where the scope is a delta.</summary>
    void Upsert(ItemDraft item);

    void DeleteItem(string productId);

    void Upsert(CategoryRecord category);

    /// <summary>Changes a category of the open catalog, in a delta; one that is not stored begins offline, as on the platform.</summary>
    void Patch(CategoryPatch category);

    void DeleteCategory(string categoryId);

    /// <summary>Display names of a variation attribute that masters of the open catalog share.</summary>
    void Upsert(SharedVariationAttribute attribute);

    void DeleteSharedAttribute(string variationAttributeId);

    void Assign(CategoryAssignment assignment);

    void Unassign(string productId, string categoryId);

    /// <summary>Header of the open price book.</summary>
    void Upsert(PriceBookHeader header);

    /// <summary>All price tables that the open price book has for one product, in file order.</summary>
    void Upsert(string productId, IReadOnlyList<PriceTable> tables);

    /// <summary>Changes the price tables that the open price book has for one product.</summary>
    void Patch(string productId, PricePatch prices);

    void DeletePrices(string productId);

    /// <summary>Header of the open inventory list.</summary>
    void Upsert(InventoryListHeader header);

    void Upsert(StockRecord record);

    void DeleteStock(string productId);

    /// <summary>
    /// For a read that remembers what it was told; others know nothing of it. In a complete scope, before its first record: an adapter that can tell a record by its bytes asks of each whether it is
    /// <see cref="Expected"/>; then it is <see cref="Repeat"/>ed without being told, else told and, behind that, <see cref="Remember"/>ed.
    /// </summary>
    /// <param name="circumstances">All beside the record's bytes that decides what is told of it; what was remembered under others does not count.</param>
    void Remembering(string circumstances)
    {
    }

    /// <summary>The record that the last whole read of the open scope was told at this place: its bytes' length and hash. False where none is known.</summary>
    bool Expected(out int length, out Hash128 hash)
    {
        (length, hash) = (0, default);
        return false;
    }

    /// <summary>The expected record is told again, as it was.</summary>
    void Repeat() => throw new InvalidOperationException("nothing was expected");

    /// <summary>The record that was just told, whole, had bytes of this length and hash.</summary>
    void Remember(int length, Hash128 hash)
    {
    }

    /// <summary>A note that the adapter left in an earlier read of this shop; null where there is none.</summary>
    string? Mark(string name);

    /// <summary>Leaves a note for later reads: it counts when this read commits, and goes when the mirror is rebuilt. Takes no read number. Null takes it away.</summary>
    void SetMark(string name, string? value);

    /// <summary>Something odd that does not stop the read.</summary>
    void Warn(ReadWarning warning);
}

public enum ScopeKind
{
    Catalog,
    PriceBook,
    InventoryList,
}

/// <summary>A piece of a shop that is delivered by itself.</summary>
public readonly record struct Scope(ScopeKind Kind, string Id)
{
    public override string ToString() => Kind switch
    {
        ScopeKind.Catalog => "catalog " + Id,
        ScopeKind.PriceBook => "price book " + Id,
        _ => "inventory list " + Id,
    };
}

public enum ScopeMode
{
    Complete,
    Delta,
}

/// <summary>A category of the open catalog.</summary>
public sealed record CategoryRecord(string Id, string? Parent, bool Online, IReadOnlyList<LocalText> Names)
{
    /// <summary>Online window, where set.</summary>
    public DateTimeOffset? OnlineFrom { get; init; }

    public DateTimeOffset? OnlineTo { get; init; }
}

/// <summary>What a delta changes of a category; null: stays as it is.</summary>
public sealed record CategoryPatch(string Id)
{
    /// <summary>Empty: it has no parent any more.</summary>
    public string? Parent { get; init; }

    public bool? Online { get; init; }

    /// <summary>Names that change, by locale; an empty text takes one away.</summary>
    public IReadOnlyList<LocalText> Names { get; init; } = [];

    /// <summary>The new start of its window; an inner null takes it away.</summary>
    public (DateTimeOffset? Time, bool Set) OnlineFrom { get; init; }

    public (DateTimeOffset? Time, bool Set) OnlineTo { get; init; }
}

/// <summary>Text in one locale; <c>x-default</c> is the shop's default.</summary>
public readonly record struct LocalText(string Locale, string Text);

/// <summary>A product's place in a category of the open catalog.</summary>
public readonly record struct CategoryAssignment(string ProductId, string CategoryId, bool Primary);

/// <summary>A variation attribute defined once for a catalog.</summary>
/// <param name="VariationAttributeId">The id by which masters refer to it.</param>
/// <param name="AttributeId">The product attribute whose value tells variants apart.</param>
/// <param name="Names">Display names of the attribute.</param>
/// <param name="Values">Values with their display names.</param>
public sealed record SharedVariationAttribute(
    string VariationAttributeId, string AttributeId, IReadOnlyList<LocalText> Names, IReadOnlyList<VariationValueNames> Values);

public sealed record VariationValueNames(string Value, IReadOnlyList<LocalText> Names);

/// <summary>Header of a price book.</summary>
/// <param name="Id">SFCC's pricebook-id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Parent">The book from which prices are inherited, null at the root.</param>
/// <param name="Online">Whether the book applies at all.</param>
/// <param name="OnlineFrom">Start of its window.</param>
/// <param name="OnlineTo">End of its window.</param>
public sealed record PriceBookHeader(
    string Id, string Currency, string? Parent, bool Online = true, DateTimeOffset? OnlineFrom = null, DateTimeOffset? OnlineTo = null);

/// <summary>One price table of one product: amounts by quantity with an optional window.</summary>
/// <param name="From">Start of the window, null: always.</param>
/// <param name="To">End of the window (exclusive), null: for ever.</param>
/// <param name="Quantity">From how many pieces on; 1 is what a shopper pays for one.</param>
/// <param name="Amount">The price, or the percentage.</param>
/// <param name="IsPercentage">The amount is a percentage off the parent book's price.</param>
public readonly record struct PriceTable(DateTimeOffset? From, DateTimeOffset? To, decimal Quantity, decimal Amount, bool IsPercentage = false);

/// <summary>What a delta changes of a product's price tables in one book. A table is known by its window; one with a window that is stored already takes its place.</summary>
/// <param name="All">All stored tables go first.</param>
/// <param name="Removed">Windows whose tables go.</param>
/// <param name="Tables">Tables put in.</param>
public sealed record PricePatch(bool All, IReadOnlyList<(DateTimeOffset? From, DateTimeOffset? To)> Removed, IReadOnlyList<PriceTable> Tables);

/// <summary>Header of an inventory list.</summary>
/// <param name="Id">SFCC's list-id.</param>
/// <param name="DefaultInStock">Whether a product without a record counts as in stock.</param>
public sealed record InventoryListHeader(string Id, bool DefaultInStock)
{
    /// <summary>SFCC's use-bundle-inventory-only: a bundle's own record alone counts.</summary>
    public bool BundleInventoryOnly { get; init; }
}

/// <summary>Stock of one product in the open inventory list, as the shop states it.</summary>
public sealed record StockRecord(string ProductId)
{
    public decimal? Allocation { get; init; }

    /// <summary>Available to sell, where the shop states it; else computed.</summary>
    public decimal? Ats { get; init; }

    public bool Perpetual { get; init; }

    public Policy.Catalog.StockHandling Handling { get; init; }

    public decimal? PreorderBackorderAllocation { get; init; }

    public DateTimeOffset? InStockDate { get; init; }

    public decimal? OnOrder { get; init; }

    public decimal? Turnover { get; init; }

    /// <summary>The shop's own time of the allocation.</summary>
    public DateTimeOffset? AllocationTime { get; init; }
}

/// <summary>Something odd in a source: where, what, and what was done about it.</summary>
public sealed record ReadWarning(string Code, string Origin, int Line, string Sentence)
{
    public override string ToString() =>
        Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Origin}({Line}): {Sentence}") : Origin.Length > 0 ? $"{Origin}: {Sentence}" : Sentence;
}
