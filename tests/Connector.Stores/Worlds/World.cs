using System.Collections.Immutable;
using Connector.Policy.Catalog;

namespace Connector.Stores.Tests.Worlds;

/// <summary>A made-up shop, as Salesforce Commerce Cloud knows it. Immutable: a change gives another world, and two worlds can be told apart.</summary>
public sealed record World(
    ImmutableSortedDictionary<string, WorldCatalog> Catalogs, ImmutableSortedDictionary<string, WorldBook> Books, ImmutableSortedDictionary<string, WorldList> Lists)
{
    public World With(WorldCatalog catalog) => this with { Catalogs = Catalogs.SetItem(catalog.Id, catalog) };

    public World With(WorldBook book) => this with { Books = Books.SetItem(book.Id, book) };

    public World With(WorldList list) => this with { Lists = Lists.SetItem(list.Id, list) };
}

public sealed record WorldCatalog(string Id)
{
    /// <summary>Its header's internal image location.</summary>
    public string? InternalPath { get; init; }

    /// <summary>What the deprecated variation-value of an image group is a value of.</summary>
    public string? VariationAttribute { get; init; }

    public ImmutableSortedDictionary<string, WorldProduct> Products { get; init; } = Sorted.None<WorldProduct>();

    public ImmutableSortedDictionary<string, WorldCategory> Categories { get; init; } = Sorted.None<WorldCategory>();

    public ImmutableSortedDictionary<string, WorldAttribute> Shared { get; init; } = Sorted.None<WorldAttribute>();

    /// <summary>In the order in which products were assigned.</summary>
    public ImmutableList<WorldPlace> Places { get; init; } = [];

    public WorldCatalog With(WorldProduct product) => this with { Products = Products.SetItem(product.Id, product) };
}

/// <summary>One value of a product: an element of the export, in a language or for a site.</summary>
public readonly record struct Cell(string Element, string? Language = null, string? Site = null);

/// <summary>Values of a custom attribute, in a language, for a site.</summary>
public readonly record struct AttributeCell(string Id, string? Language = null, string? Site = null);

public sealed record WorldProduct(string Id)
{
    public ImmutableDictionary<Cell, string> Cells { get; init; } = ImmutableDictionary<Cell, string>.Empty;

    public ImmutableDictionary<AttributeCell, ImmutableList<string>> Attributes { get; init; } = ImmutableDictionary<AttributeCell, ImmutableList<string>>.Empty;

    public ImmutableList<ImageGroup> Images { get; init; } = [];

    /// <summary>Category, and its catalog where that is another one.</summary>
    public (string? Catalog, string Category)? Classification { get; init; }

    /// <summary>What a bundle holds; empty: it is none.</summary>
    public ImmutableList<(string Id, decimal Quantity)> Bundled { get; init; } = [];

    /// <summary>What a set shows together; empty: it is none.</summary>
    public ImmutableList<string> Set { get; init; } = [];

    /// <summary>What varies over a master's variants; null: it is no master.</summary>
    public ImmutableList<WorldAttribute>? Varies { get; init; }

    public ImmutableList<(string Id, bool Default)> Variants { get; init; } = [];

    public ImmutableList<string> Groups { get; init; } = [];
}

/// <summary>Images of one view type; with <paramref name="Of"/>, for variants that have these values.</summary>
/// <param name="Deprecated">Names its one value by the deprecated variation-value.</param>
public sealed record ImageGroup(string ViewType, ImmutableList<(string Attribute, string Value)> Of, ImmutableList<string> Paths, bool Deprecated = false);

/// <summary>A variation attribute: a master's own, one that refers to the catalog's (<paramref name="SharedId"/>), or the catalog's.</summary>
public sealed record WorldAttribute(string Id, string? SharedId, ImmutableSortedDictionary<string, string> Names, ImmutableList<(string Value, ImmutableSortedDictionary<string, string> Names)> Values);

public sealed record WorldCategory(string Id, string? Parent, bool Online, ImmutableSortedDictionary<string, string> Names);

public sealed record WorldPlace(string Product, string Category, bool Primary);

public sealed record WorldBook(string Id, string Currency, string? Parent)
{
    public bool? Online { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public ImmutableSortedDictionary<string, ImmutableList<WorldPrice>> Prices { get; init; } = Sorted.None<ImmutableList<WorldPrice>>();
}

/// <summary>A price table: its window, and what one piece costs from a quantity on.</summary>
public sealed record WorldPrice(DateTimeOffset? From, DateTimeOffset? To, ImmutableList<(decimal Quantity, decimal Amount, bool Percent)> Tiers);

public sealed record WorldList(string Id, bool DefaultInStock, bool BundleOnly)
{
    public ImmutableSortedDictionary<string, WorldStock> Records { get; init; } = Sorted.None<WorldStock>();
}

public sealed record WorldStock
{
    public decimal? Allocation { get; init; }

    public decimal? Ats { get; init; }

    public bool? Perpetual { get; init; }

    public StockHandling? Handling { get; init; }

    public decimal? Preorder { get; init; }

    public decimal? OnOrder { get; init; }

    public decimal? Turnover { get; init; }

    /// <summary>The deprecated form without a time of day.</summary>
    public DateOnly? InStockDate { get; init; }

    public DateTimeOffset? InStock { get; init; }

    /// <summary>Its allocation-timestamp, which no view shows.</summary>
    public DateTimeOffset? Allocated { get; init; }
}

internal static class Sorted
{
    public static ImmutableSortedDictionary<string, T> None<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, string> Names(params (string Language, string Text)[] names) =>
        None<string>().AddRange(names.Select(name => KeyValuePair.Create(name.Language, name.Text)));
}
