namespace Connector.Policy.Catalog;

/// <summary>What a shopper reads about stock. The words in files and calls are the sheet's (facts: TikTok catalog specification).</summary>
public enum Availability
{
    OutOfStock,
    InStock,
    Preorder,
    AvailableForOrder,
    Discontinued,
}

/// <summary>The state of the goods themselves.</summary>
public enum Condition
{
    New,
    Refurbished,
    Used,
}
