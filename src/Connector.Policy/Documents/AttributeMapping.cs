namespace Connector.Policy.Documents;

/// <summary>Where values come from that the shop keeps in attributes of its own, and what stands in where there are none. Checklist ATT.</summary>
public sealed record AttributeMapping
{
    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "Default attribute mapping";

    /// <summary>Brand. Without a setting: the shop's brand, else its manufacturer SKU, else the site id, as SFCC's cartridge does.</summary>
    public AttributeSource Brand { get; init; } = new();

    /// <summary><c>new</c>, <c>refurbished</c> or <c>used</c>. Without a setting: <c>new</c>.</summary>
    public AttributeSource Condition { get; init; } = new();

    /// <summary>Google product category, id or path. Without a setting: empty.</summary>
    public AttributeSource GoogleProductCategory { get; init; } = new();
}

/// <summary>One value: read from a shop attribute, else a default.</summary>
public sealed record AttributeSource
{
    /// <summary>Id of the shop's custom attribute; empty: none is read.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>Used where the attribute has no value; empty: the next fallback.</summary>
    public string Default { get; init; } = "";
}
