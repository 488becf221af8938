namespace Connector.Sandbox;

/// <summary>What a variant looks like: its number within the master, read as colour and size, so that no two of a master are alike.</summary>
internal readonly record struct Look(Term Colour, string Size, bool HasSizes)
{
    /// <summary>Coprime with the number of colours: a master's colours all differ until they have been through.</summary>
    private const int ColourStep = 7;

    public static Look Of(Good variant, GoodsKind kind, Dice dice)
    {
        var sizes = Sizes(variant.Family, kind, dice);
        var colour = (dice.Below(Draw.FirstColour, variant.Family.Slot, Assortment.Colours.Length) + (variant.Index / sizes * ColourStep)) % Assortment.Colours.Length;
        return new Look(Assortment.Colours[colour], kind.Sizes.Values[variant.Index % sizes], sizes > 1);
    }

    /// <summary>How many sizes a master has; 1: it varies by colour alone. Large masters have at least three, so that the colours suffice for all that may be added.</summary>
    public static int Sizes(Family family, GoodsKind kind, Dice dice) =>
        family.Size <= 3 ? 1 : 3 + dice.Below(Draw.SizeCount, family.Slot, kind.Sizes.Values.Length - 2);
}
