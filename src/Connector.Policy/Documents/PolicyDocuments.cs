namespace Connector.Policy.Documents;

/// <summary>The documents that decide about an account's offers, each in the version in force.</summary>
public sealed record PolicyDocuments
{
    public SynchronizationPolicy Synchronization { get; init; } = new();

    public InventoryPolicy Inventory { get; init; } = new();

    public ImagePolicy Image { get; init; } = new();

    public AttributeMapping Mapping { get; init; } = new();
}
