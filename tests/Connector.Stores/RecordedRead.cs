using System.Text;
using Connector.Store;

namespace Connector.Stores.Tests;

/// <summary>Notes everything that an adapter tells, in order.</summary>
public sealed class RecordedRead : IStoreRead
{
    public List<(Scope Scope, ScopeMode Mode, DateTimeOffset? Time, string Origin)> Begun { get; } = [];

    public List<RecordedItem> Items { get; } = [];

    public List<string> DeletedItems { get; } = [];

    public List<CategoryRecord> Categories { get; } = [];

    public List<string> DeletedCategories { get; } = [];

    public List<SharedVariationAttribute> Shared { get; } = [];

    public List<CategoryAssignment> Assigned { get; } = [];

    public List<string> Unassigned { get; } = [];

    public List<PriceBookHeader> Books { get; } = [];

    /// <summary>What each product's tables come to, one book at a time.</summary>
    public List<(string Product, IReadOnlyList<PriceTable> Tables)> Prices { get; } = [];

    public List<string> DeletedPrices { get; } = [];

    public List<InventoryListHeader> Lists { get; } = [];

    public List<StockRecord> Stock { get; } = [];

    public List<string> DeletedStock { get; } = [];

    public List<ReadWarning> Warnings { get; } = [];

    public bool IsOpen { get; private set; }

    public RecordedItem this[string id] => Items.Last(item => item.Id == id);

    public void Begin(Scope scope, ScopeMode mode, DateTimeOffset? sourceTime, string origin)
    {
        IsOpen.Should().BeFalse("a scope is ended before the next begins");
        IsOpen = true;
        Begun.Add((scope, mode, sourceTime, origin));
    }

    public void End()
    {
        IsOpen.Should().BeTrue();
        IsOpen = false;
    }

    public void Upsert(ItemDraft item)
    {
        Open();
        var entries = new List<string>();
        var blob = new ItemBlob(item.Bytes);
        while (blob.Next())
        {
            var name = Encoding.UTF8.GetString(blob.Name);
            var qualifier = Encoding.UTF8.GetString(blob.Qualifier);
            entries.Add($"{blob.Field}{(name.Length > 0 ? " " + name : "")}{(qualifier.Length > 0 ? " [" + qualifier + "]" : "")}: {Encoding.UTF8.GetString(blob.Value)}");
        }

        Items.Add(new RecordedItem(item.Id, item.Kind, item.Origin, item.Line, entries, [.. item.Links]));
    }

    public void DeleteItem(string productId) => Note(DeletedItems, productId);

    public void Upsert(CategoryRecord category) => Note(Categories, category);

    public List<CategoryPatch> CategoryPatches { get; } = [];

    public List<(string Product, PricePatch Patch)> PricePatches { get; } = [];

    public Dictionary<string, string> Marks { get; } = new(StringComparer.Ordinal);

    public void Patch(CategoryPatch category)
    {
        Open();
        CategoryPatches.Add(category);
    }

    public void Patch(string productId, PricePatch prices)
    {
        Open();
        PricePatches.Add((productId, prices));
        var at = Prices.FindIndex(told => told.Product == productId);
        var tables = at < 0 || prices.All ? [] : Prices[at].Tables.ToList();
        tables.RemoveAll(table => prices.Removed.Contains((table.From, table.To)) || prices.Tables.Any(put => (put.From, put.To) == (table.From, table.To)));
        tables.AddRange(prices.Tables);
        if (at >= 0)
        {
            Prices[at] = (productId, tables);
        }
        else
        {
            Prices.Add((productId, tables));
        }
    }

    public void DeleteSharedAttribute(string variationAttributeId) => Open();

    public string? Mark(string name) => Marks.GetValueOrDefault(name);

    public void SetMark(string name, string? value)
    {
        if (value is null)
        {
            Marks.Remove(name);
        }
        else
        {
            Marks[name] = value;
        }
    }

    public void DeleteCategory(string categoryId) => Note(DeletedCategories, categoryId);

    public void Upsert(SharedVariationAttribute attribute) => Note(Shared, attribute);

    public void Assign(CategoryAssignment assignment) => Note(Assigned, assignment);

    public void Unassign(string productId, string categoryId) => Note(Unassigned, productId + " from " + categoryId);

    public void Upsert(PriceBookHeader header) => Note(Books, header);

    public void Upsert(string productId, IReadOnlyList<PriceTable> tables) => Note(Prices, (productId, (IReadOnlyList<PriceTable>)[.. tables]));

    public void DeletePrices(string productId) => Note(DeletedPrices, productId);

    public void Upsert(InventoryListHeader header) => Note(Lists, header);

    public void Upsert(StockRecord record) => Note(Stock, record);

    public void DeleteStock(string productId) => Note(DeletedStock, productId);

    public void Warn(ReadWarning warning) => Warnings.Add(warning);

    private void Note<T>(List<T> notes, T what)
    {
        Open();
        notes.Add(what);
    }

    private void Open() => IsOpen.Should().BeTrue("what is told belongs to an open scope");
}

public sealed record RecordedItem(string Id, ItemKind Kind, string Origin, int Line, IReadOnlyList<string> Entries, IReadOnlyList<ItemLink> Links)
{
    public IEnumerable<string> Of(ItemField field) =>
        Entries.Where(entry => entry.StartsWith(field + ":", StringComparison.Ordinal) || entry.StartsWith(field + " ", StringComparison.Ordinal));
}
