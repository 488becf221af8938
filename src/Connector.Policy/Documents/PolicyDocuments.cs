namespace Connector.Policy.Documents;

/// <summary>The documents that decide about an account's offers, each in the version in force.</summary>
public sealed record PolicyDocuments
{
    public SynchronizationPolicy Synchronization { get; init; } = new();

    public InventoryPolicy Inventory { get; init; } = new();

    public PricingPolicy Pricing { get; init; } = new();

    public ImagePolicy Image { get; init; } = new();

    public AttributeMapping Mapping { get; init; } = new();

    /// <summary>The account's listing templates, each with the policies of its products.</summary>
    public IReadOnlyList<TemplateInForce> Templates { get; init; } = [];

    /// <summary>The account's rules that are not paused, in their order.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>TikTok's categories; null: none are known.</summary>
    public CategorySet? Categories { get; init; }
}

/// <summary>A listing template with its policies.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Template">The template.</param>
/// <param name="Inventory">Its inventory policy, or the account's.</param>
/// <param name="Pricing">Its pricing policy, or the account's.</param>
/// <param name="Image">Its image policy, or the account's.</param>
/// <param name="Mapping">Its attribute mapping, or the account's.</param>
public sealed record TemplateInForce(string Name, ListingTemplate Template, InventoryPolicy Inventory, PricingPolicy Pricing, ImagePolicy Image, AttributeMapping Mapping);
