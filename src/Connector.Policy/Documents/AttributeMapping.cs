using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>Where values come from that the shop keeps in attributes of its own, and what stands in where there are none. Checklist ATT.</summary>
public sealed record AttributeMapping
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "Default attribute mapping";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Brand. Without a setting: the shop's brand, else its manufacturer SKU, else the site id, as SFCC's cartridge does.</summary>
    public AttributeSource Brand { get; init; } = new();

    /// <summary><c>new</c>, <c>refurbished</c> or <c>used</c>. Without a setting: <c>new</c>.</summary>
    public AttributeSource Condition { get; init; } = new();

    /// <summary>Google product category, id or path. Without a setting: empty.</summary>
    public AttributeSource GoogleProductCategory { get; init; } = new();

    // From here on: for feed sheets that have columns for them (tiktok-catalog). None of them ever holds a product.

    /// <summary>Colour, up to 100 characters. Without a setting: the value, as shoppers read it, of the variation attribute color or colour.</summary>
    public AttributeSource Color { get; init; } = new();

    /// <summary>Size, up to 100 characters. Without a setting: the value, as shoppers read it, of the variation attribute size.</summary>
    public AttributeSource Size { get; init; } = new();

    /// <summary>male, female or unisex; Men, Women, M, F, Boys and Girls are understood. Without a setting: empty.</summary>
    public AttributeSource Gender { get; init; } = new();

    /// <summary>newborn, infant, toddler, kids or adult; Children and Adults are understood. Without a setting: empty.</summary>
    public AttributeSource AgeGroup { get; init; } = new();

    /// <summary>Material, up to 200 characters. Without a setting: empty.</summary>
    public AttributeSource Material { get; init; } = new();

    /// <summary>Pattern, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource Pattern { get; init; } = new();

    /// <summary>GTIN of 8, 12, 13 or 14 digits with a right check digit. Without a setting: the shop's EAN, else its UPC. Has no default: a number is one product's.</summary>
    public AttributeSource GlobalTradeItemNumber { get; init; } = new();

    /// <summary>MPN, up to 100 characters. Without a setting: the shop's manufacturer SKU. Has no default: a number is one product's.</summary>
    public AttributeSource ManufacturerPartNumber { get; init; } = new();

    /// <summary>A number and lb, oz, g or kg, such as 0.41 kg. A default that is a unit alone, such as kg, is the unit of values without one; one with a number is also the weight of products without a value. Without a setting: empty.</summary>
    public AttributeSource ShippingWeight { get; init; } = new();

    /// <summary>Absolute http or https address of a video file. Without a setting: empty.</summary>
    public AttributeSource Video { get; init; } = new();

    /// <summary>First label for product sets, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource CustomLabel0 { get; init; } = new();

    /// <summary>Second label for product sets, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource CustomLabel1 { get; init; } = new();

    /// <summary>Third label for product sets, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource CustomLabel2 { get; init; } = new();

    /// <summary>Fourth label for product sets, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource CustomLabel3 { get; init; } = new();

    /// <summary>Fifth label for product sets, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource CustomLabel4 { get; init; } = new();

    /// <summary>First label that can change without a new review, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource InternalLabel0 { get; init; } = new();

    /// <summary>Second label that can change without a new review, up to 100 characters. Without a setting: empty.</summary>
    public AttributeSource InternalLabel1 { get; init; } = new();

    /// <summary>TikTok's attributes, those that depend on the category too. One for a category goes before one for all. Checklist ATT-02, ATT-12.</summary>
    public IReadOnlyList<MappedAttribute> Attributes { get; init; } = [];

    /// <summary>What becomes of a product that lacks an attribute which its TikTok category requires. Default: it is held. Checklist ATT-08, RIV-04.</summary>
    public OnMissingAttribute RequiredAttributes { get; init; } = OnMissingAttribute.Hold;

    /// <summary>Where identifier codes come from; the first good one is used. Left out: the shop's EAN, then its UPC, their types by length. Checklist IDC.</summary>
    public IReadOnlyList<IdentifierSource> Identifiers { get; init; } = [];

    /// <summary>What becomes of an identifier code with a wrong check digit, where no other source has a good one. Default: it is left out. Checklist D-16.</summary>
    public OnWrongCheckDigit CheckDigit { get; init; } = OnWrongCheckDigit.LeaveOut;

    /// <summary>Whether a product without an identifier code is held. Default: by its TikTok category. Checklist IDC-05, IDC-06.</summary>
    public IdentifiersRequired IdentifiersRequired { get; init; } = IdentifiersRequired.ByCategory;

    /// <summary>Ids of TikTok's categories for books: only there and below is an ISBN taken. Checklist IDC-04.</summary>
    public IReadOnlyList<string> BookCategories { get; init; } = [];

    /// <summary>Weight and size of the package. Checklist DIM.</summary>
    public PackageMapping Package { get; init; } = new();

    /// <summary>The document and version it was read from, such as policies/uk-mapping@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}

/// <summary>One value: read from a shop attribute, else a default.</summary>
public sealed record AttributeSource
{
    /// <summary>Id of the shop's custom attribute, or of a field of its own as its export names it, such as page-title; empty: none is read. One that tells variants apart gives the value as shoppers read it.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>Used where the attribute has no value; empty: the next fallback.</summary>
    public string Default { get; init; } = "";
}
