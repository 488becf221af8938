using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>
/// What people do with TikTok's own tools, past every feed: edit, add and remove products, set quantities. As strict as a file: a row that a file could not
/// bring is refused, and so is what does not exist.
/// </summary>
public sealed class OwnHand
{
    /// <summary>A row has all its columns, and texts in them.</summary>
    private static readonly JsonSerializerOptions Whole = new(ControlGate.Json) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly Holdings _holdings;
    private readonly Verdicts _verdicts;
    private readonly TimeProvider _clock;
    private readonly Func<StandInSettings> _settings;

    internal OwnHand(Holdings holdings, Verdicts verdicts, TimeProvider clock, Func<StandInSettings> settings) => (_holdings, _verdicts, _clock, _settings) = (holdings, verdicts, clock, settings);

    /// <summary>Edits a product; it is reviewed like one that a file changed.</summary>
    /// <exception cref="ArgumentException">The catalog has no such product, or the row would not be allowed.</exception>
    public void Edit(string catalogId, string skuId, Func<ProductRow, ProductRow> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _holdings.Reach(catalogId, shelf =>
        {
            var before = shelf.Find(skuId) ?? throw Unknown(catalogId, skuId);
            var after = change(before.Row);
            if (after.SkuId != skuId) throw new ArgumentException("An edit keeps the SKU.");
            return Take(shelf, after);
        });
    }

    /// <summary>Adds a product that no file brought.</summary>
    /// <exception cref="ArgumentException">The catalog has the SKU already, or the row would not be allowed.</exception>
    public void Add(string catalogId, ProductRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _holdings.Reach(catalogId, shelf => shelf.Find(row.SkuId) is null ? Take(shelf, row) : throw new ArgumentException($"Catalog {catalogId} has a product {row.SkuId} already."));
    }

    /// <summary>Removes a product.</summary>
    /// <exception cref="ArgumentException">The catalog has no such product.</exception>
    public void Remove(string catalogId, string skuId) => _holdings.Reach(catalogId, shelf => shelf.Remove(skuId) ? true : throw Unknown(catalogId, skuId));

    /// <summary>Sets a quantity that an inventory file has told before.</summary>
    /// <exception cref="ArgumentException">The list has no quantity of it.</exception>
    public void SetStock(string externalBusinessId, string list, string skuId, decimal quantity) => _holdings.SetStock(externalBusinessId, list, skuId, quantity);

    internal void Edit(ProductEdit edit) => Edit(edit.CatalogId, edit.SkuId, row =>
    {
        var all = JsonSerializer.SerializeToNode(row, Whole)!.AsObject();
        foreach (var (name, value) in edit.Changes) all[name] = value?.DeepClone();
        return all.Deserialize<ProductRow>(Whole)!;
    });

    internal void Add(ProductAddition addition) => Add(addition.CatalogId, addition.Row.Deserialize<ProductRow>(Whole)!);

    private static ArgumentException Unknown(string catalogId, string skuId) => new($"Catalog {catalogId} has no product {skuId}.");

    private RowFate Take(Shelf shelf, ProductRow row)
    {
        var wrong = new ProductRules(shelf.Catalog.Currency, _settings()).Check(row).FirstOrDefault(issue => issue.Severity == IssueSeverity.Error);
        return wrong.Issue is null ? shelf.Take(row, _clock.GetUtcNow(), _settings().ReviewDelay, _verdicts) : throw new ArgumentException(wrong.Issue);
    }
}

/// <summary>An edit, over HTTP.</summary>
internal sealed record ProductEdit
{
    public required string CatalogId { get; init; }

    public required string SkuId { get; init; }

    /// <summary>Columns by name, with their new texts.</summary>
    public required JsonObject Changes { get; init; }
}

/// <summary>A product to be added, over HTTP.</summary>
internal sealed record ProductAddition
{
    public required string CatalogId { get; init; }

    /// <summary>All its columns.</summary>
    public required JsonObject Row { get; init; }
}

/// <summary>A product to be removed, over HTTP.</summary>
internal sealed record ProductRemoval
{
    public required string CatalogId { get; init; }

    public required string SkuId { get; init; }
}

/// <summary>A quantity to be set, over HTTP.</summary>
internal sealed record StockEdit
{
    public required string ExternalBusinessId { get; init; }

    public required string List { get; init; }

    public required string SkuId { get; init; }

    public required decimal Quantity { get; init; }
}
