namespace Connector.Sandbox;

/// <summary>A master with its variants, or one product without variants: neighbouring slots of the shop's plan.</summary>
/// <param name="Slot">The first of its slots, and its number for draws.</param>
/// <param name="Size">How many SKUs the shop first had of it.</param>
/// <param name="IsMaster">Whether it is a master with variants.</param>
internal readonly record struct Family(long Slot, int Size, bool IsMaster);

/// <summary>Which slots belong together. Worked out for any slot from its block alone, so that nothing is held.</summary>
internal sealed class Families(long slots, Dice dice)
{
    private const int Block = 120;

    /// <summary>Of a thousand families, how many have no variants; 8 % of the SKUs.</summary>
    private const int SimpleOfThousand = 286;

    /// <summary>Sizes of 64 masters: 1 to 30, 4.7 on average; blocks cut a few short.</summary>
    private static readonly int[] Sizes =
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 8, 8, 8, 8, 9, 9, 12, 12, 16, 30,
    ];

    public Family Of(long slot)
    {
        var at = slot / Block * Block;
        var end = Math.Min(at + Block, slots);
        while (true)
        {
            var isMaster = dice.Below(Draw.FamilyKind, at, 1000) >= SimpleOfThousand;
            var size = isMaster ? (int)Math.Min(dice.Pick(Draw.FamilySize, at, Sizes), end - at) : 1;
            if (slot < at + size)
            {
                return new Family(at, size, isMaster);
            }

            at += size;
        }
    }
}
