namespace Connector.Sandbox;

/// <summary>A shop and its products. Guarded by the platform's lock.</summary>
internal sealed class ShopShelf(StandInShop shop)
{
    public StandInShop Shop { get; set; } = shop;

    public ShopShelf Copy() => new(Shop);
}
