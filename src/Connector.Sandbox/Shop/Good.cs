namespace Connector.Sandbox;

internal enum GoodKind
{
    /// <summary>A product without variants.</summary>
    Simple,
    Variant,
    Master,
}

/// <summary>One product of the shop: where it stands in the order of ids, and what it belongs to. Its values are drawn from its numbers.</summary>
/// <param name="Position">Place in the order of ids. A master has that of its first variant, what was added later that of the SKU that it stands beside.</param>
/// <param name="Index">Number of a variant within its master; decides its colour and size.</param>
/// <param name="IsAdded">Whether it came later.</param>
internal readonly record struct Good(GoodKind Kind, long Position, Family Family, int Index, bool IsAdded)
{
    /// <summary>Ids are numbers of twelve digits, so that their order as texts is their order as numbers.</summary>
    public long Id => 700_000_000_000 + (Position * 10) + (Kind == GoodKind.Master ? 5 : IsAdded ? 3 : 0);

    /// <summary>For draws that concern a SKU by itself.</summary>
    public long Number => (Position * 2) + (IsAdded ? 1 : 0);

    /// <summary>For draws that a master and its variants share: texts, kind, brand, base price.</summary>
    public long Shared => Kind == GoodKind.Simple && IsAdded ? -1 - Position : Family.Slot;

    public bool IsSku => Kind != GoodKind.Master;
}
