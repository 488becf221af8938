namespace Connector.Sandbox;

/// <summary>Which synthetic shop is wanted. The same plan gives the same bytes, on any machine.</summary>
/// <param name="Skus">What can be sold: variants and products without variants. 1 to a thousand million.</param>
/// <param name="Seed">Another seed is another shop. Default 1.</param>
/// <param name="Change">
/// Null: the shop as it is first met. Else the same shop some time later: this share (0 to 1) of its SKUs is changed (eight in ten), deleted or
/// added (one each), and as large a share of its masters' texts, prices and stock records is changed.
/// </param>
public sealed record ShopPlan(long Skus, ulong Seed = 1, double? Change = null)
{
    /// <summary>Most SKUs that ids have room for.</summary>
    public const long MostSkus = 1_000_000_000;
}
