namespace Connector.Listings;

/// <summary>
/// A product as it is written to TikTok (facts/tiktok.md 3.5, 3.10). Creating needs category, title, description, main images, weight and SKUs. Editing overwrites the
/// whole product: a SKU that is left out is removed. Editing in part replaces the members that are there, <see cref="Skus"/> as a whole. What is null is not sent.
/// </summary>
public sealed record ListingForm
{
    /// <summary>LISTING (TikTok's default: into the audit, then live) or AS_DRAFT.</summary>
    public string? SaveMode { get; init; }

    public string? CategoryId { get; init; }

    /// <summary>v1 (3 levels, TikTok's default) or v2 (7 levels, required in the US and South-East Asia).</summary>
    public string? CategoryVersion { get; init; }

    public string? Title { get; init; }

    /// <summary>HTML, at most 10,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>1 to 9 images that were uploaded.</summary>
    public IReadOnlyList<ImageUri>? MainImages { get; init; }

    public string? BrandId { get; init; }

    public ListingMeasure? PackageWeight { get; init; }

    public ListingDimensions? PackageDimensions { get; init; }

    public IReadOnlyList<ListingAttribute>? ProductAttributes { get; init; }

    public IReadOnlyList<ListingCertification>? Certifications { get; init; }

    public IReadOnlyList<string>? DeliveryOptionIds { get; init; }

    /// <summary>Our id of the product, at most 999 characters.</summary>
    public string? ExternalProductId { get; init; }

    /// <summary>At most 128 characters; only for creating, where it lets TikTok know a repeated call again.</summary>
    public string? IdempotencyKey { get; init; }

    public bool? IsCodAllowed { get; init; }

    public bool? IsNotForSale { get; init; }

    public bool? IsPreOwned { get; init; }

    public IReadOnlyList<string>? ListingPlatforms { get; init; }

    public IReadOnlyList<string>? ManufacturerIds { get; init; }

    public IReadOnlyList<string>? ResponsiblePersonIds { get; init; }

    public int? MinimumOrderQuantity { get; init; }

    public string? ShippingInsuranceRequirement { get; init; }

    public string? ShippingTemplateId { get; init; }

    public ListingSizeChart? SizeChart { get; init; }

    public ListingVideo? Video { get; init; }

    public IReadOnlyList<ListingSku>? Skus { get; init; }
}

/// <summary>A SKU as it is written.</summary>
public sealed record ListingSku
{
    /// <summary>TikTok's id; null: a new SKU.</summary>
    public string? Id { get; init; }

    /// <summary>1 to 50 characters without spaces.</summary>
    public string? SellerSku { get; init; }

    public string? ExternalSkuId { get; init; }

    public ListingPrice? Price { get; init; }

    /// <summary>US: at least the price, else TikTok drops it.</summary>
    public ListingPrice? ListPrice { get; init; }

    public IReadOnlyList<WarehouseQuantity>? Inventory { get; init; }

    public IReadOnlyList<ListingSalesAttribute>? SalesAttributes { get; init; }

    public ListingIdentifier? IdentifierCode { get; init; }

    public IReadOnlyList<string>? ExtraIdentifierCodes { get; init; }

    public IReadOnlyList<string>? ExternalUrls { get; init; }

    public string? SkuUnitCount { get; init; }
}

/// <param name="Uri">As the upload gave it.</param>
public sealed record ImageUri(string Uri);

/// <param name="Value">Text with a dot for decimals.</param>
/// <param name="Unit">KILOGRAM (at most 3 decimals), POUND (2; US) or GRAM (whole; BR, JP, MX).</param>
public sealed record ListingMeasure(string Value, string Unit);

/// <summary>Whole numbers, as text.</summary>
/// <param name="Length">Length.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Unit">CENTIMETER or INCH (US).</param>
public sealed record ListingDimensions(string Length, string Width, string Height, string Unit);

/// <param name="Id">TikTok's id of the attribute.</param>
/// <param name="Values">Its values.</param>
public sealed record ListingAttribute(string Id, IReadOnlyList<ListingAttributeValue> Values);

/// <param name="Id">TikTok's id of the value; null: the name is a value of our own.</param>
/// <param name="Name">The value.</param>
public sealed record ListingAttributeValue(string? Id, string? Name);

/// <summary>What variants differ in. A built-in id wins over a name.</summary>
public sealed record ListingSalesAttribute
{
    public string? Id { get; init; }

    /// <summary>At most 20 characters.</summary>
    public string? Name { get; init; }

    public string? ValueId { get; init; }

    /// <summary>At most 50 characters.</summary>
    public string? ValueName { get; init; }

    /// <summary>Only one attribute may carry images; then every value of it needs one.</summary>
    public ImageUri? SkuImg { get; init; }

    /// <summary>US: at most 8.</summary>
    public IReadOnlyList<ImageUri>? SupplementarySkuImages { get; init; }
}

/// <param name="Code">The digits.</param>
/// <param name="Type">GTIN, EAN, UPC, ISBN or JAN.</param>
public sealed record ListingIdentifier(string Code, string Type);

/// <summary>Money as text with a dot for decimals.</summary>
public sealed record ListingPrice
{
    public string? Amount { get; init; }

    public required string Currency { get; init; }

    public string? SalePrice { get; init; }
}

/// <summary>Stock of a SKU in one warehouse: what shall be, not by how much it changes.</summary>
public sealed record WarehouseQuantity
{
    /// <summary>Required when a product is created.</summary>
    public string? WarehouseId { get; init; }

    public int? Quantity { get; init; }
}

/// <param name="Id">TikTok's id of the kind of certificate.</param>
public sealed record ListingCertification(string Id)
{
    public IReadOnlyList<ImageUri>? Images { get; init; }

    public IReadOnlyList<CertificationFile>? Files { get; init; }

    /// <summary>Unix second.</summary>
    public long? ExpirationDate { get; init; }
}

/// <param name="Id">As the upload gave it.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="Format">PDF.</param>
public sealed record CertificationFile(string Id, string Name, string Format);

public sealed record ListingSizeChart
{
    public ImageUri? Image { get; init; }

    public ReferredId? Template { get; init; }
}

public sealed record ListingVideo(string Id);

public sealed record ReferredId(string Id);

/// <summary>The new stock of one SKU: every warehouse of it, or TikTok refuses it (12019028).</summary>
/// <param name="Id">TikTok's id of the SKU.</param>
/// <param name="Inventory">Each warehouse with what shall be there.</param>
public sealed record SkuStock(string Id, IReadOnlyList<WarehouseQuantity> Inventory);

/// <summary>The new price of one SKU.</summary>
/// <param name="Id">TikTok's id of the SKU.</param>
/// <param name="Price">The price.</param>
public sealed record SkuPrice(string Id, ListingPrice Price)
{
    public ListingPrice? ListPrice { get; init; }
}
