namespace Connector.Policy.Documents;

/// <summary>Where one of TikTok's attributes comes from: exactly one of shopAttribute, recommended and custom. Checklist ATT-02, ATT-03.</summary>
public sealed record MappedAttribute
{
    /// <summary>TikTok's attribute: its id, or exactly its name.</summary>
    public required string Attribute { get; init; }

    /// <summary>Only for this TikTok category and what lies below. Empty (default): for all. Checklist ATT-12.</summary>
    public string Category { get; init; } = "";

    /// <summary>Id of the shop's attribute, or of one that tells variants apart: then the value as shoppers read it. Empty: none.</summary>
    public string ShopAttribute { get; init; } = "";

    /// <summary>One of the values that TikTok offers, by id or name, for every product. Empty: none. Checklist ATT-11, ATT-13.</summary>
    public string Recommended { get; init; } = "";

    /// <summary>A text of one's own for every product, where TikTok takes values outside its list; up to 2,000 characters. Empty: none. Checklist ATT-11, ATT-13.</summary>
    public string Custom { get; init; } = "";

    /// <summary>For shopAttribute: the shop's values, and what TikTok calls them (id or name). A value that is not named here goes as it is.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>For shopAttribute: put behind a value that is a number alone, such as cm. Empty: nothing.</summary>
    public string Unit { get; init; } = "";
}

/// <summary>What becomes of a product that lacks a required attribute.</summary>
public enum OnMissingAttribute
{
    /// <summary>It is held.</summary>
    Hold,

    /// <summary>It is listed; its explanation tells.</summary>
    Tell,
}

/// <summary>Where an identifier code comes from.</summary>
public sealed record IdentifierSource
{
    /// <summary>What the code is. Left out: by its length; 14 digits are a GTIN. Checklist D-16.</summary>
    public IdentifierType? Type { get; init; }

    /// <summary>Id of the shop's attribute; empty: the shop's own EAN, or for upc its UPC.</summary>
    public string Attribute { get; init; } = "";
}

/// <summary>What an identifier code is.</summary>
public enum IdentifierType
{
    /// <summary>14 digits. Checklist IDC-01.</summary>
    Gtin,

    /// <summary>8, 13 or 14 digits. Checklist IDC-02.</summary>
    Ean,

    /// <summary>12 digits. Checklist IDC-03.</summary>
    Upc,

    /// <summary>13 digits that begin with 978 or 979, for books alone. Checklist IDC-04.</summary>
    Isbn,
}

/// <summary>What becomes of a code with a wrong check digit.</summary>
public enum OnWrongCheckDigit
{
    /// <summary>It is left out; the product counts as having none.</summary>
    LeaveOut,

    /// <summary>The product is held.</summary>
    Hold,

    /// <summary>It is listed as it is; the explanation tells.</summary>
    Tell,
}

/// <summary>Whether products need an identifier code.</summary>
public enum IdentifiersRequired
{
    /// <summary>Those of a listing template do whose TikTok category is known and not exempt.</summary>
    ByCategory,

    /// <summary>All do.</summary>
    Always,

    /// <summary>None does.</summary>
    Never,
}

/// <summary>Weight and size of the package, for shipping. Wrong ones make wrong shipping costs. Checklist DIM-01, DIM-03.</summary>
public sealed record PackageMapping
{
    /// <summary>Weight, in kg, g, lb or oz. Without a setting: none.</summary>
    public MeasureSource Weight { get; init; } = new();

    /// <summary>Length, in cm, mm, m or in. Without a setting: none.</summary>
    public MeasureSource Length { get; init; } = new();

    /// <summary>Width, in cm, mm, m or in. Without a setting: none.</summary>
    public MeasureSource Width { get; init; } = new();

    /// <summary>Height, in cm, mm, m or in. Without a setting: none.</summary>
    public MeasureSource Height { get; init; } = new();
}

/// <summary>One measure: read from a shop attribute, else a default.</summary>
public sealed record MeasureSource
{
    /// <summary>Id of the shop's attribute; empty: none is read.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>Stands in where the attribute has no value, such as 0.5 kg. Empty: none.</summary>
    public string Default { get; init; } = "";

    /// <summary>The unit of values that name none.</summary>
    public string Unit { get; init; } = "";
}
