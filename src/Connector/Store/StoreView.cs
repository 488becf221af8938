namespace Connector.Store;

/// <summary>One way of looking at a shop: its site, language, prices and stock. Part of an account.</summary>
public sealed record StoreView
{
    /// <summary>Name, unique in the account; part of file names where an account has several.</summary>
    public required string Name { get; init; }

    /// <summary>The source document that says where the shop is read.</summary>
    public required string Source { get; init; }

    /// <summary>The shop's site id: decides site-specific flags, stands in file names, and is the last fallback for a brand.</summary>
    public required string Site { get; init; }

    /// <summary>Language of texts, as the shop writes it: <c>en-GB</c>. Falls back to <c>en</c>, then <c>x-default</c>.</summary>
    public required string Locale { get; init; }

    /// <summary>ISO 4217. Must be the account's and the price books'. Checklist CUR-01.</summary>
    public required string Currency { get; init; }

    /// <summary>Price books; a shopper pays the lowest price over these and, where a book has none, its parents.</summary>
    public IReadOnlyList<string> PriceBooks { get; init; } = [];

    /// <summary>
    /// Catalogs whose categories place the products (SFCC: the site's storefront catalog). Products come from all catalogs.
    /// Empty: the categories of all of them count; to be set where one instance has several sites.
    /// </summary>
    public IReadOnlyList<string> Catalogs { get; init; } = [];

    /// <summary>Inventory lists whose stock is added up.</summary>
    public IReadOnlyList<string> InventoryLists { get; init; } = [];

    /// <summary>Address of a product page; <c>{sku}</c>, <c>{group}</c>, <c>{locale}</c> and <c>{site}</c> are filled in.</summary>
    public required string LandingPage { get; init; }

    /// <summary>Country where the rows are sold, ISO 3166. Empty: the account's.</summary>
    public string Country { get; init; } = "";

    /// <summary>True: everything that the view lists is taken off, as if the shop had taken it offline. A view can be left out of the account once nothing of it is listed.</summary>
    public bool Retired { get; init; }

    /// <summary>The catalog in which interface B shows this view's rows. Empty: the rows' answers are not polled.</summary>
    public string CatalogId { get; init; } = "";

    /// <summary>The feed in that catalog to which this view's rows belong, for accounts whose files are pulled (interface B). Empty: rows belong to no feed.</summary>
    public string FeedId { get; init; } = "";
}

/// <summary>Where in feed order to read: groups from <paramref name="From"/> up to, not including, <paramref name="To"/>. Null: open.</summary>
public readonly record struct KeyRange(string? From, string? To)
{
    public static KeyRange All => default;

    /// <summary>A single item group.</summary>
    public static KeyRange Of(string group) => new(group, group + "\0");
}
