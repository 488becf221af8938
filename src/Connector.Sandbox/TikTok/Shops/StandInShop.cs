namespace Connector.Sandbox;

/// <summary>A shop of the Shop Open Platform.</summary>
/// <param name="ShopId">TikTok's id; digits.</param>
/// <param name="Cipher">Names the shop in calls, as <c>shop_cipher</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Region">ISO 3166 country that it sells in: decides limits, prices and the version of the category tree.</param>
/// <param name="Currency">ISO 4217; a price in another one is 12052084.</param>
public sealed record StandInShop(string ShopId, string Cipher, string Name, string Region, string Currency)
{
    /// <summary>Short code for people. Default made from region and id.</summary>
    public string Code { get => field.Length > 0 ? field : $"{Region}LC{ShopId}"; init; } = "";

    /// <summary>LOCAL (default) or CROSS_BORDER.</summary>
    public string SellerType { get; init; } = "LOCAL";

    /// <summary>Who owns it, as <c>open_id</c>: shops of one seller are authorised together. Default: a seller of its own.</summary>
    public string Seller { get => field.Length > 0 ? field : "seller-" + ShopId; init; } = "";

    /// <summary>Default: one for sales and one for returns.</summary>
    public ValueList<StandInWarehouse> Warehouses { get; init; } = [new("7000000000000000101", "Main"), new("7000000000000000109", "Returns") { Type = StandInWarehouse.Return }];

    /// <summary>What GET /seller/202309/permissions answers; default nothing.</summary>
    public ValueList<string> Permissions { get; init; } = [];

    /// <summary>The connection of interfaces A and B that is this same shop; null (default): none.</summary>
    public string? ExternalBusinessId { get; init; }

    /// <summary>Products that may be listed in a calendar day (UTC), more are 12052093. Default 100, as for new shops; later 1,000.</summary>
    public int ListingsPerDay { get; init; } = 100;

    /// <summary>Checks of GET /product/202312/prerequisites that fail beyond those that follow from the warehouses, each with its reason.</summary>
    public ValueList<ShopShortcoming> Shortcomings { get; init; } = [];

    /// <summary>Ids of manufacturers that the seller has entered; default none.</summary>
    public ValueList<string> Manufacturers { get; init; } = [];

    /// <summary>Ids of responsible persons that the seller has entered; default none.</summary>
    public ValueList<string> ResponsiblePersons { get; init; } = [];

    /// <summary>Whether the seller can trade at all; false: 12052700 for every product call. Default true.</summary>
    public bool Active { get; init; } = true;
}

/// <summary>Something that the shop lacks before it may list.</summary>
/// <param name="CheckItem">As in the facts, such as SHOP_TAX or BANk_ACCOUNT.</param>
/// <param name="Reason">For people.</param>
public sealed record ShopShortcoming(string CheckItem, string Reason);

/// <summary>A warehouse of a shop.</summary>
/// <param name="Id">TikTok's id; digits.</param>
/// <param name="Name">Name for people.</param>
public sealed record StandInWarehouse(string Id, string Name)
{
    public const string Sales = "SALES_WAREHOUSE";
    public const string Return = "RETURN_WAREHOUSE";

    /// <summary>SALES_WAREHOUSE (default) or RETURN_WAREHOUSE.</summary>
    public string Type { get; init; } = Sales;

    /// <summary>DOMESTIC_WAREHOUSE (default), CB_OVERSEA_WAREHOUSE or CB_DIRECT_SHIPPING_WAREHOUSE.</summary>
    public string SubType { get; init; } = "DOMESTIC_WAREHOUSE";

    /// <summary>ENABLED (default), DISABLED or RESTRICTED.</summary>
    public string Status { get; init; } = "ENABLED";

    public bool IsDefault { get; init; } = true;

    /// <summary>How it delivers; default one by TikTok's carriers and one by the seller's.</summary>
    public ValueList<StandInDelivery> Deliveries { get; init; } =
        [new("7000000000000000201", "Standard shipping", "STANDARD"), new("7000000000000000202", "Send by seller", "SEND_BY_SELLER") { Providers = [new("7000000000000000301", "Royal Mail"), new("7000000000000000302", "Evri"), new("7000000000000000303", "DPD")] }];
}

/// <summary>A way in which a warehouse delivers.</summary>
/// <param name="Type">STANDARD, EXPRESS, ECONOMY or SEND_BY_SELLER.</param>
public sealed record StandInDelivery(string Id, string Name, string Type)
{
    /// <summary>Carriers to choose from; default none: TikTok ships (21008117).</summary>
    public ValueList<StandInProvider> Providers { get; init; } = [];
}

/// <summary>A carrier.</summary>
public sealed record StandInProvider(string Id, string Name);
