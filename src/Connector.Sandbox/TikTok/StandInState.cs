using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>All that the stand-in holds at one instant. Records and lists compare by value.</summary>
public sealed record StandInState(ValueList<AccountState> Accounts)
{
    /// <summary>Shops of the Shop Open Platform (interface C).</summary>
    public ValueList<ShopState> Shops { get; init; } = [];

    /// <summary>Only what the world ended with: rows, quantities, verdicts. Two histories that led to the same end are equal here.</summary>
    public SettledState Settled() =>
        new(Accounts.Select(a => new SettledAccount(a.ExternalBusinessId, a.Stock, a.Catalogs.Select(c => c with { Products = c.Products.Select(p => p with { Lists = [] }).ToValueList() }).ToValueList())).ToValueList())
        {
            Shops = Shops.Select(s => s.Settled()).ToValueList(),
        };

    public AccountState Account(string externalBusinessId) => Accounts.Single(a => a.ExternalBusinessId == externalBusinessId);
}

/// <summary>One connected shop.</summary>
public sealed record AccountState(
    string ExternalBusinessId, ValueList<AlertState> Alerts, ValueList<FileState> Files, ValueList<StockState> Stock, ValueList<CatalogState> Catalogs)
{
    /// <summary>Whether it is connected by interface A.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Its feeds of interface B.</summary>
    public ValueList<FeedState> Feeds { get; init; } = [];

    /// <summary>Its jobs of interface B, in the order in which they began.</summary>
    public ValueList<JobState> Jobs { get; init; } = [];

    /// <summary>The product in the catalog, or null.</summary>
    public ProductState? Product(string catalogId, string sku) => Catalogs.Single(c => c.CatalogId == catalogId).Products.SingleOrDefault(p => p.Row.SkuId == sku);
}

public sealed record SettledState(ValueList<SettledAccount> Accounts)
{
    public ValueList<SettledShop> Shops { get; init; } = [];
}

public sealed record SettledAccount(string ExternalBusinessId, ValueList<StockState> Stock, ValueList<CatalogState> Catalogs);

/// <summary>An alert that was answered with code 0.</summary>
public sealed record AlertState(string RequestId, DateTimeOffset At, string Url, string FeedType, string UpdateType, DateTimeOffset? PickedUpAt, string? Note);

public sealed record StockState(string SkuId, decimal Quantity);

public sealed record CatalogState(string CatalogId, string SiteId, string Locale, string Currency, ValueList<ProductState> Products);

/// <summary>A product as held: the row, the account's stock of it where any came, and its review.</summary>
public sealed record ProductState(ProductRow Row, decimal? Quantity, string AuditStatus, string ImageStatus, ValueList<RejectedInfo> RejectedInfo)
{
    /// <summary>The account's stock of it by inventory list.</summary>
    public ValueList<ListQuantity> Lists { get; init; } = [];
}

/// <summary>What one inventory list has of a SKU.</summary>
public sealed record ListQuantity(string List, decimal Quantity);

/// <summary>Why a product was rejected; field names as in product/get.</summary>
/// <param name="Position">Shop Open Platform only: the part of the product that is meant, such as Title.</param>
public sealed record RejectedInfo(string Reason, string Suggestion = "", string AffectedPlacement = "", string AffectedCountry = "", string Position = "");

/// <summary>What a file came to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileOutcome>))]
public enum FileOutcome
{
    /// <summary>Every row was taken.</summary>
    Taken,

    /// <summary>Some rows were refused; the others were taken.</summary>
    PartlyTaken,

    /// <summary>Nothing was taken: the file is not whole, or not of its kind.</summary>
    Refused,

    /// <summary>It could not be fetched; the next alert tries again.</summary>
    NotFetched,
}

/// <summary>One reading of one file, or of a folder that could not be listed.</summary>
/// <param name="Code">0, or the documented code (40902-40914) that fits.</param>
public sealed record FileState(
    string RequestId,
    string Name,
    string Kind,
    string? Etag,
    long? Length,
    DateTimeOffset ReadAt,
    FileOutcome Outcome,
    int Code,
    string? Reason,
    int Added,
    int Changed,
    int Unchanged,
    int Removed,
    int Errors,
    int Warnings,
    ValueList<RowIssue> Issues);

[JsonConverter(typeof(JsonStringEnumConverter<IssueSeverity>))]
public enum IssueSeverity
{
    /// <summary>The row is taken all the same.</summary>
    Warning,

    /// <summary>The row is not taken; what was held before stays.</summary>
    Error,
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Index">2 = first data row, as in TikTok's product log; in inventory files 1 = first record.</param>
public sealed record RowIssue(int Index, string SkuId, IssueSeverity Severity, string Field, string Issue);
