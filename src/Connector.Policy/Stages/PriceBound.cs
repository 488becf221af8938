namespace Connector.Policy.Stages;

/// <summary>How far price arithmetic goes: so far from where decimals overflow that no step can reach it, and far beyond any price.</summary>
internal static class PriceBound
{
    /// <summary>What a price never reaches; one that does is held by <see cref="PriceLimits"/>.</summary>
    public const decimal Highest = 1_000_000_000_000m;

    /// <summary>The amount, kept where one can reckon with it.</summary>
    public static decimal Of(decimal amount) => Math.Clamp(amount, -Highest, Highest);
}
