namespace Connector.Sandbox;

/// <summary>A shop of the Shop Open Platform and what it holds.</summary>
/// <param name="ExternalBusinessId">The connection of interfaces A and B that is the same shop; null: none.</param>
public sealed record ShopState(string ShopId, string Name, string Region, string Currency, string? ExternalBusinessId, ValueList<ListingState> Products)
{
    /// <summary>The product that has a SKU, or null; of several the one made last.</summary>
    public ListingState? Product(string sellerSku) => Products.LastOrDefault(p => p.Skus.Any(s => s.SellerSku == sellerSku));

    /// <summary>Only what the world ended with: no ids, no times, no deleted products, in the order of their SKUs.</summary>
    internal SettledShop Settled() => new(ShopId, Products
        .Where(p => p.Status != "DELETED")
        .Select(p => new SettledListing(
            p.Title, p.Description, p.CategoryId, p.BrandId, p.Status, p.ProductStatus, p.AuditStatus, p.Reasons, p.Images,
            p.Skus.Select(s => new SettledSku(s.SellerSku, s.Price, s.ListPrice, s.Currency, s.Attributes, s.Stock)).ToValueList()))
        .OrderBy(p => p.Skus.Count > 0 ? p.Skus[0].SellerSku : "", StringComparer.Ordinal).ThenBy(p => p.Title, StringComparer.Ordinal)
        .ToValueList());
}

/// <summary>A product, with both of its statuses (facts 3.6).</summary>
/// <param name="Status">DRAFT, PENDING, FAILED, ACTIVATE, SELLER_DEACTIVATED, PLATFORM_DEACTIVATED, FREEZE or DELETED.</param>
/// <param name="ProductStatus">The newer one, which goes with <paramref name="AuditStatus"/>.</param>
/// <param name="AuditStatus">NONE, AUDITING, FAILED, PRE_APPROVED or APPROVED.</param>
/// <param name="UnderReview">Whether a second version waits for the reviewer while this one is shown.</param>
/// <param name="Images">Addresses of its pictures, the main one first.</param>
public sealed record ListingState(
    string ProductId,
    string Title,
    string Description,
    string CategoryId,
    string BrandId,
    string Status,
    string ProductStatus,
    string AuditStatus,
    ValueList<RejectedInfo> Reasons,
    bool UnderReview,
    bool HasDraft,
    ValueList<string> Images,
    ValueList<ShopSkuState> Skus,
    DateTimeOffset Created,
    DateTimeOffset Updated);

/// <summary>A SKU of a product.</summary>
/// <param name="Attributes">What tells it from its siblings, such as <c>Color: Blue</c>.</param>
/// <param name="Image">Address of its own picture; null: none.</param>
/// <param name="Available">Pieces that can be sold, over all warehouses.</param>
public sealed record ShopSkuState(
    string SkuId, string SellerSku, string Price, string? ListPrice, string Currency, ValueList<string> Attributes, string? Image, int Available, ValueList<WarehouseStock> Stock, bool PriceLocked, bool StockLocked);

/// <summary>Pieces in one warehouse: to be sold, and promised to orders.</summary>
public sealed record WarehouseStock(string WarehouseId, int Available, int Committed);

public sealed record SettledShop(string ShopId, ValueList<SettledListing> Products);

public sealed record SettledListing(
    string Title, string Description, string CategoryId, string BrandId, string Status, string ProductStatus, string AuditStatus, ValueList<RejectedInfo> Reasons, ValueList<string> Images, ValueList<SettledSku> Skus);

public sealed record SettledSku(string SellerSku, string Price, string? ListPrice, string Currency, ValueList<string> Attributes, ValueList<WarehouseStock> Stock);
